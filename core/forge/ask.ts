/** Sends the questions of kinds and assertions through the prober. */
import type { ProbeAnswer, ProbeRequest } from '../contracts/probe.ts';
import type { Prober } from '../ports.ts';

/** Answers in the order of the requests; all are asked at once, the adapter bounds what runs together. */
export function askAll(
  prober: Prober,
  requests: readonly ProbeRequest[],
  signal?: AbortSignal,
): Promise<readonly ProbeAnswer[]> {
  return Promise.all(requests.map((request) => prober.ask(request, signal)));
}
