/** The outline of a file and the search for things by a few letters. */
import { beforeAll, describe, expect, test } from 'vitest';
import { workspaceSymbols } from '../../../core/ide/navigation/workspace-symbols.ts';
import { type OutlineEntry, outlineOf } from '../../../core/ide/structure/outline.ts';
import { isSecretPlace } from '../../../core/ide/values/secret-places.ts';
import { parseFile } from '../../../core/syntax/parse.ts';
import { ideFixture } from '../../support/ide.ts';
import { loadParser } from '../../support/parser.ts';

beforeAll(loadParser);

/** `  sort name (detail)`, indented by depth; checks on the way that names and children stand inside. */
function shown(text: string, path = 'main.cw'): string {
  return lined(outlineOf(parseFile(path, text).file));
}

function lined(entries: readonly OutlineEntry[]): string {
  const lines: string[] = [];
  const show = (entry: OutlineEntry, depth: number) => {
    const { sort, name, detail, span, nameSpan, children } = entry;
    lines.push(`${'  '.repeat(depth)}${sort} ${name}${detail === undefined ? '' : ` (${detail})`}`);
    expect(span.start <= nameSpan.start && nameSpan.end <= span.end).toBe(true);
    expect(name).not.toBe('');
    for (const child of children) {
      expect(span.start <= child.span.start && child.span.end <= span.end).toBe(true);
      show(child, depth + 1);
    }
  };
  for (const entry of entries) show(entry, 0);
  return lines.join('\n');
}

describe('outline', () => {
  test('of everything that stands at the top of a file', () => {
    expect(
      shown(`variable "port" { type = number }
variable "any" {}
locals {
  a = 1
}
output "url" { value = local.a }
module "db" { source = "./db" }
resource "service" "web" { image = "nginx:1.27" }
deploy "api" { port = 80 }
check "up" {
  assert "healthcheck" { url = "http://x" }
}
moved {
  from = file.a
  to   = file.b[0]
}
clockwork { parallelism = 4 }
`),
    ).toBe(`variable port (number)
  attribute type (number)
variable any (variable)
block locals
  local a (1)
output url (local.a)
  attribute value (local.a)
module db (./db)
  attribute source (./db)
resource web (service)
  attribute image (nginx:1.27)
resource api (deploy)
  attribute port (80)
check up (check)
  assert assert healthcheck
    attribute url (http://x)
refactoring moved (file.a → file.b[0])
  attribute from (file.a)
  attribute to (file.b[0])
settings clockwork
  attribute parallelism (4)`);
  });

  test('of nested blocks, lists and objects', () => {
    expect(
      shown(`resource "service" "web" {
  environment = { A = "1", "B C" = var.b, (local.k) = 1 }
  ports       = [{ internal = 80 }]
  health_check { path = "/" }
  command = "\${var.a} x"
}
`),
    ).toBe(`resource web (service)
  object environment
    attribute A (1)
    attribute B C (var.b)
  list ports
  block health_check
    attribute path (/)
  attribute command`);
  });

  test('of a .cwvars file and of completions', () => {
    expect(shown('port = 80\nhosts = ["a"]\n', 'clockwork.cwvars')).toBe('variable port (80)\nvariable hosts');
    expect(shown('completion "service.web" { image = "nginx:1.27" }\n', 'completed.cw')).toBe(
      'completion service.web (completion)\n  attribute image (nginx:1.27)',
    );
  });

  test('of broken text: what can be read, and names where there are none', () => {
    expect(shown('resource "" {\nvariable {\n}\n\nlocals {\n  a = \n  b = 1\n')).toBe(
      'resource resource\nvariable variable (variable)\nblock locals\n  local a\n  local b (1)',
    );
  });

  test('of a chain that is as long as a file may be, and of objects in objects', () => {
    expect(shown(`a = b${'.c'.repeat(20_000)}\n`)).toBe('attribute a');
    const nested = `a = ${'{ b = '.repeat(200)}1${' }'.repeat(200)}\n`;
    expect(shown(nested).split('\n').length).toBeGreaterThan(50);
  });

  test('of nothing', () => {
    expect(shown('\n# only a comment\n')).toBe('');
  });
});

describe('workspace symbols', () => {
  const project = `=== main.cw
variable "port" {}
locals {
  database_url = "x"
  unrelated    = 1
}
module "database" { source = "./db" }
resource "service" "web_frontend" { image = "a:1" }
resource "service" "web" { image = "a:1" }
output "url" { value = 1 }
check "web" {
  assert "port_accessible" { port = 80 }
}
=== db/main.cw
resource "docker_container" "postgres" { image = "postgres:16" }
`;

  function find(query: string): readonly string[] {
    return workspaceSymbols(ideFixture(project).view, query)
      .toSorted((a, b) => a.rank - b.rank)
      .map(({ name, dir, file }) => `${name} ${dir} ${file}`);
  }

  test('an empty query gives everything that has a name', () => {
    expect(find('')).toHaveLength(9);
  });

  test('the name itself comes before longer names', () => {
    expect(find('web')).toEqual(['service.web . main.cw', 'check.web . main.cw', 'service.web_frontend . main.cw']);
  });

  test('letters may be left out, whatever their case', () => {
    expect(find('DBurl')).toEqual(['local.database_url . main.cw']);
    expect(find('servfront')).toEqual(['service.web_frontend . main.cw']);
  });

  test('kind and name together, also with a blank between', () => {
    expect(find('service web')).toEqual(find('serviceweb'));
    expect(find('service.web')[0]).toBe('service.web . main.cw');
  });

  test('modules are looked through', () => {
    expect(find('postgres')).toEqual(['docker_container.postgres db db/main.cw']);
  });

  test('letters in another order, and values, find nothing', () => {
    expect(find('bew')).toEqual([]);
    expect(find('nginx')).toEqual([]);
  });
});

test('what is secret has no small print', () => {
  const { view } = ideFixture({
    'main.cw': `variable "key" {
  default   = "s3cret"
  sensitive = true
}
output "key" {
  value     = "s3cret"
  sensitive = true
}
output "open" { value = "shown" }
module "m" {
  source = "./m"
  key    = { a = "s3cret" }
}
`,
    'm/main.cw': 'variable "key" { sensitive = true }\n',
    'clockwork.cwvars': 'key = "s3cret"\n',
  });
  const outline = (path: string) => {
    const file = view.project.files.get(path);
    return file === undefined ? '' : lined(outlineOf(file, (nodes) => isSecretPlace(view, path, nodes)));
  };
  expect(outline('main.cw')).toBe(`variable key (variable)
  attribute default
  attribute sensitive (true)
output key (output)
  attribute value
  attribute sensitive (true)
output open (shown)
  attribute value (shown)
module m (./m)
  attribute source (./m)
  object key
    attribute a`);
  expect(outline('clockwork.cwvars')).toBe('variable key');
});
