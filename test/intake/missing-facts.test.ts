/** Facts of the machine that nobody has asked for: their values are unknown, and nothing is said that would not be said with them. */
import { beforeAll, describe, expect, test } from 'vitest';
import type { KnownFacts } from '../../core/contracts/env-facts.ts';
import { createWorkspace } from '../../core/engine/workspace.ts';
import { shownTypeName } from '../../core/language/describe.ts';
import { isKnown } from '../../core/language/values.ts';
import { memoryFileSystem } from '../fakes/filesystem.ts';
import { usualFacts } from '../fakes/world.ts';
import { loadParser } from '../support/parser.ts';

beforeAll(loadParser);

const applied = 'resource "custom" "a" {\n  script = "true"\n}\n';

const missing: KnownFacts = { version: '1', os: 'linux', arch: 'x64' };

function workspaceOf(text: string, facts: KnownFacts, modules: Readonly<Record<string, string>> = {}) {
  const files = Object.fromEntries(
    Object.entries({ 'main.cw': text, ...modules }).map(([k, v]) => [`/project/${k}`, v]),
  );
  return createWorkspace({ files: memoryFileSystem(files), directory: '/project', facts });
}

function said(text: string, facts: KnownFacts, modules?: Readonly<Record<string, string>>): readonly string[] {
  const { diagnostics } = workspaceOf(text, facts, modules).snapshot();
  return diagnostics.map(
    ({ code, place, message }) => `${code} ${place?.file}:${place?.item}:${place?.span.start} ${message}`,
  );
}

/** The same with and without the facts; gives it. */
function checkSame(text: string, modules?: Readonly<Record<string, string>>): readonly string[] {
  const without = said(text, missing, modules);
  expect(without).toEqual(said(text, usualFacts, modules));
  return without;
}

function valueIn(expression: string, facts: KnownFacts) {
  const { outputs } = workspaceOf(`output "x" {\n  value = ${expression}\n}\n`, facts)
    .snapshot()
    .model.evaluateOutputs({
      outputs: () => undefined,
      volatile: () => undefined,
    });
  const value = outputs[0]?.value;
  if (value === undefined) throw new Error('There is no such output.');
  return value;
}

describe('values', () => {
  test.each([
    ['facts.runtimes.python3.version', 'string'],
    ['facts.runtimes["nowhere"]', 'object'],
    ['facts.cpus + 1', 'number'],
    ['facts.memory_bytes > 10', 'bool'],
    ['contains(keys(facts.engines), "podman")', 'bool'],
    ['can(facts.engines.podman)', 'bool'],
    ['try(facts.engines.podman.version, "none")', ''],
    ['"on ${facts.cpus} processors"', 'string'],
    ['facts.cpus > 4 ? "big" : "small"', 'string'],
  ])('%s is unknown', (expression, type) => {
    const value = valueIn(expression, missing);
    expect(isKnown(value)).toBe(false);
    if (type !== '') expect(shownTypeName(value)).toContain(type);
    expect(
      isKnown(valueIn(expression, { ...usualFacts, runtimes: { ...usualFacts.runtimes, nowhere: { version: '1' } } })),
    ).toBe(true);
  });

  test.each(['facts.os', 'facts.arch', 'upper(facts.os)', 'facts.version'])('%s is known', (expression) => {
    expect(isKnown(valueIn(expression, missing))).toBe(true);
  });
});

describe('nothing else is said', () => {
  test.each([
    [
      'a local',
      'locals {\n  a = facts.runtimes\n  b = length(facts.engines)\n  c = [for n, r in facts.runtimes : r.version]\n}\n',
    ],
    [
      'a map beside an object',
      'locals {\n  a = facts.os == "linux" ? facts.runtimes : {}\n  b = merge(facts.runtimes, { x = { version = "1" } })\n}\n',
    ],
    [
      'jsonencode',
      'locals {\n  a = jsonencode(facts)\n  b = lookup(facts.runtimes, "go", { version = "" }).version\n}\n',
    ],
    [
      'a validation',
      'variable "x" {\n  default = 1\n  validation {\n    condition     = facts.cpus >= var.x\n    error_message = "Too few."\n  }\n}\n',
    ],
    [
      'a precondition',
      `${file('a', '"x"', '  lifecycle {\n    precondition {\n      condition     = facts.memory_bytes > 0\n      error_message = "No."\n    }\n  }\n')}`,
    ],
    ['a content', file('a', '"${facts.cpus}"')],
    ['count', `${file('a', '"x"', '  count = facts.cpus > 1 ? 1 : 0\n')}output "a" {\n  value = file.a[*].path\n}\n`],
    ['for_each', `${file('a', 'each.key', '  for_each = facts.runtimes\n', '"${each.key}.txt"')}`],
    [
      'count through a local',
      `locals {\n  n = min(facts.cpus, 2)\n}\n${file('a', '"x"', '  count = local.n\n', '"${count.index}.txt"')}`,
    ],
    [
      'count of what is repeated by facts',
      `${file('a', '"x"', '  count = facts.cpus > 1 ? 1 : 0\n')}${file('b', '"y"', '  count = length(file.a)\n', '"b.txt"')}`,
    ],
    ['an image', 'service "web" {\n  image = "web:${facts.arch}-${facts.cpus}"\n  ports = [80]\n}\n'],
    ['an environment', 'service "web" {\n  image = "nginx"\n  environment = {\n    WORKERS = facts.cpus\n  }\n}\n'],
    [
      'what must be known',
      'resource "docker_container" "web" {\n  image   = "nginx"\n  cpus    = facts.cpus\n  environment = {\n    WORKERS = facts.cpus\n  }\n}\n',
    ],
    [
      'each.value',
      'resource "docker_container" "web" {\n  for_each = {\n    a = facts.cpus\n  }\n  image   = "nginx"\n  cpus    = each.value\n}\n',
    ],
    ['a dynamic key', 'locals {\n  a = { for n in ["x"] : "${n}${facts.cpus}" => 1 }\n}\n'],
  ])('of %s', (_, text) => {
    const errors = checkSame(text).filter((line) => !line.startsWith('unused') && !line.startsWith('incomplete'));
    expect(errors.filter((line) => /^(invalid|unknown|wrong|reference)/.test(line))).toEqual([]);
  });

  test('of an input and an output of a module, and of a module that is repeated by facts', () => {
    const modules = {
      'm/main.cw': `variable "n" {\n  type = number\n}\n${file('a', '"x"', '  count = var.n\n', '"${count.index}.txt"')}output "n" {\n  value = var.n\n}\n`,
    };
    expect(
      checkSame(
        `module "m" {\n  source = "./m"\n  n      = facts.cpus\n}\n${file('b', '"x"', '  count = module.m.n\n', '"b${count.index}.txt"')}`,
        modules,
      ),
    ).toEqual([]);
    expect(
      checkSame(
        `module "m" {\n  source = "./m"\n  count  = facts.cpus > 1 ? 1 : 0\n  n      = 1\n}\n${file('b', '"x"', '  count = length(module.m)\n', '"b.txt"')}`,
        modules,
      ),
    ).toEqual([]);
  });
});

describe('what is wrong in any case is still said', () => {
  test.each([
    ['a fact that there is not', 'locals {\n  a = facts.cpu\n}\n'],
    ['a text as a number', 'locals {\n  a = facts.cpus + "x"\n}\n'],
    ['a sum that does not depend on it', `${file('a', '"x"', '  count = 1.5\n')}locals {\n  b = facts.cpus\n}\n`],
    [
      'a count that waits for an apply',
      `${applied}${file('b', '"${facts.cpus}"', '  count = custom.a.values.n\n', '"b.txt"')}`,
    ],
    [
      'a command that waits for an apply',
      `${applied}resource "docker_container" "web" {\n  image = "nginx"\n  cpus    = custom.a.values.n\n  environment = {\n    WORKERS = facts.cpus\n  }\n}\n`,
    ],
    [
      'another mistake in the attribute',
      'resource "docker_container" "web" {\n  image = "nginx"\n  environment = {\n    "A B" = facts.cpus\n    C = []\n  }\n}\n',
    ],
  ])('%s', (_, text) => {
    expect(checkSame(text).filter((line) => /^(invalid|unknown|no-such)/.test(line))).not.toEqual([]);
  });
});

test('what is found in a machine is a map where it is not known, an object where it is: no number in either case', () => {
  const text = 'output "a" {\n  value = facts.runtimes + 1\n}\n';
  const codes = [missing, usualFacts].map((facts) => said(text, facts).map((line) => line.split(' ')[0]));
  expect(codes).toEqual([['invalid-operand'], ['invalid-operand']]);
});

describe('an edit', () => {
  const text = (value: string) =>
    `${applied}locals {\n  v = ${value}\n}\nresource "docker_container" "web" {\n  image   = "nginx"\n  cpus    = local.v\n}\n${file('b', '"x"', '  count = local.v\n', '"b.txt"')}`;

  test('from what lacks a fact to what waits for an apply and back is judged as from scratch', () => {
    const fact = text('facts.cpus');
    const output = text('tonumber(custom.a.values.n)');
    const both = text('facts.cpus + tonumber(custom.a.values.n)');
    const workspace = workspaceOf(fact, missing);
    for (const now of [fact, output, fact, both, output, both, fact]) {
      workspace.change('main.cw', now);
      expect(workspace.snapshot().diagnostics).toEqual(workspaceOf(now, missing).snapshot().diagnostics);
    }
    expect(said(fact, missing)).not.toEqual(said(output, missing));
  });
});

function file(name: string, content: string, more = '', path = '"a.txt"'): string {
  return `resource "file" "${name}" {\n  path    = ${path}\n  content = ${content}\n${more}}\n`;
}
