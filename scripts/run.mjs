// `npm run NAME`: the daily tasks, each under the project's own Node. The table is all there is to know about them.
import path from 'node:path';
import { runChild } from './setup/child.mjs';
import { setUp } from './setup/setup.mjs';

const biome = path.join('node_modules', '@biomejs', 'biome', 'bin', 'biome');
const tasks = {
  build: [['scripts/build.mjs']],
  dev: [['scripts/dev.mjs']],
  ok: [['scripts/ok.mjs']],
  lint: [[biome, 'check', '--error-on-warnings']],
  format: [[biome, 'check', '--write']],
  types: [['node_modules/typescript/bin/tsc', '-p', '.']],
  generate: [['scripts/generate.ts']],
  package: [['scripts/build.mjs'], ['scripts/package.mjs']],
  bench: [['scripts/build.mjs'], ['scripts/bench.ts']],
};

const [name, ...rest] = process.argv.slice(2);
const steps = tasks[name];
if (steps === undefined) {
  console.error(`There is no task \`${name}\`. Tasks: ${Object.keys(tasks).join(', ')}.`);
  process.exit(2);
}
const node = await setUp({ build: false });
for (const [index, step] of steps.entries()) {
  const isLast = index === steps.length - 1;
  const code = await runChild(node.path, isLast ? [...step, ...rest] : step);
  if (code !== 0) process.exit(code);
}
