/** The oracle's cases once more, through `clockwork console --json` in a folder that declares their variables. */
import { expect, it } from 'vitest';
import { clockwork } from '../cli/run-cli.ts';
import { tempFolder, writeFiles } from '../support/temp.ts';
import { differences } from './differences.ts';
import { readOracleCases } from './oracle.ts';

it('shows no name that was made of something secret, in no form and no message', async () => {
  const cwd = writeFiles(tempFolder(), {
    'main.cw': 'variable "secret" {\n  default   = "hush"\n  sensitive = true\n}\n',
  });
  const types: Readonly<Record<string, string>> = {
    '{ (var.secret) = 1 }': 'object',
    '{ "${var.secret}" = 1 }': 'object',
    '{ for k in [var.secret] : k => 1 }': 'object',
    '[{ (var.secret) = 1 }]': 'tuple([object])',
    '{ a = { (var.secret) = 1 }, "b c" = { d = 1 } }': 'object({a=object,"b c"=object({d=number})})',
    'tolist([{ (var.secret) = 1 }])': 'list(object)',
    'merge({ a = 1 }, { (var.secret) = 1 })': 'object',
    'zipmap([var.secret], [1])': 'object',
    '{ a = var.secret }': 'object({a=string})',
  };
  for (const [expression, type] of Object.entries(types)) {
    for (const args of [['--json'], []]) {
      const run = await clockwork(['console', ...args, '-e', expression], { cwd });
      expect(run.stdout + run.stderr, expression).not.toContain('hush');
      if (args.length > 0) expect(JSON.parse(run.stdout), expression).toEqual({ sensitive: true, type });
      else expect(run.stdout, expression).toContain('sensitive');
    }
  }
  for (const expression of [
    '{ (var.secret) = 1 }.a',
    'true ? { (var.secret) = 1 } : "x"',
    '{ (var.secret) = 1 } + 1',
  ]) {
    const run = await clockwork(['console', '-e', expression], { cwd });
    expect(run.stdout + run.stderr, expression).not.toContain('hush');
    expect(run.stderr, expression).toContain('error');
  }
});

/** The same variables as in `oracle/main.go`: without a default and unset, they are unknown. */
const module = `
variable "unknown" {}
variable "unknown_string" { type = string }
variable "unknown_number" { type = number }
variable "unknown_bool" { type = bool }
variable "unknown_list" { type = list(string) }
variable "unknown_set" { type = set(string) }
variable "unknown_map" { type = map(string) }
variable "unknown_object" { type = object({ name = string, size = number }) }
variable "null_string" {
  type    = string
  default = null
}
variable "null_list" {
  type    = list(string)
  default = null
}
variable "secret" {
  default   = "hush"
  sensitive = true
}
variable "secret_number" {
  default   = 7
  sensitive = true
}
variable "secret_bool" {
  default   = true
  sensitive = true
}
variable "secret_list" {
  type      = list(string)
  default   = ["a", "b"]
  sensitive = true
}
variable "secret_map" {
  type      = map(string)
  default   = { k = "v" }
  sensitive = true
}
variable "names" {
  type    = list(string)
  default = ["x", "y", "z"]
}
variable "ports" {
  type    = map(number)
  default = { http = 80, https = 443 }
}
variable "object" { default = { name = "web", size = 3, tags = ["p", true] } }
variable "letters" {
  type    = set(string)
  default = ["b", "a", "c"]
}
`;

/** `var` as a whole holds more in the program than here, and lines of input are one expression each. */
const cases = readOracleCases()
  .filter(({ expression }) => expression !== 'var' && !/^\s*(?:#|$)|\n/.test(expression))
  .map(({ expression, line }) => ({ expression, line: differences[expression]?.line ?? line }));

it('answers all of them as the contract says', async () => {
  const cwd = writeFiles(tempFolder(), { 'main.cw': module });
  const stdin = `${cases.map(({ expression }) => expression).join('\n')}\n`;
  const run = await clockwork(['console', '--json'], { cwd, stdin });
  const answers = run.stdout.trimEnd().split('\n');
  expect(answers).toHaveLength(cases.length);
  expect(cases.length).toBeGreaterThan(800);
  const wrong = cases.flatMap(({ expression, line }, i) => {
    const [got, want] = [shape(answers[i] ?? ''), expected(line)];
    return got === want ? [] : [{ expression, got, want }];
  });
  expect(wrong).toEqual([]);
  expect(run.exitCode).toBe(1);
  expect(run.stderr).toBe('');
});

/** An error by its presence, anything else to the letter. */
function shape(answer: string): string {
  return /^\{"error":\{"code":"[a-z-]+","message":".{10,}"\}\}$/.test(answer) ? 'error' : answer;
}

function expected(line: string): string {
  if (line === 'error') return 'error';
  const type = /^(?:[^ "]|"(?:[^"\\]|\\.)*")+/.exec(line)?.[0] ?? '';
  const rest = line.slice(type.length + 1);
  // The program tells the names of a sensitive object's attributes; here they may be secret too.
  const quoted = JSON.stringify(/ sensitive$/.test(rest) ? type.replace(/^object\(.*/, 'object') : type);
  if (/ sensitive(?: \/\S*)?$/.test(rest)) return `{"sensitive":true,"type":${quoted}}`;
  if (/ unknown(?: \/\S*)?$/.test(rest)) return `{"unknown":true,"type":${quoted}}`;
  return `{"value":${rest},"type":${quoted}}`;
}
