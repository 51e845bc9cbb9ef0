/** What is open at a place of a text: blocks, values, calls, lists, objects, strings, parts of templates. */

/** An attribute or block in a body. */
export interface ScannedEntry {
  readonly sort: 'attribute' | 'block';
  readonly name: string;
  readonly labels: readonly string[];
  readonly start: number;
}

/** `[for NAMES in COLLECTION : …]`, also of a template. */
export interface ForHead {
  readonly names: string[];
  phase: 'names' | 'collection' | 'body';
  collectionStart: number;
  collectionEnd: number;
}

interface Open {
  readonly start: number;
  /** Where the operand begins that the end belongs to; -1 where none does. */
  operand: number;
  previous: 'none' | 'operand' | 'dot' | 'operator';
  /** An operator stands before the operand that is not of a conditional: its type is not that of the whole. */
  computes: boolean;
}

export interface BodyFrame extends Open {
  readonly kind: 'body';
  /** Undefined for the file. */
  readonly block?: { readonly type: string; readonly labels: readonly string[]; readonly typeStart: number };
  readonly entries: ScannedEntry[];
}

export interface ValueFrame extends Open {
  readonly kind: 'value';
  readonly name: string;
  readonly nameStart: number;
}

export interface CallFrame extends Open {
  readonly kind: 'call';
  readonly name: string;
  readonly nameStart: number;
  /** Number of commas so far. */
  argument: number;
}

export interface ListFrame extends Open {
  readonly kind: 'list';
  for?: ForHead;
}

export interface ObjectFrame extends Open {
  readonly kind: 'object';
  state: 'key' | 'value';
  key: string;
  readonly keys: ScannedEntry[];
  for?: ForHead;
}

interface Text extends Open {
  /** `%{ for }` that are open. */
  readonly loops: ForHead[];
}

export interface StringFrame extends Text {
  readonly kind: 'string';
}

export interface HeredocFrame extends Text {
  readonly kind: 'heredoc';
  readonly marker: string;
}

export type TextFrame = StringFrame | HeredocFrame;

export interface DirectiveFrame extends Open {
  readonly kind: 'directive';
  word: string;
  for?: ForHead;
}

export interface PlainFrame extends Open {
  readonly kind: 'paren' | 'index' | 'interpolation';
}

export type Frame =
  | BodyFrame
  | ValueFrame
  | CallFrame
  | ListFrame
  | ObjectFrame
  | TextFrame
  | DirectiveFrame
  | PlainFrame;

export function opened(start: number): Open {
  return { start, operand: -1, previous: 'none', computes: false };
}

export function startOperand(frame: Frame, at: number): void {
  if (frame.previous !== 'dot') frame.operand = at;
  frame.previous = 'operand';
}

export function reset(frame: Frame, previous: 'none' | 'operator'): void {
  frame.operand = -1;
  frame.previous = previous;
  if (previous === 'none') frame.computes = false;
}

export function directiveEnds(frame: DirectiveFrame, outer: Frame, at: number): void {
  if (outer.kind !== 'string' && outer.kind !== 'heredoc') return;
  if (frame.word === 'endfor') outer.loops.pop();
  else if (frame.for !== undefined) {
    frame.for.collectionEnd = at;
    outer.loops.push(frame.for);
  }
}
