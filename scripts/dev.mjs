// `npm run dev`: rebuilds dist/, checks types and reruns the unit tests that a change touches, until Ctrl-C.
import { spawn } from 'node:child_process';
import { watch } from './build.mjs';
import { root } from './setup/paths.mjs';

const children = [
  ['node_modules/typescript/bin/tsc', '-p', '.', '--watch', '--preserveWatchOutput'],
  ['node_modules/vitest/vitest.mjs', 'watch', '--project', 'unit', '--changed', '--clearScreen=false'],
].map((args) => spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] }));

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    for (const child of children) child.kill('SIGTERM');
    process.exit(0);
  });
}
await watch();
