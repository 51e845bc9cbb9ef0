// `npm run ok`: the quick check before a commit. Types, lint, layers, generated files, unit tests; no real components and
// no corpus. Runs every part even if one fails, and says how long each took.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { root } from './setup/paths.mjs';

const parts = [
  ['types', ['node_modules/typescript/bin/tsc', '-p', '.']],
  ['lint', ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings']],
  ['generated', ['scripts/generate.ts', '--check']],
  ['unit tests and layers', ['node_modules/vitest/vitest.mjs', 'run', '--project', 'unit', '--reporter=dot']],
];

const results = parts.map(([name, args]) => {
  const startedAt = performance.now();
  const env = { ...process.env, CLOCKWORK_CORPUS: '' };
  const run = spawnSync(process.execPath, args, { cwd: path.join(root), stdio: 'inherit', env });
  return { name, isOk: run.status === 0, seconds: (performance.now() - startedAt) / 1000 };
});
for (const { name, isOk, seconds } of results)
  console.log(`${isOk ? 'ok    ' : 'FAILED'} ${name} (${seconds.toFixed(1)} s)`);
process.exitCode = results.every((one) => one.isOk) ? 0 : 1;
