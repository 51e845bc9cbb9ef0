/** Every name leads to what gives it its meaning: in the same block, in another file, in another module. */
import { beforeAll, describe, expect, test } from 'vitest';
import type { View } from '../../../core/engine/view.ts';
import { declarationAt, definitionAt } from '../../../core/ide/navigation/definition.ts';
import type { Destinations } from '../../../core/ide/navigation/destinations.ts';
import { implementationAt, typeDefinitionAt } from '../../../core/ide/navigation/implementation.ts';
import { ideFixture, shownAt } from '../../support/ide.ts';
import { loadParser } from '../../support/parser.ts';
import { checkSpans } from './shown.ts';

beforeAll(loadParser);

type Find = (view: View, path: string, offset: number) => Destinations | undefined;

function check(find: Find, source: string, expected: readonly string[]): void {
  const { view, cursor, texts } = ideFixture(source);
  const found = find(view, cursor.path, cursor.offset)?.found ?? [];
  for (const { span, selection } of found) {
    expect(span.start <= selection.start && selection.end <= span.end, 'the name stands in the whole').toBe(true);
  }
  checkSpans(
    texts,
    found.map(({ file, selection }) => ({ file, span: selection })),
    expected,
  );
}

function checkDefinition(source: string, expected: readonly string[]): void {
  check(definitionAt, source, expected);
}

describe('definition of a thing', () => {
  test('a variable, from a template', () => {
    checkDefinition('variable "port" {}\nlocals { url = "http://localhost:${var.po$0rt}/" }\n', [
      'main.cw variable "«port»" {}⏎locals ',
    ]);
  });

  test('a local value is one line of its block', () => {
    checkDefinition('locals {\n  a = 1\n  b = local.$0a\n}\n', ['main.cw locals {⏎  «a» = 1⏎  b = l']);
  });

  test('a resource in another file, by its kind and name', () => {
    checkDefinition('=== a.cw\noutput "u" { value = service.w$0eb.host }\n=== b.cw\nresource "service" "web" {}\n', [
      'b.cw  "service" "«web»" {}⏎',
    ]);
  });

  test('a resource written with the word `resource` in front', () => {
    checkDefinition('resource "file" "a" { path = "x" }\noutput "u" { value = resource.file.$0a.path }\n', [
      'main.cw urce "file" "«a»" { path = "',
    ]);
  });

  test('from the words before a name', () => {
    checkDefinition('variable "port" {}\nlocals { url = "http://localhost:${v$0ar.port}/" }\n', [
      'main.cw variable "«port»" {}⏎locals ',
    ]);
    const files = '=== b.cw\nresource "service" "web" {}\n=== m/x.cw\noutput "url" { value = 1 }\n=== a.cw\n';
    const web = ['b.cw  "service" "«web»" {}⏎'];
    checkDefinition(`${files}output "u" { value = $0service.web.host }\n`, web);
    checkDefinition(`${files}output "u" { value = reso$0urce.service.web.host }\n`, web);
    checkDefinition(`${files}output "u" { value = resource.serv$0ice.web.host }\n`, web);
    checkDefinition(`${files}module "m" { source = "./m" }\nlocals { u = mod$0ule.m.url }\n`, [
      'a.cw module "«m»" { source =',
    ]);
  });

  test('from the words before a name in quotes', () => {
    const a = 'resource "file" "a" { path = "x" }\n';
    const found = ['main.cw urce "file" "«a»" { path = "'];
    checkDefinition(`${a}resource "file" "b" {\n  path = "y"\n  depends_on = ["fi$0le.a"]\n}\n`, found);
    checkDefinition(`=== main.cw\n${a}=== completed.cw\ncompletion "$0file.a" {}\n`, found);
    checkDefinition(`${a}locals { a = "fi$0le.a" }\n`, []);
    checkDefinition(`${a}locals { a = "fi$0le.\${file.a.path}" }\n`, []);
  });

  test('words before names that nothing declares lead nowhere', () => {
    checkDefinition('locals { a = pa$0th.module }\n', []);
    checkDefinition('locals { a = va$0r.b }\n', []);
    checkDefinition('variable "v" {}\nlocals { a = [for var in [{ v = 1 }] : va$0r.v] }\n', [
      'main.cw  { a = [for «var» in [{ v =',
    ]);
  });

  test('a resource in quotes', () => {
    checkDefinition(
      'resource "file" "a" { path = "x" }\nresource "file" "b" {\n  path = "y"\n  depends_on = ["file.$0a"]\n}\n',
      ['main.cw urce "file" "«a»" { path = "'],
    );
  });

  test('a short form, by the name that its label became', () => {
    checkDefinition('deploy "my web" { image = "nginx:1.27" }\noutput "u" { value = service.my_$0web.host }\n', [
      'main.cw deploy "«my web»" { image = ',
    ]);
  });

  test('a module block, from a reference', () => {
    checkDefinition(
      `=== main.cw\nmodule "db" { source = "./db" }\noutput "u" { value = module.d$0b.url }\n${database}`,
      ['main.cw module "«db»" { source ='],
    );
  });

  test('the output of a module', () => {
    checkDefinition(
      `=== main.cw\nmodule "db" { source = "./db" }\noutput "u" { value = module.db.u$0rl }\n${database}`,
      ['db/main.cw output "«url»" { value = '],
    );
  });

  test('the output of one instance of a module', () => {
    checkDefinition(
      `=== main.cw\nmodule "db" {\n  source   = "./db"\n  for_each = { a = 1 }\n}\noutput "u" { value = module.db["a"].u$0rl }\n${database}`,
      ['db/main.cw output "«url»" { value = '],
    );
  });

  test('the variable that a module input sets', () => {
    checkDefinition(`=== main.cw\nmodule "db" {\n  source = "./db"\n  na$0me   = "x"\n}\n${database}`, [
      'db/main.cw variable "«name»" {}⏎output ',
    ]);
  });

  test('the variable that a key of a .cwvars file sets', () => {
    checkDefinition('=== main.cw\nvariable "port" {}\n=== clockwork.cwvars\npo$0rt = 80\n', [
      'main.cw variable "«port»" {}⏎',
    ]);
  });

  test('the resource that a completion is for', () => {
    checkDefinition(
      '=== main.cw\nresource "service" "web" { description = "a web server" }\n=== completed.cw\ncompletion "service.w$0eb" { image = "nginx:1.27" }\n',
      ['main.cw  "service" "«web»" { descrip'],
    );
  });

  test('the resource in a module that a completion is for', () => {
    checkDefinition(
      '=== main.cw\nmodule "m" { source = "./m" }\n=== m/main.cw\nresource "service" "web" { description = "w" }\n=== completed.cw\ncompletion "module.m.service.w$0eb" { image = "nginx:1.27" }\n',
      ['m/main.cw  "service" "«web»" { descrip'],
    );
  });

  test('a doubled declaration leads to both', () => {
    checkDefinition('variable "a" {}\nvariable "a" {}\noutput "o" { value = var.$0a }\n', [
      'main.cw variable "«a»" {}⏎variabl',
      'main.cw variable "«a»" {}⏎output ',
    ]);
  });

  test('a declaration leads to itself', () => {
    checkDefinition('variable "po$0rt" {}\n', ['main.cw variable "«port»" {}⏎']);
  });

  test('the name of a module block leads into its folder, and declares itself', () => {
    const source = `=== main.cw\nmodule "d$0b" { source = "./db" }\n${database}`;
    checkDefinition(source, ['db/main.cw']);
    check(declarationAt, source, ['main.cw module "«db»" { source =']);
  });

  test('a shared module outside of the project’s folder', () => {
    checkDefinition(
      '=== main.cw\nmodule "s" {\n  source = "../shared"\n  si$0ze   = 1\n}\n=== ../shared/main.cw\nvariable "size" {}\n',
      ['../shared/main.cw variable "«size»" {}⏎'],
    );
  });
});

const database = '=== db/main.cw\nvariable "name" {}\noutput "url" { value = var.name }\n';

describe('definition of what belongs to a thing', () => {
  const web = 'resource "service" "web" {\n  image = "nginx:1.27"\n  ports = [{ internal = 80 }]\n}\n';

  test('an attribute of a resource', () => {
    checkDefinition(`${web}output "i" { value = service.web.im$0age }\n`, [
      'main.cw ce" "web" {⏎  «image» = "nginx:1.',
    ]);
  });

  test('an attribute of every instance', () => {
    checkDefinition(
      'resource "service" "web" {\n  count = 2\n  image = "nginx:1.27"\n}\noutput "i" { value = service.web[*].im$0age }\n',
      ['main.cw  count = 2⏎  «image» = "nginx:1.'],
    );
  });

  test('a field of an attribute that is written out', () => {
    checkDefinition(`${web}output "p" { value = service.web.ports[0].inte$0rnal }\n`, [
      'main.cw   ports = [{ «internal» = 80 }]⏎}⏎',
    ]);
  });

  test('a field of an attribute that is written as a block', () => {
    checkDefinition(
      'resource "service" "web" {\n  image = "nginx:1.27"\n  health_check { path = "/up" }\n}\noutput "p" { value = service.web.health_check.pa$0th }\n',
      ['main.cw alth_check { «path» = "/up" }⏎}'],
    );
  });

  test('`self` is the resource itself', () => {
    checkDefinition(
      'resource "service" "web" {\n  image = "nginx:1.27"\n  assert "healthcheck" { url = "http://x/${self.im$0age}" }\n}\n',
      ['main.cw ce" "web" {⏎  «image» = "nginx:1.'],
    );
  });

  test('an output of a kind leads to the resource', () => {
    checkDefinition(`${web}output "h" { value = service.web.ho$0st }\n`, ['main.cw  "service" "«web»" {⏎  image ']);
  });

  test('a completed attribute, where the source does not give it', () => {
    checkDefinition(
      '=== main.cw\nresource "service" "web" { description = "w" }\noutput "i" { value = service.web.im$0age }\n=== completed.cw\ncompletion "service.web" { image = "nginx:1.27" }\n',
      ['completed.cw vice.web" { «image» = "nginx:1.'],
    );
  });

  test('from a completed attribute to the resource', () => {
    checkDefinition(
      '=== main.cw\nresource "service" "web" { description = "w" }\n=== completed.cw\ncompletion "service.web" { im$0age = "nginx:1.27" }\n',
      ['main.cw  "service" "«web»" { descrip'],
    );
  });

  test('`each.key` and `each.value` lead to `for_each`', () => {
    checkDefinition('resource "file" "a" {\n  for_each = { x = 1 }\n  path = "out/${each.k$0ey}"\n}\n', [
      'main.cw "file" "a" {⏎  «for_each» = { x = 1 }⏎',
    ]);
  });

  test('`count.index` leads to `count`', () => {
    checkDefinition(
      'module "m" {\n  source = "./m"\n  count = 2\n  n = count.ind$0ex\n}\n=== m/a.cw\nvariable "n" {}\n'.replace(
        'module',
        '=== main.cw\nmodule',
      ),
      ['main.cw rce = "./m"⏎  «count» = 2⏎  n = c'],
    );
  });

  test('a field of a local value', () => {
    checkDefinition('locals {\n  hosts = { web = { port = 80 } }\n  p = local.hosts.web.po$0rt\n}\n', [
      'main.cw s = { web = { «port» = 80 } }⏎  p',
    ]);
  });

  test('a field of a variable: of its type first, also inside of `optional` and `list`', () => {
    checkDefinition(
      'variable "v" {\n  type = object({ all = optional(list(object({ port = number }))) })\n}\noutput "o" { value = var.v.all[0].po$0rt }\n',
      ['main.cw ist(object({ «port» = number }))'],
    );
  });

  test('a field of a variable without a type: of its default', () => {
    checkDefinition('variable "v" {\n  default = { port = 80 }\n}\noutput "o" { value = var.v.po$0rt }\n', [
      'main.cw  default = { «port» = 80 }⏎}⏎ou',
    ]);
  });

  test('a name inside of an index', () => {
    checkDefinition('locals {\n  k = { x = "a" }\n  m = { a = 1 }\n  v = local.m[local.k.$0x]\n}\n', [
      'main.cw k = { «x» = "a" }',
    ]);
  });

  test('a field of an output of a module', () => {
    checkDefinition(
      '=== main.cw\nmodule "m" { source = "./m" }\noutput "o" { value = module.m.all.po$0rt }\n=== m/a.cw\noutput "all" { value = { port = 80 } }\n',
      ['m/a.cw  { value = { «port» = 80 } }⏎'],
    );
  });
});

describe('definition of names that hold in one place', () => {
  test('the variables of a `for` expression', () => {
    checkDefinition('locals { a = { for k, v in { x = 1 } : k => $0v } }\n', ['main.cw  = { for k, «v» in { x = 1 }']);
    checkDefinition('locals { a = { for k, v in { x = 1 } : $0k => v } }\n', ['main.cw  a = { for «k», v in { x =']);
  });

  test('an inner `for` hides the names of an outer one, and its collection does not', () => {
    const nested = (inner: string) => `locals { a = [for x in [[1]] : [for x in ${inner}]] }\n`;
    checkDefinition(nested('x : $0x'), ['main.cw [1]] : [for «x» in x : x]]']);
    checkDefinition(nested('$0x : x'), ['main.cw { a = [for «x» in [[1]] : ']);
  });

  test('a `for` in a template', () => {
    checkDefinition('locals { a = "%{ for name in ["x"] }${na$0me}%{ endfor }" }\n', [
      'main.cw  = "%{ for «name» in ["x"] }$',
    ]);
  });

  test('the iterator of a `dynamic` block: its label, or the name that it gives', () => {
    const dynamic = (iterator: string, name: string) =>
      `resource "service" "web" {\n  image = "a:1"\n  dynamic "ports" {\n    for_each = [80]\n${iterator}    content { internal = ${name}.value }\n  }\n}\n`;
    checkDefinition(dynamic('', 'po$0rts'), ['main.cw   dynamic "«ports»" {⏎    for_']);
    checkDefinition(dynamic('    iterator = it\n', 'i$0t'), ['main.cw  iterator = «it»⏎    conten']);
  });

  test('the value of an iterator leads to what the block goes through', () => {
    checkDefinition(
      'resource "service" "web" {\n  image = "a:1"\n  dynamic "ports" {\n    for_each = [80]\n    content { internal = ports.val$0ue }\n  }\n}\n',
      ['main.cw for_each = «[80]»⏎    conten'],
    );
  });
});

describe('definition of files', () => {
  test('the source of a module', () => {
    checkDefinition(`=== main.cw\nmodule "db" { source = "./d$0b" }\n${database}`, ['db/main.cw']);
  });

  test('a file that a function reads, seen from the project’s folder and from the module’s', () => {
    checkDefinition('=== main.cw\nlocals { a = file("te$0xt.txt") }\n=== text.txt\nhello\n', ['text.txt']);
    checkDefinition(
      '=== main.cw\nmodule "m" { source = "./m" }\n=== m/main.cw\nlocals { a = file("${path.module}/te$0xt.txt") }\n=== m/text.txt\nhello\n',
      ['m/text.txt'],
    );
  });
});

describe('nothing to lead to', () => {
  test.each([
    ['a name that nothing declares', 'output "o" { value = var.no$0ne }\n'],
    ['a keyword', 'res$0ource "file" "a" { path = "x" }\n'],
    ['a number', 'locals { a = 1$02 }\n'],
    ['`for` outside of an expression', 'locals { a = "f$0or" }\n'],
    ['a kind that is none', 'output "o" { value = nothing.he$0re }\n'],
    ['a file that is not there', 'locals { a = file("no$0ne.txt") }\n'],
    ['between blocks', 'locals { a = 1 }\n$0\nlocals { b = 1 }\n'],
    ['`each` without `for_each`', 'resource "file" "a" { path = "${each.k$0ey}" }\n'],
    ['an unknown module’s output', 'output "o" { value = module.none.u$0rl }\n'],
    ['a module whose folder is not there', 'module "m" {\n  source = "./none"\n  a$0 = 1\n}\n'],
  ])('%s', (_, source) => {
    checkDefinition(source, []);
  });

  test('a file that the project does not have', () => {
    const { view } = ideFixture('locals { a = 1 }\n');
    expect(definitionAt(view, 'none.cw', 3)).toBeUndefined();
  });
});

describe('in broken text', () => {
  test.each([
    ['an unclosed block', 'variable "a" {}\nresource "file" "f" {\n  path = var.$0a\n'],
    ['an unclosed string before it', 'variable "a" {}\nlocals {\n  b = "x\n  c = var.$0a\n}\n'],
    ['a dangling dot elsewhere in the block', 'variable "a" {}\nlocals {\n  b = var.\n  c = var.$0a\n}\n'],
    ['a dangling dot behind it', 'variable "a" {}\nlocals {\n  c = var.$0a.\n}\n'],
    ['a call that is not closed', 'variable "a" {}\nlocals {\n  c = upper(var.$0a\n  d = 1\n}\n'],
    ['a template that is not closed', 'variable "a" {}\nlocals {\n  c = "x ${var.$0a"\n}\n'],
    ['another block that is broken', 'variable "a" {}\nlocals {\n  c = var.$0a\n}\nresource "x" "y" {\n  = \n'],
  ])('%s', (_, source) => {
    checkDefinition(source, ['main.cw variable "«a»"']);
  });
});

describe('type definition', () => {
  test('of a variable its type', () => {
    check(typeDefinitionAt, 'variable "a" { type = number }\nlocals { b = var.$0a }\n', [
      'main.cw iable "a" { «type» = number }⏎l',
    ]);
  });

  test('of a module its first file', () => {
    check(
      typeDefinitionAt,
      `=== main.cw\nmodule "db" { source = "./db" }\nlocals { u = module.d$0b.url }\n${database}`,
      ['db/main.cw'],
    );
  });

  test('a variable without a type, and a local, have none', () => {
    check(typeDefinitionAt, 'variable "$0a" {}\n', []);
    check(typeDefinitionAt, 'locals { $0a = 1 }\n', []);
  });
});

describe('implementation', () => {
  test('of a variable where it is given values', () => {
    check(implementationAt, '=== main.cw\nvariable "$0a" { default = 1 }\n=== clockwork.cwvars\na = 2\n', [
      'clockwork.cwvars «a» = 2⏎',
    ]);
  });

  test('of a variable that nobody sets its default', () => {
    check(implementationAt, 'variable "a" { default = 1 }\nlocals { b = var.$0a }\n', [
      'main.cw iable "a" { «default» = 1 }⏎local',
    ]);
  });

  test('of a module’s variable the inputs of every call', () => {
    check(
      implementationAt,
      '=== main.cw\nmodule "a" {\n  source = "./db"\n  name = 1\n}\nmodule "b" {\n  source = "./db"\n  name = 2\n}\n=== db/main.cw\nvariable "na$0me" {}\n',
      ['main.cw  = "./db"⏎  «name» = 1⏎}⏎modu', 'main.cw  = "./db"⏎  «name» = 2⏎}⏎'],
    );
  });

  test('of a module its files, `main.cw` first', () => {
    check(
      implementationAt,
      '=== main.cw\nmodule "$0m" { source = "./m" }\n=== m/a.cw\nlocals { a = 1 }\n=== m/main.cw\nlocals { b = 1 }\n',
      ['m/main.cw', 'm/a.cw'],
    );
  });

  test('of an output its value', () => {
    check(implementationAt, 'output "$0o" { value = 1 }\n', ['main.cw output "o" { «value» = 1 }⏎']);
  });

  test('of a completed attribute the completion', () => {
    check(
      implementationAt,
      '=== main.cw\nresource "service" "web" { description = "w" }\noutput "i" { value = service.web.im$0age }\n=== completed.cw\ncompletion "service.web" { image = "nginx:1.27" }\n',
      ['completed.cw vice.web" { «image» = "nginx:1.'],
    );
  });

  test('a number has none', () => {
    check(implementationAt, 'locals { a = $01 }\n', []);
  });
});

test('what stands at the cursor is the name alone', () => {
  const { view, cursor, texts } = ideFixture(
    'variable "port" {}\nlocals { url = "http://localhost:${var.po$0rt}/" }\n',
  );
  const origin = definitionAt(view, cursor.path, cursor.offset)?.origin;
  expect(origin && shownAt(texts['main.cw'] ?? '', origin)).toBe('lhost:${var.«port»}/" }⏎');
});

test('before the first build everything is found as well', () => {
  const { workspace, cursor } = ideFixture('variable "a" {}\nlocals { b = var.$0a }\n');
  workspace.refresh();
  workspace.change('main.cw', 'variable "a" {}\nlocals { b = var.a }\n');
  expect(definitionAt(workspace.view(), 'main.cw', cursor.offset)?.found).toHaveLength(1);
});
