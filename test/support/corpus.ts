/** The corpus: real inputs that are not part of the project. Suites that read it are skipped where it is missing. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, test } from 'vitest';
import './real.ts';

/** Folder of the corpus: CLOCKWORK_CORPUS where it is set, else `../shared/corpus` beside the checkout. It need not exist. */
export const corpusFolder: string = path.resolve(
  process.env['CLOCKWORK_CORPUS'] || path.join(import.meta.dirname, '..', '..', '..', 'shared', 'corpus'),
);

/** Parts of the corpus, each with what shows that it is there. */
export type CorpusPart = 'clockwork-original' | 'hcl-real-world' | 'hcl-spec';

/** Leaves the corpus out, as the quick daily check does. */
const isLeftOut = process.env['CLOCKWORK_CORPUS'] === '';

/** Runs the suite with the part's folder, else lists it as skipped with the reason. The body only runs where it is there. */
export function describeCorpus(part: CorpusPart, name: string, body: (folder: string) => void): void {
  const source = path.join(corpusFolder, part === 'hcl-real-world' ? 'hcl-real-world.tar.gz' : part);
  if (!isLeftOut && fs.existsSync(source)) {
    const folder = part === 'hcl-real-world' ? unpack(source) : source;
    describe(name, () => body(folder));
  } else {
    const skipReason = isLeftOut
      ? 'the corpus is left out (CLOCKWORK_CORPUS is empty)'
      : `there is no ${source} (CLOCKWORK_CORPUS names the folder of the corpus)`;
    describe(name, { skip: true, meta: { skipReason } }, () => {
      // Without the files there is nothing to make tests of: one stands for the suite.
      test(part, () => {});
    });
  }
}

// Unpacked once a machine, under a name made of the archive's content. Workers race for it: whoever is first to move a
// whole folder into place wins, the others throw theirs away.
function unpack(archive: string): string {
  const digest = createHash('sha256').update(fs.readFileSync(archive)).digest('hex').slice(0, 16);
  const user = os.userInfo().uid;
  const target = path.join(os.tmpdir(), `clockwork-corpus-${user}-${digest}`);
  if (fs.existsSync(target)) {
    if (fs.lstatSync(target).uid !== user) throw new Error(`${target} belongs to another user.`);
    return target;
  }
  const staging = fs.mkdtempSync(path.join(os.tmpdir(), 'clockwork-corpus-'));
  execFileSync('tar', ['-xzf', archive, '-C', staging]);
  try {
    fs.renameSync(staging, target);
  } catch (error) {
    fs.rmSync(staging, { recursive: true });
    if (!fs.existsSync(target)) throw error;
  }
  return target;
}
