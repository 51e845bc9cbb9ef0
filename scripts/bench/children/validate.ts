/**
 * Validates a project as `clockwork validate` does (parse, read, expand, evaluate, check, lint), cold; then again and
 * again with one of its files changed. Arguments: the folder, the parser's two wasm files, how many changes.
 */
import fs from 'node:fs';
import path from 'node:path';
import { createFileSystem } from '../../../core/adapters/file-system.ts';
import { createWorkspace, type WorkspaceOptions } from '../../../core/engine/workspace.ts';
import { initParser } from '../../../core/syntax/parse.ts';

const [directory = '', runtime = '', grammar = '', changes = '0'] = process.argv.slice(2);
await initParser({ runtime, grammar });
const options: WorkspaceOptions = {
  files: createFileSystem(),
  directory,
  facts: { version: '1', os: 'linux', arch: 'x64', runtimes: {}, engines: {}, cpus: 2, memory_bytes: 2 ** 32 },
};
const cold = createWorkspace({ ...options, isOneShot: true }).snapshot();
const coldMs = performance.now();
const peakMb = process.resourceUsage().maxRSS / 1024;
const found = cold.diagnostics[0];
if (found !== undefined) throw new Error(`The project is not clean: ${found.message} (${found.place?.item})`);

const workspace = createWorkspace(options);
if (Number(changes) > 0) workspace.snapshot();
const warmMs: number[] = [];
for (let round = 0; round < Number(changes); round += 1) {
  const name = `part_${String(round * 3 + 1).padStart(4, '0')}.cw`;
  const text = fs.readFileSync(path.join(directory, name), 'utf8');
  const changed = text.replace('out/', `changed-${round}/`).replace('mode = "0755"', 'mode = "0700"');
  const startedAt = performance.now();
  workspace.change(name, changed);
  const next = workspace.snapshot();
  warmMs.push(performance.now() - startedAt);
  if (next.model.instances.size !== cold.model.instances.size) throw new Error('Instances were lost.');
}
warmMs.sort((a, b) => a - b);
process.stdout.write(
  JSON.stringify({
    coldMs,
    changedMs: warmMs[Math.floor(warmMs.length / 2)] ?? 0,
    peakMb,
    instances: cold.model.instances.size,
  }),
);
