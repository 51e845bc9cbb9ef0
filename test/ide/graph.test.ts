/** The graph of a project: nodes in source order with where they are, edges with where they are written. */
import { beforeAll, expect, test } from 'vitest';
import { graphOf } from '../../core/ide/runs/graph.ts';
import { type IdeFixture, ideFixture } from '../support/ide.ts';
import { loadParser } from '../support/parser.ts';

beforeAll(loadParser);

function shown({ view, texts }: Pick<IdeFixture, 'view' | 'texts'>): readonly string[] {
  const { nodes, edges } = graphOf(view, new Map([['file.a', 'create']]));
  const text = (
    at: { readonly file: string; readonly span: { readonly start: number; readonly end: number } } | undefined,
  ) =>
    at === undefined
      ? '?'
      : `${at.file} «${(texts[at.file] ?? '').slice(at.span.start, at.span.end).split('\n', 1)[0]}»`;
  return [
    ...nodes.map(
      ({ address, sort, kind, name, module, at, action }) =>
        `${sort} ${address} [${kind} ${name} in ${module || 'root'}] ${text(at)}${action === undefined ? '' : ` ${action}`}`,
    ),
    ...edges.map(({ from, to, via, at }) => `${from} → ${to} ${via} ${text(at)}`),
  ];
}

function checkGraph(source: string, expected: readonly string[]): void {
  expect(shown(ideFixture(source))).toEqual(expected);
}

test('resources, checks, and every way to depend', () => {
  checkGraph(
    `resource "file" "b" {
  path    = "b"
  content = file.a.path
}
resource "file" "a" { path = "a" }
check "c" {
  depends_on = [file.b]
  assert "file_exists" { path = file.a.path }
}
`,
    [
      'resource file.b [file b in root] main.cw «"file" "b"»',
      'resource file.a [file a in root] main.cw «"file" "a"» create',
      'check check.c [check c in root] main.cw «check "c"»',
      'file.b → file.a reference main.cw «file»',
      'check.c → file.a reference main.cw «file»',
      'check.c → file.b depends_on main.cw «file.b»',
    ],
  );
});

test('instances of count each are a node', () => {
  checkGraph('resource "file" "a" {\n  count = 2\n  path  = "a${count.index}"\n}\n', [
    'resource file.a[0] [file a in root] main.cw «"file" "a"»',
    'resource file.a[1] [file a in root] main.cw «"file" "a"»',
  ]);
});

test('modules are nodes before what is in them, and depend on each other', () => {
  checkGraph(
    `=== main.cw
module "one" {
  source   = "./m"
  for_each = toset(["x.y"])
  name     = "1"
}
module "two" {
  source = "./m"
  name   = module.one["x.y"].path
}
=== m/main.cw
variable "name" {}
resource "file" "f" { path = var.name }
module "in" { source = "./in" }
output "path" { value = file.f.path }
=== m/in/main.cw
resource "directory" "d" { path = "d" }
`,
    [
      'module module.one["x.y"] [module one in root] main.cw «"one"»',
      'resource module.one["x.y"].file.f [file f in module.one["x.y"]] m/main.cw «"file" "f"»',
      'module module.one["x.y"].module.in [module in in module.one["x.y"]] m/main.cw «"in"»',
      'resource module.one["x.y"].module.in.directory.d [directory d in module.one["x.y"].module.in] m/in/main.cw «"directory" "d"»',
      'module module.two [module two in root] main.cw «"two"»',
      'resource module.two.file.f [file f in module.two] m/main.cw «"file" "f"»',
      'module module.two.module.in [module in in module.two] m/main.cw «"in"»',
      'resource module.two.module.in.directory.d [directory d in module.two.module.in] m/in/main.cw «"directory" "d"»',
      'module.two.file.f → module.one["x.y"].file.f reference m/main.cw «var»',
      'module.two → module.one["x.y"] module m/main.cw «var»',
    ],
  );
});

test('a cycle is in it', () => {
  const { view } = ideFixture(
    'resource "file" "a" { path = file.b.path }\nresource "file" "b" { path = file.a.path }\n',
  );
  expect(graphOf(view, new Map()).edges.map(({ from, to }) => `${from} ${to}`)).toEqual([
    'file.a file.b',
    'file.b file.a',
  ]);
});

test('broken text: the nodes that can be known', () => {
  checkGraph('resource "file" "a" { path = "a" }\nresource "file" "b" {\n  path = \n', [
    'resource file.a [file a in root] main.cw «"file" "a"» create',
    'resource file.b [file b in root] main.cw «"file" "b"»',
  ]);
});

test('a block that has gone since has no place; new ones come with the next build', () => {
  const fixture = ideFixture('resource "file" "a" { path = "a" }\nresource "file" "b" { path = file.a.path }\n');
  const text = 'resource "file" "b" { path = "x" }\n';
  fixture.workspace.change('main.cw', text);
  expect(shown({ view: fixture.workspace.view(), texts: { 'main.cw': text } }).slice(0, 2)).toEqual([
    'resource file.a [file a in root] ? create',
    'resource file.b [file b in root] main.cw «"file" "b"»',
  ]);
});

test('an empty project', () => {
  checkGraph('', []);
});

test('what a connection adds stands where it is written, for the other end too', () => {
  checkGraph(
    `resource "docker_container" "db" { image = "postgres:16" }
resource "docker_container" "app" {
  image = "node:20"
  connect {
    to = docker_container.db
    as = "database"
  }
}
`,
    [
      'resource docker_container.db [docker_container db in root] main.cw «"docker_container" "db"»',
      'resource docker_network.db-network [docker_network db-network in root] main.cw «connect {»',
      'resource docker_container.app [docker_container app in root] main.cw «"docker_container" "app"»',
      'docker_container.db → docker_network.db-network connect main.cw «connect {»',
      'docker_container.app → docker_network.db-network connect main.cw «connect {»',
      'docker_container.app → docker_container.db connect main.cw «docker_container.db»',
    ],
  );
});
