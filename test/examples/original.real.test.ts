/** The projects of the original product, as they are: validated, applied to a real engine, asserted, destroyed without a trace. */
import fs from 'node:fs';
import path from 'node:path';
import Docker from 'dockerode';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commandLineIn, filesIn } from '../support/cli.ts';
import { describeCorpus } from '../support/corpus.ts';
import { describeReal, dockerSocket } from '../support/real.ts';

const engine = () => ({ DOCKER_HOST: `unix://${dockerSocket()}` });
const docker = () => new Docker({ socketPath: dockerSocket() });
/** Containers of one project; other suites have theirs on the same engine. */
const containersOf = (dir: string) => {
  const { lineage } = JSON.parse(fs.readFileSync(path.join(dir, '.clockwork/state.json'), 'utf8'));
  return docker().listContainers({ all: true, filters: { label: [`clockwork.project=${lineage}`] } });
};

describeReal('docker', 'the original examples', () => {
  describeCorpus('clockwork-original', 'basic-web-service', (folder) => {
    test('serves on the port that the files say, and goes without a trace', async () => {
      const clockwork = commandLineIn(path.join(folder, 'basic-web-service'), engine());
      const before = filesIn(clockwork.dir);
      expect(clockwork('validate')).toMatchObject({ exitCode: 0 });
      const applied = clockwork('apply', '--auto-approve');
      expect(applied.exitCode, applied.stderr).toBe(0);
      expect(await containersOf(clockwork.dir)).toHaveLength(1);
      expect((await fetch('http://127.0.0.1:3000/')).status).toBe(200);
      expect(clockwork('apply', '--auto-approve').stderr).toContain('Nothing to do');
      expect(clockwork('assert')).toMatchObject({ exitCode: expect.any(Number) });
      expect(clockwork('output', 'web_url').stdout.trim()).toBe('http://localhost:3000');
      expect(clockwork('destroy', '--auto-approve').exitCode).toBe(0);
      expect(await containersOf(clockwork.dir)).toEqual([]);
      expect(filesIn(clockwork.dir)).toEqual(before);
      await expect(fetch('http://127.0.0.1:3000/')).rejects.toThrow();
    }, 120_000);
  });

  describeCorpus('clockwork-original', 'file-management', (folder) => {
    test('writes, verifies and removes its files', () => {
      const clockwork = commandLineIn(path.join(folder, 'file-management'), engine());
      const before = filesIn(clockwork.dir);
      expect(clockwork('validate').exitCode).toBe(0);
      expect(clockwork('apply', '--auto-approve').exitCode).toBe(0);
      const config = JSON.parse(fs.readFileSync(path.join(clockwork.dir, 'demo-output/config.json'), 'utf8'));
      expect(config).toMatchObject({ name: 'clockwork-demo', message: 'Hello from Clockwork!' });
      expect(Date.parse(config.created)).toBeGreaterThan(0);
      expect(fs.statSync(path.join(clockwork.dir, 'demo-output')).mode & 0o777).toBe(0o755);
      expect(clockwork('apply', '--auto-approve').stderr).toContain('Nothing to do');
      expect(clockwork('assert')).toMatchObject({ exitCode: 0 });
      fs.rmSync(path.join(clockwork.dir, 'demo-output/README.md'));
      expect(clockwork('assert').exitCode).toBe(5);
      expect(clockwork('apply', '--auto-approve').exitCode).toBe(0);
      expect(clockwork('destroy', '--auto-approve').exitCode).toBe(0);
      expect(filesIn(clockwork.dir)).toEqual(before);
    }, 120_000);
  });

  describeCorpus('clockwork-original', 'simple-syntax', (folder) => {
    const project = path.join(folder, 'simple-syntax');
    // It writes below /app, so its fixture has to be there; never where somebody else has such a folder.
    const canMake = !fs.existsSync('/app') && process.getuid?.() === 0;
    describe('inside its fixture', {
      skip: !canMake,
      meta: { skipReason: 'needs a machine without /app, as root' },
    }, () => {
      beforeAll(() => {
        fs.mkdirSync('/app');
        fs.writeFileSync(
          '/app/package.json',
          '{ "scripts": { "migrate": "echo migrated > migrated", "seed": "echo seeded > seeded" } }\n',
        );
      });
      afterAll(() => fs.rmSync('/app', { recursive: true, force: true }));

      test('validates and plans as it is', () => {
        const clockwork = commandLineIn(project, engine());
        expect(clockwork('validate').exitCode).toBe(0);
        const { steps } = JSON.parse(clockwork('plan', '--json').stdout) as { steps: { id: string }[] };
        expect(steps.map(({ id }) => id.split('#')[0])).toEqual(
          expect.arrayContaining([
            'service.web-app',
            'custom.database-setup',
            'check.health-check',
            'wait.database-ready',
          ]),
        );
      }, 60_000);

      test('without the container that it waits for, it says what it waited for', () => {
        const clockwork = commandLineIn(project, engine());
        const applied = clockwork('apply', '--auto-approve', '--timeout-per-step', '8s');
        expect(applied.exitCode).not.toBe(0);
        expect(applied.stderr).toContain('postgres');
        expect(clockwork('destroy', '--auto-approve').exitCode).toBe(0);
      }, 120_000);

      test('with it, it applies and is gone again', async () => {
        const container = await docker().createContainer({ name: 'postgres', Image: 'postgres:16-alpine' });
        try {
          await container.start();
          const clockwork = commandLineIn(project, engine());
          const applied = clockwork('apply', '--auto-approve');
          expect(applied.exitCode, applied.stderr).toBe(0);
          expect(fs.readFileSync('/app/seeded', 'utf8')).toBe('seeded\n');
          expect(JSON.parse(fs.readFileSync('/app/config.json', 'utf8'))).toMatchObject({ port: 8080 });
          expect((await fetch('http://127.0.0.1:8080/health')).status).toBe(200);
          expect(clockwork('apply', '--auto-approve').stderr).toContain('Nothing to do');
          expect(clockwork('destroy', '--auto-approve').exitCode).toBe(0);
          expect(await containersOf(clockwork.dir)).toEqual([]);
          expect(fs.existsSync('/app/config.json')).toBe(false);
        } finally {
          await container.remove({ force: true });
        }
      }, 180_000);
    });
  });
});
