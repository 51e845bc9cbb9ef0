/** How a block stands, in a few words: what was applied and when, what failed, what has drifted, which assertions pass. */
import { desiredOf } from '../../assembly/desired.ts';
import { driftOf } from '../../assembly/diff.ts';
import type { LoadedState } from '../../assembly/read-state.ts';
import { outputsInState, resultsFrom } from '../../assembly/results.ts';
import type { LastResult } from '../../contracts/last-results.ts';
import type { Observation } from '../../contracts/observations.ts';
import type { Instance, Model } from '../../intake/model.ts';
import type { LastRun } from './last-run.ts';
import { keylessSeal } from './without-key.ts';

export interface ResultText {
  readonly title: string;
  /** The run that it tells of, where its logs are. */
  readonly run?: string;
  /** The step that failed in it. */
  readonly step?: string;
}

export interface ResultWorld {
  readonly model: Model;
  readonly last: LastRun;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Of the instances of one block, or of one module. Nothing where nothing of it was ever applied or asked. */
export function resultTexts(world: ResultWorld, instances: readonly Instance[]): readonly ResultText[] {
  const found = [stateText(world, instances), assertionText(world, instances)];
  return found.filter((one) => one !== undefined);
}

interface Standing {
  readonly address: string;
  readonly word: 'failed' | 'cancelled' | 'drifted' | 'applied';
  readonly detail: string;
  /** The run that brought it about, where that is known. */
  readonly last: LastResult | undefined;
}

/** The worst of what there is to say: failed, then drifted, then applied. */
function stateText(world: ResultWorld, instances: readonly Instance[]): ResultText | undefined {
  const { loaded } = world.last;
  if ('problem' in loaded) return undefined;
  const standings = instances.flatMap((instance) => standingOf(world, loaded, instance) ?? []);
  const isChecks = instances.every(({ kind }) => kind === 'check');
  for (const word of ['failed', 'cancelled', 'drifted', 'applied'] as const) {
    const same = standings.filter((one) => one.word === word);
    const latest = same.reduce<Standing | undefined>((a, b) => (a !== undefined && isLater(a, b) ? a : b), undefined);
    if (latest === undefined) continue;
    const said = isChecks && word === 'applied' ? 'passed' : word;
    const title = `${counted(said, same.length, instances.length)}${latest.detail}`;
    const { last, address } = latest;
    if (last === undefined) return { title };
    const step = last.step === undefined ? {} : { step: `${address}#${last.step}` };
    return { title: `${title} ${agoText(world.now - Date.parse(last.at))}`, run: last.run, ...step };
  }
  return undefined;
}

function counted(word: string, count: number, all: number): string {
  if (all === 1) return word;
  return count === all ? `all ${all} ${word}` : `${count} of ${all} ${word}`;
}

function isLater(a: Standing, b: Standing): boolean {
  return (a.last?.at ?? '') >= (b.last?.at ?? '');
}

function standingOf(world: ResultWorld, loaded: LoadedState, instance: Instance): Standing | undefined {
  const { address } = instance;
  const record = loaded.state.resources[address];
  if (record === undefined) return undefined;
  const last = world.last.results.resources[address];
  const step = last?.step === undefined ? '' : `: ${last.step}`;
  if (last?.status === 'cancelled') return { address, word: 'cancelled', detail: step, last };
  if (record.status === 'failed' || record.check === 'failed') {
    // What is noted may be older than the record: then it says nothing of this failure.
    return last?.status === 'failed'
      ? { address, word: 'failed', detail: step, last }
      : { address, word: 'failed', detail: '', last: undefined };
  }
  const drift = driftText(world, loaded, instance);
  if (drift !== undefined) return { address, word: 'drifted', detail: drift, last: undefined };
  return { address, word: 'applied', detail: '', last: last?.status === 'succeeded' ? last : undefined };
}

/** ` (image)`, or undefined where it is as it was applied, as far as was seen. */
function driftText(world: ResultWorld, loaded: LoadedState, instance: Instance): string | undefined {
  const observed = world.last.observations?.resources[instance.address];
  if (observed === undefined || observed.presence === 'unknown' || instance.kind === 'check') return undefined;
  if (observed.presence === 'absent') return ': is gone';
  const names = keptDrift(world, loaded, instance, observed);
  if (names.length === 0) return undefined;
  return `: ${names.slice(0, 3).join(', ')}${names.length > 3 ? ' …' : ''}`;
}

interface Drift {
  readonly loaded: LoadedState;
  readonly observed: Observation;
  readonly names: readonly string[];
}

/** An instance that an edit does not reach is the same object in the next model. */
const driftMemo = new WeakMap<Instance, Drift>();

function keptDrift(
  world: ResultWorld,
  loaded: LoadedState,
  instance: Instance,
  observed: Observation,
): readonly string[] {
  const known = driftMemo.get(instance);
  if (known?.loaded === loaded && known.observed === observed) return known.names;
  const names = driftNames(world, loaded, instance, observed);
  driftMemo.set(instance, { loaded, observed, names });
  return names;
}

function driftNames(
  { model }: ResultWorld,
  { state }: LoadedState,
  instance: Instance,
  observed: Observation,
): readonly string[] {
  const { resources, outputs } = state;
  const applied = resources[instance.address];
  const results = resultsFrom(outputsInState(resources), resources, outputs);
  const { kind, sealed } = desiredOf(model, instance, results, keylessSeal).value;
  if (kind === undefined) return [];
  const { ignoreChanges } = instance.lifecycle;
  return driftOf({ attributes: kind.attributes, desired: sealed, applied, observed, ignoreChanges }, false);
}

function assertionText({ last, now }: ResultWorld, instances: readonly Instance[]): ResultText | undefined {
  const asked = instances.flatMap(({ assertions }) =>
    assertions.flatMap(({ address }) => last.results.assertions[address] ?? []),
  );
  const [first, ...rest] = asked;
  if (first === undefined) return undefined;
  const passed = asked.filter(({ status }) => status === 'pass').length;
  const latest = rest.reduce((a, b) => (a.at >= b.at ? a : b), first);
  const ago = agoText(now - Date.parse(latest.at));
  const all = asked.length;
  const count = all === 1 ? 'assertion passes' : `${all} assertions pass`;
  if (passed === all) return { title: all === 1 ? `${count}, asked ${ago}` : `all ${count}, asked ${ago}` };
  return { title: all === 1 ? `assertion fails, asked ${ago}` : `${passed} of ${count}, asked ${ago}` };
}

/** `2 min ago`; what lies ahead, by a clock that was set back, is just now. */
export function agoText(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (!(seconds >= 60)) return 'just now';
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ago`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h ago`;
  return `${Math.floor(hours / 24)} days ago`;
}
