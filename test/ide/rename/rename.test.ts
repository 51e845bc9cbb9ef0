/**
 * Runs `rename.md`: `cw` holds the files (lines `=== path` split them) with `$0` at the name, `to` the new name. `after` is
 * every file that changed, `moved` the block that keeps what was applied, `lost` whether
 * something is made anew all the same, `refused` the reason why nothing is changed,
 * `prepared` the name as an editor shows it before. A rename leaves the diagnostics as they were.
 */
import path from 'node:path';
import { beforeAll, expect } from 'vitest';
import { withEdits } from '../../../core/ide/changes.ts';
import { prepareRename, rename } from '../../../core/ide/rename/rename.ts';
import { ideFixture, shownAt } from '../../support/ide.ts';
import { blockText, describeMarkdown, type MarkdownCase } from '../../support/markdown-suite.ts';
import { loadParser } from '../../support/parser.ts';
import { changedFiles, codesOf } from '../changes.ts';

beforeAll(loadParser);

describeMarkdown(path.join(import.meta.dirname, 'rename.md'), (one: MarkdownCase) => {
  const { view, cursor, texts } = ideFixture(blockText(one, 'cw'));
  const prepared = prepareRename(view, cursor.path, cursor.offset);
  const shown =
    prepared.kind === 'refused'
      ? `${prepared.reason}\n`
      : `${prepared.name} ${shownAt(texts[prepared.at.file] ?? '', prepared.at.span)}\n`;
  if (!one.blocks.some(({ name }) => name === 'to')) return { prepared: shown };
  const renamed = rename([view], cursor.path, cursor.offset, blockText(one, 'to').trim());
  if (renamed.kind === 'refused') return { prepared: shown, refused: `${renamed.reason}\n`, after: '', moved: '' };
  const edits = renamed.edits.flatMap((each) => each.edits);
  const changed = changedFiles(texts, { edits });
  expect(codesOf({ ...texts, ...changed })).toEqual(codesOf(texts));
  const { kept } = renamed;
  const file = kept?.edit.file ?? '';
  const withKept = kept === undefined ? '' : withEdits(texts[file] ?? '', [kept.edit]);
  return {
    prepared: shown,
    refused: '',
    after: Object.entries(changed)
      .map(([file, text]) => `=== ${file}\n${text}`)
      .join(''),
    moved: withKept.replace(texts[file] ?? '', ''),
    lost: kept === undefined ? '' : `${kept.isPartly}\n`,
  };
});
