/**
 * Regular expressions with the syntax and the meaning of Go's `regexp` (RE2): matching takes time
 * linear in the text, whatever the pattern. Offsets are UTF-16 units.
 */
import { RE2JS } from 're2js';
import { Refusal } from './define.ts';

export interface Pattern {
  /** Capture groups in order, by name where they have one. */
  readonly groups: readonly (string | undefined)[];
  /** All matches that do not overlap; an empty match right behind another does not count. */
  matches(text: string, limit?: number): readonly Match[];
}

export interface Match {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** What each group matched; null where it took no part. */
  readonly groups: readonly (string | null)[];
}

/** Throws {@link Refusal} where the pattern is malformed. */
export function compilePattern(source: string, argument: number): Pattern {
  const compiled = compile(source, argument);
  const named = new Map(Object.entries(compiled.namedGroups()).map(([name, index]) => [Number(index), name]));
  const groups = Array.from({ length: compiled.groupCount() }, (_, i) => named.get(i + 1));
  return { groups, matches: (text, limit = Number.POSITIVE_INFINITY) => findAll(compiled, text, limit) };
}

/** Go's templates: `$1`, `$name`, `${name}`, `$$`; the longest run of word characters is the name. */
export function replaceMatches(pattern: Pattern, text: string, template: string): string {
  let result = '';
  let position = 0;
  for (const match of pattern.matches(text)) {
    result += text.slice(position, match.start) + expandTemplate(template, match, pattern.groups);
    position = match.end;
  }
  return result + text.slice(position);
}

function compile(source: string, argument: number): RE2JS {
  try {
    return RE2JS.compile(source);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Refusal(`invalid regular expression: ${reason}`, argument);
  }
}

function findAll(compiled: RE2JS, text: string, limit: number): Match[] {
  const matcher = compiled.matcher(text);
  const found: Match[] = [];
  let position = 0;
  let previousEnd = -1;
  while (found.length < limit && position <= text.length && matcher.find(position)) {
    const start = matcher.start();
    const end = matcher.end();
    const accepted = end !== position || start !== previousEnd;
    if (accepted) {
      const groups = Array.from({ length: matcher.groupCount() }, (_, i) => matcher.group(i + 1));
      found.push({ start, end, text: text.slice(start, end), groups });
    }
    previousEnd = end;
    position = end > position ? end : position + unitsAt(text, position);
  }
  return found;
}

function unitsAt(text: string, position: number): number {
  return (text.codePointAt(position) ?? 0) > 0xffff ? 2 : 1;
}

function expandTemplate(template: string, match: Match, groups: readonly (string | undefined)[]): string {
  return template.replace(/\$(?:\$|\{(\w+)\}|([\p{L}\p{Nd}_]+))/gu, (_, braced: string | undefined, bare) => {
    const name: string | undefined = braced ?? bare;
    if (name === undefined) return '$';
    if (/^\d+$/.test(name)) return Number(name) === 0 ? match.text : (match.groups[Number(name) - 1] ?? '');
    const index = groups.lastIndexOf(name);
    return index < 0 ? '' : (match.groups[index] ?? '');
  });
}
