/** The script templates: clean, run by hand, run twice, and honest where they refuse. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { scripts } from '../../core/kinds/scripts.gen.ts';
import { commandPath, describeReal } from '../support/real.ts';
import { tempFolder, writeFiles } from '../support/temp.ts';

type ScriptName = keyof typeof scripts;
const names = Object.keys(scripts) as ScriptName[];

/** Runs a template as a person would, from the project's folder. */
function run(
  name: ScriptName,
  args: readonly string[],
  options: { readonly dir: string; readonly env?: Readonly<Record<string, string>> },
) {
  const build = writeFiles(path.join(options.dir, '.clockwork', 'build'), { [`scripts/${name}.sh`]: scripts[name] });
  const outputs = path.join(build, 'outputs.json');
  fs.writeFileSync(outputs, '');
  const { status, stdout, stderr } = spawnSync('bash', [path.join(build, 'scripts', `${name}.sh`), ...args], {
    cwd: options.dir,
    env: { PATH: process.env['PATH'] ?? '', HOME: options.dir, CLOCKWORK_OUTPUTS: outputs, ...options.env },
    encoding: 'utf8',
  });
  const text = fs.readFileSync(outputs, 'utf8');
  return { status, stdout, stderr, outputs: text === '' ? null : (JSON.parse(text) as unknown) };
}

const modeOf = (file: string) => (fs.statSync(file).mode & 0o7777).toString(8);

describe.each(names)('%s', (name) => {
  test('bash reads it, and it says what it is for', () => {
    expect(spawnSync('bash', ['-n'], { input: scripts[name] }).status).toBe(0);
    expect(scripts[name]).toMatch(/^#!\/usr\/bin\/env bash\n# [A-Z].+\n/);
    expect(scripts[name]).toContain('set -euo pipefail');
    expect(scripts[name]).not.toContain('# include:');
  });

  test('refuses an argument that it does not know', () => {
    const dir = tempFolder();
    const before = fs.readdirSync(dir);
    expect(run(name, ['--nonsense=1'], { dir })).toMatchObject({ status: 1, outputs: null });
    expect(fs.readdirSync(dir).filter((one) => one !== '.clockwork')).toEqual(before);
  });
});

describeReal('shellcheck', 'shellcheck', () => {
  test.each(names)('%s is clean', (name) => {
    const { stdout } = spawnSync(commandPath('shellcheck'), ['--shell=bash', '--severity=style', '-'], {
      input: scripts[name],
      encoding: 'utf8',
    });
    expect(stdout).toBe('');
  });
});

describe('write_file', () => {
  test('writes content and mode, and leaves alone what is so already', () => {
    const dir = writeFiles(tempFolder(), { '.clockwork/build/files/x': 'hello\n' });
    const args = ['--path=a b/c.txt', '--mode=0640', 'files/x'];
    expect(run('write_file', args, { dir })).toMatchObject({ status: 0, outputs: { path: 'a b/c.txt' } });
    const target = path.join(dir, 'a b/c.txt');
    expect([fs.readFileSync(target, 'utf8'), modeOf(target)]).toEqual(['hello\n', '640']);
    const { ino, mtimeMs } = fs.statSync(target);
    expect(run('write_file', args, { dir }).status).toBe(0);
    expect(fs.statSync(target)).toMatchObject({ ino, mtimeMs });
    fs.chmodSync(target, 0o600);
    expect(run('write_file', args, { dir }).status).toBe(0);
    expect(modeOf(target)).toBe('640');
    expect(fs.readdirSync(path.dirname(target))).toEqual(['c.txt']);
  });

  test('takes content from a variable or the file that it names, to the last byte', () => {
    const dir = writeFiles(tempFolder(), { secret: 'two lines\n\n\n' });
    const args = ['--path=out', '--mode=0600', '--content-variable=CW_CONTENT'];
    expect(run('write_file', args, { dir, env: { CW_CONTENT_FILE: path.join(dir, 'secret') } }).status).toBe(0);
    expect(fs.readFileSync(path.join(dir, 'out'), 'utf8')).toBe('two lines\n\n\n');
    expect(run('write_file', args, { dir, env: { CW_CONTENT: '$(id) `id` "q"' } }).status).toBe(0);
    expect(fs.readFileSync(path.join(dir, 'out'), 'utf8')).toBe('$(id) `id` "q"');
    const missing = run('write_file', args, { dir });
    expect(missing).toMatchObject({ status: 1, stderr: "write_file.sh: no content was given for 'out'\n" });
  });

  test('writes below the staging folder where there is one', () => {
    const dir = writeFiles(tempFolder(), { '.clockwork/build/files/x': 'staged' });
    const stage = path.join(dir, 'stage');
    for (const [given, placed] of [
      ['a/b', 'a/b'],
      ['/etc/c', 'etc/c'],
      ['../../d', '_parent/_parent/d'],
    ]) {
      const done = run('write_file', [`--path=${given}`, 'files/x'], { dir, env: { CLOCKWORK_DEST: stage } });
      expect(done).toMatchObject({ status: 0, outputs: { path: given } });
      expect(fs.readFileSync(path.join(stage, placed ?? ''), 'utf8')).toBe('staged');
    }
    expect(fs.existsSync(path.join(dir, 'a'))).toBe(false);
  });

  test('refuses a folder in its place, a missing source, and a missing parent where told not to make one', () => {
    const dir = writeFiles(tempFolder(), { 'folder/x': '', '.clockwork/build/files/x': '' });
    expect(run('write_file', ['--path=folder', 'files/x'], { dir }).stderr).toContain("'folder' is a folder");
    expect(run('write_file', ['--path=y', '--source=gone'], { dir }).stderr).toContain("'gone'");
    expect(run('write_file', ['--path=no/y', '--create-parents=false', 'files/x'], { dir })).toMatchObject({
      status: 1,
    });
    expect(fs.existsSync(path.join(dir, 'no'))).toBe(false);
  });

  test('a name that begins with a dash, has quotes or spaces', () => {
    const dir = writeFiles(tempFolder(), { '.clockwork/build/files/x': 'x' });
    for (const name of ['-rf', `it's "so"`, 'a\\b', 'ünï']) {
      expect(run('write_file', [`--path=${name}`, 'files/x'], { dir })).toMatchObject({
        status: 0,
        outputs: { path: name },
      });
      expect(fs.readFileSync(path.join(dir, name), 'utf8')).toBe('x');
      expect(run('remove_file', [`--path=${name}`], { dir }).status).toBe(0);
      expect(fs.existsSync(path.join(dir, name))).toBe(false);
      expect(run('remove_file', [`--path=${name}`], { dir }).status).toBe(0);
    }
  });
});

describe('make_directory and remove_directory', () => {
  test('make it, keep it, and remove only what is empty', () => {
    const dir = tempFolder();
    for (let i = 0; i < 2; i++) {
      expect(run('make_directory', ['--path=a/b', '--mode=0700'], { dir })).toMatchObject({
        status: 0,
        outputs: { path: 'a/b' },
      });
    }
    expect(modeOf(path.join(dir, 'a/b'))).toBe('700');
    writeFiles(dir, { 'a/b/theirs': 'x', file: '' });
    expect(run('remove_directory', ['--path=a/b'], { dir })).toMatchObject({
      status: 0,
      stdout: "'a/b' is not empty and stays.\n",
    });
    fs.rmSync(path.join(dir, 'a/b/theirs'));
    for (let i = 0; i < 2; i++) expect(run('remove_directory', ['--path=a/b'], { dir }).status).toBe(0);
    expect(fs.existsSync(path.join(dir, 'a/b'))).toBe(false);
    expect(run('make_directory', ['--path=file'], { dir }).stderr).toContain('is no folder');
  });
});

describe('write_env_file', () => {
  const values: Readonly<Record<string, string>> = {
    A: 'plain-1.2,3:/x@y%+=_',
    B: 'two words',
    C: `"double" 'single' \\ back $HOME $(id) \`id\``,
    D: '',
    E: 'ünï',
    F: 'line\nbreak\n',
  };

  test('a shell that sources it gets every value back', () => {
    const dir = tempFolder();
    const sets = Object.entries(values).map(([name, value]) => `--set=${name}=${value}`);
    expect(run('write_env_file', ['--path=.env', ...sets], { dir }).status).toBe(0);
    expect(modeOf(path.join(dir, '.env'))).toBe('600');
    for (const shell of ['bash', 'sh']) {
      const printed = Object.keys(values)
        .map((name) => `printf '%s\\0' "$${name}"`)
        .join('; ');
      const { stdout } = spawnSync(shell, ['-c', `. ./.env; ${printed}`], { cwd: dir, encoding: 'utf8' });
      expect(stdout.split('\0').slice(0, -1)).toEqual(Object.values(values));
    }
  });

  test('carried values end up the same as given ones, and nothing of them in the arguments', () => {
    const dir = tempFolder();
    run(
      'write_env_file',
      ['--path=given', ...Object.entries(values).map(([name, value]) => `--set=${name}=${value}`)],
      { dir },
    );
    const env: Record<string, string> = {};
    for (const [name, value] of Object.entries(values)) {
      writeFiles(dir, { [`secrets/${name}`]: value });
      env[`CW_VALUES_${name}_FILE`] = path.join(dir, 'secrets', name);
    }
    const carry = Object.keys(values).map((name) => `--carry=${name}=CW_VALUES_${name}`);
    expect(run('write_env_file', ['--path=carried', ...carry], { dir, env }).status).toBe(0);
    expect(fs.readFileSync(path.join(dir, 'carried'))).toEqual(fs.readFileSync(path.join(dir, 'given')));
  });

  test('the format for docker quotes nothing and refuses line breaks', () => {
    const dir = tempFolder();
    expect(run('write_env_file', ['--path=e', '--format=docker', '--set=A=two words "x"'], { dir }).status).toBe(0);
    expect(fs.readFileSync(path.join(dir, 'e'), 'utf8')).toBe('A=two words "x"\n');
    expect(run('write_env_file', ['--path=f', '--format=docker', '--set=A=x\ny'], { dir })).toMatchObject({
      status: 1,
    });
    expect(fs.existsSync(path.join(dir, 'f'))).toBe(false);
  });
});

describe('run_command', () => {
  test('runs in its folder with its environment and gives what the script wrote', () => {
    const dir = writeFiles(tempFolder(), {
      'work/x': '',
      '.clockwork/build/custom/s.sh':
        'printf \'{"here":"%s","a":"%s","t":"%s"}\' "$(ls)" "$A" "$token" > "$CLOCKWORK_OUTPUTS"\n',
    });
    const args = ['--working-dir=work', '--env=A=one two', '--carry=token=CW_ENVIRONMENT_TOKEN', 'custom/s.sh'];
    expect(run('run_command', args, { dir, env: { CW_ENVIRONMENT_TOKEN: 's3' } })).toMatchObject({
      status: 0,
      outputs: { values: { here: 'x', a: 'one two', t: 's3' } },
    });
  });

  test('stops at the first command that fails, with its exit code', () => {
    const dir = writeFiles(tempFolder(), {
      '.clockwork/build/custom/s.sh': 'false | true\ntouch never\n',
      s: 'exit 7\n',
    });
    expect(run('run_command', ['custom/s.sh'], { dir })).toMatchObject({ status: 1, outputs: null });
    expect(run('run_command', ['s'], { dir }).status).toBe(7);
    expect(fs.existsSync(path.join(dir, 'never'))).toBe(false);
  });

  test('runs Python and Node scripts, and a script that the environment carries', () => {
    const dir = writeFiles(tempFolder(), {
      'p.py': 'import os\nprint(6 * int(os.environ["N"]))\n',
      'n.mjs': 'console.log(process.env.N * 6);\n',
    });
    expect(run('run_command', ['--interpreter=python3', '--env=N=7', 'p.py'], { dir }).stdout).toBe('42\n');
    expect(run('run_command', ['--interpreter=node', '--env=N=7', 'n.mjs'], { dir }).stdout).toBe('42\n');
    expect(run('run_command', ['--interpreter=sh'], { dir, env: { CW_SCRIPT: 'echo carried' } }).stdout).toBe(
      'carried\n',
    );
  });
});
