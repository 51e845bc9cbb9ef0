/**
 * From the kinds' questions to Observations. Pure: Forge sends the requests, this reads the answers
 * and seals what is sensitive before anything is kept.
 */
import { canonicalJson } from '../base/canonical-json.ts';
import type { Json, JsonObject } from '../contracts/json.ts';
import type { Observation } from '../contracts/observations.ts';
import type { ProbeAnswer, ProbeRequest } from '../contracts/probe.ts';
import type { ResourceState } from '../contracts/state.ts';
import { type HoleyJson, type HoleyObject, isHole } from '../kinds/hole.ts';
import type { Desired, Seal } from './desired.ts';

/**
 * The questions about one instance; none for checks and for kinds that cannot be observed. `engine = "auto"`
 * means the engine that `applied` was made with.
 */
export function probesOf(desired: Desired, applied?: ResourceState): readonly ProbeRequest[] {
  const requests = desired.kind?.probe(desired.revealed as never, desired.subject) ?? [];
  const engine = recordedEngine(applied);
  if (engine === undefined) return requests;
  return requests.map((request) =>
    request.kind === 'inspect' && request.engine === 'auto' ? { ...request, engine } : request,
  );
}

/** The container engine that an applied resource was made with. */
export function recordedEngine(applied: ResourceState | undefined): 'docker' | 'podman' | undefined {
  const engine = applied?.outputs['engine'];
  return engine === 'docker' || engine === 'podman' ? engine : undefined;
}

/** Reads the answers to {@link probesOf}; a refused answer gives presence `unknown` and says why. */
export function observationOf(desired: Desired, answers: readonly ProbeAnswer[], seal: Seal): Observation {
  const kind = desired.kind;
  if (kind === undefined || answers.length === 0) return { presence: 'unknown', attributes: {}, outputs: {} };
  const observed = kind.observe(answers, desired.revealed as never, desired.subject);
  const attributes: Record<string, Json> = {};
  for (const [name, value] of Object.entries(observed.attributes)) {
    if (value !== undefined) attributes[name] = hide(value as Json, desired.masked[name], `${kind.name}/${name}`, seal);
  }
  const outputs: Record<string, Json> = {};
  for (const [name, value] of Object.entries(observed.outputs)) {
    if (kind.outputs[name]?.sensitive !== true) outputs[name] = value as Json;
  }
  return { ...observed, attributes, outputs };
}

/** Replaces what stands where the desired value is sensitive by its keyed digest. */
function hide(value: Json, masked: HoleyJson | undefined, context: string, seal: Seal): Json {
  if (isHole(masked)) {
    return masked.why === 'sensitive' ? { $digest: seal(context, canonicalJson(value)) } : value;
  }
  if (typeof value !== 'object' || value === null || typeof masked !== 'object' || masked === null) return value;
  if (Array.isArray(value)) {
    const items = Array.isArray(masked) ? (masked as readonly HoleyJson[]) : [];
    return value.map((item, i) => hide(item, items[i], `${context}/${i}`, seal));
  }
  const hidden: Record<string, Json> = {};
  for (const [key, item] of Object.entries(value as JsonObject)) {
    hidden[key] = hide(item, (masked as HoleyObject)[key], `${context}/${key}`, seal);
  }
  return hidden;
}
