/** What a feature wants to change, in offsets and paths of one project: nothing is changed by making it. */
import type { View } from '../engine/view.ts';
import type { FileEdit } from './spans.ts';

export interface NewFile {
  /** Relative to the project; nothing stands there yet. */
  readonly path: string;
  readonly text: string;
}

export interface Change {
  /** Of files that the view has. Those of one file do not overlap. */
  readonly edits: readonly FileEdit[];
  readonly newFiles?: readonly NewFile[];
  /** In other projects, which use the same module. */
  readonly elsewhere?: readonly EditsOf[];
}

export interface EditsOf {
  readonly view: View;
  readonly edits: readonly FileEdit[];
}

/** Why something cannot be done, as one sentence. */
export interface Refused {
  readonly kind: 'refused';
  readonly reason: string;
}

export function refused(reason: string): Refused {
  return { kind: 'refused', reason };
}

/** The text with the edits in it; they may come in any order, and do not overlap. */
export function withEdits(text: string, edits: readonly Pick<FileEdit, 'span' | 'newText'>[]): string {
  let made = '';
  let copied = 0;
  const ordered = [...edits].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  for (const { span, newText } of ordered) {
    made += text.slice(copied, span.start) + newText;
    copied = span.end;
  }
  return made + text.slice(copied);
}

/** How the file ends its lines. */
export function newlineOf(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

/** Offset behind the last character of the line that `offset` is in. */
export function lineEndAt(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  if (end < 0) return text.length;
  return end > offset && text[end - 1] === '\r' ? end - 1 : end;
}

/** Offset of the first character of the line that `offset` is in; behind a byte order mark. */
export function lineStartAt(text: string, offset: number): number {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  return start === 0 && text.charCodeAt(0) === 0xfeff ? 1 : start;
}
