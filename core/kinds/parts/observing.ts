/** Observations of what could not be looked at. */
import type { Observation } from '../../contracts/observations.ts';
import type { ProbeAnswer } from '../../contracts/probe.ts';

export const absent: Observation = { presence: 'absent', attributes: {}, outputs: {} };

/** Nothing is known; says why where the world refused. */
export function notObserved(answer: ProbeAnswer | undefined): Observation {
  const nothing: Observation = { presence: 'unknown', attributes: {}, outputs: {} };
  if (answer?.kind === 'refused') return { ...nothing, problem: answer.reason };
  if (answer?.kind === 'timed-out') return { ...nothing, problem: `No answer within ${answer.afterMs} ms.` };
  return nothing;
}
