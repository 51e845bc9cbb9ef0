/** `bin/clockwork` finds its checkout and a Node from anywhere, and is invisible between the terminal and the bundle. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { tempFolder, writeFiles } from '../support/temp.ts';

const bin = path.join(import.meta.dirname, '..', '..', 'bin');

const bundles = {
  'package.json': '{ "type": "module" }',
  'dist/cli/main.js': `
    const [word] = process.argv.slice(2);
    if (word === 'exit') process.exit(5);
    if (word === 'die') process.kill(process.pid, 'SIGTERM');
    if (word === 'wait' || word === 'die') {
      let count = 0;
      process.on('SIGINT', () => { count += 1; setTimeout(() => { console.log('cleaned up', count); process.exit(130); }, 100); });
      setInterval(() => {}, 1000);
    }
    console.log('cli', ...process.argv.slice(2));`,
  'dist/server/main.js': "console.log('server', ...process.argv.slice(2));",
};

describe('launcher of a checkout', () => {
  test('starts the command line from any folder, through symbolic links', () => {
    const { folder, launcher } = checkout();
    const links = tempFolder();
    fs.symlinkSync(launcher, path.join(links, 'absolute'));
    fs.symlinkSync('absolute', path.join(links, 'relative'));
    for (const [command, cwd] of [
      [launcher, '/'],
      ['./bin/clockwork', folder],
      ['./clockwork', path.join(folder, 'bin')],
      [path.join(links, 'relative'), '/'],
      ['./relative', links],
    ] as const) {
      const run = spawnSync(command, ['plan', 'a b', ''], { cwd, encoding: 'utf8', env: { PATH: '/usr/bin:/bin' } });
      expect(run.stderr).toBe('');
      expect(run.stdout).toBe('cli plan a b \n');
    }
  });

  test('starts the language server for `lsp`', () => {
    expect(spawnSync(checkout().launcher, ['lsp', '--stdio'], { encoding: 'utf8' }).stdout).toBe(
      'server lsp --stdio\n',
    );
  });

  test('passes on the exit code, and a death by a signal', () => {
    const { launcher } = checkout();
    expect(spawnSync(launcher, ['exit']).status).toBe(5);
    expect(spawnSync('sh', ['-c', '"$0" die; exit $?', launcher]).status).toBe(143);
  });

  test('an interrupt reaches the command once, which has time to clean up', async () => {
    expect(await interrupt(spawn(checkout().launcher, ['wait']))).toEqual({
      code: 130,
      output: 'cli wait\ncleaned up 1\n',
    });
  });

  test('takes the Node on the PATH where set-up has not run', () => {
    const { folder, launcher } = checkout();
    fs.rmSync(path.join(folder, 'node_modules'), { recursive: true });
    const env = { PATH: `${path.dirname(process.execPath)}:/usr/bin:/bin` };
    expect(spawnSync(launcher, ['plan'], { encoding: 'utf8', env }).stdout).toBe('cli plan\n');
  });

  test('says what to do where nothing is built', () => {
    const { folder, launcher } = checkout();
    fs.rmSync(path.join(folder, 'dist'), { recursive: true });
    const run = spawnSync(launcher, ['plan'], { encoding: 'utf8' });
    expect(run).toMatchObject({ status: 2, stdout: '' });
    expect(run.stderr).toBe(`Clockwork is not built here yet: run \`npm start\` in ${folder} once.\n`);
  });
});

describe('launcher under an old Node', () => {
  test('without another Node, names the Node that it needs', () => {
    const { folder, launcher, old } = checkout();
    fs.rmSync(path.join(folder, 'node_modules'), { recursive: true });
    const run = spawnSync(process.execPath, [...old, launcher, 'plan'], { encoding: 'utf8' });
    expect(run).toMatchObject({ status: 2, stdout: '' });
    expect(run.stderr).toMatch(/^Clockwork needs Node 22\.13 or newer; this is Node 20\.1\.0 \(.*\)\.\n$/);
  });

  test('starts the Node of the set-up, and passes on its exit code and its death', () => {
    const { launcher, old } = checkout();
    const run = spawnSync(process.execPath, [...old, launcher, 'plan'], { encoding: 'utf8' });
    expect(run).toMatchObject({ status: 0, stdout: 'cli plan\n', stderr: '' });
    expect(spawnSync(process.execPath, [...old, launcher, 'exit']).status).toBe(5);
    expect(spawnSync(process.execPath, [...old, launcher, 'die']).status).toBe(143);
  });

  test('passes an interrupt on once, and waits for the command to clean up', async () => {
    const { launcher, old } = checkout();
    const child = spawn(process.execPath, [...old, launcher, 'wait']);
    expect(await interrupt(child)).toEqual({ code: 130, output: 'cli wait\ncleaned up 1\n' });
  });
});

// A checkout with the real launcher and bundles that tell how they were started. `old` makes Node believe it is old.
function checkout() {
  const folder = writeFiles(tempFolder(), bundles);
  for (const name of ['clockwork', 'launch.cjs', 'package.json']) {
    fs.mkdirSync(path.join(folder, 'bin'), { recursive: true });
    fs.copyFileSync(path.join(bin, name), path.join(folder, 'bin', name));
  }
  const node = path.join(folder, 'node_modules', 'node');
  writeFiles(folder, {
    'node_modules/.clockwork-node': `${node}\n`,
    'old.cjs': "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.1.0' } });",
  });
  fs.symlinkSync(process.execPath, node);
  return { folder, launcher: path.join(folder, 'bin', 'clockwork'), old: ['--require', path.join(folder, 'old.cjs')] };
}

async function interrupt(child: ChildProcess) {
  let output = '';
  child.stdout?.on('data', (chunk) => {
    output += chunk;
    if (output === 'cli wait\n') child.kill('SIGINT');
  });
  const [code] = await once(child, 'close');
  return { code, output };
}
