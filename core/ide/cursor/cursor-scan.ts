/**
 * Reads a text up to the cursor and says what is open there: blocks, values, calls, lists, objects, strings, templates.
 * It looks at what stands before the cursor alone, so that it holds in text that is broken behind it, and it forgives
 * what is broken before: a quoted string ends with its line, and a line that begins a definition ends what is open.
 */
import { identifierEnd, indentationAt, isDigit, lineEnd, numberEnd, skipBlanks } from '../../syntax/chars.ts';
import { isAttribute, isBlockHeader } from '../../syntax/extent.ts';
import { heredocIntro } from '../../syntax/scan.ts';
import {
  type BodyFrame,
  type DirectiveFrame,
  directiveEnds,
  type Frame,
  type ListFrame,
  type ObjectFrame,
  opened,
  reset,
  type ScannedEntry,
  startOperand,
  type TextFrame,
} from './cursor-frames.ts';

export interface ScannedLabel {
  readonly text: string;
  readonly quoted: boolean;
  /** Of the text, behind the quote. */
  readonly start: number;
}

/** What stands at the end where that is no expression. */
export type Tail =
  | { readonly kind: 'inside' }
  | { readonly kind: 'comment' }
  /** The name of an entry is being written; no label yet and no `{`. `label` is the one that is open. */
  | {
      readonly kind: 'header';
      readonly type: string;
      readonly start: number;
      readonly labels: readonly string[];
      readonly label?: ScannedLabel;
    };

export interface Scan {
  /** Outermost first; the first is the file's body. */
  readonly frames: readonly Frame[];
  readonly tail: Tail;
  /** Entries of every body, by the offset behind its `{`. */
  readonly bodies: ReadonlyMap<number, readonly ScannedEntry[]>;
  /** Keys of every object, by the offset of its `{`. */
  readonly objects: ReadonlyMap<number, readonly ScannedEntry[]>;
}

/** Reads `text` from `from`, where a definition begins, to `end`. `isBroken`: brackets in it need not balance. Linear. */
export function scanText(text: string, from: number, end: number, isBroken: boolean): Scan {
  const scanner = new Scanner(text, end, isBroken, from);
  scanner.run(from);
  return scanner;
}

class Scanner implements Scan {
  readonly frames: Frame[];
  readonly bodies = new Map<number, readonly ScannedEntry[]>();
  readonly objects = new Map<number, readonly ScannedEntry[]>();
  tail: Tail = { kind: 'inside' };
  private readonly text: string;
  private readonly end: number;
  private readonly isBroken: boolean;

  constructor(text: string, end: number, isBroken: boolean, from: number) {
    this.text = text;
    this.end = end;
    this.isBroken = isBroken;
    this.frames = [{ kind: 'body', ...opened(from), entries: [] }];
  }

  run(from: number): void {
    let i = from;
    while (i < this.end) {
      const top = this.top();
      if (top.kind === 'body') i = this.body(i, top);
      else if (top.kind === 'string' || top.kind === 'heredoc') i = this.literal(i, top);
      else i = this.expression(i, top);
    }
  }

  private top(): Frame {
    return this.frames.at(-1) as Frame;
  }

  private pop(): void {
    if (this.frames.length > 1) this.frames.pop();
  }

  // Bodies

  private body(i: number, frame: BodyFrame): number {
    const { text, end } = this;
    const comment = this.comment(i);
    if (comment > i) return comment;
    const c = text.charCodeAt(i);
    if (c === 125) {
      this.pop();
      return i + 1;
    }
    if (c === 34) return this.quoteEnd(i, lineEnd(text, i, end));
    const nameEnd = identifierEnd(text, i, end);
    if (nameEnd === i) return i + 1;
    const name = text.slice(i, nameEnd);
    if (this.isOutside(i, frame)) {
      this.pop();
      return i;
    }
    const next = skipBlanks(text, nameEnd, end);
    if (next === end) {
      this.tail = {
        kind: 'header',
        type: name,
        start: i,
        labels: [],
        ...(nameEnd === end ? {} : { label: bare(end) }),
      };
      return end;
    }
    if (text.charCodeAt(next) === 61 && text.charCodeAt(next + 1) !== 61) {
      frame.entries.push({ sort: 'attribute', name, labels: [], start: i });
      this.frames.push({ kind: 'value', ...opened(next + 1), name, nameStart: i });
      return next + 1;
    }
    return this.header(i, name, next, frame);
  }

  /** Where a `}` is missing, what stands as far left as the block itself is beside it, if its entries are indented. */
  private isOutside(at: number, frame: BodyFrame): boolean {
    const { text, isBroken } = this;
    if (!isBroken || frame.block === undefined) return false;
    const column = indentationAt(text, frame.block.typeStart);
    const own = indentationAt(text, at);
    return (
      column >= 0 && own >= 0 && own <= column && frame.entries.some(({ start }) => indentationAt(text, start) > column)
    );
  }

  private header(start: number, type: string, from: number, frame: BodyFrame): number {
    const { text, end } = this;
    const labels: string[] = [];
    for (let i = from; ; ) {
      i = skipBlanks(text, i, end);
      if (i === end) {
        this.tail = { kind: 'header', type, start, labels, label: bare(end) };
        return end;
      }
      const c = text.charCodeAt(i);
      if (c === 123) {
        frame.entries.push({ sort: 'block', name: type, labels, start });
        const entries: ScannedEntry[] = [];
        this.bodies.set(i + 1, entries);
        this.frames.push({ kind: 'body', ...opened(i + 1), block: { type, labels, typeStart: start }, entries });
        return i + 1;
      }
      if (c === 34) {
        const close = text.indexOf('"', i + 1);
        const line = lineEnd(text, i, end);
        if (close < 0 || close >= line) {
          if (line < end) return line;
          this.tail = {
            kind: 'header',
            type,
            start,
            labels,
            label: { text: text.slice(i + 1, end), quoted: true, start: i + 1 },
          };
          return end;
        }
        labels.push(text.slice(i + 1, close));
        i = close + 1;
        continue;
      }
      const labelEnd = identifierEnd(text, i, end);
      if (labelEnd === i) return i;
      if (labelEnd === end) {
        this.tail = {
          kind: 'header',
          type,
          start,
          labels,
          label: { text: text.slice(i, end), quoted: false, start: i },
        };
        return end;
      }
      labels.push(text.slice(i, labelEnd));
      i = labelEnd;
    }
  }

  // Expressions

  private expression(i: number, frame: Exclude<Frame, BodyFrame | TextFrame>): number {
    const { text, end } = this;
    const c = text.charCodeAt(i);
    if (c === 10) return this.newline(i, frame);
    if (c === 32 || c === 9 || c === 13) return i + 1;
    const comment = this.comment(i);
    if (comment > i) return comment;
    const nameEnd = identifierEnd(text, i, end);
    if (nameEnd > i) return this.word(i, nameEnd, frame);
    if (isDigit(c)) {
      const stop = frame.previous === 'dot' ? digitsEnd(text, i, end) : numberEnd(text, i, end);
      startOperand(frame, i);
      return Math.max(stop, i + 1);
    }
    switch (c) {
      case 34:
        this.frames.push({ kind: 'string', ...opened(i), loops: [] });
        return i + 1;
      case 60: {
        const intro = heredocIntro(text, i, end);
        if (intro === undefined || (intro.contentStart === end && text.charCodeAt(end - 1) !== 10)) break;
        this.frames.push({ kind: 'heredoc', ...opened(i), marker: intro.marker, loops: [] });
        return intro.contentStart;
      }
      case 46:
        if (text.startsWith('...', i)) break;
        if (frame.previous === 'operand') frame.previous = 'dot';
        return i + 1;
      case 42:
        if (frame.previous !== 'dot' && !(frame.kind === 'index' && frame.previous === 'none')) break;
        frame.previous = 'operand';
        return i + 1;
      case 40: {
        const name = frame.previous === 'operand' ? text.slice(frame.operand, i).trim() : '';
        if (/^[\p{ID_Continue}:-]+$/u.test(name)) {
          this.frames.push({ kind: 'call', ...opened(i), name, nameStart: frame.operand, argument: 0 });
        } else this.frames.push({ kind: 'paren', ...opened(i) });
        return i + 1;
      }
      case 91:
        this.frames.push({ kind: frame.previous === 'operand' ? 'index' : 'list', ...opened(i) });
        return i + 1;
      case 123: {
        const keys: ScannedEntry[] = [];
        this.objects.set(i, keys);
        this.frames.push({ kind: 'object', ...opened(i), state: 'key', key: '', keys });
        return i + 1;
      }
      case 41:
      case 93:
      case 125:
        return this.close(i, c);
    }
    return this.operator(i, c, frame);
  }

  private word(i: number, nameEnd: number, frame: Exclude<Frame, BodyFrame | TextFrame>): number {
    const { text, end } = this;
    const name = text.slice(i, nameEnd);
    if (frame.kind === 'list' || frame.kind === 'object' || frame.kind === 'directive') {
      if (nameEnd < end && this.forWord(frame, name, nameEnd)) return nameEnd;
    }
    if (frame.kind === 'object' && frame.state === 'key' && frame.previous === 'none') frame.key = name;
    startOperand(frame, i);
    return nameEnd;
  }

  /** Takes the words of a `for`, of `if` behind it, and those that directives begin with. */
  private forWord(frame: ListFrame | ObjectFrame | DirectiveFrame, name: string, nameEnd: number): boolean {
    const { for: head } = frame;
    if (head === undefined) {
      if (frame.kind === 'directive' && frame.word === '') frame.word = name;
      else if (frame.previous !== 'none') return false;
      if (name === 'for') frame.for = { names: [], phase: 'names', collectionStart: nameEnd, collectionEnd: nameEnd };
      else if (frame.kind !== 'directive') return false;
      reset(frame, 'operator');
      return true;
    }
    if (head.phase === 'names') {
      if (name === 'in') {
        head.phase = 'collection';
        head.collectionStart = nameEnd;
      } else head.names.push(name);
      reset(frame, 'operator');
      return true;
    }
    if (head.phase === 'body' && name === 'if' && frame.previous === 'operand') {
      reset(frame, 'operator');
      frame.computes = true;
      return true;
    }
    return false;
  }

  private operator(i: number, c: number, frame: Exclude<Frame, BodyFrame | TextFrame>): number {
    const { text } = this;
    const next = text.charCodeAt(i + 1);
    if (c === 58 && next === 58) {
      frame.previous = 'dot';
      return i + 2;
    }
    if (c === 44) {
      if (frame.kind === 'call') frame.argument++;
      if (frame.kind === 'object') frame.state = 'key';
      if (!(frame.kind !== 'call' && 'for' in frame && frame.for?.phase === 'names')) reset(frame, 'none');
      return i + 1;
    }
    if (frame.kind === 'list' || frame.kind === 'object') {
      if (c === 58 && frame.for?.phase === 'collection') {
        frame.for.phase = 'body';
        frame.for.collectionEnd = i;
        reset(frame, 'none');
        if (frame.kind === 'object') frame.state = 'value';
        return i + 1;
      }
    }
    if (frame.kind === 'object' && frame.state === 'key' && (c === 58 || (c === 61 && next !== 61))) {
      frame.state = 'value';
      frame.keys.push({ sort: 'attribute', name: frame.key, labels: [], start: Math.max(frame.operand, frame.start) });
      reset(frame, 'none');
      return i + 1;
    }
    const isArrow = c === 61 && next === 62;
    const keeps = c === 63 || c === 58 || isArrow;
    reset(frame, 'operator');
    if (!keeps) frame.computes = true;
    else frame.computes = false;
    return i + (isArrow || (next === 61 && c !== 63 && c !== 58) || (next === c && (c === 38 || c === 124)) ? 2 : 1);
  }

  private newline(i: number, frame: Exclude<Frame, BodyFrame | TextFrame>): number {
    if (frame.kind === 'value') {
      this.pop();
      return i + 1;
    }
    const { text, end } = this;
    const first = skipBlanks(text, i + 1, end);
    const isAnAttribute = isAttribute(text, first);
    if (isAnAttribute || isBlockHeader(text, first)) {
      const value = this.frames.findLast((each) => each.kind === 'value');
      const leftOut = this.isBroken && first - i - 1 <= Math.max(0, indentationAt(text, value?.nameStart ?? 0));
      if (leftOut || (isAnAttribute && frame.kind !== 'object')) {
        while (this.frames.length > 1 && this.top().kind !== 'body' && this.top().kind !== 'heredoc') this.frames.pop();
        return i + 1;
      }
    }
    if (frame.kind === 'object' && frame.for === undefined) {
      frame.state = 'key';
      frame.key = '';
      reset(frame, 'none');
    }
    return i + 1;
  }

  private close(i: number, c: number): number {
    const isClosedBy = (frame: Frame): boolean => {
      switch (frame.kind) {
        case 'call':
        case 'paren':
          return c === 41;
        case 'list':
        case 'index':
          return c === 93;
        case 'object':
        case 'interpolation':
        case 'directive':
          return c === 125;
        default:
          return false;
      }
    };
    let at = this.frames.length - 1;
    while (at > 0 && !isClosedBy(this.frames[at] as Frame)) {
      const { kind } = this.frames[at] as Frame;
      if (kind === 'body' || kind === 'string' || kind === 'heredoc') break;
      at--;
    }
    const closed = this.frames[at] as Frame;
    if (!isClosedBy(closed)) {
      if (c !== 125) return i + 1;
      // A body's brace, with something left open before it.
      while (this.frames.length > 1 && this.top().kind !== 'body') this.frames.pop();
      return i;
    }
    this.frames.length = at;
    const outer = this.top();
    if (closed.kind === 'directive') directiveEnds(closed, outer, i);
    else if (closed.kind === 'paren' || closed.kind === 'list' || closed.kind === 'object')
      startOperand(outer, closed.start);
    else outer.previous = 'operand';
    return i + 1;
  }

  // Text

  private literal(i: number, frame: TextFrame): number {
    const { text, end } = this;
    const c = text.charCodeAt(i);
    if (c === 10 && frame.kind === 'string') {
      this.pop();
      startOperand(this.top(), frame.start);
      return i;
    }
    if (frame.kind === 'heredoc' && (i === 0 || text.charCodeAt(i - 1) === 10)) {
      const line = lineEnd(text, i, end);
      if (line < end && text.slice(i, line).trim() === frame.marker) {
        this.pop();
        startOperand(this.top(), frame.start);
        return line;
      }
    }
    if (c === 92 && frame.kind === 'string') return i + 2;
    if (c === 34 && frame.kind === 'string') {
      this.pop();
      const outer = this.top();
      if (outer.kind === 'object' && outer.state === 'key') outer.key = text.slice(frame.start + 1, i);
      startOperand(outer, frame.start);
      return i + 1;
    }
    if ((c === 36 || c === 37) && i + 1 < end) {
      const next = text.charCodeAt(i + 1);
      if (next === c && text.charCodeAt(i + 2) === 123) return i + 3;
      if (next === 123) {
        const at = i + (text.charCodeAt(i + 2) === 126 ? 3 : 2);
        if (c === 36) this.frames.push({ kind: 'interpolation', ...opened(i) });
        else this.frames.push({ kind: 'directive', ...opened(i), word: '' });
        return Math.min(at, end);
      }
    }
    return i + 1;
  }

  /** Behind the comment at `i`, or `i`. */
  private comment(i: number): number {
    const { text, end } = this;
    const c = text.charCodeAt(i);
    const next = text.charCodeAt(i + 1);
    if (c === 35 || (c === 47 && next === 47 && i + 1 < end)) {
      const stop = lineEnd(text, i, end);
      if (stop >= end) this.tail = { kind: 'comment' };
      return stop;
    }
    if (c !== 47 || next !== 42 || i + 1 >= end) return i;
    const close = text.indexOf('*/', i + 2);
    if (close >= 0 && close + 2 <= end) return close + 2;
    this.tail = { kind: 'comment' };
    return end;
  }

  private quoteEnd(i: number, stop: number): number {
    const close = this.text.indexOf('"', i + 1);
    return close < 0 || close >= stop ? Math.max(stop, i + 1) : close + 1;
  }
}

function bare(start: number): ScannedLabel {
  return { text: '', quoted: false, start };
}

function digitsEnd(text: string, at: number, end: number): number {
  let i = at;
  while (i < end && isDigit(text.charCodeAt(i))) i++;
  return i;
}
