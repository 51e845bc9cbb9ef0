/** Names are found in every place where they can stand, across modules, `.cwvars` and `completed.cw`. */
import { beforeAll, expect, test } from 'vitest';
import { occurrencesOf, symbolAt } from '../../core/ide/names/symbols.ts';
import { ideFixture, shownAt } from '../support/ide.ts';
import { loadParser } from '../support/parser.ts';

beforeAll(loadParser);

function checkOccurrences(source: string, expected: readonly string[]): void {
  const { view, cursor, texts } = ideFixture(source);
  const found = symbolAt(view, cursor.path, cursor.offset);
  expect(found, 'no symbol at the cursor').toBeDefined();
  if (found === undefined) return;
  const shown = occurrencesOf(view, found.symbol).map(
    ({ file, span, role }) => `${file} ${role} ${shownAt(texts[file] ?? '', span)}`,
  );
  expect(shown).toEqual(expected);
}

test('a variable of the root module, with its value in a .cwvars file', () => {
  checkOccurrences(
    `=== main.cw
variable "po$0rt" { default = 80 }
locals { url = "http://localhost:\${var.port}" }
=== clockwork.cwvars
port = 81
`,
    [
      'main.cw declaration variable "«port»" { default ',
      'main.cw read lhost:${var.«port»}" }⏎',
      'clockwork.cwvars write «port» = 81⏎',
    ],
  );
});

test('a variable of a module, from the call that sets it', () => {
  checkOccurrences(
    `=== main.cw
module "db" {
  source = "./db"
  na$0me   = "x"
}
output "u" { value = module.db.name }
=== db/main.cw
variable "name" {}
output "name" { value = var.name }
`,
    [
      'main.cw write  = "./db"⏎  «name»   = "x"⏎}⏎o',
      'db/main.cw declaration variable "«name»" {}⏎output ',
      'db/main.cw read value = var.«name» }⏎',
    ],
  );
});

test('a resource, also in quotes, in addresses and in completions', () => {
  checkOccurrences(
    `=== main.cw
resource "service" "w$0eb" {}
check "up" {
  depends_on = [service.web, "service.web"]
  assert "healthcheck" { url = "http://\${service.web.host}" }
}
moved {
  from = service.old
  to   = service.web
}
=== completed.cw
completion "service.web" { image = "nginx:1.27" }
`,
    [
      'completed.cw write on "service.«web»" { image = ',
      'main.cw declaration  "service" "«web»" {}⏎check "',
      'main.cw read  = [service.«web», "service.w',
      'main.cw read b, "service.«web»"]⏎  assert ',
      'main.cw read //${service.«web».host}" }⏎}⏎',
      'main.cw read   = service.«web»⏎}⏎',
    ],
  );
});

test('what is no name of a thing has no symbol', () => {
  const { view, cursor } = ideFixture('resource "service" "web" { im$0age = "nginx:1.27" }\n');
  expect(symbolAt(view, cursor.path, cursor.offset)).toBeUndefined();
});

test('an output that is read of every instance of a module, or of one that is computed', () => {
  checkOccurrences(
    `=== main.cw
module "m" {
  source   = "./m"
  for_each = toset(["a", "b"])
}
locals {
  a = module.m["a"].url
  b = { for k in ["a"] : k => module.m[k].url }
  c = [for m in module.m : m.url]
  d = values(module.m)[*].url
  e = module.m[*].url
  f = [for m in [{ url = 1 }] : m.url]
}
=== m/main.cw
output "u$0rl" { value = 1 }
`,
    [
      'main.cw read dule.m["a"].«url»⏎  b = { for',
      'main.cw read module.m[k].«url» }⏎  c = [fo',
      'main.cw read odule.m : m.«url»]⏎  d = valu',
      'main.cw read odule.m)[*].«url»⏎  e = modul',
      'main.cw read module.m[*].«url»⏎  f = [for ',
      'm/main.cw declaration output "«url»" { value = ',
    ],
  );
});

test('a completion of an instance of a module, whose key is escaped in the label', () => {
  checkOccurrences(
    `=== main.cw
module "m" {
  source   = "./m"
  for_each = toset(["a"])
}
=== completed.cw
completion "module.m[\\"a\\"].service.web" { image = "nginx:1.27" }
=== m/main.cw
resource "service" "w$0eb" {}
`,
    ['completed.cw write \\"].service.«web»" { image = ', 'm/main.cw declaration  "service" "«web»" {}⏎'],
  );
});
