/** A plan is a function of its inputs: equal inputs give equal bytes, whatever machine state surrounds them. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { actionListSchema } from '../../core/contracts/action-list.ts';
import { kindTable } from '../../core/kinds/table.ts';
import { makeFolder } from '../support/temp.ts';

const fixture = path.join(import.meta.dirname, 'everything');
const launcher = path.join(import.meta.dirname, '..', '..', 'bin', 'clockwork');
const files = fs
  .readdirSync(fixture, { recursive: true, encoding: 'utf8' })
  .filter((name) => fs.statSync(path.join(fixture, name)).isFile());

interface Surroundings {
  readonly env: Readonly<Record<string, string>>;
  readonly umask: number;
  readonly order: (names: readonly string[]) => readonly string[];
}

/** Plans a copy of the fixture, made in the given order, in a folder of its own. */
function plan(
  round: number,
  surroundings: Surroundings,
  args: readonly string[] = [],
  edit?: (text: string) => string,
): string {
  const { path: folder, remove } = makeFolder();
  const dir = path.join(folder, `project ${round}`);
  const before = process.umask(surroundings.umask);
  try {
    for (const name of surroundings.order(files)) {
      const target = path.join(dir, name);
      fs.mkdirSync(path.dirname(target), { recursive: true });
      const text = fs.readFileSync(path.join(fixture, name), 'utf8');
      fs.writeFileSync(target, name === 'main.cw' && edit ? edit(text) : text);
    }
    const { PATH = '' } = process.env;
    const env = { PATH, HOME: folder, DOCKER_HOST: 'unix:///nowhere.sock', ...surroundings.env };
    const run = spawnSync(launcher, ['plan', '--json', ...args], {
      cwd: dir,
      env,
      encoding: 'utf8',
      maxBuffer: 1 << 26,
    });
    if (run.status !== 0) throw new Error(`exit ${run.status}: ${run.stderr}`);
    return run.stdout;
  } finally {
    process.umask(before);
    remove();
  }
}

const plain: Surroundings = { env: {}, umask: 0o022, order: (names) => names };
let first = '';
beforeAll(() => {
  first = plan(0, plain);
});

test('the fixture has at least 200 steps, of every kind, with unknown and sensitive values', () => {
  const { steps } = actionListSchema.parse(JSON.parse(first));
  expect(steps.length).toBeGreaterThanOrEqual(200);
  const kinds = new Set(steps.map(({ kind }) => kind));
  expect([...kindTable.keys()].filter((kind) => !kinds.has(kind))).toEqual([]);
  expect(steps.some(({ unknown }) => (unknown?.length ?? 0) > 0)).toBe(true);
  expect(steps.some(({ sensitive }) => (sensitive?.length ?? 0) > 0)).toBe(true);
  expect(first).not.toContain('correct-horse-battery');
});

test('20 runs with shuffled files, and another zone, language, umask and folder each, give the same bytes', () => {
  const zones = ['UTC', 'Asia/Kathmandu', 'America/St_Johns', 'Pacific/Kiritimati'];
  const languages = ['C', 'de_DE.UTF-8', 'tr_TR.UTF-8', 'C.UTF-8', 'sv_SE.UTF-8'];
  for (let round = 1; round <= 20; round++) {
    const LANG = languages[round % languages.length] ?? 'C';
    const rotate = (names: readonly string[]) =>
      [...names.slice(round % names.length), ...names.slice(0, round % names.length)].reverse();
    const bytes = plan(round, {
      env: { TZ: zones[round % zones.length] ?? 'UTC', LANG, LC_ALL: LANG },
      umask: [0o022, 0o077, 0o002][round % 3] ?? 0o022,
      order: rotate,
    });
    expect(bytes === first, `round ${round} differs`).toBe(true);
  }
}, 300_000);

describe('one changed input changes the bytes', () => {
  test('a variable', () => expect(plan(0, plain, ['--var', 'greeting=servus'])).not.toBe(first));
  test('a character of the source', () =>
    expect(plan(0, plain, [], (text) => text.replace('mode     = "0640"', 'mode     = "0600"'))).not.toBe(first));
});
