/** Carries out one assertion: asks its questions, judges the answers. Asks anew until time is up where told to. */
import type { Assertion, AssertionSubject, Judgement } from '../assertions/define.ts';
import { assertionTable } from '../assertions/table.ts';
import { issueText } from '../contracts/issue-text.ts';
import type { Json, JsonObject } from '../contracts/json.ts';
import type { AssertionResult } from '../contracts/run-result.ts';
import type { Clock, Prober } from '../ports.ts';
import { askAll } from './ask.ts';

export interface AssertionCall {
  readonly address: string;
  readonly kind: string;
  readonly args: JsonObject;
  readonly subject: AssertionSubject;
}

export interface Patience {
  /** Failing assertions are asked again until this has passed; 0 asks once. */
  readonly forMs: number;
  readonly everyMs: number;
}

export const once: Patience = { forMs: 0, everyMs: 1000 };

/** Never rejects: what cannot be checked is a result of status `error`. */
export async function runAssertion(
  world: { readonly prober: Prober; readonly clock: Clock },
  call: AssertionCall,
  patience: Patience,
  signal: AbortSignal,
): Promise<AssertionResult> {
  const started = world.clock.monotonic();
  const elapsed = () => world.clock.monotonic() - started;
  const result = (judged: Judgement) => ({ address: call.address, kind: call.kind, ...judged, duration_ms: elapsed() });
  const assertion = assertionTable.get(call.kind);
  if (assertion === undefined) return result(unchecked(`There is no assertion \`${call.kind}\`.`));
  const args = completeArgs(assertion, call.args);
  if ('problem' in args) return result(unchecked(args.problem));
  const ownMs = (assertion.patienceSeconds?.(args.value as never) ?? 0) * 1000;
  const forMs = Math.max(patience.forMs, ownMs);
  for (;;) {
    const judged = await judgeOnce(world.prober, assertion, args.value, call.subject, signal);
    if (judged.status === 'pass' || signal.aborted || elapsed() + patience.everyMs > forMs) return result(judged);
    await world.clock.sleep(patience.everyMs, signal);
  }
}

async function judgeOnce(
  prober: Prober,
  assertion: Assertion,
  args: JsonObject,
  subject: AssertionSubject,
  signal: AbortSignal,
): Promise<Judgement> {
  const requests = assertion.probe(args as never, subject);
  if ('problem' in requests) return unchecked(requests.problem);
  const answers = await askAll(prober, requests, signal);
  return assertion.judge(answers, args as never, subject);
}

function unchecked(message: string): Judgement {
  return { status: 'error', expected: '', actual: '', message };
}

/** Arguments as a body on disk has them, which a person may have edited: validated, with defaults filled in. */
function completeArgs(
  assertion: Assertion,
  given: JsonObject,
): { readonly value: JsonObject } | { readonly problem: string } {
  const value: Record<string, Json> = {};
  for (const [name, spec] of Object.entries(assertion.attributes)) {
    const parsed = spec.schema.safeParse(given[name]);
    if (!parsed.success)
      return { problem: `\`${assertion.name}\`: ${issueText(parsed.error.issues[0], given[name], '', [name])}.` };
    if (parsed.data !== undefined) value[name] = parsed.data as Json;
  }
  const extra = Object.keys(given).find((name) => !Object.hasOwn(assertion.attributes, name));
  return extra === undefined ? { value } : { problem: `\`${assertion.name}\` has no attribute \`${extra}\`.` };
}
