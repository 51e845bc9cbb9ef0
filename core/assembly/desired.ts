/**
 * What a resource instance should be: its attributes as arguments of its kind, in the two forms that
 * the rest needs. `masked` may be written down (sensitive parts are holes), `revealed` holds the real
 * values and never leaves memory, `sealed` is what state keeps and diffs compare.
 */
import { canonicalJson } from '../base/canonical-json.ts';
import type { Json, JsonObject } from '../contracts/json.ts';
import type { Diagnostic, Outcome } from '../diagnostics/diagnostic.ts';
import type { Instance, Model, Results } from '../intake/model.ts';
import { argumentsOf } from '../kinds/arguments.ts';
import type { Kind, Subject } from '../kinds/define.ts';
import { type HoleyJson, type HoleyObject, hasHole, isHole } from '../kinds/hole.ts';
import { kindNamed } from '../kinds/table.ts';
import { checkArguments } from './check-arguments.ts';

/** Digest of a sensitive text under this machine's key. */
export type Seal = (context: string, text: string) => string;

export interface Desired {
  readonly instance: Instance;
  readonly subject: Subject;
  /** Undefined for a check block, which has assertions alone. */
  readonly kind: Kind | undefined;
  readonly masked: HoleyObject;
  readonly revealed: HoleyObject;
  readonly sealed: JsonObject;
}

/**
 * Evaluates one instance against `results`. Diagnostics name the attribute at fault; the value is
 * absent where nothing useful can be said of the instance.
 */
export function desiredOf(model: Model, instance: Instance, results: Results, seal: Seal): Outcome<Desired> {
  const subject = subjectOf(instance);
  if (instance.kind === 'check') {
    const { value: args, diagnostics } = checkArguments(model, instance, results);
    const desired = {
      instance,
      subject,
      kind: undefined,
      ...args,
      sealed: sealArgs('check', args.masked, args.revealed, seal),
    };
    return { value: desired, diagnostics };
  }
  const kind = kindNamed(instance.kind);
  const own = ownArguments(model, instance, kind, subject, results);
  const diagnostics = [...own.diagnostics];
  const masked = { ...own.value.masked };
  const revealed = { ...own.value.revealed };
  connect(model, instance, kind, results, masked, revealed);
  return {
    value: { instance, subject, kind, masked, revealed, sealed: sealArgs(kind.name, masked, revealed, seal) },
    diagnostics,
  };
}

export function subjectOf(instance: Instance): Subject {
  return { address: instance.address, name: instance.name, slug: instance.slug };
}

interface Arguments {
  readonly masked: HoleyObject;
  readonly revealed: HoleyObject;
}

function ownArguments(
  model: Model,
  instance: Instance,
  kind: Kind,
  subject: Subject,
  results: Results,
): Outcome<Arguments> {
  const evaluated = model.evaluate(instance.address, results);
  const masked = argumentsOf(kind, evaluated.values, instance.incomplete, { subject });
  const revealed = hasHole(masked.args)
    ? argumentsOf(kind, evaluated.values, instance.incomplete, { subject, reveal: true })
    : masked;
  const problems: Diagnostic[] = masked.problems.map((problem) => ({
    code: 'invalid-value',
    severity: 'error',
    message: problem.message,
    place: problem.attribute === undefined ? instance.place : instance.attributePlace(problem.attribute),
  }));
  return {
    value: { masked: masked.args, revealed: revealed.args },
    diagnostics: evaluated.diagnostics.length > 0 ? evaluated.diagnostics : problems,
  };
}

/** Adds what connected resources offer to the environment; a name that the user gave wins. */
function connect(
  model: Model,
  instance: Instance,
  kind: Kind,
  results: Results,
  masked: Record<string, HoleyJson>,
  revealed: Record<string, HoleyJson>,
): void {
  const attribute = kind.environmentAttribute;
  if (attribute === undefined || instance.connections.length === 0) return;
  const maskedEnvironment = { ...environmentOf(masked[attribute]) };
  const revealedEnvironment = { ...environmentOf(revealed[attribute]) };
  for (const connection of instance.connections) {
    const target = model.instances.get(connection.to);
    if (target === undefined || target.kind === 'check') continue;
    const targetKind = kindNamed(target.kind);
    const targetSubject = subjectOf(target);
    const targetArguments = ownArguments(model, target, targetKind, targetSubject, results).value;
    const from = placeOfWork(kind, revealed);
    const offers = targetKind.offers?.(connection.role, targetArguments.revealed as never, targetSubject, from) ?? {};
    const maskedOffers =
      targetKind.offers?.(connection.role, targetArguments.masked as never, targetSubject, from) ?? {};
    for (const [given, offer] of Object.entries(offers)) {
      const name = connection.rename[given] ?? given;
      if (name in maskedEnvironment) continue;
      const pointer = `/${attribute}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
      const known = !hasHole(offer.value);
      const secret = offer.sensitive === true || (known && hasHole(maskedOffers[given]?.value));
      revealedEnvironment[name] = known ? (offer.value as string) : { $hole: pointer, why: 'unknown' };
      maskedEnvironment[name] =
        known && !secret ? (offer.value as string) : { $hole: pointer, why: secret ? 'sensitive' : 'unknown' };
    }
  }
  masked[attribute] = maskedEnvironment;
  revealed[attribute] = revealedEnvironment;
}

function placeOfWork(kind: Kind, args: HoleyObject): 'container' | 'host' {
  if (kind.runsIn !== undefined) return kind.runsIn;
  return args['image'] == null && args['build'] == null ? 'host' : 'container';
}

function environmentOf(value: HoleyJson | undefined): HoleyObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isHole(value)
    ? (value as HoleyObject)
    : {};
}

/** Replaces each hole: sensitive by a keyed digest of what stands there, others by a marker that equals nothing. */
export function sealArgs(context: string, masked: HoleyObject, revealed: HoleyObject, seal: Seal): JsonObject {
  const walk = (value: HoleyJson | undefined, real: HoleyJson | undefined, pointer: string): Json => {
    if (value === undefined || value === null || typeof value !== 'object') return value ?? null;
    if (isHole(value)) {
      if (value.why !== 'sensitive' || real === undefined || hasHole(real)) return { $unknown: value.why };
      return { $digest: seal(context + pointer, canonicalJson(real as Json)) };
    }
    if (Array.isArray(value)) {
      const items: readonly HoleyJson[] = Array.isArray(real) ? real : [];
      return value.map((item, i) => walk(item, items[i], `${pointer}/${i}`));
    }
    const fields = (typeof real === 'object' && real !== null ? real : {}) as HoleyObject;
    const sealed: Record<string, Json> = {};
    for (const [key, item] of Object.entries(value as HoleyObject)) {
      if (item !== undefined) sealed[key] = walk(item, fields[key], `${pointer}/${key}`);
    }
    return sealed;
  };
  return walk(masked, revealed, '') as JsonObject;
}

/** Whether a sealed value holds something that is not known yet; such a value equals nothing. */
export function isOpen(value: Json | undefined): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return value.some(isOpen);
  return '$unknown' in value || Object.values(value).some(isOpen);
}
