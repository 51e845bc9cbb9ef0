/**
 * Runs steps as soon as what they depend on is done, at most `parallelism` at once, ready ones in the order
 * of the list. What depends on a failed step is skipped, everything else goes on.
 */
import type { PlannedStep } from '../contracts/action-list.ts';
import type { StepResult } from '../contracts/run-result.ts';

export interface ScheduleOptions {
  readonly parallelism: number;
  readonly signal: AbortSignal;
}

/** Results in the order of the list. Rejects where `carryOut` does, which is our own mistake; what runs is not waited for then. */
export async function schedule(
  steps: readonly PlannedStep[],
  options: ScheduleOptions,
  carryOut: (step: PlannedStep) => Promise<StepResult>,
  onSkip: (result: StepResult) => void,
): Promise<readonly StepResult[]> {
  const results = new Map<string, StepResult>();
  const ids = new Set(steps.map((step) => step.id));
  const waiting = new Map<string, number>();
  const dependants = new Map<string, PlannedStep[]>();
  const position = new Map(steps.map((step, i) => [step.id, i]));
  for (const step of steps) {
    const needed = step.depends_on.filter((id) => ids.has(id));
    waiting.set(step.id, needed.length);
    for (const id of needed) {
      const known = dependants.get(id);
      if (known === undefined) dependants.set(id, [step]);
      else known.push(step);
    }
  }
  const ready = steps.filter((step) => waiting.get(step.id) === 0);
  let running = 0;

  return new Promise((resolve, reject) => {
    const finish = (step: PlannedStep, result: StepResult) => {
      results.set(step.id, result);
      for (const dependant of dependants.get(step.id) ?? []) {
        const left = (waiting.get(dependant.id) ?? 0) - 1;
        waiting.set(dependant.id, left);
        if (left === 0) insertByPosition(ready, dependant, position);
      }
    };
    const skip = (step: PlannedStep, message: string, status: 'skipped' | 'cancelled') => {
      const result: StepResult = { id: step.id, status, attempts: 0, duration_ms: 0, exit_code: null, message };
      onSkip(result);
      finish(step, result);
    };
    const next = () => {
      while (ready.length > 0 && running < options.parallelism) {
        const step = ready.shift();
        if (step === undefined) break;
        const failed = step.depends_on.find((id) => isFailed(results.get(id)));
        if (options.signal.aborted) skip(step, 'The run was cancelled before it began.', 'cancelled');
        else if (failed !== undefined) skip(step, `\`${failed}\` did not succeed.`, 'skipped');
        else {
          running++;
          carryOut(step).then((result) => {
            running--;
            finish(step, result);
            next();
          }, reject);
        }
      }
      if (running === 0 && ready.length === 0) resolve(steps.flatMap((step) => results.get(step.id) ?? []));
    };
    next();
  });
}

export function isFailed(result: StepResult | undefined): boolean {
  return result !== undefined && result.status !== 'succeeded' && result.status !== 'unchanged';
}

function insertByPosition(ready: PlannedStep[], step: PlannedStep, position: ReadonlyMap<string, number>): void {
  const at = position.get(step.id) ?? 0;
  let i = ready.length;
  while (i > 0 && (position.get(ready[i - 1]?.id ?? '') ?? 0) > at) i--;
  ready.splice(i, 0, step);
}
