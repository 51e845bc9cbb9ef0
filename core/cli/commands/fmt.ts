/**
 * `clockwork fmt [--check|--diff] FILES|FOLDERS|-`: formats HCL files. What does not parse is
 * left as it is and reported; the rest of that file is formatted all the same.
 */
import { extname, join, relative, resolve } from 'node:path';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { isRefusal, type World } from '../../ports.ts';
import { formatText } from '../../syntax/format.ts';
import type { CommandRun, Invocation } from '../context.ts';
import { exitCodes } from '../exit-code.ts';
import { wrongUsage } from '../failure.ts';
import { type ProjectFolder, projectFolder } from '../folder.ts';
import { counted, printResult, say } from '../output.ts';
import { loadParser } from '../parser.ts';
import { sayDiagnostics } from '../report.ts';

interface Tally {
  changed: number;
  broken: number;
  failed: number;
}

export const fmt: CommandRun = async (invocation) => {
  const folder = await projectFolder(invocation);
  const paths = invocation.args.length === 0 ? ['.'] : invocation.args;
  if (paths.includes('-') && paths.length > 1)
    throw wrongUsage('`-` (standard input) cannot be given together with files.');
  await loadParser(folder.world);
  const tally: Tally = { changed: 0, broken: 0, failed: 0 };
  if (paths[0] === '-') await formatInput(invocation, tally);
  else {
    const files = filesAt(folder, paths);
    for (const file of files) await formatFile(invocation, folder, file, tally);
    if (files.length === 0)
      say(invocation, `There are no .cw files in ${paths.map((path) => `\`${path}\``).join(', ')}.`);
    else if (invocation.options.check) sayOutcome(invocation, files.length, tally);
  }
  if (tally.broken > 0) return exitCodes.configuration;
  if (tally.failed > 0 || (invocation.options.check === true && tally.changed > 0)) return exitCodes.failed;
  return exitCodes.done;
};

async function formatInput(invocation: Invocation, tally: Tally): Promise<void> {
  const bytes = await invocation.host.terminal.stdin.readAll();
  const text = decode(bytes);
  if (text === undefined) {
    tally.broken++;
    say(invocation, 'Standard input is not UTF-8.');
    return;
  }
  const formatted = await format(invocation, '<stdin>', text, tally);
  if (formatted !== text) tally.changed++;
  if (invocation.options.diff) await printDiff(invocation, '<stdin>', text, formatted);
  else if (invocation.options.check !== true) invocation.host.terminal.stdout.write(formatted);
}

async function formatFile(invocation: Invocation, folder: ProjectFolder, path: string, tally: Tally): Promise<void> {
  const { files } = folder.world;
  const shown = shownPath(folder, path);
  const bytes = files.read(path);
  if (isRefusal(bytes)) {
    tally.failed++;
    say(invocation, `${shown} was left as it is: ${bytes.reason}`);
    return;
  }
  const text = decode(bytes);
  if (text === undefined) {
    tally.broken++;
    say(invocation, `${shown} was left as it is: it is not UTF-8.`);
    return;
  }
  const formatted = await format(invocation, shown, text, tally);
  if (formatted === text) return;
  tally.changed++;
  if (invocation.options.diff) await printDiff(invocation, shown, text, formatted);
  else if (invocation.options.check !== true) {
    // Through a symbolic link the file that it names is written, and the link stays.
    const real = files.realPath(path);
    const target = isRefusal(real) ? path : real;
    const stat = files.stat(target);
    const written = files.writeAtomic(target, formatted, isRefusal(stat) ? 0o644 : stat.mode & 0o777);
    if (isRefusal(written)) {
      tally.failed++;
      say(invocation, `${shown} was left as it is: ${written.reason}`);
      return;
    }
  }
  if (invocation.options.diff !== true) printResult(invocation, shown);
}

/** The formatted text; what is wrong with the text is said here. */
async function format(invocation: Invocation, shown: string, text: string, tally: Tally): Promise<string> {
  const formatted = formatText(text);
  if (formatted.problems.length > 0) {
    tally.broken++;
    const diagnostics = formatted.problems.map(
      ({ code, message, span }): Diagnostic => ({
        code,
        severity: 'error',
        message,
        place: { file: shown, item: '', span },
      }),
    );
    const places = { files: new Map([[shown, { text, items: [] }]]), shown: (path: string) => path };
    await sayDiagnostics(invocation, places, diagnostics);
  }
  return formatted.text;
}

async function printDiff(invocation: Invocation, shown: string, before: string, after: string): Promise<void> {
  if (before === after) return;
  const { createTwoFilesPatch } = await import('diff');
  const { out } = invocation.paint;
  const patch = createTwoFilesPatch(`a/${shown}`, `b/${shown}`, before, after, undefined, undefined, { context: 3 });
  const lines = patch
    .replace(/^=+\n/, '')
    .split('\n')
    .map((line) => {
      if (line.startsWith('+++') || line.startsWith('---')) return out.bold(line);
      if (line.startsWith('@@')) return out.cyan(line);
      return line.startsWith('+') ? out.green(line) : line.startsWith('-') ? out.red(line) : line;
    });
  printResult(invocation, lines.join('\n'));
}

function sayOutcome(invocation: Invocation, total: number, tally: Tally): void {
  if (tally.changed > 0) say(invocation, `${tally.changed} of ${counted(total, 'file')} would change.`);
  else if (tally.broken + tally.failed === 0)
    say(invocation, `${counted(total, 'file')} ${total === 1 ? 'is' : 'are'} formatted already.`);
}

/** Files that were named, and those of ours below named folders, each once, in order. */
function filesAt(folder: ProjectFolder, paths: readonly string[]): readonly string[] {
  const found = new Set<string>();
  for (const path of paths) {
    const full = resolve(folder.dir, path);
    const stat = folder.world.files.stat(full);
    if (isRefusal(stat)) {
      throw wrongUsage(
        stat.code === 'ENOENT'
          ? `There is no file or folder \`${path}\`.`
          : `\`${path}\` cannot be read: ${stat.reason}`,
      );
    }
    if (stat.type === 'directory') for (const one of filesBelow(folder.world, full)) found.add(one);
    else found.add(full);
  }
  return [...found];
}

function filesBelow(world: World, top: string): readonly string[] {
  const found: string[] = [];
  const queue = [top];
  for (let dir = queue.shift(); dir !== undefined; dir = queue.shift()) {
    const entries = world.files.list(dir);
    if (isRefusal(entries)) throw wrongUsage(`\`${dir}\` cannot be read: ${entries.reason}`);
    for (const { name, type } of entries) {
      if (name.startsWith('.') || name === 'node_modules') continue;
      // Links to folders are not followed: they may lead in a circle.
      if (type === 'directory') queue.push(join(dir, name));
      else if (['.cw', '.cwvars'].includes(extname(name))) found.push(join(dir, name));
    }
  }
  return found;
}

function shownPath(folder: ProjectFolder, path: string): string {
  return folder.shown(relative(folder.dir, path));
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
