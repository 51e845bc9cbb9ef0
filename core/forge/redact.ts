/**
 * Keeps sensitive values out of everything that is printed or kept. Each value is looked for as it is and
 * in the forms that programs turn it into: base64 in all three alignments, URL, JSON, hex, shell quotes.
 * A value under six characters is too short to be hidden inside other text; it is hidden where it is a whole line.
 */
import { type HoleyJson, type HoleyObject, isHole } from '../kinds/hole.ts';

export const redactedText = '(sensitive)';
const shortestHidden = 6;
/** A line longer than this is not looked at as a whole. */
const longestShortLine = 200;

export interface Redactor {
  /** From now on this value is hidden. */
  add(value: string): void;
  /**
   * Adds every text of `revealed` that stands where `masked` has a hole. Returns the pointers of those that are too
   * short to be hidden inside other text.
   */
  addAll(masked: HoleyJson | HoleyObject, revealed: unknown): readonly string[];
  /** A whole text at once. */
  text(text: string): string;
  /** Whether a value would show something that is hidden: in its JSON text, or as one of its texts. */
  wouldHide(value: unknown): boolean;
  /** For text that arrives in pieces: holds back what may be the beginning of a value. */
  stream(): RedactingStream;
}

export interface RedactingStream {
  push(piece: string): string;
  /** What was held back. */
  end(): string;
}

export function createRedactor(): Redactor {
  const forms = createFormIndex();
  const short = new Set<string>();
  const seen = new Set<string>();
  const add = (value: string) => {
    if (seen.has(value)) return;
    seen.add(value);
    const plain = value.trim();
    if (plain !== '' && plain.length < shortestHidden) short.add(plain);
    for (const form of formsOf(value)) forms.add(form);
  };
  const text = (whole: string) => hideShortLines(forms.scan(whole, whole.length).passed, short);
  const wouldHide = (value: unknown): boolean => {
    const json = JSON.stringify(value) ?? '';
    return text(json) !== json || stringsOf(value).some((one) => text(one) !== one);
  };
  return {
    add,
    addAll: (masked, revealed) => {
      const shortOnes: string[] = [];
      for (const { pointer, value } of textsBehindHoles(masked, revealed)) {
        add(value);
        if (value.trim() !== '' && value.trim().length < shortestHidden) shortOnes.push(pointer);
      }
      return shortOnes;
    },
    text,
    wouldHide,
    stream: () => {
      let held = '';
      const lines = createLineStream(short);
      return {
        push: (piece) => {
          held += piece;
          // Everything that cannot belong to a value that is still arriving.
          const keep = forms.longest() === 0 ? held.length : Math.max(0, held.length - (forms.longest() - 1));
          const { passed, end } = forms.scan(held, keep);
          held = held.slice(end);
          return lines.push(passed);
        },
        end: () => {
          const { passed } = forms.scan(held, held.length);
          held = '';
          return lines.push(passed) + lines.end();
        },
      };
    },
  };
}

interface FormIndex {
  add(form: string): void;
  /** Length of the longest form, 0 where there is none. */
  longest(): number;
  /**
   * `text` up to `keep` with every form that begins before `keep` hidden, the longest where several begin at one place,
   * and where it stopped: at `keep`, or behind a form that reaches beyond it.
   */
  scan(text: string, keep: number): { readonly passed: string; readonly end: number };
}

/** Forms by their first characters and then by length, so that a scan costs the same however many there are. */
function createFormIndex(): FormIndex {
  const byHead = new Map<string, { readonly forms: Set<string>; lengths: readonly number[] }>();
  const firstUnits = new Uint8Array(65_536);
  let longest = 0;
  const formAt = (text: string, at: number): string | undefined => {
    if (firstUnits[text.charCodeAt(at)] !== 1) return undefined;
    const bucket = byHead.get(text.slice(at, at + shortestHidden));
    if (bucket === undefined) return undefined;
    for (const length of bucket.lengths) {
      const found = text.slice(at, at + length);
      if (bucket.forms.has(found)) return found;
    }
    return undefined;
  };
  return {
    add: (form) => {
      longest = Math.max(longest, form.length);
      firstUnits[form.charCodeAt(0)] = 1;
      const head = form.slice(0, shortestHidden);
      const bucket = byHead.get(head) ?? { forms: new Set(), lengths: [] };
      byHead.set(head, bucket);
      bucket.forms.add(form);
      if (!bucket.lengths.includes(form.length)) {
        bucket.lengths = [...bucket.lengths, form.length].sort((one, other) => other - one);
      }
    },
    longest: () => longest,
    scan: (text, keep) => {
      if (longest === 0) return { passed: text.slice(0, keep), end: keep };
      let passed = '';
      let from = 0;
      for (let at = 0; at < keep; at++) {
        const form = formAt(text, at);
        if (form === undefined) continue;
        passed += text.slice(from, at) + redactedText;
        from = at + form.length;
        at = from - 1;
      }
      const end = Math.max(from, keep);
      return { passed: passed + text.slice(from, end), end };
    },
  };
}

function hideShortLines(text: string, short: ReadonlySet<string>): string {
  if (short.size === 0) return text;
  return text
    .split('\n')
    .map((line) => hideShortLine(line, short))
    .join('\n');
}

function hideShortLine(line: string, short: ReadonlySet<string>): string {
  if (line.length > longestShortLine) return line;
  const plain = line.trim();
  return short.has(plain) ? line.replace(plain, () => redactedText) : line;
}

/** Holds back the beginning of a line as long as the whole line could be a short value. */
function createLineStream(short: ReadonlySet<string>): RedactingStream {
  let held = '';
  /** The line that is arriving is none: part of it was passed on. */
  let isDecided = false;
  return {
    push: (piece) => {
      if (short.size === 0 && held === '') {
        if (piece !== '') isDecided = !piece.endsWith('\n');
        return piece;
      }
      held += piece;
      let passed = '';
      for (let end = held.indexOf('\n'); end !== -1; end = held.indexOf('\n')) {
        const line = held.slice(0, end);
        passed += `${isDecided ? line : hideShortLine(line, short)}\n`;
        isDecided = false;
        held = held.slice(end + 1);
      }
      if (!isDecided && held.length <= longestShortLine && held.trim().length < shortestHidden) return passed;
      passed += held;
      isDecided ||= held !== '';
      held = '';
      return passed;
    },
    end: () => {
      const rest = isDecided ? held : hideShortLine(held, short);
      held = '';
      return rest;
    },
  };
}

interface HiddenText {
  readonly pointer: string;
  readonly value: string;
}

function textsBehindHoles(masked: HoleyJson | HoleyObject, real: unknown): readonly HiddenText[] {
  if (typeof masked !== 'object' || masked === null) return [];
  if (isHole(masked)) return textsOf(real).map((value) => ({ pointer: masked.$hole, value }));
  return Object.entries(masked).flatMap(([key, item]) => {
    const behind =
      typeof real === 'object' && real !== null ? (real as Readonly<Record<string, unknown>>)[key] : undefined;
    return textsBehindHoles(item as HoleyJson, behind);
  });
}

function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value === 'number') return [String(value)];
  if (typeof value !== 'object' || value === null || isHole(value)) return [];
  return Object.values(value).flatMap(textsOf);
}

function stringsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsOf) : [];
}

function formsOf(value: string): readonly string[] {
  if (value.length < shortestHidden) return [];
  const bytes = Buffer.from(value, 'utf8');
  const lines = value.includes('\n') ? value.split(/\r?\n/).filter((line) => line.length >= shortestHidden) : [];
  const forms = [
    value,
    ...lines,
    encodeURIComponent(value.toWellFormed()),
    JSON.stringify(value).slice(1, -1),
    bytes.toString('hex'),
    bytes.toString('hex').toUpperCase(),
    value.replaceAll("'", "'\\''"),
    value.replace(/([^A-Za-z0-9_\-.,:+/@\n])/g, '\\$1'),
    ...base64Forms(bytes),
  ];
  return [...new Set(forms)].filter((form) => form.length >= shortestHidden && form.trim() !== '');
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
