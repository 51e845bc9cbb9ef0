/** Reading arguments that may be holes. */
import type { AttributeProblem } from '../define.ts';
import { type Hole, type Holey, type HoleyJson, type HoleyObject, isHole } from '../hole.ts';

/** The value where it is known; undefined where it is absent or a hole. The value's own parts may be holes. */
export function known<T>(value: T): Exclude<T, Hole | undefined> | undefined {
  return value === undefined || isHole(value) ? undefined : (value as Exclude<T, Hole | undefined>);
}

/** The named arguments, those that were given. */
export function pick(args: object, names: readonly string[]): HoleyObject {
  const picked: Record<string, HoleyJson> = {};
  for (const name of names) {
    const value = (args as HoleyObject)[name];
    if (value !== undefined) picked[name] = value;
  }
  return picked;
}

/** One problem for each of the named arguments that is sensitive: they show in plans, logs and commands. */
export function mustBePlain(args: object, names: readonly string[]): readonly AttributeProblem[] {
  return names.flatMap((name) => {
    const value = (args as HoleyObject)[name];
    if (!isHole(value) || value.why !== 'sensitive') return [];
    const message = `\`${name}\` cannot be sensitive: it is shown in plans and logs. Use \`nonsensitive()\` if it is no secret.`;
    return [{ attribute: name, message }];
  });
}

/** `--path=x` for each known text, number or bool; holes reach a script through its environment. */
export function flags(args: HoleyObject, names: readonly string[]): readonly string[] {
  return names.flatMap((name) => {
    const value = args[name];
    if (value === undefined || value === null || typeof value === 'object') return [];
    return [`--${name.replaceAll('_', '-')}=${value}`];
  });
}

/** A text of parts; a hole where any part is one. The pointer is for core to set. */
export function joinText(parts: readonly (HoleyJson | undefined)[]): Holey<string> {
  const holes = parts.filter(isHole);
  const hole = holes.find((one) => one.why === 'sensitive') ?? holes[0];
  return hole === undefined ? parts.map((part) => String(part ?? '')).join('') : { $hole: '', why: hole.why };
}

/**
 * One problem for each of the named arguments that holds something unknown or sensitive. What a compiler
 * still fills in is no problem: it is known before anything is written.
 */
export function mustBeKnown(args: object, names: readonly string[]): readonly AttributeProblem[] {
  return names.flatMap((name) => {
    const why = blockerIn((args as HoleyObject)[name]);
    if (why === undefined) return [];
    const message =
      why === 'sensitive'
        ? `\`${name}\` cannot be sensitive: it is shown in plans and logs. Use \`nonsensitive()\` if it is no secret.`
        : `\`${name}\` depends on what is known only after other resources were applied. Use a value that is known before.`;
    return [{ attribute: name, message }];
  });
}

function blockerIn(value: HoleyJson | undefined): Hole['why'] | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (isHole(value)) return value.why === 'incomplete' ? undefined : value.why;
  for (const item of Object.values(value)) {
    const why = blockerIn(item as HoleyJson);
    if (why !== undefined) return why;
  }
  return undefined;
}
