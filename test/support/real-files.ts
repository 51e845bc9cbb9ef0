/** Ten real files for what typing does: the examples, the projects that came first, and two of other people's. */
import fs from 'node:fs';
import path from 'node:path';
import { corpusFolder, describeCorpus } from './corpus.ts';
import { filesBelow } from './files-below.ts';

export interface RealFile {
  /** `quickstart/main.cw`. */
  readonly name: string;
  readonly text: string;
  /** The folder that it is in, with what it refers to. */
  readonly folder: string;
}

const root = path.join(import.meta.dirname, '..', '..');

/** Runs the suite with the files; it is listed as skipped where the corpus is missing. */
export function realFiles(name: string, body: (files: readonly RealFile[]) => void): void {
  describeCorpus('hcl-real-world', name, (folder) => {
    const ours = [
      ...filesBelow(path.join(root, 'examples')).filter((file) => file.endsWith('.cw')),
      ...filesBelow(path.join(corpusFolder, 'clockwork-original')).filter((file) => file.endsWith('.cw')),
    ];
    // The middle of those that are as long as a person's file is.
    const others = filesBelow(folder)
      .filter((file) => /\.(tf|hcl)$/.test(file))
      .filter((file) => {
        const { size } = fs.statSync(file);
        return size > 2_000 && size < 4_000;
      })
      .sort();
    const chosen = [Math.floor(others.length / 3), Math.floor((2 * others.length) / 3)].flatMap(
      (at) => others[at] ?? [],
    );
    body([...ours, ...chosen].map(read));
  });
}

function read(file: string): RealFile {
  return {
    name: `${path.basename(path.dirname(file))}/${path.basename(file)}`,
    text: fs.readFileSync(file, 'utf8'),
    folder: path.dirname(file),
  };
}
