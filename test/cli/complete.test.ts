/** Values that were left out: previewed, written, kept; and engine bodies carried out by hand. */
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { memoryEngine } from '../fakes/engine.ts';
import { tempFolder, writeFiles } from '../support/temp.ts';
import { clockwork } from './run-cli.ts';

const main = 'resource "docker_container" "cache" {\n  description = "a redis cache"\n}\n';
const exists = (cwd: string, name: string) => fs.existsSync(path.join(cwd, name));
const read = (cwd: string, name: string) => fs.readFileSync(path.join(cwd, name), 'utf8');
const project = (text = main) => writeFiles(tempFolder(), { 'main.cw': text });
const world = { engine: memoryEngine() };

describe('complete', () => {
  test('--preview prints the file as it would be and writes nothing', async () => {
    const cwd = project();
    const run = await clockwork(['complete', '--preview'], { cwd });
    expect(run.exitCode).toBe(0);
    expect(run.stdout).toContain('completion "docker_container.cache" {\n  image = "redis:');
    expect(exists(cwd, 'completed.cw')).toBe(false);
  });

  test('writes completed.cw once, which validates and is in the one layout', async () => {
    const cwd = project();
    const run = await clockwork(['complete'], { cwd });
    expect(run.exitCode).toBe(0);
    expect(run.stderr).toContain('Completed docker_container.cache: image, ');
    const text = read(cwd, 'completed.cw');
    expect((await clockwork(['validate'], { cwd })).exitCode).toBe(0);
    const again = await clockwork(['complete'], { cwd });
    expect(again.stderr).toBe('Nothing to complete: every value is given.\n');
    expect(read(cwd, 'completed.cw')).toBe(text);
  });

  test('one address only; one that does not exist', async () => {
    const cwd = project(main + main.replace('"cache"', '"other"'));
    expect((await clockwork(['complete', 'docker_container.other'], { cwd })).exitCode).toBe(0);
    expect(read(cwd, 'completed.cw')).not.toContain('container.cache');
    const wrong = await clockwork(['complete', 'docker_container.othr'], { cwd });
    expect(wrong.exitCode).toBe(3);
    expect(wrong.stderr).toContain('Did you mean `docker_container.other`?');
  });

  test('what nobody can know is an error, and nothing is built', async () => {
    const cwd = project('resource "docker_container" "thing" {\n  description = "frobnicates quux"\n}\n');
    const run = await clockwork(['complete'], { cwd });
    expect(run.exitCode).toBe(3);
    expect(run.stderr).toContain('main.cw:1:');
    const built = await clockwork(['build'], { cwd, world });
    expect(built.exitCode).toBe(3);
    expect(exists(cwd, '.clockwork/build')).toBe(false);
  });

  test('a plan before it says what is open and cannot be kept; build fills it in', async () => {
    const cwd = project();
    const plan = await clockwork(['plan'], { cwd, world });
    expect(plan.stdout).toMatch(/image +\(completed at build\)|image +=\s+\(completed at build\)/);
    expect(plan.stderr).toContain('  docker_container.cache: image');
    const kept = await clockwork(['plan', '--out', 'p.json'], { cwd, world });
    expect(kept.exitCode).toBe(3);
    expect(exists(cwd, 'p.json')).toBe(false);
    const build = await clockwork(['build'], { cwd, world });
    expect(build.exitCode).toBe(0);
    expect(build.stderr).toContain('Completed docker_container.cache');
    expect((await clockwork(['plan', '--out', 'p.json'], { cwd, world })).exitCode).toBe(0);
  });
});

describe('engine apply', () => {
  test('carries out one body of a build, found from its path', async () => {
    const cwd = project('resource "docker_volume" "data" {\n  name = "data"\n}\n');
    const engine = memoryEngine();
    expect((await clockwork(['build'], { cwd, world: { engine } })).exitCode).toBe(0);
    const [body = ''] = fs.readdirSync(path.join(cwd, '.clockwork/build/bodies'));
    const file = path.join(cwd, '.clockwork/build/bodies', body);
    const elsewhere = tempFolder();
    const stranger = await clockwork(['engine', 'apply', file], { cwd: elsewhere, world: { engine } });
    expect([stranger.exitCode, await engine.inspect('auto', 'volume', 'data')]).toEqual([7, null]);
    fs.rmSync(path.join(elsewhere, '.home'), { recursive: true });
    fs.cpSync(path.join(cwd, '.home'), path.join(elsewhere, '.home'), { recursive: true });
    const run = await clockwork(['engine', 'apply', file], { cwd: elsewhere, world: { engine } });
    expect(run.stderr).toMatch(/docker_volume\.data#\w+ is done\.\n$/);
    expect(run.exitCode).toBe(0);
    const volume = await engine.inspect('auto', 'volume', 'data');
    expect(JSON.stringify(volume)).toContain('docker_volume.data');
  });

  test('a file that is no artifact is wrong usage', async () => {
    const cwd = writeFiles(project(), { 'x.json': '{}', '.clockwork/build/y.json': '{}' });
    expect((await clockwork(['engine', 'apply', 'x.json'], { cwd })).exitCode).toBe(2);
    expect((await clockwork(['engine', 'apply', '.clockwork/build/y.json'], { cwd })).exitCode).toBe(2);
  });
});

describe('Windows', () => {
  test('plans, and says where apply works', async () => {
    const cwd = writeFiles(tempFolder(), { 'main.cw': 'resource "file" "a" {\n  path    = "a"\n  content = "x"\n}\n' });
    const facts = {
      version: '1' as const,
      os: 'win32',
      arch: 'x64',
      runtimes: {},
      engines: {},
      cpus: 2,
      memory_bytes: 1,
    };
    const windows = { facts: { gather: async () => facts } };
    expect((await clockwork(['plan'], { cwd, world: windows })).exitCode).toBe(0);
    const run = await clockwork(['apply', '--auto-approve'], { cwd, world: windows });
    expect(run.exitCode).toBe(1);
    expect(run.stderr).toContain('WSL');
  });
});
