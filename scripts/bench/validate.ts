/**
 * Parse and validate 10,000 blocks in 50 files, cold and with one file changed, against `@cdktf/hcl2json` that only
 * parses the same text; and how time and memory grow to 100,000 blocks (which hcl2json is not run on: it needs 38 s and
 * 3.6 GB).
 */
import fs from 'node:fs';
import path from 'node:path';
import type { Bench } from '../bench.ts';
import { bundleChild, runChild, scratchFolder } from './support/child.ts';
import { runCli } from './support/cli.ts';
import { configuration } from './support/configuration.ts';

const modules = path.join(import.meta.dirname, '..', '..', 'node_modules');
const wasm = [
  path.join(modules, 'web-tree-sitter', 'web-tree-sitter.wasm'),
  path.join(modules, 'tree-sitter-hcl', 'tree-sitter-hcl.wasm'),
];

export const bench: Bench = {
  name: 'validate',
  async prepare() {
    const scratch = scratchFolder();
    const small = path.join(scratch.path, 'small');
    const large = path.join(scratch.path, 'large');
    const sizeMb = write(small, 10_000);
    write(large, 100_000);
    const validate = await bundleChild('validate');
    const peer = await bundleChild('hcl2json');
    return {
      round() {
        const ours = runChild(validate, [small, ...wasm, '9']);
        const theirs = runChild(peer, [small]);
        const grown = runChild(validate, [large, ...wasm]);
        const cli = runCli(small, ['validate']);
        return {
          cold: ours['coldMs'] ?? Number.NaN,
          changed: ours['changedMs'] ?? Number.NaN,
          peak: ours['peakMb'] ?? Number.NaN,
          peer: theirs['coldMs'] ?? Number.NaN,
          peerPeak: theirs['peakMb'] ?? Number.NaN,
          grown: grown['coldMs'] ?? Number.NaN,
          grownPeak: grown['peakMb'] ?? Number.NaN,
          cli: cli.elapsedMs,
        };
      },
      figures: ({ cold = 0, changed = 0, peak = 0, peer = 0, peerPeak = 0, grown = 0, grownPeak = 0, cli = 0 }) => [
        { name: 'text of 10,000 blocks in 50 files', value: sizeMb, unit: 'MB' },
        { name: '10,000 blocks, cold', value: cold, unit: 'ms' },
        { name: '10,000 blocks, hcl2json, parsing alone', value: peer, unit: 'ms' },
        { name: 'as fast as hcl2json, cold', value: peer / cold, unit: 'times', goal: { atLeast: 2 } },
        { name: '10,000 blocks, one of 50 files changed', value: changed, unit: 'ms' },
        { name: 'as fast as hcl2json, one file changed', value: peer / changed, unit: 'times', goal: { atLeast: 10 } },
        { name: '10,000 blocks, clockwork validate', value: cli, unit: 'ms' },
        { name: '100,000 blocks, cold', value: grown, unit: 'ms' },
        { name: 'time from 10,000 to 100,000 blocks', value: grown / cold, unit: 'times', goal: { below: 11 } },
        { name: 'peak memory, 10,000 blocks', value: peak, unit: 'MB' },
        { name: 'peak memory, 10,000 blocks, hcl2json', value: peerPeak, unit: 'MB' },
        { name: 'peak memory, 100,000 blocks', value: grownPeak, unit: 'MB' },
      ],
      dispose: () => scratch.dispose(),
    };
  },
};

/** Answers how many MB were written. */
function write(folder: string, blocks: number): number {
  fs.mkdirSync(folder, { recursive: true });
  let bytes = 0;
  for (const { name, text } of configuration(blocks)) {
    fs.writeFileSync(path.join(folder, name), text);
    bytes += Buffer.byteLength(text);
  }
  return bytes / 1e6;
}
