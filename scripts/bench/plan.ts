/** A plan that finds nothing to do, probing every resource, on a project that was really applied. */
import fs from 'node:fs';
import path from 'node:path';
import type { Bench } from '../bench.ts';
import { scratchFolder } from './support/child.ts';
import { runCli } from './support/cli.ts';

export const bench: Bench = {
  name: 'plan',
  prepare() {
    const scratch = scratchFolder();
    const small = applied(path.join(scratch.path, 'small'), 1_000);
    const large = applied(path.join(scratch.path, 'large'), 10_000);
    // With --detailed-exitcode anything but "no changes" is exit code 10, which fails the bench.
    const plan = (folder: string) => runCli(folder, ['plan', '--detailed-exitcode']);
    return {
      round() {
        const few = plan(small);
        const many = plan(large);
        return { few: few.elapsedMs, many: many.elapsedMs, fewPeak: few.peakMb, manyPeak: many.peakMb };
      },
      figures: ({ few = 0, many = 0, fewPeak = 0, manyPeak = 0 }) => [
        { name: 'no-op plan, 1,000 resources', value: few, unit: 'ms' },
        { name: 'no-op plan, 10,000 resources', value: many, unit: 'ms', goal: { below: 2000 } },
        { name: 'time from 1,000 to 10,000 resources', value: many / few, unit: 'times', goal: { below: 11 } },
        { name: 'peak memory, 1,000 resources', value: fewPeak, unit: 'MB' },
        { name: 'peak memory, 10,000 resources', value: manyPeak, unit: 'MB' },
      ],
      dispose: () => scratch.dispose(),
    };
  },
};

/** A folder with `count` files that a real apply has written. */
function applied(folder: string, count: number): string {
  fs.mkdirSync(folder, { recursive: true });
  const blocks = ['variable "name" {\n  default = "Ada"\n}'];
  for (let n = 0; n < count; n += 1) {
    const content = n % 10 === 0 ? `"number ${n}"` : `"\${var.name}, number ${n}, after \${file.f${n - (n % 10)}.path}"`;
    blocks.push(`resource "file" "f${n}" {\n  path    = "out/${n % 100}/${n}.txt"\n  content = ${content}\n}`);
  }
  fs.writeFileSync(path.join(folder, 'main.cw'), `${blocks.join('\n\n')}\n`);
  runCli(folder, ['apply', '--auto-approve', '--parallelism', '4']);
  return folder;
}
