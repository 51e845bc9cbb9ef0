// Test runner settings. `*.real.test.ts` run against real components and get a container engine started for them;
// `*.long.test.ts` only run with `npm run test:long`. Two workers: the suites start processes, and more would only fight.
import { defineConfig } from 'vitest/config';

const long = process.env['CLOCKWORK_TEST_LONG'] === '1' ? [] : ['test/**/*.long.test.ts'];
const shared = { pool: 'forks', testTimeout: 30_000, hookTimeout: 120_000, unstubEnvs: true } as const;
const real = 'test/**/*.real.test.ts';

export default defineConfig({
  test: {
    maxWorkers: 2,
    passWithNoTests: false,
    projects: [
      { test: { ...shared, name: 'unit', include: ['test/**/*.test.ts'], exclude: [real, ...long] } },
      {
        test: {
          ...shared,
          name: 'real',
          include: [real],
          exclude: long,
          globalSetup: ['test/support/docker-setup.ts'],
        },
      },
    ],
  },
});
