/**
 * What the names in a file are, for colours that a grammar cannot know: kinds and resources, variables and locals,
 * attributes that exist, and which of them are deprecated, sensitive, completed or unused. Strings, numbers, operators and
 * comments are the grammar's.
 */
import type { Span } from '../base/span.ts';
import { moduleDirOf, type View } from '../engine/view.ts';
import type { ModuleTable } from '../intake/module-table.ts';
import { usesOf } from '../intake/uses.ts';
import type { Item } from '../syntax/ast.ts';
import { type ItemToken, itemTokens, type TokenName } from './item-tokens.ts';
import { roleOf } from './occurrences.ts';
import { symbolFrom } from './symbols.ts';
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
  const found: TokensOfItem[] = [];
  for (const item of file.items) {
    if (within !== undefined && (item.offset > within.end || item.offset + item.node.span.end < within.start)) continue;
    found.push({ item, tokens: inProject(view, path, itemTokens(item.node, role, view.vocabulary)) });
  }
  return found;
}

type Named = ItemToken & { readonly names: TokenName };

interface Resolved {
  readonly named: readonly Named[];
  /** What was added to each of the named tokens, and what came of it. */
  key: string;
  tokens: readonly ItemToken[];
}

const memo = new WeakMap<readonly ItemToken[], Resolved>();

/** Adds what the project says of the things that tokens name. */
function inProject(view: View, path: string, tokens: readonly ItemToken[]): readonly ItemToken[] {
  let known = memo.get(tokens);
  if (known === undefined) {
    known = { named: tokens.filter((token): token is Named => token.names !== undefined), key: '', tokens };
    memo.set(tokens, known);
  }
  if (known.named.length === 0) return tokens;
  const added = new Map<ItemToken, readonly TokenModifier[]>();
  let key = '';
  for (const token of known.named) {
    const modifiers = modifiersOf(view, path, token);
    if (modifiers.length > 0) added.set(token, modifiers);
    key += `${modifiers.join('.')};`;
  }
  if (added.size === 0) return tokens;
  if (known.key !== key) {
    known.key = key;
    known.tokens = tokens.map((token) => {
      const more = added.get(token);
      return more === undefined ? token : { ...token, modifiers: [...token.modifiers, ...more] };
    });
  }
  return known.tokens;
}

function modifiersOf(view: View, path: string, { names, modifiers }: Named): readonly TokenModifier[] {
  const { through, name } = names;
  const dir = through.length === 0 ? moduleDirOf(path) : symbolFrom(view, path, through, name)?.dir;
  const table = dir === undefined ? undefined : view.table(dir);
  if (table === undefined) return none;
  const dot = name.indexOf('.');
  const rest = name.slice(dot + 1);
  const isDeclared = modifiers.includes('declaration');
  switch (name.slice(0, dot)) {
    case 'var': {
      const isSensitive = table.variables.get(rest)?.declaration.sensitive === true;
      return flags(isSensitive, isDeclared && isUnused(table, name));
    }
    case 'local':
      return flags(false, isDeclared && isUnused(table, name));
    case 'output':
      return flags(table.outputs.get(rest)?.declaration.sensitive === true, false);
    default:
      return table.completions.has(rest) ? completed : none;
  }
}

const none: readonly TokenModifier[] = [];
const completed: readonly TokenModifier[] = ['completed'];

function flags(sensitive: boolean, unused: boolean): readonly TokenModifier[] {
  if (!sensitive && !unused) return none;
  return [...(sensitive ? (['sensitive'] as const) : []), ...(unused ? (['unused'] as const) : [])];
}

const usesByTable = new WeakMap<ModuleTable, ReadonlySet<string>>();

/** What does not parse may hold the use that is missing. */
function isUnused(table: ModuleTable, name: string): boolean {
  if (table.broken) return false;
  let uses = usesByTable.get(table);
  if (uses === undefined) {
    uses = usesIn(table);
    usesByTable.set(table, uses);
  }
  return !uses.has(name);
}

/** A variable's own conditions are no use of it. */
function usesIn(table: ModuleTable): ReadonlySet<string> {
  const uses = new Set<string>();
  for (const { declaration } of table.all) {
    for (const use of usesOf(declaration)) {
      if (declaration.kind !== 'variable' || use !== `var.${declaration.name}`) uses.add(use);
    }
  }
  return uses;
}
