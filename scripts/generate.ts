/**
 * Writes everything that is generated: `npm run generate`. With `--check` writes nothing, names what is stale and exits 1.
 * Each module in scripts/generate that exports `generate` gives some of the files; they are functions of the sources alone.
 */
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** One generated file: path relative to the checkout, and its whole text. */
export interface GeneratedFile {
  readonly path: string;
  readonly text: string;
}

/** What a module in scripts/generate exports. */
export type Generate = () => readonly GeneratedFile[] | Promise<readonly GeneratedFile[]>;

const root = path.join(import.meta.dirname, '..');

/** All generated files as they should be, in path order. Throws when two generators claim one path. */
export async function generateAll(): Promise<readonly GeneratedFile[]> {
  const folder = path.join(import.meta.dirname, 'generate');
  const names = fs.existsSync(folder) ? fs.readdirSync(folder).filter((name) => name.endsWith('.ts')) : [];
  const files: GeneratedFile[] = [];
  for (const name of names) {
    const module: { readonly generate?: Generate } = await import(pathToFileURL(path.join(folder, name)).href);
    files.push(...((await module.generate?.()) ?? []));
  }
  const twice = files.find((file, index) => files.findIndex((one) => one.path === file.path) !== index);
  if (twice !== undefined) throw new Error(`Two generators write ${twice.path}.`);
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Those whose text on disk is another, or that are not there. */
export function findStale(files: readonly GeneratedFile[]): readonly GeneratedFile[] {
  return files.filter((file) => {
    const target = path.join(root, file.path);
    return !fs.existsSync(target) || fs.readFileSync(target, 'utf8') !== file.text;
  });
}

if (import.meta.main) {
  const files = await generateAll();
  const stale = findStale(files);
  if (process.argv.includes('--check')) {
    for (const file of stale) console.error(`${file.path} is stale: run \`npm run generate\`.`);
    process.exitCode = stale.length === 0 ? 0 : 1;
  } else {
    for (const file of stale) {
      const target = path.join(root, file.path);
      fs.mkdirSync(path.dirname(target), { recursive: true });
      fs.writeFileSync(target, file.text);
      console.error(`Wrote ${file.path}.`);
    }
    if (stale.length === 0) console.error(`All ${files.length} generated files are fresh.`);
  }
}
