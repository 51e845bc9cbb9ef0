/** The outline of a file: its blocks and attributes as a tree. Works on text that does not parse as well. */
import type { Span } from '../../base/span.ts';
import type { Attribute, Block, Expression, SyntaxFile } from '../../syntax/ast.ts';
import { roleOf } from '../names/occurrences.ts';
import { insideQuotes, shifted } from '../spans.ts';

export type OutlineSort =
  | 'variable'
  | 'local'
  | 'output'
  | 'resource'
  | 'module'
  | 'check'
  | 'assert'
  | 'completion'
  | 'refactoring'
  | 'settings'
  | 'block'
  | 'attribute'
  | 'object'
  | 'list';

export interface OutlineEntry {
  readonly sort: OutlineSort;
  readonly name: string;
  /** What stands in small print beside the name: a resource's kind, a short value. */
  readonly detail?: string;
  /** Offsets in the file. */
  readonly span: Span;
  readonly nameSpan: Span;
  readonly children: readonly OutlineEntry[];
}

/** Says of a top-level attribute, or of a block and what stands in it, whether its value is secret. */
type IsSecret = (nodes: readonly (Attribute | Block)[]) => boolean;

/** What is secret has no small print, nor has anything in it. */
export function outlineOf(file: SyntaxFile, isSecret: IsSecret = () => false): readonly OutlineEntry[] {
  const isVariables = roleOf(file.path) === 'variables';
  return file.items.map(({ node, offset }) => {
    if (node.kind === 'block') return withoutSecrets(node, blockEntry(node, offset, 0), isSecret);
    const entry = attributeEntry(node, offset, isVariables ? 'variable' : 'attribute');
    return isSecret([node]) ? bare(entry) : entry;
  });
}

/** The children of the entry are those of the block, in order. */
function withoutSecrets(block: Block, entry: OutlineEntry, isSecret: IsSecret): OutlineEntry {
  const secret = block.body.entries.map((inner) => isSecret([block, inner]));
  if (!secret.includes(true)) return entry;
  const children = entry.children.map((child, i) => (secret[i] === true ? bare(child) : child));
  return { ...entry, ...(entry.sort === 'output' && { detail: 'output' }), children };
}

function bare({ detail: _, ...entry }: OutlineEntry): OutlineEntry {
  return { ...entry, children: entry.children.map(bare) };
}

const topSorts: Readonly<Record<string, OutlineSort>> = {
  variable: 'variable',
  locals: 'block',
  output: 'output',
  resource: 'resource',
  module: 'module',
  check: 'check',
  completion: 'completion',
  moved: 'refactoring',
  import: 'refactoring',
  removed: 'refactoring',
  clockwork: 'settings',
};

function blockEntry(block: Block, by: number, depth: number): OutlineEntry {
  const { type, labels, span, body } = block;
  const sort = sortOf(block, depth);
  const name = nameOf(block, sort);
  const detail = detailOf(block, sort);
  return {
    sort,
    name,
    ...(detail !== undefined && detail !== '' && { detail }),
    span: shifted(span, by),
    nameSpan: shifted(nameSpanOf(block), by),
    children: body.entries.map((entry) => {
      if (entry.kind === 'block') return blockEntry(entry, by, depth + 1);
      return attributeEntry(entry, by, depth === 0 && type.text === 'locals' ? 'local' : 'attribute');
    }),
  };

  function nameSpanOf(at: Block): Span {
    const last = labels.at(-1);
    if (last === undefined) return at.type.span;
    const inside = insideQuotes(last.span, last.quoted);
    return inside.end > inside.start ? inside : last.span;
  }
}

function sortOf({ type, labels }: Block, depth: number): OutlineSort {
  if (depth > 0) return type.text === 'assert' ? 'assert' : 'block';
  if (Object.hasOwn(topSorts, type.text)) return topSorts[type.text] ?? 'block';
  // A short form, or a block of a kind that a later version knows.
  return labels.length > 0 ? 'resource' : 'block';
}

/** Never empty: clients refuse a symbol without a name. */
function nameOf({ type, labels }: Block, sort: OutlineSort): string {
  const texts = labels.map(({ text }) => text).filter((text) => text !== '');
  switch (sort) {
    case 'variable':
    case 'output':
    case 'module':
    case 'check':
    case 'resource':
      return texts.at(-1) ?? type.text;
    case 'completion':
      return texts[0] ?? type.text;
    default:
      return [type.text, ...texts].join(' ');
  }
}

function detailOf({ type, labels, body }: Block, sort: OutlineSort): string | undefined {
  const value = (name: string) => {
    const entry = body.entries.find((each) => each.kind === 'attribute' && each.name.text === name);
    return entry?.kind === 'attribute' ? shortText(entry.value) : undefined;
  };
  switch (sort) {
    case 'resource':
      return type.text === 'resource' ? (labels.length > 1 ? labels[0]?.text : undefined) : type.text;
    case 'variable':
      return value('type') ?? 'variable';
    case 'output':
      return value('value') ?? 'output';
    case 'module':
      return value('source') ?? 'module';
    case 'check':
      return 'check';
    case 'completion':
      return 'completion';
    case 'refactoring': {
      const from = value('from');
      const to = value('to');
      return [from, to].filter((each) => each !== undefined).join(' → ');
    }
    default:
      return undefined;
  }
}

function attributeEntry({ name, value, span }: Attribute, by: number, sort: OutlineSort): OutlineEntry {
  const shape =
    sort !== 'attribute' ? sort : value.kind === 'object' ? 'object' : value.kind === 'tuple' ? 'list' : sort;
  const detail = shortText(value);
  return {
    sort: shape,
    name: name.text,
    ...(detail !== undefined && { detail }),
    span: shifted(span, by),
    nameSpan: shifted(name.span, by),
    children: value.kind === 'object' ? fieldEntries(value, by) : [],
  };
}

function fieldEntries(
  { items }: Extract<Expression, { readonly kind: 'object' }>,
  by: number,
): readonly OutlineEntry[] {
  return items.flatMap(({ key, value, span }): readonly OutlineEntry[] => {
    const name = shortText(key);
    if (name === undefined || name === '') return [];
    const detail = shortText(value);
    return [
      {
        sort: value.kind === 'object' ? 'object' : value.kind === 'tuple' ? 'list' : 'attribute',
        name,
        ...(detail !== undefined && { detail }),
        span: shifted(span, by),
        nameSpan: shifted(key.span, by),
        children: value.kind === 'object' ? fieldEntries(value, by) : [],
      },
    ];
  });
}

const MAX_DETAIL = 60;

/** A value that fits beside a name: literals without quotes, and plain references. */
function shortText(expression: Expression): string | undefined {
  const text = plainText(expression, 0);
  return text === undefined || text.length > MAX_DETAIL || text.includes('\n') ? undefined : text;
}

/** Nothing that is nested deeper fits beside a name. */
const MAX_NESTING = 20;

function plainText(expression: Expression, depth: number): string | undefined {
  if (depth > MAX_NESTING) return undefined;
  switch (expression.kind) {
    case 'number':
      return expression.text;
    case 'bool':
      return String(expression.value);
    case 'null':
      return 'null';
    case 'template': {
      const [part] = expression.parts;
      if (expression.form === 'heredoc' || expression.parts.length > 1) return undefined;
      if (part === undefined) return '';
      return part.kind === 'text' ? part.value : undefined;
    }
    case 'variable':
      return expression.name;
    case 'get-attribute': {
      const object = plainText(expression.object, depth + 1);
      return object === undefined ? undefined : `${object}.${expression.name.text}`;
    }
    case 'index': {
      const object = plainText(expression.object, depth + 1);
      const key = plainText(expression.key, depth + 1);
      return object === undefined || key === undefined ? undefined : `${object}[${key}]`;
    }
    case 'call': {
      const args = expression.args.map((each) => plainText(each, depth + 1));
      return args.includes(undefined) ? undefined : `${expression.name.text}(${args.join(', ')})`;
    }
    default:
      return undefined;
  }
}
