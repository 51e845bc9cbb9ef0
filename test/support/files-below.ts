/** The files of a folder and of those in it, sorted, so that every run sees them in the same order. */
import fs from 'node:fs';
import path from 'node:path';

/** Paths of all plain files below `folder`. Throws where there is no such folder. */
export function filesBelow(folder: string): readonly string[] {
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
}
