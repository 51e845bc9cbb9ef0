/**
 * Quoted strings, heredocs and whole template files: escapes, `${}`, the directives `%{if}` and
 * `%{for}`, strip markers and the indentation rule of `<<-`, each as HCL's own parser does it.
 * In heredocs every line is a token of its own, and a strip marker reaches no further than that.
 */
import type { Expression, Name, Template, TemplatePart } from './ast.ts';
import { identifierEnd, normalize } from './chars.ts';
import { type Reader, report, spanOf } from './reader.ts';
import { heredocIntro, skipNested } from './scan.ts';

type ReadInner = (
  reader: Reader,
  start: number,
  end: number,
  newlines: boolean,
  depth: number,
) => { readonly value: Expression };

type Piece =
  | { readonly kind: 'text'; value: string; readonly start: number; readonly end: number }
  | { readonly kind: 'interpolation'; readonly value: Expression; readonly start: number; readonly end: number }
  | { readonly kind: 'if'; readonly condition: Expression; readonly start: number; readonly end: number }
  | {
      readonly kind: 'for';
      readonly keyName: Name | undefined;
      readonly valueName: Name;
      readonly collection: Expression;
      readonly start: number;
      readonly end: number;
    }
  | { readonly kind: 'else' | 'endif' | 'endfor' | 'bad'; readonly start: number; readonly end: number };

/** Reads the quoted string or heredoc that takes up `[start, end)` exactly. */
export function readTemplate(reader: Reader, start: number, end: number, depth: number, inner: ReadInner): Template {
  const { text } = reader;
  const span = spanOf(reader, start, end);
  if (text.charCodeAt(start) === 34) {
    const plain = plainText(text, start + 1, end - 1);
    if (plain !== undefined) {
      const parts: TemplatePart[] =
        plain === '' ? [] : [{ kind: 'text', value: plain, span: spanOf(reader, start + 1, end - 1) }];
      return { kind: 'template', form: 'quoted', parts, span };
    }
    return {
      kind: 'template',
      form: 'quoted',
      parts: readParts(reader, start + 1, end - 1, 'quoted', false, depth, inner),
      span,
    };
  }
  const intro = heredocIntro(text, start, end);
  const from = intro?.contentStart ?? end;
  const to = Math.max(from, text.lastIndexOf('\n', end - 1) + 1);
  return {
    kind: 'template',
    form: 'heredoc',
    parts: readParts(reader, from, to, 'heredoc', intro?.flush ?? false, depth, inner),
    span,
  };
}

/** Reads `[from, to)` as the text of a template; `heredoc` text has no escapes but `$${` and `%%{`. */
export function readParts(
  reader: Reader,
  from: number,
  to: number,
  form: 'quoted' | 'heredoc',
  flush: boolean,
  depth: number,
  inner: ReadInner,
): TemplatePart[] {
  const pieces = readPieces(reader, from, to, form, depth, inner);
  if (flush) removeIndentation(pieces);
  const tree = { reader, pieces, at: 0 };
  const parts = collect(tree, undefined);
  return parts;
}

/** The string where it holds no escape and no sequence; undefined where it holds one. */
function plainText(text: string, start: number, end: number): string | undefined {
  for (let i = start; i < end; i++) {
    const c = text.charCodeAt(i);
    if (c === 92 || ((c === 36 || c === 37) && text.charCodeAt(i + 1) === 123)) return undefined;
  }
  return normalize(text.slice(start, end));
}

function readPieces(
  reader: Reader,
  from: number,
  to: number,
  form: 'quoted' | 'heredoc',
  depth: number,
  inner: ReadInner,
): Piece[] {
  const { text } = reader;
  const pieces: Piece[] = [];
  let value = '';
  let start = from;
  let copied = from;
  let trimNext = false;
  let unclosed = false;
  let i = from;
  const flushText = (end: number): void => {
    value += text.slice(copied, end);
    copied = end;
    if (end > start) {
      pieces.push({ kind: 'text', value: trimNext ? value.trimStart() : value, start, end });
      trimNext = false;
    }
    value = '';
    start = end;
  };
  while (i < to) {
    const c = text.charCodeAt(i);
    if ((c === 36 || c === 37) && text.charCodeAt(i + 1) === c && text.charCodeAt(i + 2) === 123) {
      value += `${text.slice(copied, i)}${c === 36 ? '$' : '%'}{`;
      i += 3;
      copied = i;
    } else if (!unclosed && (c === 36 || c === 37) && text.charCodeAt(i + 1) === 123) {
      const close = skipNested(text, i, to);
      if (close < 0) {
        report(
          reader,
          'invalid-template',
          i,
          i + 2,
          `\`${c === 36 ? '$' : '%'}{\` is never closed. Add \`}\`, or write \`${c === 36 ? '$$' : '%%'}{\` for the characters themselves.`,
        );
        unclosed = true;
        i += 2;
        continue;
      }
      flushText(i);
      trimNext = false;
      const stripBefore = text.charCodeAt(i + 2) === 126;
      const stripAfter = close - 2 > i + 1 + (stripBefore ? 1 : 0) && text.charCodeAt(close - 2) === 126;
      const previous = pieces.at(-1);
      if (stripBefore && previous?.kind === 'text') previous.value = previous.value.trimEnd();
      const [innerStart, innerEnd] = trimmed(text, i + (stripBefore ? 3 : 2), close - (stripAfter ? 2 : 1));
      pieces.push(
        c === 36
          ? interpolation(reader, i, close, innerStart, innerEnd, depth, inner)
          : directive(reader, i, close, innerStart, innerEnd, depth, inner),
      );
      trimNext = stripAfter;
      i = close;
      start = i;
      copied = i;
    } else if (c === 92 && form === 'quoted') {
      value += text.slice(copied, i);
      const escaped = readEscape(reader, i, to);
      value += escaped.value;
      i = escaped.end;
      copied = i;
    } else {
      i++;
      if (c === 10 && form === 'heredoc') flushText(i);
    }
  }
  flushText(to);
  return pieces;
}

function interpolation(
  reader: Reader,
  start: number,
  end: number,
  innerStart: number,
  innerEnd: number,
  depth: number,
  inner: ReadInner,
): Piece {
  if (innerStart >= innerEnd) {
    report(
      reader,
      'invalid-template',
      start,
      end,
      'Expected an expression inside `${ }`. Write `$${` for the characters themselves.',
    );
    return { kind: 'interpolation', value: { kind: 'invalid', span: spanOf(reader, start, end) }, start, end };
  }
  return { kind: 'interpolation', value: inner(reader, innerStart, innerEnd, false, depth).value, start, end };
}

function directive(
  reader: Reader,
  start: number,
  end: number,
  innerStart: number,
  innerEnd: number,
  depth: number,
  inner: ReadInner,
): Piece {
  const { text } = reader;
  const wordEnd = identifierEnd(text, innerStart, innerEnd);
  const word = text.slice(innerStart, wordEnd);
  const [restStart] = trimmed(text, wordEnd, innerEnd);
  const bad: Piece = { kind: 'bad', start, end };
  switch (word) {
    case 'else':
    case 'endif':
    case 'endfor':
      if (restStart < innerEnd) {
        report(reader, 'invalid-template', restStart, innerEnd, `Nothing may follow \`${word}\` inside \`%{ }\`.`);
      }
      return { kind: word, start, end };
    case 'if':
      if (restStart >= innerEnd) {
        report(reader, 'invalid-template', start, end, 'Expected a condition after `%{ if`.');
        return { kind: 'if', condition: { kind: 'invalid', span: spanOf(reader, start, end) }, start, end };
      }
      return { kind: 'if', condition: inner(reader, restStart, innerEnd, false, depth).value, start, end };
    case 'for': {
      const header =
        /^([\p{ID_Start}_][\p{ID_Continue}-]*)\s*(?:,\s*([\p{ID_Start}_][\p{ID_Continue}-]*)\s*)?\bin\b\s*/u.exec(
          text.slice(restStart, innerEnd),
        );
      const collection = restStart + (header?.[0].length ?? 0);
      if (header === null || collection >= innerEnd) {
        report(
          reader,
          'invalid-template',
          start,
          end,
          'Expected `%{ for name in collection }` or `%{ for key, value in collection }`.',
        );
        return bad;
      }
      const first = nameAt(reader, restStart, header[1] ?? '');
      const second =
        header[2] === undefined
          ? undefined
          : nameAt(reader, text.indexOf(header[2], text.indexOf(',', restStart)), header[2]);
      return {
        kind: 'for',
        keyName: second === undefined ? undefined : first,
        valueName: second ?? first,
        collection: inner(reader, collection, innerEnd, false, depth).value,
        start,
        end,
      };
    }
    default:
      report(
        reader,
        'invalid-template',
        start,
        end,
        'Expected `if`, `else`, `endif`, `for` or `endfor` inside `%{ }`. Write `%%{` for the characters themselves.',
      );
      return bad;
  }
}

function nameAt(reader: Reader, start: number, name: string): Name {
  return { text: normalize(name), span: spanOf(reader, start, start + name.length) };
}

interface PieceReader {
  readonly reader: Reader;
  readonly pieces: readonly Piece[];
  at: number;
}

/** The parts up to the directive that ends `opener` (not consumed), or to the last piece. */
function collect(tree: PieceReader, opener: 'if' | 'else' | 'for' | undefined): TemplatePart[] {
  const parts: TemplatePart[] = [];
  for (let piece = tree.pieces[tree.at]; piece !== undefined; piece = tree.pieces[tree.at]) {
    const span = spanOf(tree.reader, piece.start, piece.end);
    switch (piece.kind) {
      case 'text': {
        const last = parts.at(-1);
        const value = normalize(piece.value);
        if (last?.kind === 'text') {
          parts[parts.length - 1] = {
            kind: 'text',
            value: last.value + value,
            span: { start: last.span.start, end: span.end },
          };
        } else parts.push({ kind: 'text', value, span });
        break;
      }
      case 'interpolation':
        parts.push({ kind: 'interpolation', value: piece.value, span });
        break;
      case 'if':
        parts.push(branch(tree, piece.condition, piece.start));
        continue;
      case 'for': {
        tree.at++;
        const body = collect(tree, 'for');
        const end = expectEnd(tree, 'endfor', piece.start, piece.end);
        parts.push({
          kind: 'for',
          ...(piece.keyName === undefined ? {} : { keyName: piece.keyName }),
          valueName: piece.valueName,
          collection: piece.collection,
          body,
          span: spanOf(tree.reader, piece.start, end),
        });
        continue;
      }
      case 'else':
      case 'endif':
      case 'endfor': {
        const ends =
          piece.kind === 'endfor'
            ? opener === 'for'
            : piece.kind === 'else'
              ? opener === 'if'
              : opener === 'if' || opener === 'else';
        if (ends) return parts;
        const needed = piece.kind === 'endfor' ? 'for' : 'if';
        if (opener !== undefined && (piece.kind === 'endfor') !== (opener === 'for')) return parts;
        report(
          tree.reader,
          'invalid-template',
          piece.start,
          piece.end,
          `Unexpected \`${piece.kind}\`: no \`%{ ${needed} }\` is open here.`,
        );
        break;
      }
      case 'bad':
        break;
    }
    tree.at++;
  }
  return parts;
}

function branch(tree: PieceReader, condition: Expression, start: number): TemplatePart {
  const opener = tree.pieces[tree.at];
  tree.at++;
  const then = collect(tree, 'if');
  let otherwise: TemplatePart[] | undefined;
  if (tree.pieces[tree.at]?.kind === 'else') {
    tree.at++;
    otherwise = collect(tree, 'else');
  }
  const end = expectEnd(tree, 'endif', start, opener?.end ?? start);
  return {
    kind: 'if',
    condition,
    then,
    ...(otherwise === undefined ? {} : { otherwise }),
    span: spanOf(tree.reader, start, end),
  };
}

function expectEnd(tree: PieceReader, kind: 'endif' | 'endfor', start: number, openerEnd: number): number {
  const piece = tree.pieces[tree.at];
  if (piece?.kind === kind) {
    tree.at++;
    return piece.end;
  }
  const opener = kind === 'endif' ? 'if' : 'for';
  report(
    tree.reader,
    'invalid-template',
    start,
    openerEnd,
    `This \`%{ ${opener} }\` is never ended. Add \`%{ ${kind} }\`.`,
  );
  return piece?.start ?? tree.pieces.at(-1)?.end ?? openerEnd;
}

/** Removes from lines that begin with text as many blanks as the least indented one begins with. */
function removeIndentation(pieces: readonly Piece[]): void {
  let least = Number.POSITIVE_INFINITY;
  let newline = true;
  const adjusted: { value: string }[] = [];
  for (const piece of pieces) {
    if (newline) {
      newline = false;
      let blanks = 0;
      if (piece.kind === 'text') {
        const content = piece.value.trimStart();
        if (content === '' && piece.value.endsWith('\n')) blanks = Number.POSITIVE_INFINITY;
        else {
          blanks = piece.value.length - content.length;
          adjusted.push(piece);
        }
      }
      least = Math.min(least, blanks);
    }
    if (piece.kind === 'text' && piece.value.endsWith('\n')) newline = true;
  }
  if (least === 0 || !Number.isFinite(least)) return;
  for (const piece of adjusted) piece.value = piece.value.slice(least);
}

/** Reads the escape at `at` of a quoted string; reports one that does not exist. */
export function readEscape(reader: Reader, at: number, to: number): { readonly value: string; readonly end: number } {
  const { text } = reader;
  const selector = text[at + 1] ?? '';
  switch (selector) {
    case 'n':
      return { value: '\n', end: at + 2 };
    case 'r':
      return { value: '\r', end: at + 2 };
    case 't':
      return { value: '\t', end: at + 2 };
    case '"':
      return { value: '"', end: at + 2 };
    case '\\':
      return { value: '\\', end: at + 2 };
    case 'u':
    case 'U': {
      const length = selector === 'u' ? 4 : 8;
      const digits = /^[0-9A-Fa-f]*/.exec(text.slice(at + 2, Math.min(to, at + 2 + length)))?.[0] ?? '';
      const end = at + 2 + digits.length;
      if (digits.length < length) {
        report(
          reader,
          'invalid-escape',
          at,
          end,
          `\`\\${selector}\` must be followed by ${length} hexadecimal digits.`,
        );
        return { value: '', end };
      }
      const point = Number.parseInt(digits, 16);
      if (point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)) {
        report(reader, 'invalid-escape', at, end, `\`\\${selector}${digits}\` is no Unicode character.`);
        return { value: '', end };
      }
      return { value: String.fromCodePoint(point), end };
    }
    default: {
      const width = (text.codePointAt(at + 1) ?? 0) > 0xffff ? 2 : 1;
      const shown = text.slice(at + 1, Math.min(to, at + 1 + width));
      const message = `\`\\${shown}\` is no escape sequence. Write \`\\\\\` for a backslash; the others are \`\\n\`, \`\\r\`, \`\\t\`, \`\\"\`, \`\\uNNNN\` and \`\\UNNNNNNNN\`.`;
      report(reader, 'invalid-escape', at, at + 1 + shown.length, message);
      return { value: shown, end: at + 1 + Math.max(1, shown.length) };
    }
  }
}

function trimmed(text: string, start: number, end: number): [number, number] {
  let from = start;
  let to = end;
  while (from < to && /\s/.test(text[from] ?? '')) from++;
  while (to > from && /\s/.test(text[to - 1] ?? '')) to--;
  return [from, to];
}
