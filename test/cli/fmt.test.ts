import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { tempFolder, writeFiles } from '../support/temp.ts';
import { clockwork } from './run-cli.ts';

const ugly = 'a=1\nlonger   =2\n';
const tidy = 'a      = 1\nlonger = 2\n';
const broken = 'b=1\n\nresource "file" "x" {\n  path= "a"\n';
const read = (folder: string, name: string) => fs.readFileSync(path.join(folder, name), 'utf8');

describe('fmt', () => {
  test('formats every file below a folder, names those it changed, and is done the second time', async () => {
    const cwd = writeFiles(tempFolder(), {
      'a.cw': ugly,
      'sub/b.cwvars': ugly,
      'tidy.cw': tidy,
      'notes.txt': ugly,
      '.hidden/c.cw': ugly,
    });
    const run = await clockwork(['fmt'], { cwd });
    expect(run).toEqual({ stdout: 'a.cw\nsub/b.cwvars\n', stderr: '', exitCode: 0 });
    expect([read(cwd, 'a.cw'), read(cwd, 'sub/b.cwvars')]).toEqual([tidy, tidy]);
    expect([read(cwd, 'notes.txt'), read(cwd, '.hidden/c.cw')]).toEqual([ugly, ugly]);
    expect((await clockwork(['fmt'], { cwd })).stdout).toBe('');
  });

  test('takes any HCL file that is named, and keeps its mode', async () => {
    const cwd = writeFiles(tempFolder(), { 'main.tf': ugly });
    fs.chmodSync(path.join(cwd, 'main.tf'), 0o640);
    expect((await clockwork(['fmt', 'main.tf'], { cwd })).exitCode).toBe(0);
    expect(read(cwd, 'main.tf')).toBe(tidy);
    expect(fs.statSync(path.join(cwd, 'main.tf')).mode & 0o777).toBe(0o640);
  });

  test('writes through a symbolic link and leaves the link', async () => {
    const cwd = writeFiles(tempFolder(), { 'real/main.cw': ugly });
    fs.symlinkSync('real/main.cw', path.join(cwd, 'link.cw'));
    await clockwork(['fmt', 'link.cw'], { cwd });
    expect(fs.lstatSync(path.join(cwd, 'link.cw')).isSymbolicLink()).toBe(true);
    expect(read(cwd, 'real/main.cw')).toBe(tidy);
  });

  test('--check changes nothing and exits 1 exactly where something would change', async () => {
    const cwd = writeFiles(tempFolder(), { 'a.cw': ugly, 'b.cw': tidy });
    const run = await clockwork(['fmt', '--check'], { cwd });
    expect(run).toEqual({ stdout: 'a.cw\n', stderr: '1 of 2 files would change.\n', exitCode: 1 });
    expect(read(cwd, 'a.cw')).toBe(ugly);
    expect((await clockwork(['fmt', '--check', 'b.cw'], { cwd })).exitCode).toBe(0);
  });

  test('--diff prints a patch and changes nothing', async () => {
    const cwd = writeFiles(tempFolder(), { 'a.cw': ugly });
    const run = await clockwork(['fmt', '--diff'], { cwd });
    expect(run.exitCode).toBe(0);
    expect(run.stdout).toBe('--- a/a.cw\n+++ b/a.cw\n@@ -1,2 +1,2 @@\n-a=1\n-longer   =2\n+a      = 1\n+longer = 2\n');
    expect(read(cwd, 'a.cw')).toBe(ugly);
  });

  test('- formats standard input to standard output', async () => {
    const cwd = tempFolder();
    expect(await clockwork(['fmt', '-'], { cwd, stdin: ugly })).toEqual({ stdout: tidy, stderr: '', exitCode: 0 });
    expect((await clockwork(['fmt', '--check', '-'], { cwd, stdin: ugly })).exitCode).toBe(1);
    expect((await clockwork(['fmt', '--check', '-'], { cwd, stdin: tidy })).exitCode).toBe(0);
    expect((await clockwork(['fmt', '-'], { cwd, stdin: '' })).stdout).toBe('');
  });

  test('a file with syntax errors: exit 3, what can be formatted is', async () => {
    const cwd = writeFiles(tempFolder(), { 'a.cw': broken });
    const run = await clockwork(['fmt', 'a.cw'], { cwd });
    expect(run.exitCode).toBe(3);
    expect(run.stderr).toMatch(/^a\.cw:3:1: error\[unclosed-block\]: /);
    expect(read(cwd, 'a.cw')).toMatch(/^b = 1\n/);
    expect(read(cwd, 'a.cw')).toContain('  path= "a"');
  });

  test('what is not UTF-8 is left alone and said', async () => {
    const cwd = tempFolder();
    fs.writeFileSync(path.join(cwd, 'a.cw'), new Uint8Array([0x61, 0x3d, 0xff]));
    const run = await clockwork(['fmt', 'a.cw'], { cwd });
    expect(run).toEqual({ stdout: '', stderr: 'a.cw was left as it is: it is not UTF-8.\n', exitCode: 3 });
    expect([...fs.readFileSync(path.join(cwd, 'a.cw'))]).toEqual([0x61, 0x3d, 0xff]);
  });

  test('an unreadable file fails and the others are formatted', async () => {
    const cwd = writeFiles(tempFolder(), { 'b.cw': ugly });
    fs.symlinkSync('nowhere', path.join(cwd, 'a.cw'));
    const run = await clockwork(['fmt'], { cwd });
    expect(run.exitCode).toBe(1);
    expect(run.stdout).toBe('b.cw\n');
    expect(run.stderr).toMatch(/^a\.cw was left as it is: /);
  });

  test('paths start at --chdir and are shown from where the user stands', async () => {
    const cwd = writeFiles(tempFolder(), { 'app/a.cw': ugly });
    expect((await clockwork(['fmt', '--chdir', 'app', 'a.cw'], { cwd })).stdout).toBe('app/a.cw\n');
  });

  test('keeps a byte order mark and CRLF line ends in order', async () => {
    const cwd = writeFiles(tempFolder(), { 'a.cw': '\ufeffa=1\r\n' });
    expect((await clockwork(['fmt'], { cwd })).exitCode).toBe(0);
    expect(read(cwd, 'a.cw').replace('\r\n', '\n')).toBe('\ufeffa = 1\n');
  });
});
