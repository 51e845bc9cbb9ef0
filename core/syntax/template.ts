/**
 * Quoted strings, heredocs and whole template files: escapes, `${}`, the directives `%{if}` and
 * `%{for}`, strip markers and the indentation rule of `<<-`, each as HCL's own parser does it.
 * In heredocs every line is a token of its own, and a strip marker reaches no further than that.
 */
import type { Expression, Name, Template, TemplatePart } from './ast.ts';
import { identifierEnd, normalize } from './chars.ts';
import { readEscape } from './escapes.ts';
import { type Reader, report, spanOf } from './reader.ts';
import { heredocIntro, skipNested } from './scan.ts';
import { assembleParts, type Piece } from './template-parts.ts';

type ReadInner = (
  reader: Reader,
  start: number,
  end: number,
  newlines: boolean,
  depth: number,
) => { readonly value: Expression };

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
  return assembleParts(reader, pieces);
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

function trimmed(text: string, start: number, end: number): [number, number] {
  let from = start;
  let to = end;
  while (from < to && /\s/.test(text[from] ?? '')) from++;
  while (to > from && /\s/.test(text[to - 1] ?? '')) to--;
  return [from, to];
}
