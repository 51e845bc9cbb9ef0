/**
 * Writes completions into the text of `completed.cw`: new ones at their place in the order of
 * addresses, changed ones in the place of the old. Every other byte of the file stays as it is.
 */

import { digestOfBytes } from '../base/canonical-json.ts';
import { compareText } from '../base/text-order.ts';
import type { Block, SyntaxFile } from '../syntax/ast.ts';
import { attributesOf, quoted } from './hcl-text.ts';
import type { Completion } from './request.ts';

const header =
  '# What the compiler filled in. Commit this file; edit it as you like: an edited block is never overwritten.\n';

/**
 * The new text of the file. `existing` is the parsed file, undefined where there is none. `at` is the
 * time to note, RFC 3339. Blocks that were edited by hand are left alone: see {@link isEdited}.
 */
export function writeCompletions(
  existing: SyntaxFile | undefined,
  completions: readonly Completion[],
  at: string,
): string {
  const sorted = [...completions].sort((a, b) => compareText(a.address, b.address));
  if (existing === undefined) return `${header}\n${sorted.map((each) => completionText(each, at)).join('\n')}`;
  const blocks = completionBlocks(existing);
  let text = '';
  let from = 0;
  const pending = [...sorted];
  const replaced = new Map(blocks.map((each) => [each.address, each]));
  const fresh = pending.filter(({ address }) => !replaced.has(address));
  for (const block of blocks) {
    while (fresh.length > 0 && compareText(fresh[0]?.address ?? '', block.address) < 0) {
      const next = fresh.shift();
      if (next === undefined) break;
      const before = Math.max(from, startOfComments(existing.text, block.start));
      text += `${existing.text.slice(from, before)}${completionText(next, at)}\n`;
      from = before;
    }
    const renewed = pending.find(({ address }) => address === block.address);
    if (renewed === undefined || isEdited(existing, block)) continue;
    text += `${existing.text.slice(from, block.start)}${completionText(renewed, at).trimEnd()}`;
    from = block.end;
  }
  text += existing.text.slice(from);
  for (const next of fresh) {
    const gap = text === '' || text.endsWith('\n\n') ? '' : text.endsWith('\n') ? '\n' : '\n\n';
    text += `${gap}${completionText(next, at)}`;
  }
  return text;
}

/** Comment lines right above a block belong to it. */
function startOfComments(text: string, start: number): number {
  let from = start;
  for (;;) {
    const line = text.lastIndexOf('\n', from - 2) + 1;
    if (from === 0 || line >= from || !/^\s*(#|\/\/)/.test(text.slice(line, from))) return from;
    from = line;
  }
}

export interface CompletionBlock {
  readonly address: string;
  /** Offsets in the file. */
  readonly start: number;
  readonly end: number;
  readonly block: Block;
}

export function completionBlocks(file: SyntaxFile): readonly CompletionBlock[] {
  return file.items.flatMap(({ node, offset }) => {
    if (node.kind !== 'block' || node.type.text !== 'completion') return [];
    const address = node.labels[0]?.text;
    const start = offset + node.span.start;
    return address === undefined ? [] : [{ address, start, end: offset + node.span.end, block: node }];
  });
}

/** Whether a block's attributes are no longer what a compiler wrote: it notes their digest in `from { body }`. */
export function isEdited(file: SyntaxFile, { block, start }: CompletionBlock): boolean {
  const from = block.body.entries.find((entry) => entry.kind === 'block' && entry.type.text === 'from');
  const noted =
    from?.kind === 'block'
      ? from.body.entries.find((entry) => entry.kind === 'attribute' && entry.name.text === 'body')
      : undefined;
  if (noted?.kind !== 'attribute' || noted.value.kind !== 'template') return true;
  const [part] = noted.value.parts;
  const origin = start - block.span.start;
  const lines = block.body.entries
    .filter((entry) => entry !== from)
    .map((entry) => file.text.slice(origin + entry.span.start, origin + entry.span.end));
  return part?.kind !== 'text' || part.value !== bodyDigest(lines);
}

/** Of the attributes of a completion, as they are written; layout is no part of it. */
export function bodyDigest(entries: readonly string[]): string {
  return digestOfBytes(entries.map((entry) => entry.replace(/\s+/g, ' ').trim()).join('\n'));
}

function completionText({ address, values, by, inputs }: Completion, at: string): string {
  const entries = Object.entries(values).map(([name, value]) => attributesOf({ [name]: value }, 2).trim());
  const from = attributesOf({ by, at, inputs, body: bodyDigest(entries) }, 4);
  const attributes = attributesOf(values, 2);
  return `completion ${quoted(address)} {\n${attributes}${attributes === '' ? '' : '\n'}  from {\n${from}  }\n}\n`;
}
