/** What was found is offered as long as it holds, and not when the text is another by now. */
import { beforeAll, expect, test } from 'vitest';
import { createWorkspace } from '../../../core/engine/workspace.ts';
import { editsOfAll, fixableIn } from '../../../core/ide/actions/fix-all.ts';
import { actionsAt } from '../../../core/ide/actions/table.ts';
import { memoryFileSystem } from '../../fakes/filesystem.ts';
import { fixtureFacts, ideFixture } from '../../support/ide.ts';
import { loadParser } from '../../support/parser.ts';
import { changedFiles } from '../changes.ts';

beforeAll(loadParser);

const source =
  'variable "b" { type = "string" }\nvariable "a" { type = "string" }\noutput "o" { value = "${var.a}${var.b}" }\n';
const titles = (view: Parameters<typeof actionsAt>[0], offset: number) =>
  actionsAt(view, 'main.cw', { start: offset, end: offset })
    .filter(({ kind }) => kind === 'quickfix')
    .map(({ title }) => title);

test('a fix moves with its block', () => {
  const { workspace } = ideFixture(source);
  const text = `# A line more.\n${source}`;
  workspace.change('main.cw', text);
  const at = text.lastIndexOf('"string"');
  expect(titles(workspace.view(), at)).toContain('Write `string` without quotes');
  const fix = actionsAt(workspace.view(), 'main.cw', { start: at, end: at }).find(({ title }) =>
    title.startsWith('Write `s'),
  );
  expect(changedFiles({ 'main.cw': text }, fix?.change() ?? { edits: [] })['main.cw']).toBe(
    text.replace('"a" { type = "string"', '"a" { type = string'),
  );
});

test('a fix of a block that is another by now is not offered', () => {
  const { workspace } = ideFixture(source);
  const text = source.replace('"a" { type = "string" }', '"a" { type = "number" }');
  workspace.change('main.cw', text);
  const view = workspace.view();
  expect(titles(view, text.lastIndexOf('"number"'))).toEqual([]);
  expect(fixableIn(view, 'quoted-type')).toHaveLength(1);
});

test('before the first build there is what needs none', () => {
  const files = memoryFileSystem({
    '/project/main.cw': 'output "o" { value = var.a }\nvariable "x" { type = "string" }\n',
  });
  const view = createWorkspace({ files, directory: '/project', facts: fixtureFacts }).view();
  expect(view.found).toBeUndefined();
  expect(titles(view, 25)).toEqual(['Declare variable `a`']);
  expect(fixableIn(view, 'quoted-type')).toEqual([]);
});

test('fixes of one code in all files, and of those that overlap one', () => {
  const { view, texts } = ideFixture(`=== main.cw\n${source}=== more.cw\nvariable "c" { type = "bool" }\n`);
  const problems = fixableIn(view, 'quoted-type');
  expect(problems).toHaveLength(3);
  const changed = changedFiles(texts, { edits: editsOfAll(view, [...problems, ...problems]) });
  expect(changed['more.cw']).toBe('variable "c" { type = bool }\n');
  expect(changed['main.cw']).not.toContain('"string"');
});

test('a file that is none of the project has no actions', () => {
  const { view } = ideFixture(source);
  expect(actionsAt(view, 'absent.cw', { start: 0, end: 0 })).toEqual([]);
});
