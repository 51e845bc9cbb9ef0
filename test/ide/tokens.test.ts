/** Semantic tokens: every name by what it is, in order, each within one line; nothing where nothing is known. */
import { beforeAll, describe, expect, test } from 'vitest';
import { semanticTokens } from '../../core/ide/tokens/semantic-tokens.ts';
import { ideFixture } from '../support/ide.ts';
import { loadParser } from '../support/parser.ts';

beforeAll(loadParser);

function tokensIn(source: string, path = 'main.cw'): readonly string[] {
  const { view, texts } = ideFixture(source);
  const text = texts[path] ?? '';
  return semanticTokens(view, path).flatMap(({ item, tokens }) =>
    tokens.map(({ span, type, modifiers }) =>
      [`${text.slice(item.offset + span.start, item.offset + span.end)}: ${type}`, ...modifiers].join(' '),
    ),
  );
}

/** `name: type modifiers`, in order. */
function checkTokens(source: string, expected: readonly string[], path?: string): void {
  expect(tokensIn(source, path)).toEqual(expected);
}

/** Those of the tokens that have the text, for fixtures in which more stands than is looked at. */
function checkToken(source: string, text: string, expected: readonly string[], path?: string): void {
  expect(tokensIn(source, path).filter((token) => token.startsWith(`${text}: `))).toEqual(
    expected.map((one) => `${text}: ${one}`),
  );
}

describe('blocks', () => {
  test('a variable with a type', () => {
    checkTokens(
      'variable "v" {\n  type = object({ a = optional(list(string), ["x"]) })\n}\noutput "o" { value = var.v }\n',
      [
        'variable: keyword',
        'v: parameter declaration',
        'type: property defaultLibrary',
        'object: type defaultLibrary',
        'a: property declaration',
        'optional: keyword',
        'list: type defaultLibrary',
        'string: type defaultLibrary',
        'output: keyword',
        'o: property declaration',
        'value: property defaultLibrary',
        'var: variable defaultLibrary',
        'v: parameter',
      ],
    );
  });

  test('a quoted type is the older form; a name that is no type is none', () => {
    checkToken('variable "v" { type = "string" }', 'string', ['type defaultLibrary deprecated']);
    checkToken('variable "v" { type = strin }', 'strin', []);
    checkToken('variable "v" { type = list(strin) }', 'strin', []);
  });

  test('a resource of a known kind', () => {
    checkTokens('resource "file" "a" {\n  path = "x"\n  count = 2\n}\n', [
      'resource: keyword',
      'file: class defaultLibrary',
      'a: variable declaration',
      'path: property',
      'count: property defaultLibrary',
    ]);
  });

  test('an unknown kind, block or attribute is left to the grammar', () => {
    checkTokens('resource "fil" "a" {\n  path = "x"\n}\nnonsense "b" { c = 1 }\nresource "file" "d" { pth = 1 }\n', [
      'resource: keyword',
      'a: variable declaration',
      'resource: keyword',
      'file: class defaultLibrary',
      'd: variable declaration',
    ]);
  });

  test('the older resource type of a check', () => {
    checkToken('resource "verification" "v" {\n  checks = []\n}\n', 'verification', [
      'class defaultLibrary deprecated',
    ]);
  });

  test('short forms have the attributes of what they become, and their own', () => {
    checkTokens('deploy "app" {\n  image = "nginx:1.27"\n  port = 80\n  nope = 1\n}\n', [
      'deploy: keyword',
      'app: variable declaration',
      'image: property',
      'port: property defaultLibrary',
    ]);
  });

  test('nested blocks: those of the language, those of the kind, assertions', () => {
    checkTokens(
      `resource "service" "web" {
  image = "nginx:1.27"
  health_check {
    path = "/"
  }
  assert "healthcheck" "up" {
    url = "http://x"
  }
  connect {
    to = service.db
    as = "database"
  }
}
`,
      [
        'resource: keyword',
        'service: class defaultLibrary',
        'web: variable declaration',
        'image: property',
        'health_check: property',
        'path: property',
        'assert: keyword',
        'healthcheck: class defaultLibrary',
        'up: variable declaration',
        'url: property',
        'connect: keyword',
        'to: property defaultLibrary',
        'service: class defaultLibrary',
        'db: variable',
        'as: property defaultLibrary',
        'database: enumMember',
      ],
    );
  });

  test('an unknown assertion and an unknown choice are no tokens', () => {
    const source = 'check "c" {\n  assert "helthcheck" {}\n  connect {\n    to = file.a\n    as = "databse"\n  }\n}\n';
    checkToken(source, 'helthcheck', []);
    checkToken(source, 'databse', []);
  });

  test('a dynamic block: its label is the attribute, its iterator a name', () => {
    checkTokens(
      `resource "docker_container" "c" {
  dynamic "ports" {
    for_each = [1]
    content {
      internal = ports.value
    }
  }
}
`,
      [
        'resource: keyword',
        'docker_container: class defaultLibrary',
        'c: variable declaration',
        'dynamic: keyword',
        'ports: property',
        'for_each: property defaultLibrary',
        'content: keyword',
        'internal: property',
        'ports: variable',
        'value: property',
      ],
    );
  });

  test('attributes that are ignored, and triggers', () => {
    const source = `resource "file" "a" {
  path = "x"
  lifecycle {
    ignore_changes       = [mode, "content"]
    replace_triggered_by = [file.b.content]
  }
}
`;
    checkToken(source, 'mode', ['property']);
    checkToken(source, 'content', ['property', 'property']);
    checkToken(source, 'b', ['variable']);
    checkToken('resource "file" "a" {\n  lifecycle {\n    ignore_changes = all\n  }\n}\n', 'all', ['enumMember']);
  });

  test('a provider is a name that is not looked up', () => {
    checkToken('resource "file" "a" { provider = docker.west }', 'docker', []);
    checkToken('provider "docker" {}', 'docker', ['namespace']);
  });
});

describe('references', () => {
  const value = (expression: string) => `output "o" { value = ${expression} }\n`;
  const cases: readonly (readonly [expression: string, tokens: readonly string[]])[] = [
    ['var.a.b', ['var: variable defaultLibrary', 'a: parameter', 'b: property']],
    ['local.a["k"].c', ['local: variable defaultLibrary', 'a: variable readonly', 'c: property']],
    ['module.m.out', ['module: variable defaultLibrary', 'm: namespace', 'out: property']],
    ['module.m[0].out', ['module: variable defaultLibrary', 'm: namespace', 'out: property']],
    ['file.a.path', ['file: class defaultLibrary', 'a: variable', 'path: property']],
    [
      'resource.file.a[0].path',
      ['resource: variable defaultLibrary', 'file: class defaultLibrary', 'a: variable', 'path: property'],
    ],
    ['file.a[*].path', ['file: class defaultLibrary', 'a: variable', 'path: property']],
    ['each.value.x', ['each: variable defaultLibrary', 'value: property readonly', 'x: property readonly']],
    ['path.module', ['path: variable defaultLibrary', 'module: property readonly']],
    ['facts.os', ['facts: variable defaultLibrary', 'os: property readonly']],
    ['nginx', []],
    ['nginx.x.y', []],
    ['upper("x")', ['upper: function defaultLibrary']],
    ['uper("x")', []],
    ['{ a = 1, "b" = 2, (var.c) = 3 }', ['a: property', 'var: variable defaultLibrary', 'c: parameter']],
    [
      '[for k, v in var.m : v.x if k != ""]',
      [
        'k: variable declaration',
        'v: variable declaration',
        'var: variable defaultLibrary',
        'm: parameter',
        'v: variable',
        'x: property',
        'k: variable',
      ],
    ],
    [
      '"a-${local.b}-%{ if var.c }x%{ endif }"',
      ['local: variable defaultLibrary', 'b: variable readonly', 'var: variable defaultLibrary', 'c: parameter'],
    ],
    [
      '"%{ for x in var.c }${x}%{ endfor }"',
      ['x: variable declaration', 'var: variable defaultLibrary', 'c: parameter', 'x: variable'],
    ],
    ['<<-EOT\n  ${var.a}\n  EOT\n', ['var: variable defaultLibrary', 'a: parameter']],
    ['1 + 2 == 3 ? true : null', []],
  ];
  test.each(cases)('%s', (expression, tokens) => {
    expect(tokensIn(value(expression)).slice(3)).toEqual(tokens);
  });

  test('addresses: behind a module stands what is in it; the quoted form is older', () => {
    const source = 'check "c" {\n  depends_on = [module.m.service.web, "service.db", var.x]\n}\n';
    expect(tokensIn(source).slice(3)).toEqual([
      'module: variable defaultLibrary',
      'm: namespace',
      'service: class defaultLibrary',
      'web: variable',
      'service: class defaultLibrary deprecated',
      'db: variable deprecated',
      'var: variable defaultLibrary',
      'x: parameter',
    ]);
  });

  test('self is the resource around it', () => {
    checkToken('resource "service" "w" {\n  assert "healthcheck" {\n    url = self.image\n  }\n}\n', 'self', [
      'variable defaultLibrary',
    ]);
  });
});

describe('what only the project tells', () => {
  test('sensitive variables wherever they stand, also across a module', () => {
    const source = `=== main.cw
variable "key" { sensitive = true }
module "m" {
  source = "./m"
  secret = var.key
}
output "o" {
  value     = module.m.out
  sensitive = true
}
=== clockwork.cwvars
key = "k"
=== m/main.cw
variable "secret" { sensitive = true }
output "out" {
  value     = var.secret
  sensitive = true
}
`;
    checkToken(source, 'key', ['parameter declaration sensitive', 'parameter sensitive']);
    checkToken(source, 'secret', ['parameter modification sensitive']);
    checkToken(source, 'out', ['property sensitive']);
    checkToken(source, 'key', ['parameter modification sensitive'], 'clockwork.cwvars');
    checkToken(source, 'secret', ['parameter declaration sensitive', 'parameter sensitive'], 'm/main.cw');
  });

  test('what nobody reads is unused; a use in its own condition is none; in broken text nobody can tell', () => {
    checkToken('variable "a" {}\n', 'a', ['parameter declaration unused']);
    checkToken('locals { a = 1 }\n', 'a', ['variable declaration readonly unused']);
    checkToken('variable "a" {\n  validation {\n    condition = var.a != ""\n    error_message = "x"\n  }\n}\n', 'a', [
      'parameter declaration unused',
      'parameter',
    ]);
    checkToken('variable "a" {}\noutput "o" { value = var.a }\n', 'a', ['parameter declaration', 'parameter']);
    checkToken('variable "a" {}\noutput "o" { value = [ }\n', 'a', ['parameter declaration']);
  });

  test('a use in another file of the module counts, one in another module does not', () => {
    const used = '=== main.cw\nvariable "a" {}\n=== b.cw\noutput "o" { value = var.a }\n';
    checkToken(used, 'a', ['parameter declaration']);
    const elsewhere =
      '=== main.cw\nvariable "a" {}\nmodule "m" { source = "./m" }\n=== m/b.cw\nvariable "a" {}\noutput "o" { value = var.a }\n';
    checkToken(elsewhere, 'a', ['parameter declaration unused']);
  });

  test('completed resources, and attributes in completions', () => {
    const source = `=== main.cw
resource "service" "web" { description = "a cache" }
resource "service" "db" { image = "postgres:16" }
=== completed.cw
completion "service.web" {
  image = "redis:7"
  from {
    by = "embedded"
  }
}
`;
    checkToken(source, 'web', ['variable declaration completed']);
    checkToken(source, 'db', ['variable declaration']);
    checkTokens(
      source,
      [
        'completion: keyword',
        'service: class defaultLibrary',
        'web: variable',
        'image: property completed',
        'from: keyword',
        'by: property defaultLibrary',
      ],
      'completed.cw',
    );
  });

  test('without any build the answer is the same', () => {
    const { workspace } = ideFixture('variable "a" {}\n');
    workspace.change('main.cw', 'variable "b" { sensitive = true }\noutput "o" { value = var.b }\n');
    const [first] = semanticTokens(workspace.view(), 'main.cw');
    expect(first?.tokens.map(({ modifiers }) => modifiers.join(' '))).toEqual([
      '',
      'declaration sensitive',
      'defaultLibrary',
    ]);
  });
});

describe('order and reuse', () => {
  const source = `variable "a" {
  type = string
}
resource "file" "x" {
  path    = "\${var.a}/x"
  content = jsonencode({ a = var.a, b = [for i in [1, 2] : i] })
}
`;

  test('an item whose text stays keeps its list of tokens, also when others change', () => {
    const { workspace, view } = ideFixture(source);
    const before = semanticTokens(view, 'main.cw');
    workspace.change('main.cw', source.replace('/x"', '/y"'));
    const after = semanticTokens(workspace.view(), 'main.cw');
    expect(after[0]?.tokens).toBe(before[0]?.tokens);
    expect(after[1]?.tokens).not.toBe(before[1]?.tokens);
  });

  test('a change elsewhere that makes a name sensitive changes the tokens that read it', () => {
    const { workspace, view } = ideFixture(source);
    const before = semanticTokens(view, 'main.cw');
    workspace.change('main.cw', source.replace('type = string', 'sensitive = true'));
    const after = semanticTokens(workspace.view(), 'main.cw');
    expect(after[1]?.tokens.filter(({ modifiers }) => modifiers.includes('sensitive'))).toHaveLength(2);
    workspace.change('main.cw', source);
    expect(semanticTokens(workspace.view(), 'main.cw')[1]?.tokens).toEqual(before[1]?.tokens);
  });

  test('whatever is cut off or doubled, tokens are in order, do not overlap and stay inside the file', () => {
    for (let end = 0; end <= source.length; end++) {
      for (const text of [
        source.slice(0, end),
        source.slice(0, end) + source.slice(end + 1),
        `${source.slice(0, end)}"${source.slice(end)}`,
      ]) {
        const { view } = ideFixture({ 'main.cw': text });
        let last = 0;
        for (const { item, tokens } of semanticTokens(view, 'main.cw')) {
          for (const { span } of tokens) {
            expect(item.offset + span.start, text).toBeGreaterThanOrEqual(last);
            last = item.offset + span.end;
            expect(last, text).toBeLessThanOrEqual(text.length);
          }
        }
      }
    }
  });

  test('only the items in a range are answered', () => {
    const { view } = ideFixture(source);
    const offset = source.indexOf('content');
    const found = semanticTokens(view, 'main.cw', { start: offset, end: offset + 1 });
    expect(found.map(({ item }) => item.key)).toEqual(['resource.file.x']);
  });

  test('a file that is none of the project has no tokens', () => {
    const { view } = ideFixture(source);
    expect(semanticTokens(view, 'other.cw')).toEqual([]);
  });
});
