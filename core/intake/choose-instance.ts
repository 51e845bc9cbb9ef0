/** Which instances of a block a reference means. */
import { nearest } from '../base/did-you-mean.ts';
import { compareNumbers } from '../language/numbers.ts';
import type { Step } from '../language/scope.ts';
import type { Value } from '../language/values.ts';
import { isKnown, numberOf, objectValue, tupleValue, UNKNOWN } from '../language/values.ts';
import type { ReportProblem } from './module-scope.ts';
import type { Expansion, InstanceKey } from './nodes.ts';

export type Choice<T> =
  | { readonly kind: 'one'; readonly instance: T; readonly consumed: number }
  | { readonly kind: 'all'; readonly consumed: number }
  | { readonly kind: 'broken' };

/** Which instances of a block a reference means; `at` is the step behind the name. */
export function choose<T>(
  expansion: Expansion<T>,
  steps: readonly Step[],
  at: number,
  label: string,
  report: ReportProblem,
): Choice<T> {
  if (expansion.failed) return { kind: 'broken' };
  const next = steps[at];
  if (expansion.repeated === 'single') {
    const only = expansion.instances.get(undefined);
    if (only === undefined) return { kind: 'broken' };
    if (next?.kind !== 'index') return { kind: 'one', instance: only, consumed: at };
    report({
      code: 'wrong-instance-key',
      message: `\`${label}\` has neither \`count\` nor \`for_each\`, so there is nothing to choose from. Remove the index.`,
      span: next.span,
    });
    return { kind: 'broken' };
  }
  if (next === undefined) return { kind: 'all', consumed: at };
  const key =
    next.kind === 'attribute' ? (expansion.instances.has(next.name) ? next.name : undefined) : keyOf(next.key);
  if (next.kind === 'attribute' && key === undefined) {
    const example =
      expansion.repeated === 'count' ? '0' : JSON.stringify(String([...expansion.instances.keys()][0] ?? 'key'));
    report({
      code: 'wrong-instance-key',
      message: `\`${label}\` has \`${expansion.repeated}\`, so say which one: \`${label}[${example}].${next.name}\`, or \`${expansion.repeated === 'count' ? `${label}[*]` : `values(${label})[*]`}.${next.name}\` for all.`,
      span: next.span,
    });
    return { kind: 'broken' };
  }
  // An index that is not known yet may mean any of them.
  if (key === UNKNOWN) return { kind: 'all', consumed: at };
  const wanted = expansion.repeated === 'count' && typeof key === 'string' && /^\d+$/.test(key) ? Number(key) : key;
  const instance = expansion.instances.get(wanted);
  if (instance !== undefined && wanted !== undefined) return { kind: 'one', instance, consumed: at + 1 };
  const known = [...expansion.instances.keys()];
  report({
    code: 'wrong-instance-key',
    message:
      known.length === 0
        ? `\`${label}\` has no instances, so \`${label}[${shown(key)}]\` does not exist.`
        : expansion.repeated === 'count'
          ? `\`${label}\` has ${known.length} ${known.length === 1 ? 'instance' : 'instances'}, [0] to [${known.length - 1}], but no [${shown(key)}].`
          : `\`${label}\` has no instance [${shown(key)}].${didYouMean(key, known)}`,
    span: next.span,
  });
  return { kind: 'broken' };
}

export function didYouMean(key: InstanceKey, known: readonly InstanceKey[]): string {
  const near = nearest(String(key), known.map(String));
  return near === undefined ? '' : ` Did you mean ["${near}"]?`;
}

export function shown(key: InstanceKey): string {
  return typeof key === 'string' ? JSON.stringify(key) : String(key);
}

export function keyOf(key: Value): InstanceKey | typeof UNKNOWN {
  if (!isKnown(key)) return UNKNOWN;
  if (typeof key.raw === 'string') return key.raw;
  if (key.type.kind === 'number' && key.raw !== null) {
    const number = numberOf(key);
    return typeof number === 'number' ? number : compareNumbers(number, 0) < 0 ? -1 : Number.MAX_SAFE_INTEGER;
  }
  return undefined;
}

/** All instances of a block as one value: a tuple where it has `count`, an object where it has `for_each`. */
export function together<T>(expansion: Expansion<T>, read: (instance: T) => Value): Value {
  if (expansion.repeated === 'count') return tupleValue([...expansion.instances.values()].map(read));
  return objectValue([...expansion.instances].map(([key, instance]) => [String(key), read(instance)]));
}
