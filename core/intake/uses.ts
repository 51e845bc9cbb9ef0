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
export function expressionsOf(declaration: Declaration): readonly Expression[] {
  const found: Expression[] = [];
  switch (declaration.kind) {
    case 'variable':
      addConditions(declaration.validations, found);
      break;
    case 'locals':
      for (const { expression } of declaration.values) found.push(expression);
      break;
    case 'output':
      if (declaration.value !== undefined) found.push(declaration.value);
      found.push(...declaration.dependsOn);
      addConditions(declaration.preconditions, found);
      break;
    case 'resource':
      addRepetition(declaration, found);
      for (const given of declaration.attributes.values()) addGiven(given, found);
      if (declaration.description !== undefined) found.push(declaration.description);
      for (const assertion of declaration.asserts) for (const given of assertion.attributes) addGiven(given, found);
      for (const connect of declaration.connects) {
        if (connect.to !== undefined) found.push(connect.to);
        if (connect.path !== undefined) found.push(connect.path);
      }
      addLifecycle(declaration, found);
      break;
    case 'module':
      addRepetition(declaration, found);
      for (const { expression } of declaration.inputs.values()) found.push(expression);
      addLifecycle(declaration, found);
      break;
    case 'import':
      found.push(declaration.id);
      break;
    case 'completion':
      for (const given of declaration.attributes.values()) addGiven(given, found);
      break;
    case 'moved':
    case 'removed':
    case 'settings':
      break;
  }
  return found;
}

function addRepetition(declaration: Declaration & { readonly kind: 'resource' | 'module' }, found: Expression[]): void {
  if (declaration.count !== undefined) found.push(declaration.count.expression);
  if (declaration.forEach !== undefined) found.push(declaration.forEach.expression);
  found.push(...declaration.dependsOn);
}

function addLifecycle(
  { lifecycle }: Declaration & { readonly kind: 'resource' | 'module' },
  found: Expression[],
): void {
  addConditions(lifecycle.preconditions, found);
  addConditions(lifecycle.postconditions, found);
  found.push(...lifecycle.replaceTriggeredBy);
}

function addConditions(all: readonly Condition[], found: Expression[]): void {
  for (const { condition, message } of all) {
    found.push(condition);
    if (message !== undefined) found.push(message);
  }
}

function addGiven(given: Given, found: Expression[]): void {
  if (given.kind === 'expression') {
    found.push(given.expression);
    return;
  }
  for (const { content, dynamic } of given.blocks) {
    if (dynamic !== undefined) found.push(dynamic.forEach);
    for (const inner of content) addGiven(inner, found);
  }
}
