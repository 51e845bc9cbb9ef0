/**
 * What the names in a file are, for colours that a grammar cannot know: kinds and resources, variables and locals,
 * attributes that exist, and which of them are deprecated, sensitive, completed or unused. Strings, numbers, operators and
 * comments are the grammar's.
 */
import type { Span } from '../../base/span.ts';
import { moduleDirOf, type View } from '../../engine/view.ts';
import { usesIn } from '../../intake/lint.ts';
import type { ModuleTable } from '../../intake/module-table.ts';
import type { Item } from '../../syntax/ast.ts';
import { roleOf } from '../names/occurrences.ts';
import { symbolFrom } from '../names/symbols.ts';
import { type ItemToken, itemTokens, type TokenName } from './item-tokens.ts';
import type { TokenModifier } from './token-legend.ts';

/** The tokens of one item, relative to it. The list is the same object as long as nothing in it changed. */
export interface TokensOfItem {
  readonly item: Item;
  readonly tokens: readonly ItemToken[];
}

/** In source order, of the items that `within` (offsets in the file) touches, or of all. */
export function semanticTokens(view: View, path: string, within?: Span): readonly TokensOfItem[] {
  const file = view.project.files.get(path);
  if (file === undefined) return [];
  const role = roleOf(path);
  const table = view.table(moduleDirOf(path));
  const found: TokensOfItem[] = [];
  for (const item of file.items) {
    if (within !== undefined && (item.offset > within.end || item.offset + item.node.span.end < within.start)) continue;
    found.push({ item, tokens: inProject(view, path, table, itemTokens(item.node, role, view.vocabulary)) });
  }
  return found;
}

interface Named {
  readonly token: ItemToken;
  readonly names: TokenName;
  /** The two parts of the name: `var` and `port`. */
  readonly sort: string;
  readonly rest: string;
  readonly isDeclared: boolean;
}

/** What may be added to a token, as bits: a comparison of numbers is all that most keystrokes cost here. */
const sensitive = 1;
const unused = 2;
const completed = 4;

interface Resolved {
  readonly named: readonly Named[];
  /** What was added to each of the named tokens. */
  readonly added: Uint8Array;
  tokens: readonly ItemToken[];
}

const memo = new WeakMap<readonly ItemToken[], Resolved>();

/** Adds what the project says of the things that tokens name. */
function inProject(
  view: View,
  path: string,
  table: ModuleTable | undefined,
  tokens: readonly ItemToken[],
): readonly ItemToken[] {
  let known = memo.get(tokens);
  if (known === undefined) {
    const named = tokens.flatMap(namedOf);
    known = { named, added: new Uint8Array(named.length), tokens };
    memo.set(tokens, known);
  }
  const { named, added } = known;
  let isOther = false;
  for (let i = 0; i < added.length; i++) {
    const one = named[i];
    const bits = one === undefined ? 0 : bitsOf(view, path, table, one);
    if (added[i] === bits) continue;
    added[i] = bits;
    isOther = true;
  }
  if (isOther) {
    const more = new Map(named.map(({ token }, i) => [token, modifiersOf(added[i] ?? 0)]));
    known.tokens = added.some((bits) => bits !== 0)
      ? tokens.map((token) => ({ ...token, modifiers: [...token.modifiers, ...(more.get(token) ?? [])] }))
      : tokens;
  }
  return known.tokens;
}

function namedOf(token: ItemToken): readonly Named[] {
  const { names, modifiers } = token;
  if (names === undefined) return [];
  const dot = names.name.indexOf('.');
  const [sort, rest] = [names.name.slice(0, dot), names.name.slice(dot + 1)];
  return [{ token, names, sort, rest, isDeclared: modifiers.includes('declaration') }];
}

function bitsOf(view: View, path: string, own: ModuleTable | undefined, named: Named): number {
  const { names, sort, rest, isDeclared } = named;
  const table = names.through.length === 0 ? own : tableBehind(view, path, names);
  if (table === undefined) return 0;
  switch (sort) {
    case 'var': {
      const isSensitive = table.variables.get(rest)?.declaration.sensitive === true;
      return (isSensitive ? sensitive : 0) | (isDeclared && isUnused(table, names.name) ? unused : 0);
    }
    case 'local':
      return isDeclared && isUnused(table, names.name) ? unused : 0;
    case 'output':
      return table.outputs.get(rest)?.declaration.sensitive === true ? sensitive : 0;
    default:
      return table.completions.has(rest) ? completed : 0;
  }
}

function tableBehind(view: View, path: string, { through, name }: TokenName): ModuleTable | undefined {
  const dir = symbolFrom(view, path, through, name)?.dir;
  return dir === undefined ? undefined : view.table(dir);
}

function modifiersOf(bits: number): readonly TokenModifier[] {
  return [
    ...(bits & sensitive ? (['sensitive'] as const) : []),
    ...(bits & unused ? (['unused'] as const) : []),
    ...(bits & completed ? (['completed'] as const) : []),
  ];
}

/** What does not parse may hold the use that is missing. */
function isUnused(table: ModuleTable, name: string): boolean {
  return !table.broken && !usesIn(table).has(name);
}
