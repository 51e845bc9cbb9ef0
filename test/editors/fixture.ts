/**
 * What every real editor is tried on: a small project, the configuration that docs/editors.md prints for it, and a script
 * that writes what it saw as JSON.
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { build } from '../../scripts/build.mjs';
import { sectionsOf } from '../docs/markdown.ts';
import { tempFolder, writeFiles } from '../support/temp.ts';

const root = path.join(import.meta.dirname, '..', '..');

export const project = {
  'main.cw': `variable "greeting" {
  type    = string
  default = "Hello"
}

resource "file" "page" {
  path = "page.html"
  contents = var.greeting
}

output "length" {
  value = length(var.)
}
`,
  'more.cw': 'output "again" {\n  value = upper(var.greeting)\n}\n',
  'clockwork.cwvars': 'greeting = "Good morning"\n',
};

/** What both editors are made to look at, in this order. */
export interface Seen {
  /** Codes of the problems of main.cw, as they are at first. */
  readonly problems: readonly string[];
  /** Behind `var.`. */
  readonly completions: readonly string[];
  /** On `var.greeting`. */
  readonly hover: string;
  /** Codes that are left when `contents` and `var.` were put right. */
  readonly problemsAfter: readonly string[];
  /** main.cw after formatting. */
  readonly formatted: string;
  /** Every file after `greeting` was renamed to `salute`. */
  readonly renamed: Readonly<Record<string, string>>;
}

/** The block with this name in the section of docs/editors.md. Throws where it is not there. */
export function documented(section: string, name: string): string {
  const found = sectionsOf(path.join(root, 'docs', 'editors.md')).find((one) => one.title === section);
  const fence = found?.fences.find((one) => one.name === name);
  if (fence === undefined) throw new Error(`docs/editors.md has no block \`${name}\` in “${section}”.`);
  return fence.text;
}

/**
 * Runs an editor in the project; it has to write `seen.json` there. `files` are further files beside the project's.
 * Throws with what the editor printed where it does not.
 */
export async function runEditor(
  command: string,
  args: (folder: string) => readonly string[],
  files: Readonly<Record<string, string>>,
): Promise<Seen> {
  await build();
  const folder = writeFiles(
    tempFolder(),
    Object.fromEntries(Object.entries(project).map(([k, v]) => [`project/${k}`, v])),
  );
  writeFiles(folder, files);
  const home = path.join(folder, 'home');
  fs.mkdirSync(home);
  const done = spawnSync(command, args(folder), {
    cwd: path.join(folder, 'project'),
    env: { PATH: `${path.join(root, 'bin')}:${process.env['PATH'] ?? ''}`, HOME: home, LANG: 'C.UTF-8', TERM: 'dumb' },
    encoding: 'utf8',
    timeout: 60_000,
  });
  const result = path.join(folder, 'seen.json');
  if (!fs.existsSync(result)) throw new Error(`${command} ended with ${done.status}:\n${done.stdout}${done.stderr}`);
  return JSON.parse(fs.readFileSync(result, 'utf8'));
}
