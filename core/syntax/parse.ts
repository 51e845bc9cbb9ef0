/**
 * Text → syntax tree: the items of a file, each read by itself.
 * Items whose text did not change keep their node, so that nothing above computes them again.
 */
import type { Span } from '../base/span.ts';
import { codes } from '../diagnostics/codes.ts';
import type { SyntaxCode } from '../diagnostics/codes-syntax.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Attribute, Block, Expression, Item, SyntaxFile, TemplatePart } from './ast.ts';
import { readAttribute, readBlock } from './body.ts';
import { identifierEnd, isIdentifierStart, lineEnd } from './chars.ts';
import { readExpression } from './expression.ts';
import { trimmedEnd, unclosedComment, valueExtent } from './extent.ts';
import type { Grammar } from './grammar.ts';
import { earlierSplit, factsIn, knownNodes, noteFacts, noteSplit } from './known-nodes.ts';
import type { Reader, SyntaxProblem } from './reader.ts';
import { newUnclosed } from './scan.ts';
import { type Chunk, splitFile } from './split.ts';
import { readParts } from './template.ts';
import { loadGrammar, type WasmFiles } from './tree-sitter.ts';

export interface Comment {
  /** Key of the item it stands in; `""` between items, where the span counts from the file's start. */
  readonly item: string;
  readonly span: Span;
}

export interface ParsedFile {
  readonly file: SyntaxFile;
  readonly diagnostics: readonly Diagnostic[];
  /** In source order within each item. */
  readonly comments: readonly Comment[];
}

/** A problem in text that is no file, with offsets in that text. */
export interface TextProblem {
  readonly code: SyntaxCode;
  readonly message: string;
  readonly span: Span;
}

let grammar: Grammar | undefined;
let loading: Promise<Grammar> | undefined;

/** Loads the grammar; to be awaited before anything is parsed. Later calls wait for the first and load nothing. */
export async function initParser(wasm: WasmFiles): Promise<void> {
  loading ??= loadGrammar(wasm);
  try {
    grammar = await loading;
  } catch (error) {
    loading = undefined;
    throw error;
  }
}

/**
 * Parses a whole file. Never throws for what is in `text`. With `previous`, an item whose text is
 * that of a previous item keeps the same node object; the result is otherwise that of a fresh parse.
 */
export function parseFile(path: string, text: string, previous?: SyntaxFile): ParsedFile {
  const start = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  const split = splitFile(text, start, previous && earlierSplit(previous));
  const known = previous && knownNodes(text, split, previous);
  const items: Item[] = [];
  const diagnostics: Diagnostic[] = [];
  const comments: Comment[] = split.comments.map((span) => ({ item: '', span }));
  const keys = new Map<string, number>();
  const attributes = new Map<string, Item>();
  let lineNumbers: ((offset: number) => number) | undefined;
  const lineNumber = (offset: number): number => {
    lineNumbers ??= lineCounter(text);
    return lineNumbers(offset);
  };
  const add = (item: string, base: number, problem: SyntaxProblem): void => {
    diagnostics.push(
      toDiagnostic(path, item, problem, problem.lineOf === undefined ? 0 : lineNumber(problem.lineOf + base)),
    );
  };
  const fault = (code: SyntaxCode, from: number, to: number, message: string): void => {
    add('', 0, { code, message, span: { start: from, end: to } });
  };

  const nul = text.indexOf('\0');
  if (nul >= 0)
    fault('invalid-character', nul, nul + 1, 'The file holds a NUL character. Save it as plain UTF-8 text.');
  for (const at of split.openComments) {
    const { code, start: from, end, message } = unclosedComment(at);
    fault(code, from, end, message);
  }
  let lastEnd = start;
  const readChunk = (chunk: Chunk, index: number): Block | Attribute | undefined => {
    if (lastEnd > start && index >= 0 && chunk.kind !== 'stray' && !text.slice(lastEnd, chunk.start).includes('\n')) {
      const message = 'Expected a newline before this definition. Put it on a line of its own.';
      fault(
        'missing-newline',
        chunk.start,
        Math.max(chunk.start + 1, identifierEnd(text, chunk.start, chunk.end)),
        message,
      );
    }
    lastEnd = chunk.end;
    if (chunk.kind === 'stray') {
      const { code, message, span } = strayProblem(text, chunk);
      fault(code, span.start, span.end, message);
      return undefined;
    }
    const node = known?.(chunk, index) ?? readItem(text, chunk);
    const facts = factsIn(node);
    const base = facts.key;
    const count = (keys.get(base) ?? 0) + 1;
    keys.set(base, count);
    const item: Item = { key: count === 1 ? base : `${base}~${count}`, offset: chunk.start, node };
    items.push(item);
    for (const problem of facts.problems) add(item.key, chunk.start, problem);
    for (const span of facts.comments) comments.push({ item: item.key, span });
    if (node.kind === 'attribute') {
      const first = attributes.get(node.name.text);
      if (first === undefined) attributes.set(node.name.text, item);
      else diagnostics.push(duplicate(path, item, first));
    }
    const behind = chunk.start + node.span.end;
    if (behind < chunk.end) {
      lastEnd = behind;
      for (const rest of splitFile(text.slice(0, chunk.end), behind).chunks) {
        readChunk(rest, -1);
      }
    }
    return node;
  };
  const nodes = split.chunks.map(readChunk);
  const file: SyntaxFile = { path, text, items };
  noteSplit(file, split, nodes);
  return { file, diagnostics, comments };
}

/** Parses one expression that is the whole of `text`. The expression is `invalid` where it cannot be read. */
export function parseExpression(text: string): {
  readonly expression: Expression;
  readonly problems: readonly TextProblem[];
} {
  const reader = readerOf(text, 0, text.length, false);
  const start = skipAll(text);
  const end = trimmedEnd(text, start, text.length);
  if (end <= start) {
    const span = { start: 0, end: text.length };
    return {
      expression: { kind: 'invalid', span },
      problems: [{ code: 'missing-value', message: 'Expected an expression.', span }],
    };
  }
  const extent = valueExtent(text, start, end, newUnclosed());
  if (extent.fault !== undefined) {
    const { code, message, start: from, end: to, lineOf } = extent.fault;
    const shown = message.replace('{line}', String(lineOf === undefined ? 1 : lineCounter(text)(lineOf)));
    const span = { start: from, end: to };
    return { expression: { kind: 'invalid', span: { start, end } }, problems: [{ code, message: shown, span }] };
  }
  const { value } = readExpression(reader, start, end, false, 0);
  const complete = reader.problems.length === 0 ? value : ({ kind: 'invalid', span: { start, end } } as const);
  return { expression: complete, problems: reader.problems };
}

/** Parses the whole of `text` as a template, as `templatefile` reads a file: no escapes but `$${` and `%%{`. */
export function parseTemplate(text: string): {
  readonly parts: readonly TemplatePart[];
  readonly problems: readonly TextProblem[];
} {
  const reader = readerOf(text, 0, text.length, false);
  const parts = readParts(reader, 0, text.length, 'heredoc', false, 0, readExpression);
  return { parts, problems: reader.problems };
}

function readItem(text: string, chunk: Chunk): Block | Attribute {
  const reader = readerOf(text, chunk.start, chunk.end, chunk.balanced);
  const read = chunk.kind === 'attribute' ? readAttribute : readBlock;
  const { node } = read(reader, chunk.start, 0);
  const { problems, comments } = reader;
  if (comments.length > 1) comments.sort((a, b) => a.start - b.start);
  noteFacts(node, {
    problems,
    comments,
    balanced: chunk.balanced,
    length: chunk.end - chunk.start,
    key: keyOf(node),
  });
  return node;
}

function readerOf(text: string, base: number, end: number, balanced: boolean): Reader {
  if (grammar === undefined) throw new Error('initParser() must be awaited before anything is parsed');
  return { text, base, end, balanced, grammar, problems: [], comments: [], unclosed: newUnclosed() };
}

function keyOf(node: Block | Attribute): string {
  if (node.kind === 'attribute') return `attr.${node.name.text}`;
  let key = node.type.text;
  for (const { text } of node.labels) {
    const plain = isIdentifierStart(text, 0) && identifierEnd(text, 0, text.length) === text.length;
    key += `.${plain ? text : JSON.stringify(text)}`;
  }
  return key;
}

function toDiagnostic(path: string, item: string, problem: SyntaxProblem, lineNumber: number): Diagnostic {
  const { code, span, related } = problem;
  return {
    code,
    severity: codes[code].severity,
    message: problem.lineOf === undefined ? problem.message : problem.message.replace('{line}', String(lineNumber)),
    place: { file: path, item, span },
    ...(related === undefined
      ? {}
      : { related: [{ message: related.message, place: { file: path, item, span: related.span } }] }),
  };
}

function duplicate(path: string, item: Item, first: Item): Diagnostic {
  const name = item.node.kind === 'attribute' ? item.node.name : undefined;
  const firstName = first.node.kind === 'attribute' ? first.node.name : undefined;
  return {
    code: 'duplicate-attribute',
    severity: codes['duplicate-attribute'].severity,
    message: `\`${name?.text}\` is set twice. Remove one of the two.`,
    place: { file: path, item: item.key, span: name?.span ?? item.node.span },
    related: [
      {
        message: `\`${firstName?.text}\` was set here first`,
        place: { file: path, item: first.key, span: firstName?.span ?? first.node.span },
      },
    ],
  };
}

function strayProblem(text: string, chunk: Chunk): TextProblem {
  const first = text[chunk.start] ?? '';
  if (first === '}' || first === ']' || first === ')') {
    const what = first === '}' ? 'block' : 'bracket';
    const message = `Unexpected \`${first}\`: no ${what} is open here. Remove it.`;
    return { code: 'unexpected-closer', message, span: { start: chunk.start, end: chunk.start + 1 } };
  }
  const end = trimmedEnd(text, chunk.start, Math.min(chunk.end, lineEnd(text, chunk.start, chunk.end)));
  const line = text.slice(chunk.start, end);
  const shown = line.length > 40 ? `${line.slice(0, 40)}…` : line;
  const name = /^[\p{ID_Start}_][\p{ID_Continue}-]*$/u.exec(line)?.[0];
  const message =
    name === undefined
      ? `Expected a block or an attribute, found \`${shown}\`. Text that is a comment begins with \`#\`.`
      : `Expected \`=\` or a block after \`${name}\`. Write \`${name} = value\` or \`${name} { }\`.`;
  return { code: 'unexpected-text', message, span: { start: chunk.start, end: chunk.end } };
}

function lineCounter(text: string): (offset: number) => number {
  const starts = [0];
  for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) starts.push(i + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  };
}

function skipAll(text: string): number {
  let i = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  while (i < text.length && text.charCodeAt(i) <= 32) i++;
  return i;
}
