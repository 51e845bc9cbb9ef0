/** References, highlights and linked editing: every place where a name stands, and how. */
import { beforeAll, describe, expect, test } from 'vitest';
import { bindingsVisibleAt } from '../../../core/ide/names/bindings.ts';
import { linkedSpansAt, namePattern } from '../../../core/ide/navigation/linked-editing.ts';
import { highlightsAt, referencesAt } from '../../../core/ide/navigation/references.ts';
import { ideFixture } from '../../support/ide.ts';
import { loadParser } from '../../support/parser.ts';
import { checkSpans } from './shown.ts';

beforeAll(loadParser);

function checkReferences(source: string, expected: readonly string[], declarations = true): void {
  const { view, cursor, texts } = ideFixture(source);
  checkSpans(texts, referencesAt(view, cursor.path, cursor.offset, { declarations }), expected);
}

/** `write «port» = 80`: the role before what is shown. */
function checkHighlights(source: string, expected: readonly string[]): void {
  const { view, cursor, texts } = ideFixture(source);
  const found = highlightsAt(view, cursor.path, cursor.offset);
  expect(found.every(({ file }) => file === cursor.path)).toBe(true);
  const roles = expected.map((each) => each.slice(0, each.indexOf(' ')));
  checkSpans(
    texts,
    found,
    expected.map((each) => `${cursor.path}${each.slice(each.indexOf(' '))}`),
  );
  expect(found.map(({ role }) => role)).toEqual(roles);
}

const shared = `=== main.cw
module "a" {
  source = "./m"
  size   = var.size
}
variable "size" {}
locals { s = module.a.total }
=== m/main.cw
variable "size" {}
output "total" { value = var.size }
`;

describe('references', () => {
  test('of a variable of a module, from its declaration: in the module and in the calls', () => {
    checkReferences(shared.replace('variable "size" {}\noutput', 'variable "s$0ize" {}\noutput'), [
      'main.cw ./m"⏎  «size»   = var.size',
      'm/main.cw variable "«size»" {}⏎output',
      'm/main.cw value = var.«size» }',
    ]);
  });

  test('of a variable of the same name in the root module: none of the other', () => {
    checkReferences(shared.replace('= var.size\n}', '= var.si$0ze\n}'), [
      'main.cw = var.«size»⏎}',
      'main.cw variable "«size»" {}⏎locals',
    ]);
  });

  test('without the declaration, but with what gives it a value', () => {
    checkReferences(
      '=== main.cw\nvariable "p$0" {}\nlocals { a = var.p }\n=== clockwork.cwvars\np = 1\n',
      ['main.cw a = var.«p» }', 'clockwork.cwvars «p» = 1'],
      false,
    );
  });

  test('of an output', () => {
    checkReferences(shared.replace('output "total"', 'output "to$0tal"'), [
      'main.cw module.a.«total» }',
      'm/main.cw output "«total»" {',
    ]);
  });

  test('of a module block', () => {
    checkReferences(shared.replace('module "a"', 'module "$0a"'), [
      'main.cw module "«a»" {',
      'main.cw module.«a».total',
    ]);
  });

  test('of a resource that nothing declares: where it is named', () => {
    checkReferences('locals {\n  a = service.no$0ne.host\n  b = service.none.port\n}\n', [
      'main.cw a = service.«none».host',
      'main.cw b = service.«none».port',
    ]);
  });

  test('of an attribute: where it is given, completed and read', () => {
    checkReferences(
      `=== main.cw
resource "service" "web" {
  im$0age = "nginx:1.27"
  assert "healthcheck" { url = "http://x/\${self.image}" }
}
resource "service" "other" { image = "nginx:1.27" }
locals { i = service.web.image }
`,
      ['main.cw "web" {⏎  «image» = "nginx', 'main.cw ${self.«image»}', 'main.cw service.web.«image» }'],
    );
  });

  test('of an output of a kind', () => {
    checkReferences(
      'resource "service" "web" { image = "a:1" }\nlocals {\n  a = service.web.ho$0st\n  b = [for s in [1] : service.web.host]\n}\n',
      ['main.cw a = service.web.«host»', 'main.cw : service.web.«host»]'],
    );
  });

  test('of `for_each`: every `each` in its block, and none of another', () => {
    checkReferences(
      'resource "file" "a" {\n  for_e$0ach = { x = 1 }\n  path = "o/${each.key}"\n  content = each.value\n}\nresource "file" "b" {\n  for_each = { x = 1 }\n  path = each.key\n}\n',
      ['main.cw «for_each» = { x = 1 }⏎  path = "o/', 'main.cw ${«each.key»}"', 'main.cw «each.value»'],
    );
  });

  test('of a variable of `for`', () => {
    checkReferences('locals { a = [for x in [1] : x$0 + x if x > 0] }\n', [
      'main.cw [for «x» in',
      'main.cw : «x» + x',
      'main.cw x + «x» if',
      'main.cw if «x» > 0',
    ]);
  });

  test.each([
    ['the text of a string', 'locals { a = "te$0xt" }\n'],
    ['a comment', '# com$0ment\nlocals { a = 1 }\n'],
    ['nothing', '$0\n'],
  ])('of %s: none', (_, source) => {
    checkReferences(source, []);
  });

  test('in broken text, those that can be read', () => {
    checkReferences('variable "a" {}\nlocals {\n  b = var.$0a\n  c = = \n  d = "${var.a}"\n', [
      'main.cw variable "«a»"',
      'main.cw b = var.«a»',
      'main.cw ${var.«a»}',
    ]);
  });
});

describe('highlights', () => {
  test('declarations and values are written, the rest is read; other files are left out', () => {
    checkHighlights('=== main.cw\nvariable "$0p" {}\nlocals { a = var.p }\n=== b.cw\nlocals { b = var.p }\n', [
      'declaration variable "«p»" {}',
      'read a = var.«p» }',
    ]);
  });

  test('an input of a module call', () => {
    checkHighlights(shared.replace('  size   =', '  si$0ze   ='), ['write «size»   = var.size']);
  });

  test('an attribute in its block and in references', () => {
    checkHighlights('resource "file" "a" {\n  pa$0th = "x"\n}\nlocals { p = file.a.path }\n', [
      'write «path» = "x"',
      'read file.a.«path» }',
    ]);
  });

  test('the iterator of a `dynamic` block is no resource of that name', () => {
    checkHighlights(
      'resource "service" "web" {\n  dynamic "ports" {\n    for_each = [80]\n    content { internal = po$0rts.value }\n  }\n}\n',
      ['declaration dynamic "«ports»" {', 'read internal = «ports».value'],
    );
  });
});

describe('names that hold in one place', () => {
  test('are visible behind their collection alone, the inner ones of a name in front', () => {
    const { view, marks } = ideFixture('locals { a = [for x, y in $1[1] : [for x in [2] : x$2]] }\n');
    const at = (mark: number) => bindingsVisibleAt(view, 'main.cw', marks.get(mark)?.offset ?? -1);
    expect(at(1)).toEqual([]);
    expect(at(2).map(({ name, part, declared }) => `${name} ${part} ${declared.start}`)).toEqual([
      'x value 37',
      'y value 21',
    ]);
  });
});

describe('linked editing', () => {
  function linked(source: string): number | undefined {
    const { view, cursor } = ideFixture(source);
    return linkedSpansAt(view, cursor.path, cursor.offset)?.length;
  }

  test('a resource that only its own file names', () => {
    const { view, cursor, texts } = ideFixture(
      'resource "file" "no$0te" { path = "x" }\nlocals { p = file.note.path }\nresource "file" "b" {\n  path = "y"\n  depends_on = [file.note]\n}\n',
    );
    const spans = linkedSpansAt(view, cursor.path, cursor.offset) ?? [];
    checkSpans(
      texts,
      spans.map((span) => ({ file: 'main.cw', span })),
      ['main.cw "file" "«note»" {', 'main.cw file.«note».path', 'main.cw [file.«note»]'],
    );
  });

  test('a variable of `for`', () => {
    expect(linked('locals { a = [for x$0 in [1] : x] }\n')).toBe(2);
  });

  test.each([
    [
      'another file names it, too',
      '=== main.cw\nvariable "a$0" {}\nlocals { b = var.a }\n=== b.cw\nlocals { c = var.a }\n',
    ],
    ['a .cwvars file sets it', '=== main.cw\nvariable "a$0" {}\nlocals { b = var.a }\n=== clockwork.cwvars\na = 1\n'],
    ['nothing else names it', 'variable "a$0" {}\n'],
    ['the label became another name', 'deploy "my w$0eb" { image = "a:1" }\nlocals { a = service.my_web.host }\n'],
    ['nothing declares it', 'locals {\n  a = var.no$0ne\n  b = var.none\n}\n'],
    [
      'the label of a `dynamic` block says what it makes',
      'resource "service" "w" {\n  dynamic "po$0rts" {\n    for_each = [1]\n    content { internal = ports.value }\n  }\n}\n',
    ],
    ['it is no name', 'locals { a = "te$0xt" }\n'],
  ])('is not offered where %s', (_, source) => {
    expect(linked(source)).toBeUndefined();
  });

  test('goes on while the name is typed, also in broken text', () => {
    expect(linked('variable "a$0" {}\nlocals {\n  b = var.a\n  c = = \n')).toBe(2);
  });

  test('the pattern takes names and nothing else', () => {
    const pattern = new RegExp(`^${namePattern}$`);
    expect(['web', '_a-1', 'größe'].every((name) => pattern.test(name))).toBe(true);
    expect(['', '1a', 'a.b', 'a"', 'a b'].some((name) => pattern.test(name))).toBe(false);
  });
});
