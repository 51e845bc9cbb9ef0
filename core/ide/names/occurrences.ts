/**
 * Every place in one top-level item where something with a name is declared, given a value or read. An item knows
 * neither its file nor its module: names are as written, with the modules that they go through. Made once for each
 * item, and kept as long as its text.
 */
import type { Span } from '../../base/span.ts';
import { referenceTo } from '../../intake/addresses.ts';
import type { ResourceDeclaration } from '../../intake/declarations.ts';
import { literalText } from '../../intake/literal.ts';
import { declaredBy } from '../../intake/read-block.ts';
import type { Vocabulary } from '../../intake/vocabulary.ts';
import type { ReferenceStep } from '../../language/references.ts';
import { referencesIn } from '../../language/references.ts';
import type { Attribute, Block, Expression, Label } from '../../syntax/ast.ts';
import { parseExpression } from '../../syntax/parse.ts';
import { insideQuotes, shifted } from '../spans.ts';
import { iteratorOf } from './bindings.ts';
import { indirectOutputs } from './module-outputs.ts';

/** What a file is decides what the names in it mean. */
export type FileRole = 'source' | 'variables' | 'completed';

export type Role = 'declaration' | 'write' | 'read';

export interface ItemOccurrence {
  /** Names of the module blocks that it goes through, from the module that the item stands in. */
  readonly through: readonly string[];
  /** In the module that `through` leads to: `var.port`, `local.x`, `output.url`, `module.db`, `resource.service.web`. */
  readonly name: string;
  /** Of the name alone, relative to the item. */
  readonly span: Span;
  readonly role: Role;
}

const memo = new WeakMap<Block | Attribute, ReadonlyMap<string, readonly ItemOccurrence[]>>();

/** The occurrences of an item by {@link ItemOccurrence.name}, each list in source order. */
export function occurrencesIn(
  node: Block | Attribute,
  role: FileRole,
  vocabulary: Vocabulary,
): ReadonlyMap<string, readonly ItemOccurrence[]> {
  const known = memo.get(node);
  if (known !== undefined) return known;
  const found = new Map<string, ItemOccurrence[]>();
  const add: Add = (occurrence) => {
    const list = found.get(occurrence.name);
    if (list === undefined) found.set(occurrence.name, [occurrence]);
    else list.push(occurrence);
  };
  collect(node, role, vocabulary, add);
  for (const list of found.values()) list.sort((a, b) => a.span.start - b.span.start);
  memo.set(node, found);
  return found;
}

export function roleOf(path: string): FileRole {
  if (path.endsWith('.cwvars')) return 'variables';
  return path === 'completed.cw' || path.endsWith('/completed.cw') ? 'completed' : 'source';
}

type Add = (occurrence: ItemOccurrence) => void;

function collect(node: Block | Attribute, role: FileRole, vocabulary: Vocabulary, add: Add): void {
  if (node.kind === 'attribute') {
    if (role === 'variables') add({ through: [], name: `var.${node.name.text}`, span: node.name.span, role: 'write' });
    else readExpression(node.value, nothingBound, add);
    return;
  }
  if (role === 'completed') {
    const [label] = node.labels;
    if (label !== undefined) readAddress(label.text, insideQuotes(label.span, label.quoted), 'write', add);
  } else declare(node, vocabulary, add);
  readBody(node, [node], nothingBound, add);
}

/** Names of the iterators of `dynamic` blocks around an expression. */
type Bound = ReadonlySet<string>;

const nothingBound: Bound = new Set();

/** The names that a block declares, without looking at what it reads. */
export function declaredNames(node: Block | Attribute, vocabulary: Vocabulary): readonly ItemOccurrence[] {
  const found: ItemOccurrence[] = [];
  if (node.kind === 'block') declare(node, vocabulary, (each) => found.push(each));
  return found.filter(({ role }) => role === 'declaration');
}

function declare(block: Block, vocabulary: Vocabulary, add: Add): void {
  const { declaration } = declaredBy(block, vocabulary, false);
  const named = (name: string, label: Label | undefined) => {
    if (label !== undefined) {
      add({ through: [], name, span: insideQuotes(label.span, label.quoted), role: 'declaration' });
    }
  };
  switch (declaration?.kind) {
    case 'variable':
      named(`var.${declaration.name}`, block.labels[0]);
      return;
    case 'output':
      named(`output.${declaration.name}`, block.labels[0]);
      return;
    case 'module': {
      named(`module.${declaration.name}`, block.labels[0]);
      for (const { name, nameSpan } of declaration.inputs.values()) {
        add({ through: [declaration.name], name: `var.${name}`, span: nameSpan, role: 'write' });
      }
      return;
    }
    case 'locals':
      for (const { name, nameSpan } of declaration.values) {
        add({ through: [], name: `local.${name}`, span: nameSpan, role: 'declaration' });
      }
      return;
    case 'resource':
      named(resourceName(declaration), block.labels.at(-1));
  }
}

export function resourceName(declaration: Pick<ResourceDeclaration, 'type' | 'name'>): string {
  return `resource.${declaration.type}.${declaration.name}`;
}

/** `path` holds the blocks around the entries, outermost first. */
function readBody(block: Block, path: readonly Block[], bound: Bound, add: Add): void {
  for (const entry of block.body.entries) {
    if (entry.kind === 'block') {
      const iterator = block.type.text === 'dynamic' && entry.type.text === 'content' ? iteratorOf(block) : undefined;
      readBody(entry, [...path, entry], iterator === undefined ? bound : new Set(bound).add(iterator.name), add);
    } else if (!isNotRead(entry, path)) {
      if (namesThings(entry, path)) for (const item of itemsOf(entry.value)) readThing(item, bound, add);
      else readExpression(entry.value, bound, add);
    }
  }
}

/** Names of types, of attributes and of providers are no references. */
function isNotRead({ name }: Attribute, path: readonly Block[]): boolean {
  if (name.text === 'ignore_changes') return path.at(-1)?.type.text === 'lifecycle';
  if (name.text === 'iterator' && path.at(-1)?.type.text === 'dynamic') return true;
  if (path.length > 1) return false;
  if (name.text === 'provider' || name.text === 'providers') return true;
  const type = path[0]?.type.text;
  return (name.text === 'type' && type === 'variable') || (type === 'module' && name.text === 'source');
}

/** Attributes that take things (`service.web`, also in quotes), not values. */
function namesThings({ name }: Attribute, path: readonly Block[]): boolean {
  const type = path.at(-1)?.type.text;
  switch (name.text) {
    case 'depends_on':
      return path.length === 1;
    case 'replace_triggered_by':
      return type === 'lifecycle';
    case 'to':
      return type === 'connect' || type === 'moved' || type === 'import';
    case 'from':
      return type === 'moved' || type === 'removed';
    default:
      return false;
  }
}

function itemsOf(expression: Expression): readonly Expression[] {
  return expression.kind === 'tuple' ? expression.items : [expression];
}

function readThing(expression: Expression, bound: Bound, add: Add): void {
  const text = literalText(expression);
  if (text !== undefined) {
    // Only where the text stands as it is written, so that offsets in it are offsets in the file.
    const inside = insideQuotes(expression.span, true);
    if (inside.end - inside.start === text.length) readAddress(text, inside, 'read', add);
    return;
  }
  const traversal = referenceTo(expression);
  if (traversal === undefined) {
    readExpression(expression, bound, add);
    return;
  }
  const steps = traversal.steps.flatMap((step): readonly ReferenceStep[] =>
    step.kind === 'attribute' ? [step] : [{ kind: 'index', key: 0, span: step.span }],
  );
  readSteps(traversal.root, steps, 'read', true, add);
  for (const step of traversal.steps) if (step.kind === 'index') readExpression(step.key, bound, add);
}

/** An address in quotes: `module.m["k"].service.web[0]`. */
function readAddress(text: string, span: Span, role: Role, add: Add): void {
  const { expression, problems } = parseExpression(text);
  if (problems.length > 0) return;
  for (const { root, steps } of referencesIn(expression)) {
    const moved = steps.map((step) => ({ ...step, span: writtenSpan(step.span, text, span) }));
    readSteps(root, moved, role, true, add);
  }
}

/** Where a part of `text` stands in the file; quotes and backslashes are written with a backslash before them there. */
function writtenSpan(part: Span, text: string, written: Span): Span {
  if (written.end - written.start === text.length) return shifted(part, written.start);
  const behind = (offset: number) => offset + (text.slice(0, offset).match(/["\\]/g)?.length ?? 0);
  return shifted({ start: behind(part.start), end: behind(part.end) }, written.start);
}

function readExpression(expression: Expression, bound: Bound, add: Add): void {
  for (const { root, steps } of referencesIn(expression)) {
    if (!bound.has(root)) readSteps(root, steps, 'read', false, add);
  }
  for (const { call, output, span } of indirectOutputs(expression)) {
    add({ through: [call], name: `output.${output}`, span, role: 'read' });
  }
}

/** `asAddress`: behind a module stands what is in it, not its outputs. */
function readSteps(root: string, steps: readonly ReferenceStep[], role: Role, asAddress: boolean, add: Add): void {
  const through: string[] = [];
  const words = steps.flatMap((step) => (step.kind === 'attribute' ? [step] : []));
  let at = 0;
  let word = root;
  const put = (prefix: string) => {
    const step = words[at];
    if (step === undefined) return;
    add({ through: [...through], name: `${prefix}.${step.name}`, span: step.span, role });
    at++;
  };
  for (;;) {
    switch (word) {
      case 'var':
        put('var');
        return;
      case 'local':
        put('local');
        return;
      case 'each':
      case 'count':
      case 'self':
      case 'path':
      case 'facts':
        return;
      case 'module': {
        const call = words[at];
        if (call === undefined) return;
        put('module');
        through.push(call.name);
        if (asAddress) break;
        put('output');
        return;
      }
      case 'resource': {
        const kind = words[at];
        if (kind === undefined) return;
        at++;
        put(`resource.${kind.name}`);
        return;
      }
      default:
        // The older resource type became a check block.
        put(`resource.${word === 'verification' ? 'check' : word}`);
        return;
    }
    const next = words[at];
    if (next === undefined) return;
    word = next.name;
    at++;
  }
}
