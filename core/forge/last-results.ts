/**
 * Notes for editors how things ended: the last step of each resource, the last answer of each assertion. It can be made
 * again by running again, so what cannot be read counts as empty and what cannot be written is left.
 */
import { canonicalJson } from '../base/canonical-json.ts';
import {
  type LastAssertion,
  type LastResult,
  type LastResults,
  noLastResults,
  parseLastResults,
} from '../contracts/last-results.ts';
import type { Layout } from '../contracts/layout.ts';
import type { AssertionResult, StepResult } from '../contracts/run-result.ts';
import { type FileSystem, isRefusal } from '../ports.ts';

export interface RunToNote {
  readonly run: string;
  readonly command: string;
  /** RFC 3339. */
  readonly at: string;
  readonly steps: readonly StepResult[];
  /** Address of the resource that a step serves. */
  readonly resourceOf: (step: string) => string | undefined;
  /** Taken over without a step. */
  readonly adopted: readonly string[];
  readonly assertions: readonly AssertionResult[];
  /** Whether state has the resource after the run. */
  readonly isThere: (address: string) => boolean;
}

/** A step that was skipped leaves what was noted before; what is gone from state is dropped. */
export function noteRun(files: FileSystem, layout: Layout, run: RunToNote): void {
  update(files, layout, (before) => {
    const resources: Record<string, LastResult> = {};
    for (const [address, result] of Object.entries(before.resources)) {
      if (run.isThere(address)) resources[address] = result;
    }
    const common = { at: run.at, run: run.run, command: run.command };
    for (const address of run.adopted) resources[address] = { ...common, status: 'succeeded' };
    for (const [address, { status, step }] of endings(run)) {
      if (run.isThere(address)) resources[address] = { ...common, status, ...(step !== undefined && { step }) };
    }
    return { ...before, resources, assertions: { ...before.assertions, ...asked(run.at, run.assertions) } };
  });
}

export interface AssertionsToNote {
  /** RFC 3339. */
  readonly at: string;
  readonly assertions: readonly AssertionResult[];
  /** Whether the project still has the resource or check; what was noted of others is dropped. */
  readonly isDeclared: (address: string) => boolean;
}

export function noteAssertions(
  files: FileSystem,
  layout: Layout,
  { at, assertions, isDeclared }: AssertionsToNote,
): void {
  update(files, layout, (before) => {
    const kept = Object.entries(before.assertions).filter(([address]) => isDeclared(subjectOfAssertion(address)));
    return { ...before, assertions: { ...Object.fromEntries(kept), ...asked(at, assertions) } };
  });
}

/** `service.web` of `service.web/assert.healthcheck[0]`. */
function subjectOfAssertion(address: string): string {
  return address.slice(0, address.lastIndexOf('/'));
}

function asked(at: string, assertions: readonly AssertionResult[]): Record<string, LastAssertion> {
  return Object.fromEntries(assertions.map(({ address, status }) => [address, { at, status }]));
}

type Ending = Pick<LastResult, 'status' | 'step'>;

/** Of each resource that had a step: the first that failed, else that was cancelled, else that it succeeded. */
function endings({ steps, resourceOf }: RunToNote): ReadonlyMap<string, Ending> {
  const found = new Map<string, Ending>();
  for (const { id, status } of steps) {
    const address = resourceOf(id);
    const ending = endingOf(status, id.slice(id.lastIndexOf('#') + 1));
    if (address === undefined || ending === undefined) continue;
    const before = found.get(address);
    if (before === undefined || before.status === 'succeeded') found.set(address, ending);
  }
  return found;
}

function endingOf(status: StepResult['status'], step: string): Ending | undefined {
  switch (status) {
    case 'succeeded':
    case 'unchanged':
      return { status: 'succeeded' };
    case 'failed':
    case 'timed_out':
      return { status: 'failed', step };
    case 'cancelled':
      return { status: 'cancelled', step };
    case 'skipped':
      return undefined;
  }
}

function update(files: FileSystem, layout: Layout, change: (before: LastResults) => LastResults): void {
  const bytes = files.read(layout.lastResults);
  const before = isRefusal(bytes) ? undefined : parseLastResults(new TextDecoder().decode(bytes));
  const next = change(before ?? noLastResults);
  if (canonicalJson(next) === canonicalJson(before ?? noLastResults)) return;
  if (isRefusal(files.makeDirectory(layout.cache, 0o700))) return;
  files.writeAtomic(layout.lastResults, `${JSON.stringify(next)}\n`, 0o600, false);
}
