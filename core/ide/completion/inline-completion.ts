/**
 * What the embedded completer would fill in, offered where it would be written: all that is missing at an empty line of
 * the resource, one attribute where its name is begun, its value behind the `=`.
 */
import type { Span } from '../../base/span.ts';
import { completeEmbedded } from '../../completion/embedded.ts';
import { attributesOf, literalOf } from '../../completion/hcl-text.ts';
import type { Json } from '../../contracts/json.ts';
import { moduleDirOf, type View } from '../../engine/view.ts';
import { requestOf } from '../../intake/completion-requests.ts';
import type { ResourceDeclaration } from '../../intake/declarations.ts';
import { incompleteAttributes } from '../../intake/incomplete.ts';
import { declaredBy } from '../../intake/read-block.ts';
import { indentationAt, lineEnd } from '../../syntax/chars.ts';
import { type Cursor, cursorAt } from '../cursor/cursor.ts';
import { roleOf } from '../names/occurrences.ts';

export interface InlineCompletion {
  readonly text: string;
  /** What it replaces: on one line, up to the cursor or behind it. */
  readonly span: Span;
}

/** Undefined where nothing is missing, where the completer knows nothing, and where a secret would be missing as well. */
export function inlineCompletionAt(view: View, path: string, offset: number): InlineCompletion | undefined {
  const file = view.project.files.get(path);
  if (file === undefined || roleOf(path) !== 'source') return undefined;
  const { text } = file;
  const cursor = cursorAt(file, offset);
  const { place, blocks, item } = cursor;
  if (blocks.length !== 1 || item?.node.kind !== 'block') return undefined;
  const { declaration } = declaredBy(item.node, view.vocabulary, false);
  if (declaration?.kind !== 'resource') return undefined;
  switch (place.kind) {
    case 'entry':
      return entryAt(view, path, text, cursor, declaration);
    case 'value':
      if (!place.isWhole || place.steps.length > 0 || place.receiver !== undefined || cursor.word.start < offset) {
        return undefined;
      }
      return valueAt(view, path, text, offset, offset, place.attribute, declaration);
    case 'text':
      if (place.steps.length > 0) return undefined;
      return valueAt(view, path, text, cursor.word.start - 1, offset, place.attribute, declaration);
    default:
      return undefined;
  }
}

function entryAt(
  view: View,
  path: string,
  text: string,
  { word, offset }: Cursor,
  declaration: ResourceDeclaration,
): InlineCompletion | undefined {
  if (!endsLine(text, offset)) return undefined;
  const typed = text.slice(word.start, offset);
  const values = missingValues(view, path, declaration);
  const wanted = Object.entries(values).filter(([name]) => name.startsWith(typed));
  const [first] = wanted;
  if (first === undefined) return undefined;
  const indentation = Math.max(0, indentationAt(text, word.start));
  const chosen = typed === '' ? wanted : [first];
  const written = attributesOf(Object.fromEntries(chosen), indentation === 0 ? 2 : indentation).trimEnd();
  // The line has its indentation already, where it has one.
  return { text: indentation === 0 ? written : written.trimStart(), span: { start: word.start, end: offset } };
}

function valueAt(
  view: View,
  path: string,
  text: string,
  start: number,
  offset: number,
  attribute: string,
  declaration: ResourceDeclaration,
): InlineCompletion | undefined {
  const typed = text.slice(start, offset);
  const rest = text.slice(offset, lineEnd(text, offset, text.length)).trim();
  if (rest !== '' && rest !== '"') return undefined;
  const attributes = new Map(declaration.attributes);
  attributes.delete(attribute);
  const value = missingValues(view, path, { ...declaration, attributes })[attribute];
  if (value === undefined) return undefined;
  const indentation = blanksAt(text, start);
  const written = literalOf(value, indentation);
  if (!written.startsWith(typed) || written === typed) return undefined;
  // A quote that the editor closed is part of it.
  const closed = typed.startsWith('"') && rest === '"' ? text.indexOf('"', offset) + 1 : offset;
  return { text: written, span: { start, end: closed } };
}

/** What a build would write to `completed.cw` for the resource. */
function missingValues(view: View, path: string, declaration: ResourceDeclaration): Readonly<Record<string, Json>> {
  const kind = view.vocabulary.kinds.get(declaration.type);
  const home = { file: path, item: '' };
  if (kind === undefined || !declaration.complete || isCompleted(view, path, declaration)) return {};
  if (incompleteAttributes(kind, { ...declaration }, new Map(), false, home).length === 0) return {};
  const { values, problems } = completeEmbedded(requestOf(kind, declaration, '', home));
  return problems.length > 0 ? {} : values;
}

/** A completion of it stands in `completed.cw` already; in a module, of any instance of it. */
function isCompleted(view: View, path: string, { type, name }: ResourceDeclaration): boolean {
  const own = `${type}.${name}`;
  const inRoot = view.table(moduleDirOf(path))?.dir === '.';
  const addresses = [...(view.table('.')?.completions.keys() ?? [])].map((address) =>
    address.replace(/\[[^\]]*\]$/, ''),
  );
  return addresses.some((address) => (inRoot ? address === own : address.endsWith(`.${own}`)));
}

function endsLine(text: string, at: number): boolean {
  return text.slice(at, lineEnd(text, at, text.length)).trim() === '';
}

function blanksAt(text: string, at: number): number {
  const line = text.lastIndexOf('\n', at - 1) + 1;
  return /^[ \t]*/.exec(text.slice(line, at))?.[0].length ?? 0;
}
