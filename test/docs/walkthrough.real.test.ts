/**
 * Follows docs/getting-started.md word for word, in a folder of its own, with the built command line. Blocks with a file
 * name are written, and each line behind `$` of a `console` block is run; what it prints has to stand below it. Times may
 * differ. CLOCKWORK_UPDATE=1 writes what came out into the page, to be read before it is kept.
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { freePort } from '../support/ports.ts';
import { tempFolder } from '../support/temp.ts';
import { sectionsOf } from './markdown.ts';

const root = path.join(import.meta.dirname, '..', '..');
const page = path.join(root, 'docs', 'getting-started.md');
const writtenPort = '8085';

it('docs/getting-started.md says what happens', { timeout: 180_000 }, async () => {
  const port = String(await freePort());
  const cwd = path.join(tempFolder(), 'site');
  fs.mkdirSync(cwd);
  const home = tempFolder();
  const run = (command: string): string => {
    const { PATH = '' } = process.env;
    const env = { PATH: `${path.join(root, 'bin')}:${PATH}`, HOME: home, LANG: 'C' };
    const done = spawnSync('bash', ['-c', `exec 2>&1; ${command.replaceAll(writtenPort, port)}`], {
      cwd,
      env,
      encoding: 'utf8',
    });
    return done.stdout.replaceAll(port, writtenPort).replaceAll(cwd, '/home/you/site');
  };
  onTestFinished(() => void run('clockwork destroy --auto-approve'));

  const fences = sectionsOf(page).flatMap((section) => section.fences);
  const sessions = new Map<number, string>();
  let commands = 0;
  for (const fence of fences) {
    if (fence.name !== '') fs.writeFileSync(path.join(cwd, fence.name), fence.text.replaceAll(writtenPort, port));
    if (fence.language !== 'console') continue;
    let session = '';
    for (const part of fence.text.split(/^\$ /m).slice(1)) {
      const command = part.slice(0, part.indexOf('\n'));
      const shown = part.slice(command.length + 1);
      const printed = shownIn(run(command));
      commands++;
      const isSame = withoutChance(printed) === withoutChance(shown);
      session += `$ ${command}\n${isSame ? shown : printed}`;
      if (process.env['CLOCKWORK_UPDATE'] !== '1') expect(withoutChance(printed), command).toBe(withoutChance(shown));
    }
    sessions.set(fence.lineIndex, session);
  }
  expect(commands).toBeGreaterThan(20);
  if (process.env['CLOCKWORK_UPDATE'] === '1')
    update(sessions, new Map(fences.map(({ lineIndex, text }) => [lineIndex, text])));
});

/** What a page shows of a command's output: no blank lines at the ends. */
function shownIn(output: string): string {
  const text = output.replace(/^\n+/, '').trimEnd();
  return text === '' ? '' : `${text}\n`;
}

function withoutChance(text: string): string {
  return text.trim().replace(/\b\d+(\.\d+)?m?s\b/g, '<time>');
}

function update(sessions: ReadonlyMap<number, string>, before: ReadonlyMap<number, string>): void {
  const lines = fs.readFileSync(page, 'utf8').split('\n');
  for (const [start, text] of [...sessions].sort(([a], [b]) => b - a)) {
    const length = (before.get(start) ?? '').split('\n').length - 1;
    lines.splice(start, length, ...text.split('\n').slice(0, -1));
  }
  fs.writeFileSync(page, lines.join('\n'));
}
