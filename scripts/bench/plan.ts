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

/**
 * A folder with `count` files and the state of a real apply. The files are there before it, so the apply records them
 * without running a script for each, which is another bench's subject.
 */
function applied(folder: string, count: number): string {
  const blocks = ['variable "name" {\n  default = "Ada"\n}'];
  for (let n = 0; n < count; n += 1) {
    const first = n - (n % 10);
    const content = n === first ? `"number ${n}"` : `"\${var.name}, number ${n}, after \${file.f${first}.path}"`;
    blocks.push(`resource "file" "f${n}" {\n  path    = "${pathOf(n)}"\n  content = ${content}\n}`);
    const text = n === first ? `number ${n}` : `Ada, number ${n}, after ${pathOf(first)}`;
    const file = path.join(folder, pathOf(n));
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
    fs.chmodSync(file, 0o644);
  }
  fs.writeFileSync(path.join(folder, 'main.cw'), `${blocks.join('\n\n')}\n`);
  runCli(folder, ['apply', '--auto-approve']);
  return folder;
}

function pathOf(n: number): string {
  return `out/${n % 100}/${n}.txt`;
}
