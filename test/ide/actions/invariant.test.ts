/**
 * What is only written in another way means the same: at every entry of every example, and of a sample of the corpus,
 * all actions are carried out one by one. None makes text that does not parse, and those that refactor leave instances,
 * values, outputs and errors as they were.
 */
import fs from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { syntaxCodes } from '../../../core/diagnostics/codes-syntax.ts';
import { createWorkspace, type Snapshot } from '../../../core/engine/workspace.ts';
import { actionsAt } from '../../../core/ide/actions/table.ts';
import type { Attribute, Block } from '../../../core/syntax/ast.ts';
import { memoryFileSystem } from '../../fakes/filesystem.ts';
import { snapshotOf } from '../../intake/kit.ts';
import { describeCorpus } from '../../support/corpus.ts';
import { filesBelow, projectTexts } from '../../support/files-below.ts';
import { fixtureFacts } from '../../support/ide.ts';
import { loadParser } from '../../support/parser.ts';
import { changedFiles, meaningOf, type Texts } from '../changes.ts';

beforeAll(loadParser);

/** Carries out at most `most` different actions; gives how often each sort was. */
function checkActions(texts: Texts, most: number): ReadonlyMap<string, number> {
  const world = Object.fromEntries(Object.entries(texts).map(([file, text]) => [`/project/${file}`, text]));
  const workspace = createWorkspace({ files: memoryFileSystem(world), directory: '/project', facts: fixtureFacts });
  workspace.snapshot();
  const view = workspace.view();
  const before = snapshotOf(texts);
  const was = { meaning: meaning(before), errors: errors(before), syntax: broken(before) };
  const done = new Map<string, number>();
  const seen = new Set<string>();
  for (const file of view.project.files.values()) {
    for (const { node, offset } of file.items) {
      const spots = [...placesIn(node, offset), { start: offset, end: offset + node.span.end }];
      for (const at of spots) {
        for (const action of actionsAt(view, file.path, at)) {
          const key = `${file.path} ${action.id}`;
          if (action.refused !== undefined || seen.has(key) || seen.size >= most) continue;
          seen.add(key);
          const sort = action.id.slice(0, action.id.indexOf(':'));
          done.set(sort, (done.get(sort) ?? 0) + 1);
          const after = snapshotOf({ ...texts, ...changedFiles(texts, action.change()) });
          const what = `${file.path}:${at.start} ${action.title}`;
          expect(broken(after), what).toBeLessThanOrEqual(was.syntax);
          if (action.kind === 'quickfix') continue;
          expect(was.errors, what).toEqual(expect.arrayContaining([...errors(after)]));
          expect(meaning(after), what).toEqual(was.meaning);
        }
      }
    }
  }
  return done;
}

/** Names and values of all entries. */
function placesIn(
  node: Block | Attribute,
  offset: number,
): readonly { readonly start: number; readonly end: number }[] {
  if (node.kind === 'attribute') {
    const { name, value } = node;
    return [
      { start: offset + name.span.start, end: offset + name.span.start },
      { start: offset + value.span.start, end: offset + value.span.end },
      { start: offset + value.span.end - 1, end: offset + value.span.end - 1 },
    ];
  }
  const labels = node.labels.map(({ span }) => ({ start: offset + span.start + 1, end: offset + span.start + 1 }));
  return [
    { start: offset + node.span.start, end: offset + node.span.start },
    ...labels,
    ...node.body.entries.flatMap((entry) => placesIn(entry, offset)),
  ];
}

function broken({ diagnostics }: Snapshot): number {
  return diagnostics.filter(({ code }) => Object.hasOwn(syntaxCodes, code)).length;
}

/** Which, not how many; and none may go: what is in a block of an unknown kind is not looked at. */
function errors({ diagnostics }: Snapshot): readonly string[] {
  return [...new Set(diagnostics.flatMap(({ code, severity }) => (severity === 'error' ? [code] : [])))].sort();
}

/** Without the module that something was moved into, and with numbers as texts and as numbers alike. */
function meaning(snapshot: Snapshot): readonly string[] {
  return meaningOf(snapshot)
    .map((line) => line.replace(/module\.[\w-]+\./g, '').replace(/"(\d+)"/g, '$1'))
    .map((line) => line.split(' ').sort().join(' '))
    .sort();
}

describe('the examples', () => {
  const folder = path.join(import.meta.dirname, '..', '..', '..', 'examples');
  for (const name of fs.readdirSync(folder)) {
    test(name, { timeout: 60_000 }, () => {
      expect(checkActions(projectTexts(path.join(folder, name)), 200).size).toBeGreaterThan(0);
    });
  }
});

describeCorpus('hcl-real-world', 'modules from the real world, read as ours', (folder) => {
  const byFolder = new Map<string, string[]>();
  for (const file of filesBelow(folder).filter((each) => each.endsWith('.tf'))) {
    // Their names hold the folders, with a percent sign between them.
    const dir = file.slice(0, file.lastIndexOf('%') + 1);
    byFolder.set(dir, [...(byFolder.get(dir) ?? []), file]);
  }
  const sample = [...byFolder].filter((_, index) => index % Math.ceil(byFolder.size / 70) === 0);
  test(`${sample.length} of ${byFolder.size}`, { timeout: 120_000 }, () => {
    const done = new Map<string, number>();
    for (const [, files] of sample) {
      const texts = Object.fromEntries(
        files
          .filter((file) => fs.statSync(file).size < 20_000)
          .map((file) => [
            file.slice(file.lastIndexOf('%') + 1).replace(/\.tf$/, '.cw'),
            fs.readFileSync(file, 'utf8'),
          ]),
      );
      // Nobody looks into the second of two that have one name, until something else does.
      if (snapshotOf(texts).diagnostics.some(({ code }) => code === 'duplicate-declaration')) continue;
      for (const [sort, count] of checkActions(texts, 40)) done.set(sort, (done.get(sort) ?? 0) + count);
    }
    expect([...done.keys()]).toEqual(
      expect.arrayContaining(['inline', 'extract-local', 'extract-module', 'sort-attributes']),
    );
  });
});
