/**
 * Which names a module's parts refer to, as they are written and in branches not taken too: what has to be looked at
 * again when one of them changed, and what nobody uses. Nothing is evaluated for it.
 *
 * Names are `var.x`, `local.x`, `output.x`, `KIND.NAME`, `module.m` (the call itself) and `module.m<x` (its input).
 * What is read of a module is also counted as `module.m.out`, or `module.m.*` where that cannot be said. Facts of the
 * machine, which nobody declares, count as `facts.x`, or `facts.*`.
 */
import { functionTable } from '../language/functions/table.ts';
import { callsIn, referencesIn } from '../language/references.ts';
import type { Expression } from '../syntax/ast.ts';
import type { Declaration, ResourceDeclaration } from './declarations.ts';
import type { FilePart } from './file-part.ts';
import { isLiteral, literalText } from './literal.ts';
import { expressionsOf } from './uses.ts';

/** A part of a module that has a name, and what it uses. */
export interface NamedUnit {
  readonly name: string;
  readonly uses: readonly Use[];
  /** It calls functions that look at files, so that its value may change though no name does. */
  readonly asksWorld: boolean;
}

export interface Use {
  readonly name: string;
  /** The attribute or output that is read; undefined where it is all of it, or its order alone. */
  readonly attribute: string | undefined;
}

export function inputName(call: string, input: string): string {
  return `module.${call}<${input}`;
}

const unitsMemo = new WeakMap<Declaration, readonly NamedUnit[]>();
const noUnits: readonly NamedUnit[] = [];

/** The names that a declaration gives, with what each uses. Once for each declaration. */
export function unitsOf(declaration: Declaration): readonly NamedUnit[] {
  let units = unitsMemo.get(declaration);
  if (units === undefined) {
    units = readUnits(declaration);
    unitsMemo.set(declaration, units);
  }
  return units;
}

function readUnits(declaration: Declaration): readonly NamedUnit[] {
  switch (declaration.kind) {
    case 'variable':
      return [unit(`var.${declaration.name}`, expressionsOf(declaration))];
    case 'output':
      return [unit(`output.${declaration.name}`, expressionsOf(declaration))];
    case 'locals':
      return declaration.values.map(({ name, expression }) => unit(`local.${name}`, [expression]));
    case 'resource':
      return [unit(resourceName(declaration), expressionsOf(declaration))];
    case 'module': {
      const inputs = [...declaration.inputs].map(([name, { expression }]) =>
        unit(inputName(declaration.name, name), [expression]),
      );
      const given = new Set([...declaration.inputs.values()].map(({ expression }) => expression));
      const own = expressionsOf(declaration).filter((expression) => !given.has(expression as never));
      return [unit(`module.${declaration.name}`, own), ...inputs];
    }
    case 'import':
      // It has no name that anything could use; what it uses counts as used.
      return [unit('import', expressionsOf(declaration))];
    case 'completion':
      return [unit(`completion.${declaration.address}`, expressionsOf(declaration))];
    case 'moved':
    case 'removed':
    case 'settings':
      return noUnits;
  }
}

export function resourceName(declaration: ResourceDeclaration): string {
  return `${declaration.type}.${declaration.name}`;
}

const noUses: readonly Use[] = [];

/** So many are looked through faster than they are put into a set. */
const FEW = 16;

function keyOf({ name, attribute }: Use): string {
  return `${name} ${attribute ?? ''}`;
}

function unit(name: string, expressions: readonly Expression[]): NamedUnit {
  const uses: Use[] = [];
  let seen: Set<string> | undefined;
  const add = (used: string, attribute: string | undefined): void => {
    const use: Use = { name: used, attribute };
    if (uses.length < FEW) {
      for (const known of uses) if (known.name === used && known.attribute === attribute) return;
    } else {
      seen ??= new Set(uses.map(keyOf));
      if (seen.has(keyOf(use))) return;
      seen.add(keyOf(use));
    }
    uses.push(use);
  };
  for (const expression of expressions) {
    if (isLiteral(expression)) noteQuoted(expression, add);
    else for (const { root, steps } of referencesIn(expression)) note(root, steps, add);
  }
  return new Unit(name, uses.length === 0 ? noUses : uses, expressions);
}

/** Whether it asks the world is found out when files change, which is seldom. */
class Unit implements NamedUnit {
  readonly name: string;
  readonly uses: readonly Use[];
  readonly #expressions: readonly Expression[];
  #asksWorld: boolean | undefined;

  constructor(name: string, uses: readonly Use[], expressions: readonly Expression[]) {
    this.name = name;
    this.uses = uses;
    this.#expressions = expressions;
  }

  get asksWorld(): boolean {
    this.#asksWorld ??= this.#expressions.some((each) => callsIn(each).some((call) => looksAtWorld(call.name.text)));
    return this.#asksWorld;
  }
}

/** The older quoted form of a reference to a thing. A text that only looks like one does no harm. */
function noteQuoted(expression: Expression, add: Add): void {
  const text = literalText(expression);
  const match =
    text === undefined || text.length > 300 || !text.includes('.') || text.includes('/')
      ? null
      : /^\s*(?:resource\s*\.\s*)?([\p{ID_Start}_][\p{ID_Continue}-]*)\s*\.\s*([\p{ID_Start}_][\p{ID_Continue}-]*)/u.exec(
          text,
        );
  const [, root, name] = match ?? [];
  if (root === undefined || name === undefined || root === 'var' || root === 'local') return;
  note(root, [{ kind: 'attribute', name }], add);
}

const withoutName: ReadonlySet<string> = new Set(['each', 'count', 'self', 'path']);

type Add = (name: string, attribute: string | undefined) => void;

function note(root: string, steps: readonly { readonly kind: string; readonly name?: string }[], add: Add): void {
  if (withoutName.has(root)) return;
  if (root === 'facts') {
    add(`facts.${steps[0]?.kind === 'attribute' ? steps[0].name : '*'}`, undefined);
    return;
  }
  const [owner, name, at] = root === 'resource' ? [steps[0]?.name, steps[1]?.name, 2] : [root, steps[0]?.name, 1];
  if (owner === undefined || name === undefined) return;
  const behind = steps[at]?.kind === 'index' ? steps[at + 1] : steps[at];
  const attribute = behind?.kind === 'attribute' ? behind.name : undefined;
  add(`${owner}.${name}`, attribute);
  // The older resource type became a check block.
  if (owner === 'verification') add(`check.${name}`, undefined);
  if (owner === 'module') add(`module.${name}.${attribute ?? '*'}`, undefined);
}

/** Whether more than the arguments decides what a function gives: then it takes a second parameter, the host. */
function looksAtWorld(name: string): boolean {
  const definition = functionTable.get(name);
  return definition !== undefined && definition.lazy !== true && definition.call.length >= 2;
}

const usersMemo = new WeakMap<FilePart, ReadonlyMap<string, readonly NamedUnit[]>>();

/** Name → the units of a file that use it; that a variable's own conditions do is no use. Once for each version of the file. */
export function usersIn(part: FilePart): ReadonlyMap<string, readonly NamedUnit[]> {
  let users = usersMemo.get(part);
  if (users === undefined) {
    users = readUsers(part);
    usersMemo.set(part, users);
  }
  return users;
}

function readUsers(part: FilePart): ReadonlyMap<string, readonly NamedUnit[]> {
  const users = new Map<string, NamedUnit[]>();
  for (const { declaration } of part.entries) {
    for (const user of unitsOf(declaration)) {
      for (const { name } of user.uses) {
        if (name === user.name && declaration.kind === 'variable') continue;
        const known = users.get(name);
        if (known === undefined) users.set(name, [user]);
        else if (known.at(-1) !== user) known.push(user);
      }
    }
  }
  return users;
}
