/** The files of a folder and of those in it, sorted, so that every run sees them in the same order; and their texts. */
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

/** The texts of a project by path in it, without what runs left in `.clockwork`, and without what is no text of a person. */
export function projectTexts(folder: string): Readonly<Record<string, string>> {
  const own = filesBelow(folder).filter((file) => !path.relative(folder, file).split(path.sep).includes('.clockwork'));
  return Object.fromEntries(
    own
      .filter((file) => fs.statSync(file).size < 200_000)
      .map((file) => [path.relative(folder, file).replaceAll('\\', '/'), fs.readFileSync(file, 'utf8')]),
  );
}
