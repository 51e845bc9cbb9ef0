/** A table with the entries of one edited file exchanged says what one that is made as a whole says. */
import { beforeAll, expect, test } from 'vitest';
import { createWorkspace } from '../../core/engine/workspace.ts';
import type { ModuleTable } from '../../core/intake/module-table.ts';
import { memoryFileSystem } from '../fakes/filesystem.ts';
import { fixtureFacts } from '../support/ide.ts';
import { loadParser } from '../support/parser.ts';

beforeAll(loadParser);

const other = 'variable "other" {}\nlocals {\n  far = 1\n}\n';
const edits: readonly (readonly [string, string, string])[] = [
  ['another value', 'locals {\n  a = 1\n  b = 2\n}\n', 'locals {\n  a = 3\n  b = 2\n}\n'],
  ['a name that stands twice in a block', 'locals {\n  a = 1\n  a = 2\n}\n', 'locals {\n  a = 3\n  a = 4\n}\n'],
  ['names in another order', 'locals {\n  a = 1\n  b = 2\n}\n', 'locals {\n  b = 2\n  a = 1\n}\n'],
  ['a name that is taken elsewhere', 'variable "mine" {}\n', 'variable "other" {}\n'],
  ['a name that was taken elsewhere', 'variable "other" {}\n', 'variable "mine" {}\n'],
  [
    'a block that moves',
    'output "x" {\n  value = 1\n}\noutput "y" {\n  value = 2\n}\n',
    'output "y" {\n  value = 2\n}\noutput "x" {\n  value = 1\n}\n',
  ],
  ['a resource', 'resource "file" "f" {\n  path = "a"\n}\n', 'resource "file" "f" {\n  path = "b"\n}\n'],
  ['a resource of another kind', 'resource "file" "f" {}\n', 'resource "directory" "f" {}\n'],
  [
    'short forms',
    'run_command "a" {\n  command = "x"\n}\nrun_command "b" {\n  command = "y"\n}\n',
    'run_command "a" {\n  command = var.other\n}\nrun_command "b" {\n  command = "y"\n}\n',
  ],
  ['a call', 'module "m" {\n  source = "./m"\n}\n', 'module "m" {\n  source = "./n"\n}\n'],
];

test.each(edits)('%s', (_, before, after) => {
  const typed = workspaceOf(before);
  typed.view().table('.');
  typed.change('main.cw', after);
  expect(plain(typed.view().table('.'))).toEqual(plain(workspaceOf(after).view().table('.')));
});

function workspaceOf(main: string) {
  const files = memoryFileSystem({ '/p/a.cw': other, '/p/main.cw': main });
  return createWorkspace({ files, directory: '/p', facts: fixtureFacts });
}

/** What a table says, in its order. */
function plain(table: ModuleTable | undefined): unknown {
  if (table === undefined) throw new Error('There is no table.');
  const { variables, locals, outputs, modules, resources, units, previous, all, diagnostics, broken } = table;
  const blocks = [...resources].map(([kind, named]) => [kind, [...named]]);
  const lists = [[...variables], [...locals], [...outputs], [...modules], blocks, units, [...previous], all];
  return { lists, diagnostics, broken };
}
