/** A hover as Markdown, or as plain text for editors that show no Markdown. */
import type { HoverPart, Inline, Line, LinkTarget } from './parts.ts';

/** The address of a link; undefined where it has none, and its text is shown alone. */
export type UriOf = (target: LinkTarget) => string | undefined;

export function renderHover(parts: readonly HoverPart[], format: 'markdown' | 'plaintext', uriOf: UriOf): string {
  return format === 'markdown'
    ? parts.map((part) => markdownOf(part, uriOf)).join('\n\n')
    : parts.map(plainOf).join('\n\n');
}

function markdownOf(part: HoverPart, uriOf: UriOf): string {
  const inline = (line: Line, between: 'text' | 'cell') =>
    line.map((each) => inlineMarkdown(each, between, uriOf)).join('');
  switch (part.kind) {
    case 'code': {
      const fence = fenceAround(part.text, 3);
      return `${fence}clockwork\n${part.text}\n${fence}`;
    }
    case 'text':
      return inline(part.line, 'text');
    case 'list':
      return part.lines.map((line) => `- ${inline(line, 'text')}`).join('\n');
    case 'table': {
      const rows = part.rows.map((cells) => `| ${cells.map((cell) => inline(cell, 'cell')).join(' | ')} |`);
      return [`| ${part.head.join(' | ')} |`, `|${' --- |'.repeat(part.head.length)}`, ...rows].join('\n');
    }
  }
}

function inlineMarkdown(inline: Inline, within: 'text' | 'cell', uriOf: UriOf): string {
  if (typeof inline === 'string') return within === 'cell' ? inCell(inline) : inline;
  switch (inline.kind) {
    case 'plain':
      return escaped(inline.text);
    case 'code':
      return within === 'cell' ? inCell(codeSpan(inline.text)) : codeSpan(inline.text);
    case 'link': {
      const uri = uriOf(inline.to);
      const text = escaped(inline.text);
      if (uri === undefined) return inline.to.kind === 'page' ? `${text}: ${codeSpan(`docs/${inline.to.page}`)}` : text;
      return `[${text}](${uri.replace(/[()\s<>]/g, percentEncoded)})`;
    }
  }
}

/** A code span that holds any text, on one line. */
function codeSpan(text: string): string {
  const line = text.replace(/\s*\n\s*/g, ' ');
  const fence = fenceAround(line, 1);
  const pad = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${line}${pad}${fence}`;
}

/** More backticks than the text has in a row. */
function fenceAround(text: string, least: number): string {
  let longest = 0;
  for (const run of text.match(/`+/g) ?? []) longest = Math.max(longest, run.length);
  return '`'.repeat(Math.max(least, longest + 1));
}

function inCell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

/** Text in which nothing is markup. A blank line would end a paragraph or a cell. */
function escaped(text: string): string {
  return text
    .replace(/\s*\n\s*/g, ' ')
    .replace(/[\\`*[\]<>|~&]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|^\s*(?:[#+-]|\d+[.)])/gu, (markup) =>
      markup.replace(/.$/, '\\$&'),
    );
}

function percentEncoded(char: string): string {
  return `%${char.charCodeAt(0).toString(16).padStart(2, '0').toUpperCase()}`;
}

function plainOf(part: HoverPart): string {
  switch (part.kind) {
    case 'code':
      return part.text;
    case 'text':
      return plainLine(part.line);
    case 'list':
      return part.lines.map((line) => `- ${plainLine(line)}`).join('\n');
    case 'table': {
      const rows = [part.head, ...part.rows.map((cells) => cells.map(plainLine))];
      const widths = part.head.map((_, column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0)));
      return rows
        .map((cells) =>
          cells
            .map((cell, i) => cell.padEnd(widths[i] ?? 0))
            .join('  ')
            .trimEnd(),
        )
        .join('\n');
    }
  }
}

function plainLine(line: Line): string {
  return line.map(plainInline).join('');
}

function plainInline(inline: Inline): string {
  if (typeof inline === 'string') return withoutMarkup(inline);
  if (inline.kind !== 'link') return inline.text;
  switch (inline.to.kind) {
    case 'page':
      return `${inline.text}: docs/${inline.to.page}`;
    case 'url':
      return `${inline.text}: ${inline.to.url}`;
    default:
      return inline.text;
  }
}

/** Our own Markdown uses code spans, emphasis and links. */
function withoutMarkup(text: string): string {
  return text.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/[`*]/g, '');
}
