/** `clockwork init`: makes a folder ready. Nothing that is there already is changed, apart from a line in .gitignore. */
import { dirname, join } from 'node:path';
import { suggestion } from '../../base/did-you-mean.ts';
import { isRefusal } from '../../ports.ts';
import type { CommandRun } from '../context.ts';
import { exitCodes } from '../exit-code.ts';
import { CommandFailure, wrongUsage } from '../failure.ts';
import { type ProjectFolder, projectFolder } from '../folder.ts';
import { say } from '../output.ts';
import { exampleFiles, exampleNames, type FirstFiles, starterFiles } from '../starter.ts';

export const init: CommandRun = async (invocation) => {
  const folder = await projectFolder(invocation);
  const entries = folder.world.files.list(folder.dir);
  if (isRefusal(entries)) throw new CommandFailure(exitCodes.failed, `The folder cannot be read: ${entries.reason}`);
  const wanted = invocation.options.example;
  const example = wanted === undefined ? starterFiles() : examplesNamed(folder, wanted);
  const hasFiles = entries.some((entry) => entry.name.endsWith('.cw'));
  if (hasFiles && wanted !== undefined) {
    throw new CommandFailure(
      exitCodes.failed,
      'There are `.cw` files here already. Make the example in an empty folder.',
    );
  }

  if (!hasFiles) {
    for (const [name, content] of Object.entries(example)) {
      if (!isRefusal(folder.world.files.stat(join(folder.dir, name)))) {
        say(invocation, `Kept ${name}, which is here already.`);
        continue;
      }
      write(folder, name, content);
      say(invocation, `Wrote ${name}.`);
    }
  }
  if (ignoreStateFolder(folder)) say(invocation, 'Added .clockwork/ to .gitignore.');
  if (hasFiles) say(invocation, 'There are .cw files here already; they are as they were.');
  say(invocation, '\nNext: clockwork plan');
  return exitCodes.done;
};

function examplesNamed({ world }: ProjectFolder, wanted: string): FirstFiles {
  const known = exampleNames(world);
  if (known.includes(wanted)) return exampleFiles(world, wanted);
  throw wrongUsage(
    known.length === 0
      ? 'No examples came along with this installation.'
      : `There is no example \`${wanted}\`.${suggestion(wanted, known)} There are ${known.map((name) => `\`${name}\``).join(', ')}.`,
  );
}

function write(folder: ProjectFolder, name: string, content: string): void {
  const made = folder.world.files.makeDirectory(dirname(join(folder.dir, name)), 0o755);
  if (isRefusal(made))
    throw new CommandFailure(exitCodes.failed, `${folder.shown(name)} cannot be written: ${made.reason}`);
  const written = folder.world.files.writeAtomic(join(folder.dir, name), content, 0o644);
  if (isRefusal(written))
    throw new CommandFailure(exitCodes.failed, `${folder.shown(name)} cannot be written: ${written.reason}`);
}

/** Whether a line had to be added. */
function ignoreStateFolder(folder: ProjectFolder): boolean {
  const bytes = folder.world.files.read(join(folder.dir, '.gitignore'));
  if (isRefusal(bytes) && bytes.code !== 'ENOENT') {
    throw new CommandFailure(exitCodes.failed, `.gitignore cannot be read: ${bytes.reason}`);
  }
  const text = isRefusal(bytes) ? '' : new TextDecoder().decode(bytes);
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  if (lines.some((line) => /^\/?\.clockwork\/?$/.test(line))) return false;
  write(folder, '.gitignore', `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}.clockwork/\n`);
  return true;
}
