/** A kept plan stands for more than its steps show: values that may not be written down, sources, artifacts on disk. */
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { tempFolder, writeFiles } from '../support/temp.ts';
import { clockwork } from './run-cli.ts';

const exists = (cwd: string, name: string) => fs.existsSync(path.join(cwd, name));

describe('a kept plan is refused with exit 7 when what it does not show has changed', () => {
  const secret = 'variable "s" {\n  type = string\n  sensitive = true\n}\n';
  const custom = (name: string, body: string) => `resource "custom" "${name}" {\n${body}}\n`;
  const gives = custom('a', `  script = "printf '{\\"x\\":1}' > $CLOCKWORK_OUTPUTS"\n`);
  const behind = (what: string) => custom('b', `  script = "echo \${custom.a.values.x} ${what}"\n`);
  const kept = (source: string) => writeFiles(tempFolder(), { 'main.cw': source, 't.txt': 'one\n' });
  const planAndApply = async (cwd: string, change: () => void, before: string[] = [], after: string[] = before) => {
    expect((await clockwork(['plan', '--out', 'p.json', ...before], { cwd })).exitCode).toBe(0);
    change();
    return (await clockwork(['apply', 'p.json', ...after], { cwd })).exitCode;
  };
  const nothing = () => {};

  test('a sensitive value', async () => {
    const source = `${secret}resource "file" "f" {\n  path = "f"\n  content = var.s\n}\n`;
    const cwd = kept(source);
    expect(await planAndApply(cwd, nothing, ['--var', 's=one-secret'], ['--var', 's=another'])).toBe(7);
    expect(exists(cwd, 'f')).toBe(false);
    expect(await planAndApply(cwd, nothing, ['--var', 's=one-secret'])).toBe(0);
  });

  test('an expression, a variable, or a file that is read behind an unknown value', async () => {
    const cwd = kept(gives + behind('one'));
    expect(await planAndApply(cwd, () => writeFiles(cwd, { 'main.cw': gives + behind('two') }))).toBe(7);
    expect(await planAndApply(kept(gives + behind('one')), nothing)).toBe(0);
    const variable = `variable "v" {\n  type = string\n}\n${gives}${behind('${var.v}')}`;
    expect(await planAndApply(kept(variable), nothing, ['--var', 'v=1'], ['--var', 'v=2'])).toBe(7);
    const reads = kept(gives + behind('${file("t.txt")}'));
    expect(await planAndApply(reads, () => writeFiles(reads, { 't.txt': 'two\n' }))).toBe(7);
    const same = kept(gives + behind('${file("t.txt")}'));
    expect(await planAndApply(same, nothing)).toBe(0);
  });

  test('an artifact that was edited behind the plan', async () => {
    const cwd = kept(custom('a', '  script = "touch made"\n'));
    const script = '.clockwork/build/custom/custom_a.sh';
    expect((await clockwork(['build'], { cwd })).exitCode).toBe(0);
    expect(await planAndApply(cwd, () => writeFiles(cwd, { [script]: 'touch mine\n' }))).toBe(7);
    expect([exists(cwd, 'made'), exists(cwd, 'mine')]).toEqual([false, false]);
    expect(await planAndApply(cwd, nothing)).toBe(0);
    expect([exists(cwd, 'made'), exists(cwd, 'mine')]).toEqual([false, true]);
  });

  test('what is only recorded: adoption', async () => {
    const file = (name: string) =>
      `resource "file" "${name}" {\n  path = "t.txt"\n  mode = "0644"\n  content = "one\\n"\n}\n`;
    const cwd = kept(file('a'));
    expect(await planAndApply(cwd, () => writeFiles(cwd, { 'main.cw': file('b') }))).toBe(7);
    expect(await planAndApply(cwd, nothing)).toBe(0);
  });
});
