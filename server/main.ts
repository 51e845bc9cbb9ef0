/**
 * Entry point of the language server: wires the process to `startServer`, and nothing else. Speaks over standard input
 * and output unless told otherwise (`--node-ipc`, `--socket=PORT`, `--pipe=NAME`). Of the adapters it has those that read
 * files and clocks: nothing here can start a program or open a connection of its own.
 */
import v8 from 'node:v8';
import vm from 'node:vm';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { createClock } from '../core/adapters/clock.ts';
import { createFileSystem } from '../core/adapters/file-system.ts';
import { findWasmFiles } from '../core/adapters/wasm-files.ts';
import { initParser } from '../core/syntax/parse.ts';
import { handlers } from './handlers.ts';
import type { Collect } from './idle.ts';
import { cancelUndispatched, createLifecycle } from './lifecycle.ts';
import { ordinaryFiles } from './ordinary-files.ts';
import { startServer } from './server.ts';

declare const CLOCKWORK_VERSION: string | undefined;

/**
 * An editor keeps its server for days, beside other things that want memory. The space for new objects stops growing early
 * (it would take 80 MB for a few percent of speed), and what is left over is collected when nobody waits.
 */
const NEW_SPACE_BYTES = 8 * 1024 * 1024;
const growth = setInterval(() => {
  const space = v8.getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space');
  if ((space?.space_size ?? NEW_SPACE_BYTES) < NEW_SPACE_BYTES) return;
  v8.setFlagsFromString('--semi-space-growth-factor=1');
  clearInterval(growth);
}, 10);
growth.unref();
v8.setFlagsFromString('--expose-gc');
const collectGarbage: unknown = vm.runInNewContext('gc');
/** Also gives to the system what an ordinary collection keeps for later. */
const thoroughly = { type: 'major', execution: 'sync', flavor: 'last-resort' } as const;
/** A quick collection that gives back less is not worth the pause. */
const WORTH_COLLECTING_BYTES = 24_000_000;
let leftAfterCollection = 0;

const collect: Collect = (how) => {
  const isWorthIt = v8.getHeapStatistics().used_heap_size - leftAfterCollection >= WORTH_COLLECTING_BYTES;
  if ((how === 'quick' && !isWorthIt) || typeof collectGarbage !== 'function') return;
  if (how === 'thorough') collectGarbage(thoroughly);
  else collectGarbage();
  leftAfterCollection = v8.getHeapStatistics().used_heap_size;
};

const usage = `Usage: clockwork lsp [--stdio | --node-ipc | --socket=PORT | --pipe=NAME]
The language server for .cw and .cwvars files. Started by editors; see docs/editors.md.
`;

if (process.argv.includes('--help')) process.stdout.write(usage);
else main();

function main(): void {
  if (!process.argv.some((argument) => /^--(stdio|node-ipc|socket|pipe)\b/.test(argument)))
    process.argv.push('--stdio');
  // Who can be written to no more is gone; where only the log cannot be written, nothing is said.
  process.stdout.on('error', () => process.exit(1));
  process.stderr.on('error', () => undefined);
  const log = (sentence: string) => process.stderr.write(`${sentence}\n`);
  // A mistake of ours outside of any request: said, and the session goes on.
  process.on('uncaughtException', (error) => log(`Unexpected: ${error.stack ?? error.message}`));
  process.on('unhandledRejection', (reason) => log(`Unexpected: ${reason instanceof Error ? reason.stack : reason}`));
  const lifecycle = createLifecycle();
  const clock = createClock();
  const connection = createConnection(ProposedFeatures.all, {
    messageStrategy: lifecycle.strategy,
    connectionStrategy: { cancelUndispatched },
  });
  startServer({
    connection,
    lifecycle,
    handlers,
    version: typeof CLOCKWORK_VERSION === 'string' ? CLOCKWORK_VERSION : '0.0.0-dev',
    files: ordinaryFiles(createFileSystem()),
    clock,
    scheduler: {
      soon: (run) => setImmediate(run),
      later: (ms, run) => {
        const timer = setTimeout(run, ms);
        return () => clearTimeout(timer);
      },
      monotonic: () => clock.monotonic(),
    },
    collect,
    env: environment(),
    own: { os: process.platform, arch: process.arch },
    ready: initParser(findWasmFiles()),
    log: (sentence) => connection.console.error(sentence),
  });
  connection.listen();
}

function environment(): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
