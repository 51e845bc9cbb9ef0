/**
 * `assert` and `verify`: asks the running system. `verify` carries out every check and every verify step,
 * `assert` also the assertions of every resource. Reads only; the last result of a check is kept in state by the caller.
 */

import { covers } from '../assembly/actions.ts';
import type { Prepared } from '../assembly/prepare.ts';
import { outputsInState, resultsFrom } from '../assembly/results.ts';
import { assertionNamed } from '../assertions/table.ts';
import type { JsonObject } from '../contracts/json.ts';
import { layoutOf } from '../contracts/layout.ts';
import type { AssertionResult } from '../contracts/run-result.ts';
import type { Instance } from '../intake/model.ts';
import { argumentsOf } from '../kinds/arguments.ts';
import { type HoleyObject, hasHole } from '../kinds/hole.ts';
import type { World } from '../ports.ts';
import { type AssertionCall, once, runAssertion } from './assertion.ts';
import { createRedactor, type Redactor } from './redact.ts';

export interface AssertOptions {
  /** Only checks and verify steps, not the assertions of resources. */
  readonly checksOnly: boolean;
  /** Addresses of resources, modules or assertions; empty: all. */
  readonly only: readonly string[];
  readonly onResult: (result: AssertionResult) => void;
}

/** Results in source order. Empty where nothing was selected, which is never a pass. */
export async function assertProject(
  world: World,
  projectDir: string,
  prepared: Prepared,
  options: AssertOptions,
  signal: AbortSignal,
): Promise<readonly AssertionResult[]> {
  const layout = layoutOf(projectDir);
  const prober = world.prober({ projectDir, stateDir: layout.dir });
  const redactor = createRedactor();
  for (const desired of prepared.desired.values()) redactor.addAll(desired.masked, desired.revealed);
  const calls = selectCalls(prepared, options, redactor);
  return Promise.all(
    calls.map(async (call) => {
      const raw = 'args' in call ? await runAssertion({ prober, clock: world.clock }, call, once, signal) : call.result;
      const result = hideSecrets(redactor, raw);
      options.onResult(result);
      return result;
    }),
  );
}

type Selected = AssertionCall | { readonly result: AssertionResult };

function selectCalls(prepared: Prepared, options: AssertOptions, redactor: Redactor): readonly Selected[] {
  const results = resultsFrom(outputsInState(prepared.resources), prepared.resources, prepared.state.outputs);
  const calls: Selected[] = [];
  for (const instance of prepared.model.instances.values()) {
    calls.push(...implied(prepared, instance, options));
    if (options.checksOnly && instance.kind !== 'check') continue;
    for (const assertion of instance.assertions) {
      const isWanted =
        options.only.length === 0 ||
        options.only.some((name) => covers(name, instance.address) || name === assertion.address);
      if (!isWanted) continue;
      const definition = assertionNamed(assertion.kind);
      const evaluated = prepared.model.evaluateAssertion(assertion.address, results);
      const revealed = argumentsOf(definition, evaluated.values, [], { reveal: true });
      redactor.addAll(argumentsOf(definition, evaluated.values, []).args, revealed.args);
      const problem =
        evaluated.diagnostics[0]?.message ??
        revealed.problems[0]?.message ??
        (hasHole(revealed.args) ? 'Its attributes are not known: what they refer to was not applied.' : undefined);
      calls.push(
        problem === undefined
          ? {
              address: assertion.address,
              kind: assertion.kind,
              args: revealed.args as JsonObject,
              subject: subjectValues(prepared, instance),
            }
          : {
              result: {
                address: assertion.address,
                kind: assertion.kind,
                status: 'error',
                expected: '',
                actual: '',
                message: problem,
                duration_ms: 0,
              },
            },
      );
    }
  }
  return calls;
}

/** The verify steps that a kind plans for itself (a service's health check), asked as they are after an apply. */
function implied(prepared: Prepared, instance: Instance, options: AssertOptions): readonly Selected[] {
  const desired = prepared.desired.get(instance.address);
  const isWanted = options.only.length === 0 || options.only.some((name) => covers(name, instance.address));
  if (desired?.kind === undefined || !isWanted || prepared.resources[instance.address] === undefined) return [];
  const { kind, subject, revealed } = desired;
  const change = {
    action: 'create' as const,
    subject,
    args: revealed as never,
    changed: [],
    facts: prepared.model.facts,
  };
  return kind.plan(change).flatMap((spec): readonly Selected[] => {
    const compiled = spec.verifies === true ? kind.artifacts(spec, subject) : undefined;
    if (compiled?.kind !== 'body' || compiled.body.operation !== 'verify') return [];
    const assertions = compiled.body['assertions'] as unknown as readonly {
      readonly kind: string;
      readonly name: string;
      readonly args: HoleyObject;
    }[];
    return assertions.map((one) => {
      const address = `${instance.address}/${spec.name}`;
      if (!hasHole(one.args))
        return { address, kind: one.kind, args: one.args as JsonObject, subject: subjectValues(prepared, instance) };
      const message = 'Its attributes are not known: what they refer to was not applied.';
      return {
        result: { address, kind: one.kind, status: 'error', expected: '', actual: '', message, duration_ms: 0 },
      };
    });
  });
}

/** What an assertion may use of the resource that it stands in. */
function subjectValues(prepared: Prepared, instance: Instance) {
  const desired = prepared.desired.get(instance.address);
  const outputs = prepared.resources[instance.address]?.outputs ?? {};
  const values = { ...outputs, ...desired?.revealed } as JsonObject;
  return { address: instance.address, kind: instance.kind, values };
}

/** Hides every sensitive value of the project in what an assertion says. */
function hideSecrets(redactor: Redactor, result: AssertionResult): AssertionResult {
  const { text } = redactor;
  return { ...result, expected: text(result.expected), actual: text(result.actual), message: text(result.message) };
}
