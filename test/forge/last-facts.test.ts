/** What the machine can do is left behind for the editor by whatever plans, and by nothing that only reads. */
import { beforeAll, describe, expect, test } from 'vitest';
import { parseLastFacts } from '../../core/contracts/last-facts.ts';
import type { Refusal } from '../../core/ports.ts';
import { clockwork } from '../cli/run-cli.ts';
import { loadParser } from '../support/parser.ts';
import { testFacts, testProject } from '../support/project.ts';

beforeAll(loadParser);

const file = '.clockwork/cache/facts.json';
const files = { 'main.cw': 'resource "file" "a" {\n  path    = "a.txt"\n  content = "one"\n}\n' };

describe('the facts of the last run', () => {
  test('are those that the plan was made with, also where nothing was looked at', async () => {
    const project = testProject(files);
    await project.plan({ refresh: false });
    const last = parseLastFacts(project.read(file));
    expect(last?.facts).toEqual(testFacts);
    expect(Math.abs(Date.parse(last?.at ?? '') - project.world.clock.now())).toBeLessThan(60_000);
  });

  test('are replaced by the next run', async () => {
    const project = testProject(files);
    await project.plan();
    const facts = { ...testFacts, cpus: 64 };
    await testProject(files, { folder: project.dir, world: project.world, facts }).apply();
    expect(parseLastFacts(project.read(file))?.facts.cpus).toBe(64);
  });

  test.each(['plan', 'build', 'drift', 'apply --auto-approve', 'verify', 'assert'])(
    '`clockwork %s` leaves them',
    async (command) => {
      const project = testProject({
        'main.cw': `${files['main.cw']}check "there" {\n  assert "file_exists" {\n    path = "a.txt"\n  }\n}\n`,
      });
      await clockwork(command.split(' '), { cwd: project.dir });
      expect(parseLastFacts(project.read(file))?.facts.os).toBe(process.platform);
    },
  );

  test.each(['validate', 'graph', 'fmt', 'show', 'console -e 1'])('`clockwork %s` leaves nothing', async (command) => {
    const project = testProject(files);
    const run = await clockwork(command.split(' '), { cwd: project.dir });
    expect(run.exitCode).toBe(0);
    expect(project.exists('.clockwork')).toBe(false);
  });

  test('that cannot be kept are one warning, and the plan is made', async () => {
    const project = testProject(files);
    const refusal: Refusal = { refused: true, code: 'EROFS', reason: 'The disk is read-only.' };
    const world = { ...project.world, files: { ...project.world.files, makeDirectory: () => refusal } };
    const planned = await testProject(files, { folder: project.dir, world }).plan();
    expect(planned.warnings).toEqual(['cache-not-written']);
    expect(planned.steps).toHaveLength(1);
  });
});

describe('a record of facts that cannot be used', () => {
  test.each([
    ['cut off', '{"version":"1","at":"2026-01-01T00:00:00Z","facts":{'],
    ['of another version', '{"version":"2","at":"2026-01-01T00:00:00Z","facts":{}}'],
    [
      'only in part there',
      '{"version":"1","at":"2026-01-01T00:00:00Z","facts":{"version":"1","os":"linux","arch":"x64"}}',
    ],
  ])('%s', (_, text) => expect(parseLastFacts(text)).toBeUndefined());
});
