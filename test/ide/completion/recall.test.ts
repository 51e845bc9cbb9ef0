/**
 * What people wrote is what would have been offered to them: in every example, at every block type, kind, attribute,
 * function and name, in the middle of the word and with the rest of its line not yet written.
 */
import fs from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { createWorkspace, type Workspace } from '../../../core/engine/workspace.ts';
import { completionsAt } from '../../../core/ide/completion/complete.ts';
import { schemaOf } from '../../../core/ide/schema/body-schema.ts';
import { blocksNotInLanguage } from '../../../core/intake/not-in-language.ts';
import { standardVocabulary } from '../../../core/intake/standard-vocabulary.ts';
import { referencesIn } from '../../../core/language/references.ts';
import type { Attribute, Block, Expression } from '../../../core/syntax/ast.ts';
import { childNodes } from '../../../core/syntax/locate.ts';
import { memoryFileSystem } from '../../fakes/filesystem.ts';
import { projectTexts } from '../../support/files-below.ts';
import { fixtureFacts } from '../../support/ide.ts';
import { loadParser } from '../../support/parser.ts';

beforeAll(loadParser);

type Files = Readonly<Record<string, string>>;

const folder = path.join(import.meta.dirname, '../../../examples');

/** Every folder of examples, the examples of all kinds and assertions, and the texts of the language reference. */
const projects: readonly (readonly [string, Files])[] = [
  ...fs
    .readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) =>
      entry.isDirectory() ? [[entry.name, projectTexts(path.join(folder, entry.name))] as const] : [],
    ),
  ...[...standardVocabulary.kinds.values()].map(
    ({ name, examples }) => [`kind ${name}`, { 'main.cw': examples.map(({ source }) => source).join('\n') }] as const,
  ),
  ...[...standardVocabulary.assertions.values()].map(
    ({ name, examples }) =>
      [`assertion ${name}`, { 'main.cw': examples.map(({ source }) => source).join('\n') }] as const,
  ),
  ['the language reference', referenceTexts()],
];

/** Those without a module beside them: each `cw` block, one after another. */
function referenceTexts(): Files {
  const text = fs.readFileSync(path.join(folder, '../docs/language.md'), 'utf8');
  return { 'main.cw': [...text.matchAll(/^```cw\n([\s\S]*?)^```$/gm)].map(([, body]) => body).join('\n') };
}

interface Written {
  readonly file: string;
  readonly start: number;
  readonly end: number;
  /** Any of these is right: a name alone, or with what it begins with. */
  readonly names: readonly string[];
}

function openProject(files: Files): Workspace {
  const world = Object.fromEntries(Object.entries(files).map(([name, text]) => [`/project/${name}`, text]));
  const workspace = createWorkspace({ files: memoryFileSystem(world), directory: '/project', facts: fixtureFacts });
  workspace.snapshot();
  return workspace;
}

function writtenIn(workspace: Workspace): readonly Written[] {
  const view = workspace.view();
  const found: Written[] = [];
  for (const file of view.project.files.values()) {
    if (!file.path.endsWith('.cw')) continue;
    for (const { node, offset } of file.items) {
      const put = (span: { readonly start: number; readonly end: number }, ...names: readonly string[]) =>
        found.push({ file: file.path, start: span.start + offset, end: span.end + offset, names });
      const inExpression = (expression: Expression) => {
        for (const { root: first, rootSpan, steps } of referencesIn(expression)) {
          const whole = [first, ...steps.flatMap((step) => (step.kind === 'attribute' ? [step.name] : []))];
          put(rootSpan, first, whole.slice(0, 2).join('.'), whole.slice(0, 3).join('.'));
          const [step] = steps;
          if (step?.kind === 'attribute') put(step.span, step.name);
        }
        const pending: ReturnType<typeof childNodes>[number][] = [expression];
        for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
          if ('kind' in next && next.kind === 'call') put(next.name.span, next.name.text);
          pending.push(...childNodes(next));
        }
      };
      const inBlock = (block: Block, blocks: readonly Block[]) => {
        const heads = blocks.map(({ type, labels }) => ({ type: type.text, labels: labels.map(({ text }) => text) }));
        const schema = schemaOf(view, file.path, heads);
        for (const entry of block.body.entries) {
          const name = entry.kind === 'attribute' ? entry.name : entry.type;
          if (schema?.attributes.has(name.text) === true || schema?.blocks.has(name.text) === true)
            put(name.span, name.text);
          if (entry.kind === 'block') inBlock(entry, [...blocks, entry]);
          else if (isLookedUp(entry, blocks)) inExpression(entry.value);
        }
      };
      // What is not in the language stands in its reference to say so.
      if (node.kind !== 'block' || Object.hasOwn(blocksNotInLanguage, node.type.text)) continue;
      put(node.type.span, node.type.text);
      const [kind] = node.labels;
      if (node.type.text === 'resource' && kind !== undefined)
        put({ start: kind.span.start + 1, end: kind.span.end - 1 }, kind.text);
      inBlock(node, [node]);
    }
  }
  return found;
}

/** Types and names of attributes are no references, and what was moved or removed is there no more. */
function isLookedUp({ name }: Attribute, blocks: readonly Block[]): boolean {
  const type = blocks.at(-1)?.type.text;
  if (name.text === 'from') return type !== 'moved' && type !== 'removed';
  return !(type === 'variable' && name.text === 'type') && !(type === 'lifecycle' && name.text === 'ignore_changes');
}

const missing = (workspace: Workspace, { file, names }: Written, at: number): string | undefined => {
  const labels =
    completionsAt(workspace.view(), file, at)?.candidates.flatMap(({ label, insert }) => [label, insert]) ?? [];
  return names.some((name) => labels.includes(name)) ? undefined : `${file}:${at} ${names[0]}`;
};

test.each(projects)('%s: in the middle of every word', (_, files) => {
  const workspace = openProject(files);
  const written = writtenIn(workspace);
  expect(written.length).toBeGreaterThan(0);
  const lost = written.flatMap(
    (each) => missing(workspace, each, each.start + Math.min(2, each.end - each.start)) ?? [],
  );
  expect(lost).toEqual([]);
});

test.each(projects)('%s: with the rest of the line not yet written', (_, files) => {
  const workspace = openProject(files);
  const written = writtenIn(workspace).filter((_, i) => i % 3 === 0);
  const lost = written.flatMap((each) => {
    const text = workspace.view().project.files.get(each.file)?.text ?? '';
    const at = each.start + 1;
    const end = text.indexOf('\n', at);
    workspace.change(each.file, text.slice(0, at) + text.slice(end < 0 ? text.length : end));
    const found = missing(workspace, each, at);
    workspace.change(each.file, null);
    return found ?? [];
  });
  expect(lost).toEqual([]);
});
