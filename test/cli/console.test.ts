import { describe, expect, test } from 'vitest';
import { tempFolder, writeFiles } from '../support/temp.ts';
import { clockwork } from './run-cli.ts';

const files = {
  'main.cw': [
    'variable "name" {\n  default = "world"\n}\n',
    'variable "password" {\n  default   = "hunter22"\n  sensitive = true\n}\n',
    'variable "later" {\n  type = list(string)\n}\n',
    'locals {\n  greeting = "hello $' + '{var.name}"\n}\n',
  ].join('\n'),
};

describe('console', () => {
  test('-e evaluates each expression, in an empty folder too', async () => {
    const run = await clockwork(['console', '-e', '1 + 2', '-e', 'upper("a")'], { cwd: tempFolder() });
    expect(run).toEqual({ stdout: '3\n"A"\n', stderr: '', exitCode: 0 });
  });

  test('lines of standard input, in the scope of the root module', async () => {
    const cwd = writeFiles(tempFolder(), files);
    const run = await clockwork(['console'], {
      cwd,
      stdin: 'local.greeting\n\n# a comment\n[for c in ["a", "b"] : upper(c)]\n',
    });
    expect(run).toEqual({ stdout: '"hello world"\n[\n  "A",\n  "B",\n]\n', stderr: '', exitCode: 0 });
  });

  test('--var reaches it', async () => {
    const cwd = writeFiles(tempFolder(), files);
    const run = await clockwork(['console', '--var', 'name=moon', '-e', 'local.greeting'], { cwd });
    expect(run.stdout).toBe('"hello moon"\n');
  });

  test('a later --var or --var-file wins, in the order of the command line', async () => {
    const cwd = writeFiles(tempFolder(), { ...files, 'a.cwvars': 'name = "file"\n' });
    const ask = async (...options: readonly string[]) =>
      (await clockwork(['console', ...options, '-e', 'var.name'], { cwd })).stdout;
    expect(await ask('--var', 'name=x', '--var-file', 'a.cwvars')).toBe('"file"\n');
    expect(await ask('--var-file', 'a.cwvars', '--var', 'name=x')).toBe('"x"\n');
  });

  test('--json: values, unknown, sensitive and errors, one line each', async () => {
    const cwd = writeFiles(tempFolder(), files);
    const stdin = '[1, "a"]\nvar.later\nvar.password\nupper(var.password)\n1 +\nnope(1)\n';
    const run = await clockwork(['console', '--json'], { cwd, stdin });
    const lines = run.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.slice(0, 4)).toEqual([
      { value: [1, 'a'], type: 'tuple([number,string])' },
      { unknown: true, type: 'list(string)' },
      { sensitive: true, type: 'string' },
      { sensitive: true, type: 'string' },
    ]);
    expect(lines.slice(4).map((line) => Object.keys(line.error))).toEqual([
      ['code', 'message'],
      ['code', 'message'],
    ]);
    expect(run.stderr).toBe('');
    expect(run.exitCode).toBe(1);
  });

  test('text never reveals a sensitive value', async () => {
    const cwd = writeFiles(tempFolder(), files);
    const run = await clockwork(['console', '-e', '{ a = var.password }'], { cwd });
    expect(run.stdout).toContain('(sensitive value)');
    expect(run.stdout).not.toContain('hunter22');
  });

  test('an error points into the expression and does not stop the rest', async () => {
    const run = await clockwork(['console', '-e', '1 + vra.x', '-e', '2'], { cwd: tempFolder() });
    expect(run.stdout).toBe('2\n');
    expect(run.stderr).toMatch(/^error\[unknown-reference\]: .*\n {2}1 \+ vra\.x\n {6}\^\n$/);
    expect(run.exitCode).toBe(1);
  });

  test('a prompt takes expressions over several lines and leaves at the end', async () => {
    const cwd = writeFiles(tempFolder(), files);
    const run = await clockwork(['console', '--no-color'], {
      cwd,
      answers: ['[for i in [1] :', 'i + 1]', 'local.greeting', 'exit', '1'],
    });
    expect(run.exitCode).toBe(0);
    expect(run.stdout).toBe('[\n  2,\n]\n"hello world"\n');
    expect((await clockwork(['console'], { cwd, answers: [] })).exitCode).toBe(0);
  });

  test('a project with errors can still be asked', async () => {
    const cwd = writeFiles(tempFolder(), { 'main.cw': 'locals {\n  a = 1\n  b = nope()\n}\n' });
    const run = await clockwork(['console', '-e', 'local.a'], { cwd });
    expect(run.stdout).toBe('1\n');
    expect(run.stderr).toContain('main.cw:3:7: error[unknown-function]');
  });
});
