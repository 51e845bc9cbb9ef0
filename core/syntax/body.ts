/**
 * The structure of one top-level item: blocks, attributes, one definition a line. Read by hand since
 * it is what recovery rests on: where brackets do not balance, indentation says what belongs to what,
 * so that one missing brace gives one diagnostic and costs no attribute.
 */
import type { Attribute, Block, Body, Expression, Label, Name } from './ast.ts';
import { columnOf, identifierEnd, indentationAt, lineEnd, normalize, skipBlanks } from './chars.ts';
import { readExpression } from './expression.ts';
import { isAttribute, isBlockHeader, trimmedEnd, valueExtent } from './extent.ts';
import { MAX_DEPTH, type Reader, report, spanOf } from './reader.ts';
import { commentEnd, skipInline, skipNested } from './scan.ts';
import { readTemplate } from './template.ts';

export interface Read<T> {
  readonly node: T;
  /** Offset behind the node. */
  readonly end: number;
}

/** Reads `name = value` at `at`, where a name and `=` stand. */
export function readAttribute(reader: Reader, at: number, depth: number): Read<Attribute> {
  const { text } = reader;
  const nameEnd = identifierEnd(text, at, reader.end);
  const name = { text: normalize(text.slice(at, nameEnd)), span: spanOf(reader, at, nameEnd) };
  const equals = skipComments(reader, nameEnd);
  const start = skipComments(reader, equals + 1);
  const extent = valueExtent(text, start, reader.end, reader.unclosed);
  let end = extent.end;
  let value: Expression;
  if (extent.fault !== undefined) {
    const { code, message, lineOf } = extent.fault;
    report(reader, code, extent.fault.start, extent.fault.end, message, lineOf === undefined ? {} : { lineOf });
    value = { kind: 'invalid', span: spanOf(reader, start, end) };
  } else if (end <= start) {
    report(reader, 'missing-value', at, equals + 1, `Expected a value after \`${text.slice(at, nameEnd)} =\`.`);
    value = { kind: 'invalid', span: spanOf(reader, equals + 1, equals + 1) };
    end = equals + 1;
  } else {
    const read = readExpression(reader, start, end, true, depth);
    value = read.value;
    if (read.end < end) {
      const rest = skipBlanks(text, read.end, end);
      if (isAttribute(text, rest) || isBlockHeader(text, rest)) end = read.end;
    }
  }
  return { node: { kind: 'attribute', name, value, span: spanOf(reader, at, end) }, end };
}

/** Reads the block whose type stands at `at`. */
export function readBlock(reader: Reader, at: number, depth: number): Read<Block> {
  const { text } = reader;
  const problemsBefore = reader.problems.length;
  const typeEnd = identifierEnd(text, at, reader.end);
  const type = { text: normalize(text.slice(at, typeEnd)), span: spanOf(reader, at, typeEnd) };
  const labels: Label[] = [];
  const open = readHeader(reader, at, typeEnd, labels);
  let body: Body;
  let end: number;
  if (open.body < 0) {
    end = open.end;
    body = { entries: [], span: spanOf(reader, end, end) };
  } else {
    const read = readBody(reader, open.body, depth, {
      at,
      type: type.text,
      labels,
      end: open.end,
      braced: open.braced,
    });
    body = read.node;
    end = read.end;
  }
  const broken = reader.problems.length > problemsBefore;
  return { node: { kind: 'block', type, labels, body, span: spanOf(reader, at, end), broken }, end };
}

interface Header {
  /** Offset of the type. */
  readonly at: number;
  readonly type: string;
  readonly labels: readonly Label[];
  /** Behind what was read of the header. */
  readonly end: number;
  /** False where `{` is missing and the body was told by its indentation. */
  readonly braced: boolean;
}

/** Reads labels and `{`. `body` is where the body starts, or -1 where there is none. */
function readHeader(
  reader: Reader,
  at: number,
  typeEnd: number,
  labels: Label[],
): { readonly body: number; readonly end: number; readonly braced: boolean } {
  const { text, end } = reader;
  const header = (): string => `\`${shorten(text.slice(at, trimmedEnd(text, at, lineEnd(text, at, end))))}\``;
  let i = typeEnd;
  let last = typeEnd;
  for (;;) {
    i = skipComments(reader, i);
    const c = i < end ? text.charCodeAt(i) : 10;
    if (c === 123) return { body: i + 1, end: i + 1, braced: true };
    const labelEnd = identifierEnd(text, i, end);
    if (labelEnd > i) {
      labels.push({ text: normalize(text.slice(i, labelEnd)), quoted: false, span: spanOf(reader, i, labelEnd) });
      i = labelEnd;
    } else if (c === 34 && skipNested(text, i, lineEnd(text, i, end)) > 0) {
      const close = skipNested(text, i, end);
      labels.push(readLabel(reader, i, close));
      i = close;
    } else break;
    last = i;
  }
  const stop = lineEnd(text, i, end);
  if (i >= end || text.charCodeAt(i) === 10 || text.charCodeAt(i) === 35 || text.startsWith('//', i)) {
    const next = firstOnNextLine(text, stop, end);
    if (next < end && text.charCodeAt(next) === 123) {
      report(
        reader,
        'missing-brace',
        next,
        next + 1,
        `\`{\` must stand on the line of the block's header, ${header()}.`,
      );
      return { body: next + 1, end: next + 1, braced: true };
    }
    report(reader, 'missing-brace', at, last, `Expected \`{\` after ${header()}.`);
    if (next < end && indentationAt(text, next) > columnOf(text, at)) return { body: stop, end: last, braced: false };
    return { body: -1, end: last, braced: false };
  }
  const lastOnLine = trimmedEnd(text, i, stop);
  const equals = text.charCodeAt(i) === 61;
  const words = equals
    ? 'A block has no `=` before its `{`.'
    : text.charCodeAt(i) === 34
      ? 'This label is never closed. Add `"` at its end.'
      : `Expected a label or \`{\`, found \`${text.slice(i, i + ((text.codePointAt(i) ?? 0) > 0xffff ? 2 : 1))}\`. Put quotes around a label that is no plain name.`;
  report(
    reader,
    text.charCodeAt(i) === 34 ? 'unclosed-string' : 'invalid-label',
    i,
    equals ? i + 1 : lastOnLine,
    words,
  );
  const brace = equals ? text.indexOf('{', i) : lastOnLine - 1;
  if (brace >= 0 && brace < stop && text.charCodeAt(brace) === 123)
    return { body: brace + 1, end: brace + 1, braced: true };
  const next = firstOnNextLine(text, stop, end);
  if (next < end && indentationAt(text, next) > columnOf(text, at))
    return { body: stop, end: lastOnLine, braced: false };
  return { body: -1, end: lastOnLine, braced: false };
}

function readLabel(reader: Reader, start: number, end: number): Label {
  const template = readTemplate(reader, start, end, 0, readExpression);
  const span = spanOf(reader, start, end);
  const [part] = template.parts;
  if (template.parts.length > 1 || (part !== undefined && part.kind !== 'text')) {
    report(reader, 'invalid-label', start, end, 'A label must be plain text, without `${}` or `%{}`.');
    return { text: reader.text.slice(start + 1, end - 1), quoted: true, span };
  }
  return { text: part?.value ?? '', quoted: true, span };
}

/** Reads entries from `at` to behind the block's closing brace. */
function readBody(reader: Reader, at: number, depth: number, header: Header): Read<Body> {
  const { text, end } = reader;
  if (depth > MAX_DEPTH) {
    report(reader, 'nested-too-deep', header.at, header.end, `Blocks may be nested ${MAX_DEPTH} levels deep.`);
    const close = skipNested(text, at - 1, end);
    return { node: { entries: [], span: spanOf(reader, at, at) }, end: close < 0 ? end : close };
  }
  const entries: (Attribute | Block)[] = [];
  const column = columnOf(text, header.at);
  const body = (stop: number): Body => ({ entries, span: spanOf(reader, at, stop) });
  let oneLine = startsOnLine(reader, at);
  let i = at;
  for (;;) {
    i = skipSpace(reader, i);
    if (i >= end) return unclosed(reader, header, body(trimmedEnd(text, at, end)), trimmedEnd(text, at, end));
    const c = text.charCodeAt(i);
    if (c === 125) {
      const verdict = reader.balanced ? 'ours' : closerVerdict(reader, i, header.at, depth);
      if (verdict === 'ours') return { node: body(i), end: i + 1 };
      if (verdict === 'outer') return unclosed(reader, header, body(trimmedEnd(text, at, i)), trimmedEnd(text, at, i));
      report(reader, 'unexpected-closer', i, i + 1, 'Unexpected `}`: no block is open here. Remove it.');
      i++;
      continue;
    }
    const nameEnd = identifierEnd(text, i, end);
    if (nameEnd === i) {
      i = skipJunk(reader, i);
      continue;
    }
    if (!reader.balanced && depth > 0) {
      const indentation = indentationAt(text, i);
      if (indentation >= 0 && indentation <= column) {
        return unclosed(reader, header, body(trimmedEnd(text, at, i)), trimmedEnd(text, at, i));
      }
    }
    const next = skipInline(text, nameEnd, end, reader.unclosed);
    const follows = text.charCodeAt(next);
    if (follows === 61 && text.charCodeAt(next + 1) !== 61) {
      const read = readAttribute(reader, i, depth);
      addAttribute(reader, entries, read.node);
      oneLine = expectLineEnd(reader, read.end, oneLine, read.node.name);
      i = read.end;
    } else if (
      follows === 123 ||
      follows === 34 ||
      identifierEnd(text, next, end) > next ||
      lostBrace(reader, i, next)
    ) {
      const onOneLine = oneLine;
      if (oneLine) {
        report(
          reader,
          'one-line-block',
          i,
          nameEnd,
          'A one-line block can hold one attribute and no block. Put each definition on a line of its own.',
        );
        oneLine = false;
      }
      const read = readBlock(reader, i, depth + 1);
      entries.push(read.node);
      i = read.end;
      if (!onOneLine && !endsLine(reader, i) && text.charCodeAt(i - 1) === 125) {
        const after = skipBlanks(text, i, end);
        report(reader, 'missing-newline', after, after + 1, 'Expected a newline after the closing `}` of a block.');
      }
    } else {
      const name = text.slice(i, nameEnd);
      const stop = trimmedEnd(text, i, lineEnd(text, i, end));
      report(
        reader,
        'unexpected-text',
        i,
        nameEnd,
        follows === 58
          ? `Attributes are set with \`=\`, not \`:\`. Write \`${name} = value\`.`
          : `Expected \`=\` or a block after \`${name}\`. Write \`${name} = value\` or \`${name} { }\`.`,
      );
      i = text.charCodeAt(stop - 1) === 125 && !isBalancedLine(text, i, stop) ? stop - 1 : junkEnd(text, i, end);
    }
  }
}

/** Whether a name alone on its line is a block whose `{` was lost: what follows it is indented deeper. */
function lostBrace(reader: Reader, name: number, behind: number): boolean {
  const { text, end } = reader;
  if (reader.balanced || !endsLine(reader, behind)) return false;
  const next = firstOnNextLine(text, lineEnd(text, behind, end), end);
  return next < end && indentationAt(text, next) > indentationAt(text, name) && indentationAt(text, name) >= 0;
}

/** Whose `}` this is where brackets do not balance: by its indentation, or by what follows it. */
function closerVerdict(reader: Reader, at: number, opener: number, depth: number): 'ours' | 'outer' | 'stray' {
  const { text, end } = reader;
  const column = columnOf(text, opener);
  const indentation = indentationAt(text, at);
  if (indentation === column) return 'ours';
  if (indentation >= 0) {
    if (indentation > column) return 'stray';
    return depth === 0 ? 'ours' : 'outer';
  }
  if (lineEnd(text, opener, end) > at) return 'ours';
  const last = depth === 0 ? trimmedEnd(text, at, end) === at + 1 : endsLine(reader, at + 1);
  return last ? 'ours' : 'stray';
}

function unclosed(reader: Reader, header: Header, body: Body, end: number): Read<Body> {
  if (header.braced) {
    const names = [header.type, ...header.labels.map((label) => label.text)];
    const shown = (names.length > 2 && names[0] === 'resource' ? names.slice(1) : names).join('.');
    const at = reader.text.lastIndexOf('{', header.end - 1);
    report(
      reader,
      'unclosed-block',
      header.at,
      Math.max(header.end, at),
      `Block \`${shown}\` opened on line {line} is never closed. Add \`}\`.`,
      {
        lineOf: header.at,
      },
    );
  }
  return { node: body, end };
}

/** Attributes of long bodies by name, so that a body of n attributes takes n steps. */
const longBodies = new WeakMap<object, Map<string, Attribute>>();

function addAttribute(reader: Reader, entries: (Attribute | Block)[], attribute: Attribute): void {
  const name = attribute.name.text;
  const first = attributeNamed(entries, name);
  if (first !== undefined) {
    reader.problems.push({
      code: 'duplicate-attribute',
      message: `\`${name}\` is set twice. Remove one of the two.`,
      span: attribute.name.span,
      related: { message: `\`${name}\` was set here first`, span: first.name.span },
    });
    return;
  }
  entries.push(attribute);
  longBodies.get(entries)?.set(name, attribute);
}

function attributeNamed(entries: readonly (Attribute | Block)[], name: string): Attribute | undefined {
  const known = longBodies.get(entries);
  if (known !== undefined) return known.get(name);
  if (entries.length < 32) {
    for (const entry of entries) if (entry.kind === 'attribute' && entry.name.text === name) return entry;
    return undefined;
  }
  const named = new Map<string, Attribute>();
  for (const entry of entries) if (entry.kind === 'attribute') named.set(entry.name.text, entry);
  longBodies.set(entries, named);
  return named.get(name);
}

/** Checks what follows an attribute; gives whether the block still counts as a one-line block. */
function expectLineEnd(reader: Reader, at: number, oneLine: boolean, { text: name, span }: Name): boolean {
  const { text, end } = reader;
  const problems = reader.problems.at(-1);
  const alreadySaid =
    problems !== undefined && problems.span.end + reader.base >= at && problems.span.start + reader.base >= at - 1;
  if (oneLine) {
    const next = skipComments(reader, at);
    if (next < end && text.charCodeAt(next) === 125) return true;
    if (!alreadySaid && next < end) {
      const message = `A block that holds \`${name}\` on the line of its \`{\` must end on that line. Put \`${name}\` on a line of its own.`;
      report(reader, 'one-line-block', reader.base + span.start, reader.base + span.end, message);
    }
    return false;
  }
  if (endsLine(reader, at) || alreadySaid) return false;
  const next = skipBlanks(text, at, end);
  if (reader.balanced || text.charCodeAt(next) !== 125) {
    report(
      reader,
      'missing-newline',
      next,
      next + 1,
      `Expected a newline after the value of \`${name}\`, found \`${text[next] ?? ''}\`.`,
    );
    return false;
  }
  return false;
}

/** Whether nothing but blanks and comments stand between `at` and the end of its line. */
function endsLine(reader: Reader, at: number): boolean {
  const { text, end } = reader;
  let i = at;
  for (;;) {
    i = skipBlanks(text, i, end);
    if (i >= end) return true;
    const c = text.charCodeAt(i);
    if (c === 10 || c === 35) return true;
    if (c !== 47) return false;
    if (text.charCodeAt(i + 1) === 47) return true;
    const close = commentEnd(text, i, end);
    if (close <= 0) return false;
    i = close;
  }
}

function startsOnLine(reader: Reader, at: number): boolean {
  return !endsLine(reader, at);
}

/** Behind blanks and comments of the `/*` form; stops at a newline and at comments that end with their line. */
function skipComments(reader: Reader, at: number): number {
  const { text, end } = reader;
  let i = at;
  for (;;) {
    i = skipBlanks(text, i, end);
    if (text.charCodeAt(i) !== 47 || text.charCodeAt(i + 1) !== 42) return i;
    const close = commentEnd(text, i, end);
    if (close <= 0) return i;
    reader.comments.push(spanOf(reader, i, close));
    i = close;
  }
}

/** Behind blanks, newlines and comments of every form. */
function skipSpace(reader: Reader, at: number): number {
  const { text, end } = reader;
  let i = at;
  while (i < end) {
    const c = text.charCodeAt(i);
    if (c === 32 || c === 10 || c === 9 || c === 13) {
      i++;
      continue;
    }
    if (c !== 35 && c !== 47) break;
    const close = commentEnd(text, i, end);
    if (close === 0) break;
    if (close < 0) {
      report(reader, 'unclosed-comment', i, i + 2, 'This comment is never closed. Add `*/`.');
      i = lineEnd(text, i, end);
      continue;
    }
    reader.comments.push(spanOf(reader, i, close));
    i = close;
  }
  return i;
}

function skipJunk(reader: Reader, at: number): number {
  const { text, end } = reader;
  const stop = junkEnd(text, at, end);
  const shown = text.slice(at, trimmedEnd(text, at, lineEnd(text, at, end)));
  const quotedName = /^"([^"\n]*)"\s*[=:]/.exec(text.slice(at, stop));
  const advice = quotedName !== null ? ` Attribute names have no quotes: write \`${quotedName[1]} = …\`.` : '';
  const operator = /^(?:[-+*/%<>?:.]|==|!=|&&|\|\|)/.test(shown)
    ? ' A line cannot begin with an operator: put parentheses around an expression of several lines.'
    : '';
  const short = shorten(shown);
  const c = text.charCodeAt(at);
  if (c === 93 || c === 41) {
    report(reader, 'unexpected-closer', at, at + 1, `Unexpected \`${text[at]}\`: no bracket is open here. Remove it.`);
    return at + 1;
  }
  report(
    reader,
    'unexpected-text',
    at,
    trimmedEnd(text, at, stop),
    `Expected an attribute or a block, found \`${short}\`.${advice}${operator}`,
  );
  return stop;
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

/** Where text that is no definition ends: at its line's end, with what is balanced taken whole. */
function junkEnd(text: string, at: number, end: number): number {
  let i = at;
  let failures = 0;
  while (i < end) {
    const c = text.charCodeAt(i);
    if (c === 10) break;
    if (c === 125 && i > at) break;
    if (c === 34 || c === 40 || c === 91 || c === 123 || (c === 60 && text.charCodeAt(i + 1) === 60)) {
      const close = failures < 4 ? skipNested(text, i, end) : -1;
      if (close < 0) failures++;
      i = close < 0 ? i + 1 : close;
    } else if (c === 35 || c === 47) {
      const close = commentEnd(text, i, end);
      i = close <= 0 ? i + 1 : close;
    } else i++;
  }
  return i;
}

function isBalancedLine(text: string, from: number, to: number): boolean {
  const open = text.indexOf('{', from);
  return open >= 0 && open < to;
}

function firstOnNextLine(text: string, at: number, end: number): number {
  let i = at;
  while (i < end && text.charCodeAt(i) <= 32) i++;
  return i;
}
