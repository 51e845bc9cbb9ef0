/** Each example is carried out as its reader would: plan, build, apply, assert, apply again, destroy. */
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { commandLineIn, filesIn } from '../support/cli.ts';
import { freePort } from '../support/ports.ts';
import { describeReal, dockerSocket } from '../support/real.ts';

const examples = path.join(import.meta.dirname, '..', '..', 'examples');

/** Nothing selected to verify is wrong usage, never a pass. */
const withoutChecks = { modules: true, 'short-forms': true };

/** Takes an example through its life. `whileUp` looks at what runs. */
async function live(
  name: string,
  env: Readonly<Record<string, string>>,
  whileUp: (dir: string) => Promise<void> | void,
): Promise<void> {
  const clockwork = commandLineIn(path.join(examples, name), env);
  const must = (...args: string[]) => {
    const run = clockwork(...args);
    expect(run.exitCode, `${args.join(' ')}: ${run.stderr}`).toBe(0);
    return run;
  };
  must('validate');
  must('fmt', '--check', '.');
  must('plan');
  must('build');
  must('apply', '--auto-approve');
  await whileUp(clockwork.dir);
  const state = fs.readFileSync(path.join(clockwork.dir, '.clockwork/state.json'), 'utf8');
  expect(must('apply', '--auto-approve').stderr).toContain('Nothing to do');
  expect(fs.readFileSync(path.join(clockwork.dir, '.clockwork/state.json'), 'utf8')).toBe(state);
  expect(clockwork('verify').exitCode).toBe(name in withoutChecks ? 2 : 0);
  must('drift');
  must('destroy', '--auto-approve');
  expect(JSON.parse(fs.readFileSync(path.join(clockwork.dir, '.clockwork/state.json'), 'utf8')).resources).toEqual({});
}

describe('examples without a container engine', () => {
  const none = { DOCKER_HOST: 'unix:///nowhere.sock' };
  test('quickstart', async () => {
    const port = await freePort();
    await live('quickstart', { ...none, CLOCKWORK_VAR_port: `${port}` }, async () => {
      const page = await fetch(`http://127.0.0.1:${port}/`);
      expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('Hello from Clockwork')]);
    });
    await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow();
  }, 120_000);

  test('modules', async () => {
    await live('modules', none, (dir) => {
      expect(filesIn(path.join(dir, 'public'))).toEqual([
        'blog',
        'blog/about.html',
        'blog/index.html',
        'docs',
        'docs/index.html',
        'docs/install.html',
        'docs/reference.html',
        'sites.json',
      ]);
    });
  }, 120_000);

  test('short-forms', async () => {
    await live('short-forms', none, (dir) => {
      expect(fs.readFileSync(path.join(dir, 'work/report.txt'), 'utf8')).toBe(
        'made from {"limit":3,"name":"report"}\n',
      );
    });
  }, 120_000);
});

describeReal('docker', 'examples in containers', () => {
  test('web-service', async () => {
    const port = await freePort();
    const env = { DOCKER_HOST: `unix://${dockerSocket()}`, CLOCKWORK_VAR_port: `${port}` };
    await live('web-service', env, async () => {
      expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(200);
    });
  }, 180_000);
});
