/** What can be folded: blocks, lists, objects, calls, heredocs, comments, and regions that comments mark. */
import type { LineIndex } from '../../base/line-index.ts';
import type { Span } from '../../base/span.ts';
import { childNodes, type Node } from '../../syntax/locate.ts';
import type { Comment, ParsedFile } from '../../syntax/parse.ts';
import { beforeBreak, linesOf, offsetsOf } from '../spans.ts';

export interface Fold {
  readonly kind?: 'comment' | 'region';
  /** What is hidden: from behind the opening bracket to before the closing one. */
  readonly span: Span;
  readonly startLine: number;
  /** The last line that is hidden where whole lines are folded: a line with a closing bracket stays. */
  readonly endLine: number;
}

/** In order of lines; at most one for each first line, the widest. */
export function foldsIn({ file, comments }: ParsedFile): readonly Fold[] {
  const lines = linesOf(file);
  const found: Fold[] = [];
  const add = (span: Span, keepsLast: boolean, kind?: Fold['kind']) => {
    const startLine = lines.positionAt(span.start).line;
    const endLine = lines.positionAt(span.end).line - (keepsLast ? 1 : 0);
    if (endLine > startLine) found.push({ ...(kind !== undefined && { kind }), span, startLine, endLine });
  };
  const pending: { readonly node: Node; readonly by: number }[] = [];
  for (const { node, offset } of file.items) pending.push({ node, by: offset });
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { node, by } = next;
    const inside = bracketed(node, file.text, by);
    if (inside !== undefined) add({ start: inside.start, end: inside.end }, inside.keepsLast);
    for (const child of childNodes(node)) pending.push({ node: child, by });
  }
  const spans = commentSpans(comments, offsetsOf(file));
  for (const run of commentRuns(spans, file.text, lines)) add(run, false, 'comment');
  for (const region of regions(spans, file.text)) add(region, false, 'region');
  return widest(found);
}

interface Inside extends Span {
  readonly keepsLast: boolean;
}

/** Between the brackets of a node, in the file; undefined for a node without any, or on one line. */
function bracketed(node: Node, text: string, by: number): Inside | undefined {
  if (!('kind' in node)) return undefined;
  const span = { start: node.span.start + by, end: node.span.end + by };
  switch (node.kind) {
    case 'block': {
      const isClosed = text[span.end - 1] === '}';
      return { start: node.body.span.start + by, end: isClosed ? span.end - 1 : span.end, keepsLast: isClosed };
    }
    case 'tuple':
    case 'object':
    case 'for-tuple':
    case 'for-object':
    case 'parenthesized':
      return { start: span.start + 1, end: span.end - 1, keepsLast: closesLine(text, span.end - 1) };
    case 'call': {
      const start = node.name.span.end + by + 1;
      return { start, end: span.end - 1, keepsLast: closesLine(text, span.end - 1) };
    }
    case 'template': {
      if (node.form !== 'heredoc') return undefined;
      const line = text.indexOf('\n', span.start);
      return line < 0 ? undefined : { start: beforeBreak(text, line), end: span.end, keepsLast: true };
    }
    default:
      return undefined;
  }
}

/** Whether only brackets stand before `at` on its line: then the line may stay, and shows where the fold ends. */
function closesLine(text: string, at: number): boolean {
  return /^[\s)\]}]*$/.test(text.slice(text.lastIndexOf('\n', at - 1) + 1, at));
}

function commentSpans(comments: readonly Comment[], offsets: ReadonlyMap<string, number>): readonly Span[] {
  return comments
    .map(({ item, span }) => {
      const by = item === '' ? 0 : (offsets.get(item) ?? 0);
      return { start: span.start + by, end: span.end + by };
    })
    .sort((a, b) => a.start - b.start);
}

/** Block comments, and line comments on lines of their own right below each other; marks of regions are none. */
function commentRuns(comments: readonly Span[], text: string, lines: LineIndex): readonly Span[] {
  const runs: Span[] = [];
  let run: { start: number; end: number; line: number } | undefined;
  const close = () => {
    if (run !== undefined) runs.push({ start: run.start, end: run.end });
    run = undefined;
  };
  for (const { start, end } of comments) {
    const line = lines.positionAt(start).line;
    const isAlone = text.slice(text.lastIndexOf('\n', start - 1) + 1, start).trim() === '';
    if (text.startsWith('/*', start)) {
      close();
      runs.push({ start, end });
    } else if (!isAlone || markOf(text.slice(start, end)) !== undefined) close();
    else {
      if (run === undefined || line !== run.line + 1) close();
      run = { start: run?.start ?? start, end: trimmedEnd(text, end), line };
    }
  }
  close();
  return runs;
}

/** From each `#region` to its `#endregion`; one that is never ended is none. */
function regions(comments: readonly Span[], text: string): readonly Span[] {
  const found: Span[] = [];
  const open: number[] = [];
  for (const { start, end } of comments) {
    const mark = markOf(text.slice(start, end));
    if (mark === 'start') open.push(start);
    if (mark !== 'end') continue;
    const from = open.pop();
    if (from !== undefined) found.push({ start: from, end: trimmedEnd(text, end) });
  }
  return found;
}

function markOf(comment: string): 'start' | 'end' | undefined {
  const [, word] = /^(?:#|\/\/)\s*#?(region|endregion)\b/.exec(comment) ?? [];
  return word === undefined ? undefined : word === 'region' ? 'start' : 'end';
}

function trimmedEnd(text: string, end: number): number {
  let at = end;
  while (at > 0 && (text[at - 1] === '\n' || text[at - 1] === '\r')) at--;
  return at;
}

function widest(folds: readonly Fold[]): readonly Fold[] {
  const byLine = new Map<number, Fold>();
  for (const fold of folds) {
    const known = byLine.get(fold.startLine);
    if (known === undefined || known.endLine < fold.endLine) byLine.set(fold.startLine, fold);
  }
  return [...byLine.values()].sort((a, b) => a.startLine - b.startLine);
}
