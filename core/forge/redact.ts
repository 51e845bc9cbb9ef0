/**
 * Keeps sensitive values out of everything that is printed or kept. Each value is looked for as it is and
 * in the forms that programs turn it into: base64 in all three alignments, URL, JSON, hex, shell quotes.
 * A value under six characters is too short to be hidden inside other text.
 */
import { type HoleyJson, type HoleyObject, isHole } from '../kinds/hole.ts';

export const redactedText = '(sensitive)';
const shortestHidden = 6;

export interface Redactor {
  /** From now on this value is hidden. */
  add(value: string): void;
  /** Adds every text of `revealed` that stands where `masked` has a hole. */
  addAll(masked: HoleyJson | HoleyObject, revealed: unknown): void;
  /** A whole text at once. */
  text(text: string): string;
  /** For text that arrives in pieces: holds back what may be the beginning of a value. */
  stream(): RedactingStream;
}

export interface RedactingStream {
  push(piece: string): string;
  /** What was held back. */
  end(): string;
}

export function createRedactor(): Redactor {
  const forms = new Set<string>();
  let pattern: RegExp | undefined;
  let longest = 0;
  const compile = () => {
    const sorted = [...forms].sort((a, b) => b.length - a.length);
    longest = sorted[0]?.length ?? 0;
    pattern = sorted.length === 0 ? undefined : new RegExp(sorted.map(escapePattern).join('|'), 'g');
  };
  const hide = (text: string) => (pattern === undefined ? text : text.replace(pattern, redactedText));
  const add = (value: string) => {
    const before = forms.size;
    for (const form of formsOf(value)) forms.add(form);
    if (forms.size !== before) compile();
  };
  return {
    add,
    addAll: (masked, revealed) => {
      for (const text of textsBehindHoles(masked, revealed)) add(text);
    },
    text: hide,
    stream: () => {
      let held = '';
      return {
        push: (piece) => {
          held += piece;
          if (pattern === undefined) {
            const all = held;
            held = '';
            return all;
          }
          const { passed, rest } = splitSafely(held, pattern, longest);
          held = rest;
          return passed;
        },
        end: () => {
          const rest = hide(held);
          held = '';
          return rest;
        },
      };
    },
  };
}

function textsBehindHoles(masked: HoleyJson | HoleyObject, real: unknown): readonly string[] {
  if (typeof masked !== 'object' || masked === null) return [];
  if (isHole(masked)) return textsOf(real);
  return Object.entries(masked).flatMap(([key, item]) => {
    const behind =
      typeof real === 'object' && real !== null ? (real as Readonly<Record<string, unknown>>)[key] : undefined;
    return textsBehindHoles(item as HoleyJson, behind);
  });
}

function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value === 'number') return [String(value)];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsOf);
}

/** Passes on everything that cannot belong to a value that is still arriving. */
function splitSafely(
  text: string,
  pattern: RegExp,
  longest: number,
): { readonly passed: string; readonly rest: string } {
  const keep = Math.max(0, text.length - (longest - 1));
  let passed = '';
  let at = 0;
  for (const match of text.matchAll(pattern)) {
    if (match.index >= keep) break;
    passed += text.slice(at, match.index) + redactedText;
    at = match.index + match[0].length;
  }
  const end = Math.max(at, keep);
  return { passed: passed + text.slice(at, end), rest: text.slice(end) };
}

function formsOf(value: string): readonly string[] {
  if (value.length < shortestHidden) return [];
  const bytes = Buffer.from(value, 'utf8');
  const lines = value.includes('\n') ? value.split(/\r?\n/).filter((line) => line.length >= shortestHidden) : [];
  const forms = [
    value,
    ...lines,
    encodeURIComponent(value),
    JSON.stringify(value).slice(1, -1),
    bytes.toString('hex'),
    bytes.toString('hex').toUpperCase(),
    value.replaceAll("'", "'\\''"),
    value.replace(/([^A-Za-z0-9_\-.,:+/@\n])/g, '\\$1'),
    ...base64Forms(bytes),
  ];
  return [...new Set(forms)].filter((form) => form.length >= shortestHidden);
}

/** The parts of a base64 text that depend on the value alone, for each place it may start at in a group of three bytes. */
function base64Forms(bytes: Buffer): readonly string[] {
  const forms: string[] = [];
  for (const shift of [0, 1, 2]) {
    const encoded = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    const start = shift === 0 ? 0 : shift + 1;
    const end = (shift + bytes.length) % 3 === 0 ? encoded.length : encoded.length - 1;
    const inner = encoded.slice(start, end);
    forms.push(inner, inner.replaceAll('+', '-').replaceAll('/', '_'));
  }
  return forms;
}

function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
