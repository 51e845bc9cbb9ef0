/** Links: paths that lead to a file, modules, addresses of the web. */
import { beforeAll, describe, expect, test } from 'vitest';
import { linksIn } from '../../../core/ide/navigation/links.ts';
import { pageAt, pagesIn } from '../../../core/ide/navigation/pages.ts';
import { ideFixture } from '../../support/ide.ts';
import { loadParser } from '../../support/parser.ts';

beforeAll(loadParser);

/** `text of the link → where it leads` */
function linksOf(source: string, path = 'main.cw'): readonly string[] {
  const { view, texts } = ideFixture(source);
  return linksIn(view, path).flatMap((link): readonly string[] => {
    const text = (texts[path] ?? '').slice(link.span.start, link.span.end);
    if (link.kind === 'web') return [link.url];
    return link.kind === 'file' ? [`${text} → ${link.target}`] : [];
  });
}

describe('files', () => {
  test('the source of a module leads to its main file', () => {
    expect(
      linksOf(
        '=== main.cw\nmodule "m" { source = "./m" }\n=== m/a.cw\nlocals { a = 1 }\n=== m/main.cw\nlocals { b = 1 }\n',
      ),
    ).toEqual(['./m → m/main.cw']);
  });

  test('arguments of functions that read', () => {
    expect(
      linksOf(
        '=== main.cw\nlocals {\n  a = file("t.txt")\n  b = templatefile("t.txt", {})\n  c = upper(filebase64("t.txt"))\n  d = filesha256("t.txt")\n}\n=== t.txt\nx\n',
      ),
    ).toEqual(['t.txt → t.txt', 't.txt → t.txt', 't.txt → t.txt', 't.txt → t.txt']);
  });

  test('functions that only work on the text of a path are no links', () => {
    expect(linksOf('=== main.cw\nlocals { a = basename("t.txt") }\n=== t.txt\nx\n')).toEqual([]);
  });

  test('relative paths start at the project’s folder, also in a module; `path.module` is the module’s', () => {
    expect(
      linksOf(
        '=== main.cw\nmodule "m" { source = "./m" }\n=== m/main.cw\nlocals {\n  a = file("t.txt")\n  b = file("${path.module}/t.txt")\n  c = file("${path.root}/t.txt")\n}\n=== m/t.txt\nx\n=== t.txt\nx\n',
        'm/main.cw',
      ),
    ).toEqual(['t.txt → t.txt', '${path.module}/t.txt → m/t.txt', '${path.root}/t.txt → t.txt']);
  });

  test('attributes that hold paths', () => {
    expect(
      linksOf(
        '=== main.cw\nresource "template_file" "a" {\n  path = "out/a.txt"\n  template = "a.tpl"\n}\nresource "file" "b" {\n  path = "b.txt"\n  source = "a.tpl"\n}\n=== a.tpl\nx\n',
      ),
    ).toEqual(['a.tpl → a.tpl', 'a.tpl → a.tpl']);
  });

  test('attributes that hold other text are none, unless it looks like a path', () => {
    expect(
      linksOf(
        '=== main.cw\nresource "file" "a" {\n  path = "out"\n  content = "t.txt"\n}\nresource "service" "w" {\n  image = "a:1"\n  command = ["./run.sh", "run.sh"]\n}\n=== t.txt\nx\n=== run.sh\nx\n',
      ),
    ).toEqual(['./run.sh → run.sh']);
  });

  test('the path of an assertion', () => {
    expect(linksOf('=== main.cw\ncheck "c" {\n  assert "file_exists" { path = "t.txt" }\n}\n=== t.txt\nx\n')).toEqual([
      't.txt → t.txt',
    ]);
  });

  test('a Dockerfile starts at its context, in a block and in an object', () => {
    expect(
      linksOf(
        '=== main.cw\nresource "service" "a" {\n  build {\n    context = "./app"\n    dockerfile = "Dockerfile.dev"\n  }\n}\nresource "service" "b" {\n  build = { context = "app", dockerfile = "Dockerfile.dev" }\n}\nresource "service" "c" {\n  build { dockerfile = "Dockerfile.dev" }\n}\n=== app/Dockerfile.dev\nx\n',
      ),
    ).toEqual(['Dockerfile.dev → app/Dockerfile.dev', 'Dockerfile.dev → app/Dockerfile.dev']);
  });

  test('what is not there, a folder, and what has to be computed are none', () => {
    expect(
      linksOf(
        '=== main.cw\nvariable "v" {}\nmodule "none" { source = "./none" }\nlocals {\n  a = file("none.txt")\n  b = file("d")\n  c = file("${var.v}.txt")\n  d = file("")\n}\n=== d/t.txt\nx\n',
      ),
    ).toEqual([]);
  });

  test('in broken text, those that can be read', () => {
    expect(
      linksOf('=== main.cw\nlocals {\n  a = file("t.txt")\n  b = [\n}\nlocals {\n  c = file("t.txt"\n=== t.txt\nx\n'),
    ).toEqual(['t.txt → t.txt']);
  });
});

describe('the web', () => {
  test('in strings, heredocs and comments', () => {
    expect(
      linksOf(
        '# see https://example.org/a.\nlocals {\n  a = "http://localhost:80/x"\n  b = <<-EOT\n    (https://example.org/b_(c))\n  EOT\n}\n',
      ),
    ).toEqual(['https://example.org/a', 'http://localhost:80/x', 'https://example.org/b_(c)']);
  });

  test('an address that goes on with a computed part, or has no host, is none', () => {
    expect(linksOf('locals {\n  a = "http://x:${1}/"\n  b = "https://"\n  c = "http://${local.a}"\n}\n')).toEqual([]);
  });
});

describe('pages of the documentation', () => {
  const source = `resource "service" "web" {
  image = "a:1"
  assert "healthcheck" { url = "http://x" }
  assert "none" {}
}
deploy "api" { image = "a:1" }
resource "nothing" "x" {}
check "up" {
  assert "file_exists" { path = "x" }
}
`;

  test('on kinds of resources and assertions that there are', () => {
    const { view, texts } = ideFixture(source);
    expect(
      pagesIn(view, 'main.cw').map(({ span, page }) => `${texts['main.cw']?.slice(span.start, span.end)} → ${page}`),
    ).toEqual([
      'service → kinds.md#service',
      'healthcheck → assertions.md#healthcheck',
      'deploy → kinds.md#service',
      'file_exists → assertions.md#file_exists',
    ]);
  });

  test.each([
    ['a reference', 'locals { h = service.w$0eb.host }\n', 'kinds.md#service'],
    ['an attribute', 'resource "file" "a" { pa$0th = "x" }\n', 'kinds.md#file'],
    ['a label', 'resource "fi$0le" "a" { path = "x" }\n', 'kinds.md#file'],
    ['an assertion', source.replace('"healthcheck"', '"health$0check"'), 'assertions.md#healthcheck'],
    ['a check', source.replace('"up"', '"u$0p"'), undefined],
    ['a variable', 'variable "a$0" {}\n', undefined],
    ['broken text', 'resource "file" "$0a" {\n  path = \n', 'kinds.md#file'],
  ])('for %s', (_, marked, page) => {
    const { view, cursor } = ideFixture(marked);
    expect(pageAt(view, cursor.path, cursor.offset)?.page).toBe(page);
  });
});
