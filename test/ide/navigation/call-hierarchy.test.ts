/** What depends on what, up and down, through modules. */
import { beforeAll, describe, expect, test } from 'vitest';
import type { View } from '../../../core/engine/view.ts';
import type { Symbol as ProjectSymbol } from '../../../core/ide/names/symbols.ts';
import {
  type HierarchyCall,
  hierarchyItemAt,
  incomingCalls,
  outgoingCalls,
} from '../../../core/ide/navigation/call-hierarchy.ts';
import { ideFixture } from '../../support/ide.ts';
import { loadParser } from '../../support/parser.ts';

beforeAll(loadParser);

/** `NAME (folder) <- text of each place`, in order. */
function calls(
  find: (view: View, symbol: ProjectSymbol) => readonly HierarchyCall[],
  source: string,
): readonly string[] {
  const { view, cursor, texts } = ideFixture(source);
  const item = hierarchyItemAt(view, cursor.path, cursor.offset);
  expect(item, 'nothing at the cursor').toBeDefined();
  if (item === undefined) return [];
  return find(view, item.symbol).map(({ item: { symbol }, places }) => {
    const shown = places.map(({ file, span }) => `${file}:${(texts[file] ?? '').slice(span.start, span.end)}`);
    return `${symbol.name} (${symbol.dir}) <- ${shown.join(', ')}`;
  });
}

const project = `=== main.cw
variable "size" {}
locals {
  one = var.size
  two = local.one + local.one
}
module "db" {
  source = "./db"
  size   = local.two
}
resource "service" "web" {
  image       = "a:1"
  environment = { URL = module.db.url }
  depends_on  = [file.note]
}
resource "file" "note" { path = "note" }
output "host" { value = service.web.host }
=== db/main.cw
variable "size" {}
module "inner" { source = "./inner" }
resource "service" "main" {
  image    = "b:1"
  replicas = var.size
}
output "url" { value = service.main.host }
=== db/inner/main.cw
resource "file" "deep" { path = "deep" }
`;

const at = (name: string, marked: string) => project.replace(name, marked);

describe('what something depends on', () => {
  test('a resource: an output of a module, a resource that it waits for', () => {
    expect(calls(outgoingCalls, at('"web"', '"w$0eb"'))).toEqual([
      'module.db (.) <- main.cw:db',
      'output.url (db) <- main.cw:url',
      'resource.file.note (.) <- main.cw:note',
    ]);
  });

  test('a local value: what its own line names, each place', () => {
    expect(calls(outgoingCalls, at('two =', 'tw$0o ='))).toEqual(['local.one (.) <- main.cw:one, main.cw:one']);
  });

  test('a module call: its inputs, and the module calls in its folder', () => {
    expect(calls(outgoingCalls, at('module "db"', 'module "d$0b"'))).toEqual([
      'var.size (db) <- main.cw:size',
      'local.two (.) <- main.cw:two',
      'module.inner (db) <- main.cw:db',
    ]);
  });

  test('an output of a module', () => {
    expect(calls(outgoingCalls, at('"url"', '"u$0rl"'))).toEqual(['resource.service.main (db) <- db/main.cw:main']);
  });

  test('what names nothing', () => {
    expect(calls(outgoingCalls, at('"note" {', '"no$0te" {'))).toEqual([]);
  });
});

describe('what depends on something', () => {
  test('a variable of a module: what reads it and the call that sets it', () => {
    expect(
      calls(incomingCalls, project.replace('db/main.cw\nvariable "size"', 'db/main.cw\nvariable "s$0ize"')),
    ).toEqual(['module.db (.) <- main.cw:size', 'resource.service.main (db) <- db/main.cw:size']);
  });

  test('an output: from the root module', () => {
    expect(calls(incomingCalls, at('"url"', '"u$0rl"'))).toEqual(['resource.service.web (.) <- main.cw:url']);
  });

  test('a module call in a module: the call of that module', () => {
    expect(calls(incomingCalls, at('"inner"', '"in$0ner"'))).toEqual(['module.db (.) <- main.cw:db']);
  });

  test('a local value: one line of the same block', () => {
    expect(calls(incomingCalls, at('one =', 'o$0ne ='))).toEqual(['local.two (.) <- main.cw:one, main.cw:one']);
  });

  test('an output of the root module: nothing', () => {
    expect(calls(incomingCalls, at('"host"', '"ho$0st"'))).toEqual([]);
  });
});

describe('where it starts', () => {
  function start(source: string): string | undefined {
    const { view, cursor } = ideFixture(source);
    return hierarchyItemAt(view, cursor.path, cursor.offset)?.symbol.name;
  }

  test('on a reference, on a block’s header', () => {
    expect(start(at('service.web.host', 'service.w$0eb.host'))).toBe('resource.service.web');
    expect(start(at('resource "file" "note"', 'reso$0urce "file" "note"'))).toBe('resource.file.note');
  });

  test.each([
    ['in a body', at('path = "note"', 'pa$0th = "note"')],
    ['on what nothing declares', at('var.size', 'var.no$0ne')],
    ['between blocks', `${project}\n$0\n`],
  ])('nowhere %s', (_, source) => {
    expect(start(source)).toBeUndefined();
  });

  test('in broken text', () => {
    expect(start('variable "a$0" {}\nlocals {\n  b = \n')).toBe('var.a');
  });
});
