import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { tempFolder, writeFiles } from '../support/temp.ts';
import { clockwork } from './run-cli.ts';

const read = (folder: string, name: string) => fs.readFileSync(path.join(folder, name), 'utf8');

describe('init', () => {
  test('makes a first file that is valid and in the one layout', async () => {
    const cwd = tempFolder();
    const run = await clockwork(['init'], { cwd });
    expect(run.exitCode).toBe(0);
    expect(run.stderr).toContain('Wrote main.cw.');
    expect(read(cwd, '.gitignore')).toBe('.clockwork/\n');
    expect((await clockwork(['fmt', '--check'], { cwd })).exitCode).toBe(0);
    const valid = await clockwork(['validate'], { cwd });
    expect(valid.stdout).toBe('');
    expect(valid.exitCode).toBe(0);
  });

  test('changes nothing the second time', async () => {
    const cwd = tempFolder();
    await clockwork(['init'], { cwd });
    fs.writeFileSync(path.join(cwd, 'main.cw'), '# mine\n');
    const run = await clockwork(['init'], { cwd });
    expect(run.exitCode).toBe(0);
    expect(read(cwd, 'main.cw')).toBe('# mine\n');
    expect(read(cwd, '.gitignore')).toBe('.clockwork/\n');
  });

  test('leaves a folder that has .cw files as it is, and adds to its .gitignore', async () => {
    const cwd = writeFiles(tempFolder(), { 'app.cw': '# app\n', '.gitignore': 'node_modules' });
    const run = await clockwork(['init'], { cwd });
    expect(run.exitCode).toBe(0);
    expect(fs.readdirSync(cwd).filter((name) => name.endsWith('.cw'))).toEqual(['app.cw']);
    expect(read(cwd, '.gitignore')).toBe('node_modules\n.clockwork/\n');
  });

  test.each(['.clockwork', '/.clockwork/', '.clockwork/'])('takes %s in .gitignore for what it is', async (line) => {
    const cwd = writeFiles(tempFolder(), { '.gitignore': `a\n${line}\n` });
    await clockwork(['init'], { cwd });
    expect(read(cwd, '.gitignore')).toBe(`a\n${line}\n`);
  });

  test('--example brings a whole example, which is valid', async () => {
    const cwd = tempFolder();
    const run = await clockwork(['init', '--example', 'modules'], { cwd });
    expect(run.exitCode).toBe(0);
    const example = path.join(import.meta.dirname, '../../examples/modules');
    expect(read(cwd, 'main.cw')).toBe(read(example, 'main.cw'));
    expect(fs.readdirSync(path.join(cwd, 'modules'))).toEqual(fs.readdirSync(path.join(example, 'modules')));
    expect((await clockwork(['validate'], { cwd })).exitCode).toBe(0);
    expect((await clockwork(['init', '--example', 'modules'], { cwd })).exitCode).toBe(1);
  });

  test('an example that does not exist: the nearest, and all there are', async () => {
    const run = await clockwork(['init', '--example', 'quikstart'], { cwd: tempFolder() });
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toMatch(/There is no example `quikstart`\. Did you mean `quickstart`\? There are `modules`, /);
  });
});
