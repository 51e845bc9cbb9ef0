/** Moved files and folders are followed, and a project loads the same modules and files after the move. */
import { beforeAll, expect, test } from 'vitest';
import { withEdits } from '../../../core/ide/changes.ts';
import { editsForMoves, type Move } from '../../../core/ide/rename/rename-folder.ts';
import { ideFixture } from '../../support/ide.ts';
import { loadParser } from '../../support/parser.ts';
import { codesOf, type Texts } from '../changes.ts';

beforeAll(loadParser);

/** Moves are relative to the project. Gives the lines that changed, as they are afterwards. */
function check(source: string, moves: readonly Move[], expected: readonly string[]): void {
  const { view, texts } = ideFixture(source);
  const absolute = moves.map(({ from, to }) => ({ from: `/project/${from}`, to: `/project/${to}` }));
  const edits = editsForMoves(view, absolute);
  const changed: string[] = [];
  const after: Record<string, string> = {};
  for (const [path, text] of Object.entries(texts)) {
    const made = withEdits(
      text,
      edits.filter(({ file }) => file === path),
    );
    made.split('\n').forEach((line, i) => {
      if (line !== text.split('\n')[i]) changed.push(`${path}: ${line.trim()}`);
    });
    after[movedPath(path, moves)] = made;
  }
  expect(changed).toEqual(expected);
  expect(plainCodes(after)).toEqual(plainCodes(texts));
}

function movedPath(path: string, moves: readonly Move[]): string {
  const move = moves.find(({ from }) => path === from || path.startsWith(`${from}/`));
  return move === undefined ? path : move.to + path.slice(move.from.length);
}

function plainCodes(texts: Texts): readonly string[] {
  return codesOf(texts).map((each) => each.slice(each.indexOf(' ')));
}

const project = `=== main.cw
module "db" { source = "./modules/db" }
module "again" { source = "./modules/../modules/db/" }
module "web" { source = "./modules/web" }
=== modules/db/main.cw
module "disk" { source = "./disk" }
module "net" { source = "../net" }
=== modules/db/disk/main.cw
output "o" { value = 1 }
=== modules/net/main.cw
output "o" { value = 1 }
=== modules/web/main.cw
module "net" { source = "../net" }
`;

test('a module is renamed in place', () => {
  check(
    project,
    [{ from: 'modules/db', to: 'modules/database' }],
    [
      'main.cw: module "db" { source = "./modules/database" }',
      'main.cw: module "again" { source = "./modules/database" }',
    ],
  );
});

test('a module moves deeper: what it uses is followed from there, what is in it stays', () => {
  check(
    project,
    [{ from: 'modules/db', to: 'modules/data/db' }],
    [
      'main.cw: module "db" { source = "./modules/data/db" }',
      'main.cw: module "again" { source = "./modules/data/db" }',
      'modules/db/main.cw: module "net" { source = "../../net" }',
    ],
  );
});

test('a folder of modules moves as one', () => {
  check(
    project,
    [{ from: 'modules', to: 'lib/all' }],
    [
      'main.cw: module "db" { source = "./lib/all/db" }',
      'main.cw: module "again" { source = "./lib/all/db" }',
      'main.cw: module "web" { source = "./lib/all/web" }',
    ],
  );
});

test('two modules move at once', () => {
  check(
    project,
    [
      { from: 'modules/net', to: 'net' },
      { from: 'modules/web', to: 'web' },
    ],
    ['main.cw: module "web" { source = "./web" }', 'modules/db/main.cw: module "net" { source = "../../net" }'],
  );
});

test('a folder that only begins like a module is another one', () => {
  check(project, [{ from: 'modules/d', to: 'modules/e' }], []);
});

test('a file that moves to another module takes its sources along', () => {
  check(
    `=== main.cw
output "o" { value = 1 }
=== nets.cw
module "net" { source = "./net" }
=== web/main.cw
locals {}
=== net/main.cw
locals {}
`,
    [{ from: 'nets.cw', to: 'web/nets.cw' }],
    ['nets.cw: module "net" { source = "../net" }'],
  );
});

test('the project as a whole moves: nothing changes', () => {
  const { view } = ideFixture(project);
  expect(editsForMoves(view, [{ from: '/project', to: '/elsewhere' }])).toEqual([]);
});

test('a module outside of the project', () => {
  const { view } = ideFixture('module "m" { source = "../shared/m" }\n');
  const [edit] = editsForMoves(view, [{ from: '/shared', to: '/common' }]);
  expect(edit?.newText).toBe('../common/m');
});

test('files that functions and templates read', () => {
  check(
    `=== main.cw
locals {
  a = file("templates/a.tpl")
  b = templatefile("./templates/b.tpl", { x = 1 })
  c = "templates/a.tpl"
  d = file("\${path.module}/templates/a.tpl")
  e = file("\${path.root}/templates/a.tpl")
}
resource "template_file" "t" {
  template = "templates/a.tpl"
  path     = "out/a"
}
resource "file" "f" {
  path    = "templates/a.tpl"
  content = "\${local.a}\${local.b}\${local.c}\${local.d}\${local.e}"
}
=== templates/a.tpl
a
=== templates/b.tpl
b
`,
    [{ from: 'templates', to: 'tpl' }],
    [
      'main.cw: a = file("tpl/a.tpl")',
      'main.cw: b = templatefile("./tpl/b.tpl", { x = 1 })',
      'main.cw: d = file("${path.module}/tpl/a.tpl")',
      'main.cw: e = file("${path.root}/tpl/a.tpl")',
      'main.cw: template = "tpl/a.tpl"',
    ],
  );
});

test('a module that moves with its files: paths by path.module stay, those from the project follow', () => {
  check(
    `=== main.cw
module "m" { source = "./m" }
=== m/main.cw
output "a" { value = file("\${path.module}/x.txt") }
output "b" { value = file("m/x.txt") }
=== m/x.txt
x
`,
    [{ from: 'm', to: 'lib/m' }],
    ['main.cw: module "m" { source = "./lib/m" }', 'm/main.cw: output "b" { value = file("lib/m/x.txt") }'],
  );
});

test('sources that are no paths, or not written out, stay', () => {
  const { view } = ideFixture(
    'module "a" { source = "registry/x" }\nmodule "b" { source = var.x }\nmodule "c" { source = \nmodule "d" {}\n',
  );
  expect(editsForMoves(view, [{ from: '/project/registry', to: '/project/y' }])).toEqual([]);
});
