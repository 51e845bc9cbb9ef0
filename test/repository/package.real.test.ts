/** The packed products hold what they should, and the npm one works where nothing of the checkout is near. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { npmCommand } from '../../scripts/setup/install.mjs';
import { freePort } from '../support/ports.ts';
import { makeFolder } from '../support/temp.ts';

const root = path.join(import.meta.dirname, '..', '..');
const { name, version } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));

describe('npm package', () => {
  const prefix = makeFolder();
  const command = path.join(prefix.path, 'bin', 'clockwork');
  afterAll(prefix.remove);

  beforeAll(() => {
    run(process.execPath, [path.join(root, 'scripts', 'package.mjs'), '--npm']);
    const npm = npmCommand();
    const archive = path.join(root, 'dist', `${name}-${version}.tgz`);
    run(npm.command, [...npm.args, 'install', '--global', '--offline', '--prefix', prefix.path, archive]);
  });

  test('installs globally without a dependency, and knows its version', () => {
    expect(fs.existsSync(path.join(prefix.path, 'lib', 'node_modules', name, 'node_modules'))).toBe(false);
    const answer = start(command, ['version']);
    expect(answer).toMatchObject({ status: 0, stderr: '' });
    expect(answer.stdout.trim().split(' ').at(-1)).toBe(version);
  });

  test('runs the quickstart from an empty folder', async () => {
    const folder = path.join(prefix.path, 'project');
    fs.mkdirSync(folder);
    const port = await freePort();
    const clockwork = (...args: string[]) => start(command, args, { CLOCKWORK_VAR_port: `${port}` }, folder);
    const must = (...args: string[]) => {
      const done = clockwork(...args);
      expect(`${args.join(' ')}: ${done.status} ${done.status === 0 ? '' : done.stderr}`).toBe(`${args.join(' ')}: 0 `);
      return done;
    };
    must('init', '--example', 'quickstart');
    try {
      must('apply', '--auto-approve');
      expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toContain('Hello from Clockwork');
      must('assert');
      expect(must('apply', '--auto-approve').stderr).toContain('Nothing to do');
    } finally {
      must('destroy', '--auto-approve');
    }
  }, 120_000);

  test('under an old Node prints one sentence that names the Node it needs', () => {
    const preload = path.join(prefix.path, 'old.cjs');
    fs.writeFileSync(
      preload,
      "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.1.0' } });",
    );
    const answer = start(command, ['version'], { NODE_OPTIONS: `--require=${preload}` });
    expect(answer).toMatchObject({ status: 2, stdout: '' });
    expect(answer.stderr).toMatch(/^Clockwork needs Node 22\.13 or newer; this is Node 20\.1\.0 \(.*\)\.\n$/);
  });
});

describe('VS Code extension', () => {
  test('is packed with the bundles that its manifest names, and none of the sources', () => {
    run(process.execPath, [path.join(root, 'scripts', 'package.mjs'), '--vsix']);
    const staged = path.join(root, 'dist', 'vsix');
    const manifest = JSON.parse(fs.readFileSync(path.join(staged, 'package.json'), 'utf8'));
    expect(fs.existsSync(path.join(staged, manifest.main))).toBe(true);
    const { languages, grammars, snippets } = manifest.contributes;
    for (const { path: named, configuration: file = named } of [...languages, ...grammars, ...snippets])
      expect(fs.existsSync(path.join(staged, file)), file).toBe(true);
    const files = fs.readdirSync(staged, { recursive: true, encoding: 'utf8' });
    expect(files).toContain('dist/server/main.js');
    expect(files.filter((file) => file.endsWith('.ts') || file.includes('node_modules'))).toEqual([]);
    expect(fs.statSync(path.join(root, 'dist', `${name}-${version}.vsix`)).size).toBeGreaterThan(100_000);
  });
});

// Only this Node and the system's programs are on the PATH; home is a folder without settings.
function start(
  file: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  cwd = path.dirname(path.dirname(file)),
) {
  const { status, stdout, stderr } = spawnSync(file, args, {
    encoding: 'utf8',
    cwd,
    env: { PATH: `${path.dirname(process.execPath)}:/usr/bin:/bin`, HOME: path.dirname(path.dirname(file)), ...env },
  });
  return { status, stdout, stderr };
}

function run(file: string, args: readonly string[]): void {
  const done = spawnSync(file, args, { cwd: root, encoding: 'utf8' });
  expect(`${done.status} ${done.error ?? ''} ${done.status === 0 ? '' : done.stderr}`.trim()).toBe('0');
}
