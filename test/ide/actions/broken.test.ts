/** In text that is cut off or has a character missing nothing throws, whatever is asked for, and edits stay in the file. */
import fs from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { createWorkspace } from '../../../core/engine/workspace.ts';
import { actionsAt } from '../../../core/ide/actions/table.ts';
import { rename } from '../../../core/ide/rename/rename.ts';
import { editsForMoves } from '../../../core/ide/rename/rename-folder.ts';
import { formatFile, formatRange, formatTyped } from '../../../core/ide/structure/format.ts';
import { memoryFileSystem } from '../../fakes/filesystem.ts';
import { fixtureFacts } from '../../support/ide.ts';
import { loadParser } from '../../support/parser.ts';
import { randomNumbers } from '../../support/random.ts';
import { changedFiles } from '../changes.ts';

beforeAll(loadParser);

const examples = path.join(import.meta.dirname, '..', '..', '..', 'examples');

for (const name of fs.readdirSync(examples)) {
  test(name, { timeout: 60_000 }, () => {
    const source = fs.readFileSync(path.join(examples, name, 'main.cw'), 'utf8');
    const files = memoryFileSystem({ '/project/main.cw': source });
    const workspace = createWorkspace({ files, directory: '/project', facts: fixtureFacts });
    workspace.snapshot();
    const below = randomNumbers(name.length);
    let asked = 0;
    for (let round = 0; round < 120; round++) {
      const at = below(source.length);
      const text = round % 2 === 0 ? source.slice(0, at) : source.slice(0, at) + source.slice(at + 1);
      workspace.change('main.cw', text);
      const view = workspace.view();
      const file = view.project.files.get('main.cw');
      if (file === undefined) throw new Error('the file is gone');
      for (const offset of [at, Math.max(0, at - 1), below(text.length + 1)]) {
        const end = Math.min(text.length, offset + below(60));
        for (const action of [
          ...actionsAt(view, 'main.cw', { start: offset, end: offset }),
          ...actionsAt(view, 'main.cw', { start: offset, end }),
        ]) {
          if (action.refused === undefined) changedFiles({ 'main.cw': text }, action.change());
          asked++;
        }
        const renamed = rename([view], 'main.cw', offset, 'renamed');
        if (renamed.kind === 'done')
          changedFiles({ 'main.cw': text }, { edits: renamed.edits.flatMap((each) => each.edits) });
        formatTyped(file, offset, '}');
        formatTyped(file, offset, '\n');
        formatRange(file, { start: offset, end });
      }
      formatFile(file);
      editsForMoves(view, [{ from: '/project/modules', to: '/project/other' }]);
    }
    expect(asked).toBeGreaterThan(50);
  });
}
