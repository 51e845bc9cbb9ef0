/** What a step costs above its process: an apply of many scripts, one at a time, against starting the same commands. */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import type { Bench } from '../bench.ts';
import { scratchFolder } from './support/child.ts';
import { runCli } from './support/cli.ts';

const count = 200;

export const bench: Bench = {
  name: 'steps',
  prepare() {
    const scratch = scratchFolder();
    const folder = scratch.path;
    const blocks = Array.from({ length: count }, (_, n) => `resource "custom" "s${n}" {\n  script = "true"\n}`);
    fs.writeFileSync(path.join(folder, 'main.cw'), `${blocks.join('\n\n')}\n`);
    return {
      async round() {
        fs.rmSync(path.join(folder, '.clockwork'), { recursive: true, force: true });
        const apply = runCli(folder, ['apply', '--auto-approve', '--parallelism', '1']);
        const commands = commandsOf(folder);
        const startedAt = performance.now();
        for (const command of commands) await spawned(command, folder);
        const bare = performance.now() - startedAt;
        const idle = runCli(folder, ['apply', '--auto-approve', '--parallelism', '1']);
        return { apply: apply.elapsedMs, idle: idle.elapsedMs, bare, peak: apply.peakMb };
      },
      figures: ({ apply = 0, idle = 0, bare = 0, peak = 0 }) => [
        { name: `apply of ${count} scripts, one at a time`, value: apply, unit: 'ms' },
        { name: 'apply with nothing to do', value: idle, unit: 'ms' },
        { name: `${count} bare spawns of the same commands`, value: bare, unit: 'ms' },
        {
          name: 'overhead a step, start-up and plan included',
          value: (apply - bare) / count,
          unit: 'ms',
          goal: { below: 10 },
        },
        { name: 'peak memory', value: peak, unit: 'MB' },
      ],
      dispose: () => scratch.dispose(),
    };
  },
};

/** The commands as the apply has just run them. */
function commandsOf(folder: string): readonly (readonly string[])[] {
  const build = path.join(folder, '.clockwork', 'build');
  const manifest: { readonly steps: Record<string, { readonly cmd: readonly string[] }>; readonly artifacts: object } =
    JSON.parse(fs.readFileSync(path.join(build, 'manifest.json'), 'utf8'));
  const commands = Object.values(manifest.steps).map(({ cmd }) =>
    cmd.map((word) => (Object.hasOwn(manifest.artifacts, word) ? path.join(build, word) : word)),
  );
  if (commands.length !== count) throw new Error(`The build holds ${commands.length} steps, expected ${count}.`);
  return commands;
}

function spawned([program = '', ...args]: readonly string[], folder: string): Promise<void> {
  const build = path.join(folder, '.clockwork', 'build');
  return new Promise((resolve, reject) => {
    const env = {
      PATH: process.env['PATH'] ?? '',
      CLOCKWORK_BUILD: build,
      CLOCKWORK_OUTPUTS: path.join(folder, 'outputs'),
    };
    const child = spawn(program, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${program} ${args.join(' ')} ended with ${code}.`));
    });
  });
}
