import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { diagnosticFormats } from '../../core/cli/options.ts';
import { tempFolder, writeFiles } from '../support/temp.ts';
import { clockwork } from './run-cli.ts';

const wrong = 'resource "file" "a" {\n  path    = "a.txt"\n  contnt  = "x"\n  content = "x"\n}\n';

describe('validate', () => {
  test('valid files: a verdict on standard error, nothing else', async () => {
    const cwd = writeFiles(tempFolder(), { 'main.cw': 'resource "file" "a" {\n  path    = "a"\n  content = "x"\n}\n' });
    expect(await clockwork(['validate'], { cwd })).toEqual({
      stdout: '',
      stderr: 'Valid: 1 resource in 1 file.\n',
      exitCode: 0,
    });
  });

  test('an error: place, excerpt, help, exit 3', async () => {
    const cwd = writeFiles(tempFolder(), { 'main.cw': wrong });
    const run = await clockwork(['validate'], { cwd });
    expect(run.exitCode).toBe(3);
    expect(run.stdout).toMatch(/^main\.cw:3:3: error\[unknown-attribute\]: .*`content`/);
    expect(run.stdout).toContain(' 3 |   contnt  = "x"\n   |   ^^^^^^\n');
    expect(run.stderr).toMatch(/Invalid: \d+ errors?\.\n$/);
  });

  test('paths are those of the folder that the user stands in', async () => {
    const cwd = writeFiles(tempFolder(), { 'app/main.cw': wrong });
    const run = await clockwork(['validate', '--chdir', 'app'], { cwd });
    expect(run.stdout).toMatch(/^app\/main\.cw:3:3: /);
  });

  test('--json is one document with ranges as in LSP, and nothing else on standard output', async () => {
    const cwd = writeFiles(tempFolder(), { 'main.cw': wrong });
    const run = await clockwork(['validate', '--json'], { cwd });
    const document = JSON.parse(run.stdout);
    expect(document.valid).toBe(false);
    expect(document.diagnostics).toContainEqual(
      expect.objectContaining({
        code: 'unknown-attribute',
        severity: 'error',
        file: 'main.cw',
        range: { start: { line: 2, character: 2 }, end: { line: 2, character: 8 } },
      }),
    );
    expect(run.exitCode).toBe(3);
    expect(run.stderr).toBe('');
  });

  test.each(diagnosticFormats.filter((format) => format !== 'text'))(
    '--format %s tells of the error',
    async (format) => {
      const cwd = writeFiles(tempFolder(), { 'main.cw': wrong });
      const run = await clockwork(['validate', '--format', format], { cwd });
      expect(run.stdout).toContain('unknown-attribute');
      expect(run.exitCode).toBe(3);
    },
  );

  test('unset required variables are no error here', async () => {
    const cwd = writeFiles(tempFolder(), {
      'main.cw': 'variable "a" {\n  type = string\n}\n\noutput "b" {\n  value = var.a\n}\n',
    });
    expect((await clockwork(['validate'], { cwd })).exitCode).toBe(0);
    const planned = await clockwork(['plan'], { cwd });
    expect(planned.exitCode).toBe(3);
    expect(planned.stderr).toContain('error[missing-variable]');
  });

  test('a folder without .cw files', async () => {
    const run = await clockwork(['validate'], { cwd: tempFolder() });
    expect(run).toEqual({
      stdout: '',
      stderr: 'error: There are no .cw files in this folder. `clockwork init` makes a first one.\n',
      exitCode: 3,
    });
  });

  test('a file that is not UTF-8, one that cannot be read: said, and the rest is looked at', async () => {
    const cwd = writeFiles(tempFolder(), { 'main.cw': wrong });
    fs.writeFileSync(path.join(cwd, 'latin.cw'), new Uint8Array([0xe9, 0xff]));
    fs.symlinkSync('nowhere', path.join(cwd, 'gone.cw'));
    const run = await clockwork(['validate'], { cwd });
    expect(run.exitCode).toBe(3);
    expect(run.stdout).toContain('error[not-utf8]');
    expect(run.stdout).toContain('error[unreadable-file]');
    expect(run.stdout).toContain('error[unknown-attribute]');
  });

  test('an unknown variable in --var, a --var-file that is not there', async () => {
    const cwd = writeFiles(tempFolder(), {
      'main.cw': 'variable "port" {\n  default = 1\n}\n\noutput "p" {\n  value = var.port\n}\n',
    });
    const unknown = await clockwork(['validate', '--var', 'prot=1'], { cwd });
    expect(unknown.exitCode).toBe(3);
    expect(unknown.stdout).toContain('`port`');
    const missing = await clockwork(['validate', '--var-file', 'no.cwvars'], { cwd });
    expect(missing).toEqual({ stdout: '', stderr: 'error: There is no variable file `no.cwvars`.\n', exitCode: 2 });
  });

  test('a secret written in the source is not spread by the warning about it', async () => {
    const cwd = writeFiles(tempFolder(), {
      'main.cw':
        'variable "password" {\n  default   = "hunter22"\n  sensitive = true\n}\n\noutput "o" {\n  value     = var.password\n  sensitive = true\n}\n',
    });
    const run = await clockwork(['validate'], { cwd });
    expect(run.stdout).toContain('[secret-in-source]');
    expect(run.stdout).toContain('**********');
    expect(run.stdout).not.toContain('hunter22');
  });
});
