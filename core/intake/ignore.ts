/** `# clockwork:ignore CODE reason`: silences a warning or a hint on its own line, or on the next one if it stands alone. */
import { nearest } from '../base/did-you-mean.ts';
import { LineIndex } from '../base/line-index.ts';
import { codes } from '../diagnostics/codes.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { ParsedFile } from '../syntax/parse.ts';

interface Ignore {
  readonly code: string;
  readonly lineIndex: number;
}

/** What is left of `diagnostics`, and a warning for each comment without a code that exists or without a reason. */
export function withoutIgnored(
  diagnostics: readonly Diagnostic[],
  parsed: ReadonlyMap<string, ParsedFile>,
): readonly Diagnostic[] {
  const ignores = new Map<
    string,
    { readonly lines: LineIndex; readonly offsets: ReadonlyMap<string, number>; readonly list: readonly Ignore[] }
  >();
  const added: Diagnostic[] = [];
  for (const [path, { file, comments }] of parsed) {
    if (!file.text.includes('clockwork:ignore')) continue;
    const lines = new LineIndex(file.text);
    const offsets = new Map(file.items.map((item) => [item.key, item.offset]));
    const list = comments.flatMap((comment): readonly Ignore[] => {
      const start = (offsets.get(comment.item) ?? 0) + comment.span.start;
      const text = file.text.slice(start, (offsets.get(comment.item) ?? 0) + comment.span.end);
      const match = /^(?:#|\/\/|\/\*)\s*clockwork:ignore\b\s*(\S*)\s*(.*)/.exec(text);
      if (match === null) return [];
      const [, code = '', reason = ''] = match;
      if (!Object.hasOwn(codes, code) || reason.replace(/\*\/$/, '').trim() === '') {
        const near = Object.hasOwn(codes, code) ? undefined : nearest(code, Object.keys(codes));
        added.push({
          code: 'ignored-without-reason',
          severity: 'warning',
          message: `\`clockwork:ignore\` takes a code and a reason: \`# clockwork:ignore latest-tag this one is rebuilt every night\`.${near === undefined ? '' : ` Did you mean \`${near}\`?`}`,
          place: { file: path, item: comment.item, span: comment.span },
        });
        return [];
      }
      const line = lines.positionAt(start).line;
      const lineStart = file.text.lastIndexOf('\n', start - 1) + 1;
      const alone = file.text.slice(lineStart, start).trim() === '';
      return [{ code, lineIndex: alone ? nextLineOfCode(file.text, start, line) : line }];
    });
    ignores.set(path, { lines, offsets, list });
  }
  if (ignores.size === 0) return diagnostics;
  const left = diagnostics.filter(({ code, severity, place }) => {
    if (severity === 'error' || place === undefined) return true;
    const found = ignores.get(place.file);
    if (found === undefined) return true;
    const line = found.lines.positionAt((found.offsets.get(place.item) ?? 0) + place.span.start).line;
    return !found.list.some((ignore) => ignore.code === code && ignore.lineIndex === line);
  });
  return [...left, ...added];
}

/** Comments may stand below each other; the line behind the last one is meant. */
function nextLineOfCode(text: string, from: number, line: number): number {
  const rest = text.slice(from, from + 10_000).split('\n');
  for (let i = 1; i < rest.length; i++) if (!/^\s*(#|\/\/)/.test(rest[i] ?? '')) return line + i;
  return line + 1;
}
