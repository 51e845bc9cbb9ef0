/**
 * Entry point of the supervisor's own process. Standard input: one order as JSON, then its end. File descriptor 3: one
 * line of JSON with how the first start went; whoever asked may be gone by then.
 */
import { writeSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { orderSchema, type StartReport, supervise } from './service-supervisor.ts';

const reportHandle = 3;
let isReported = false;

function report(outcome: StartReport): void {
  if (isReported) return;
  isReported = true;
  try {
    writeSync(reportHandle, `${JSON.stringify(outcome)}\n`);
  } catch {
    // Nobody listens any more; the record on disk says the same.
  }
}

const stop = new AbortController();
process.on('SIGTERM', () => stop.abort());
process.on('SIGINT', () => stop.abort());
process.on('SIGHUP', () => {});
process.on('SIGPIPE', () => {});
// A folder that may be unmounted or removed must not be held.
process.chdir('/');

try {
  const order = orderSchema.parse(JSON.parse(await text(process.stdin)));
  await supervise(order, report, stop.signal);
  report({ ok: false, reason: 'It was stopped before it had started.' });
  process.exit(0);
} catch (error) {
  report({ ok: false, reason: `The supervisor failed: ${error instanceof Error ? error.message : String(error)}` });
  process.exit(1);
}
