/** What a declaration refers to by name, without evaluating it; once for each declaration. */
import { referencesIn } from '../language/references.ts';
import type { Expression } from '../syntax/ast.ts';
import { referenceTo } from './addresses.ts';
import type { Condition, Declaration, Given } from './declarations.ts';
import { isLiteral, literalText } from './literal.ts';

const memo = new WeakMap<Declaration, ReadonlySet<string>>();

/** Keys like `var.port`, `local.name`, `module.db`, `module.db.url`. */
export function usesOf(declaration: Declaration): ReadonlySet<string> {
  let known = memo.get(declaration);
  if (known === undefined) {
    known = collect(declaration);
    memo.set(declaration, known);
  }
  return known;
}

function collect(declaration: Declaration): ReadonlySet<string> {
  const uses = new Set<string>();
  for (const expression of expressionsOf(declaration)) {
    if (isLiteral(expression)) {
      // The older quoted form of a reference.
      if (literalText(expression)?.startsWith('module.') === true) noteTraversal(referenceTo(expression), uses);
      continue;
    }
    for (const { root, steps } of referencesIn(expression)) noteSteps(root, steps, uses);
  }
  return uses;
}

function noteTraversal(traversal: ReturnType<typeof referenceTo>, uses: Set<string>): void {
  if (traversal !== undefined) noteSteps(traversal.root, traversal.steps, uses);
}

function noteSteps(
  root: string,
  steps: readonly { readonly kind: string; readonly name?: string }[],
  uses: Set<string>,
): void {
  const [first, second, third] = steps;
  if (first?.kind !== 'attribute' || first.name === undefined) return;
  if (root === 'var' || root === 'local') uses.add(`${root}.${first.name}`);
  if (root !== 'module') return;
  const output = second?.kind === 'attribute' ? second : second?.kind === 'index' ? third : undefined;
  uses.add(output?.name === undefined ? `module.${first.name}.*` : `module.${first.name}.${output.name}`);
}

/** Every expression of a declaration that may refer to something. */
export function* expressionsOf(declaration: Declaration): Iterable<Expression> {
  switch (declaration.kind) {
    case 'variable':
      yield* conditions(declaration.validations);
      return;
    case 'locals':
      for (const { expression } of declaration.values) yield expression;
      return;
    case 'output':
      if (declaration.value !== undefined) yield declaration.value;
      yield* declaration.dependsOn;
      yield* conditions(declaration.preconditions);
      return;
    case 'resource':
      yield* repetition(declaration);
      for (const given of declaration.attributes.values()) yield* inGiven(given);
      if (declaration.description !== undefined) yield declaration.description;
      for (const assertion of declaration.asserts) for (const given of assertion.attributes) yield* inGiven(given);
      for (const connect of declaration.connects) {
        if (connect.to !== undefined) yield connect.to;
        if (connect.path !== undefined) yield connect.path;
      }
      yield* conditions(declaration.lifecycle.preconditions);
      yield* conditions(declaration.lifecycle.postconditions);
      yield* declaration.lifecycle.replaceTriggeredBy;
      return;
    case 'module':
      yield* repetition(declaration);
      for (const { expression } of declaration.inputs.values()) yield expression;
      yield* conditions(declaration.lifecycle.preconditions);
      yield* conditions(declaration.lifecycle.postconditions);
      yield* declaration.lifecycle.replaceTriggeredBy;
      return;
    case 'import':
      yield declaration.id;
      return;
    case 'completion':
      for (const given of declaration.attributes.values()) yield* inGiven(given);
      return;
    case 'moved':
    case 'removed':
    case 'settings':
      return;
  }
}

function* repetition(declaration: Declaration & { readonly kind: 'resource' | 'module' }): Iterable<Expression> {
  if (declaration.count !== undefined) yield declaration.count.expression;
  if (declaration.forEach !== undefined) yield declaration.forEach.expression;
  yield* declaration.dependsOn;
}

function* conditions(all: readonly Condition[]): Iterable<Expression> {
  for (const { condition, message } of all) {
    yield condition;
    if (message !== undefined) yield message;
  }
}

function* inGiven(given: Given): Iterable<Expression> {
  if (given.kind === 'expression') {
    yield given.expression;
    return;
  }
  for (const { content, dynamic } of given.blocks) {
    if (dynamic !== undefined) yield dynamic.forEach;
    for (const inner of content) yield* inGiven(inner);
  }
}
