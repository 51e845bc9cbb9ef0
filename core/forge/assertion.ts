/** Carries out one assertion: asks its questions, judges the answers. Asks anew until time is up where told to. */
import { assertionNamed } from '../assertions/table.ts';
import type { AssertionSubject } from '../assertions/define.ts';
import type { JsonObject } from '../contracts/json.ts';
import type { AssertionResult } from '../contracts/run-result.ts';
import type { Clock, Prober } from '../ports.ts';
import { askAll, fromModule } from './ask.ts';

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
  const ownMs = (assertionNamed(call.kind).patienceSeconds?.(call.args as never) ?? 0) * 1000;
  const forMs = Math.max(patience.forMs, ownMs);
  for (;;) {
    const judged = await judgeOnce(world.prober, call, signal);
    const result = { address: call.address, kind: call.kind, ...judged, duration_ms: elapsed() };
    if (judged.status === 'pass' || signal.aborted || elapsed() + patience.everyMs > forMs) return result;
    await world.clock.sleep(patience.everyMs, signal);
  }
}

async function judgeOnce(prober: Prober, call: AssertionCall, signal: AbortSignal) {
  const assertion = assertionNamed(call.kind);
  const requests = assertion.probe(call.args as never, call.subject);
  if ('problem' in requests) {
    return { status: 'error' as const, expected: '', actual: '', message: requests.problem };
  }
  const answers = await askAll(prober, requests.map((request) => fromModule(request, call.subject.moduleDir)), signal);
  return assertion.judge(answers, call.args as never, call.subject);
}
