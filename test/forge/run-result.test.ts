/** What a run says of itself: how it ended, and which attempt failed. */
import { beforeAll, expect, test } from 'vitest';
import { loadParser } from '../support/parser.ts';
import { testProject } from '../support/project.ts';

beforeAll(loadParser);

const custom = (script: string, more = '') => `resource "custom" "a" {\n  script = "${script}"\n${more}}\n`;

test.each([
  ['SIGTERM', 143],
  ['SIGINT', 130],
])('%s: exit code %i', async (reason, code) => {
  const controller = new AbortController();
  const project = testProject({ 'main.cw': custom('sleep 60') });
  const running = project.apply({ confirm: async () => 'given' }, [], controller.signal);
  const started = setInterval(() => {
    if (project.exists('.clockwork/journal')) controller.abort(reason);
  }, 10);
  const { result } = await running;
  clearInterval(started);
  expect([result?.status, result?.exit_code]).toEqual(['cancelled', code]);
});

test('a retry names the attempt that failed', async () => {
  const retry = '  retry {\n    attempts = 3\n    delay = "10ms"\n  }\n';
  const project = testProject({ 'main.cw': custom('test -e second || { touch second; exit 3; }', retry) });
  const { result, events } = await project.apply();
  expect(events.flatMap((event) => (event.type === 'step_retry' ? [event.attempt] : []))).toEqual([1]);
  expect(result?.steps.map(({ attempts }) => attempts)).toEqual([2]);
});
