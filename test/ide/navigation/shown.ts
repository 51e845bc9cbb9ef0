/** Spans as tests read them: the name in `«»` with as much around it as the expectation gives. */
import { expect } from 'vitest';
import type { FileSpan } from '../../../core/ide/spans.ts';

export type Texts = Readonly<Record<string, string>>;

/** `main.cw variable "«port»" {}`: the file, and a piece of its text (`⏎` for a line's end) with the span marked. */
export function checkSpans(texts: Texts, spans: readonly FileSpan[], expected: readonly string[]): void {
  const shown = spans.map((span) => shownIn(texts, span));
  expect(shown.map((each, index) => (holds(each, expected[index]) ? expected[index] : each))).toEqual(expected);
}

/** The file alone where the span is its start, or the file is not one of the fixture's. */
export function shownIn(texts: Texts, { file, span: { start, end } }: FileSpan): string {
  const text = texts[file];
  if (text === undefined || end === 0) return file;
  const marked = `${text.slice(Math.max(0, start - 40), start)}«${text.slice(start, end)}»${text.slice(end, end + 40)}`;
  return `${file} ${marked.replaceAll('\n', '⏎')}`;
}

function holds(shown: string, expected: string | undefined): boolean {
  if (expected === undefined) return false;
  const cut = expected.indexOf(' ');
  if (cut < 0) return shown === expected;
  return shown.startsWith(expected.slice(0, cut + 1)) && shown.includes(expected.slice(cut + 1));
}
