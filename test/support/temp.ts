/** Fresh folders for tests. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';

/** Makes an empty folder and removes it, whatever is in it then, when the running test ends. Returns its real path. */
export function tempFolder(): string {
  const { path: folder, remove } = makeFolder();
  onTestFinished(remove);
  return folder;
}

/** The same for hooks (`beforeAll`) and benches: the caller removes it. */
export function makeFolder(): { readonly path: string; readonly remove: () => void } {
  const folder = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'clockwork-'));
  return { path: folder, remove: () => fs.rmSync(folder, { recursive: true, force: true, maxRetries: 3 }) };
}

/** Writes files by relative path, making folders as needed. Returns the folder. */
export function writeFiles(folder: string, files: Readonly<Record<string, string>>): string {
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(folder, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
  }
  return folder;
}
