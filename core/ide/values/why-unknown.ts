/** Why a value is not known: the references that it comes from, followed through locals, and into modules and out of them. */
import type { View } from '../../engine/view.ts';
import type { EvaluationScope } from '../../intake/inspect.ts';
import { type Traversal, traversalOf } from '../../intake/literal.ts';
import { isWhollyKnown } from '../../language/values.ts';
import type { Expression } from '../../syntax/ast.ts';
import { childNodes, type Node } from '../../syntax/locate.ts';
import { calledDir } from '../names/symbols.ts';
import { modulesAround, nameOfCall } from './block-instances.ts';

export interface Cause {
  /** As it is written where it is read: `service.web.ip`. */
  readonly reference: string;
  /**
   * Nobody gave the variable a value; a compiler fills it in; applying gives it; what it is made of is wrong; only the
   * command line asks the machine.
   */
  readonly reason: 'unset' | 'build' | 'apply' | 'error' | 'facts';
}

/** More than a reader follows. */
const CAUSES_SHOWN = 3;
const DEPTH = 8;

export function whyUnknown(view: View, dir: string, scope: EvaluationScope, expression: Expression): readonly Cause[] {
  const found = new Map<string, Cause>();
  follow({ view, found, seen: new Set(), open: new Set() }, dir, scope, expression, DEPTH);
  if (found.size === 0 && hasProblems(view, scope, expression)) return [{ reference: '', reason: 'error' }];
  return [...found.values()];
}

interface Search {
  readonly view: View;
  readonly found: Map<string, Cause>;
  readonly seen: Set<Expression>;
  /** Those that are being followed: who comes back to one goes around in a circle. */
  readonly open: Set<Expression>;
}

function follow(search: Search, dir: string, scope: EvaluationScope, expression: Expression, depth: number): void {
  const { view, found, seen, open } = search;
  if (depth === 0 || seen.has(expression)) return;
  seen.add(expression);
  open.add(expression);
  for (const [node, traversal] of traversalsIn(expression)) {
    if (found.size >= CAUSES_SHOWN) break;
    const evaluated = view.model?.inspect.evaluate(scope, node);
    if (evaluated === undefined || isWhollyKnown(evaluated.value)) continue;
    const inner = evaluated.problems.length > 0 ? undefined : insideOf(view, dir, scope, traversal);
    if (evaluated.problems.length > 0 || (inner !== undefined && isWrong(search, inner))) {
      const reference = referenceText(traversal);
      found.set(reference, { reference, reason: 'error' });
    } else if (inner === undefined) {
      const cause = causeOf(view, scope, traversal);
      found.set(cause.reference, cause);
    } else follow(search, inner.dir, inner.scope, inner.expression, depth - 1);
  }
  open.delete(expression);
}

function isWrong({ view, open }: Search, { scope, expression }: Inside): boolean {
  return open.has(expression) || hasProblems(view, scope, expression);
}

function hasProblems({ model }: View, scope: EvaluationScope, expression: Expression): boolean {
  return (model?.inspect.evaluate(scope, expression).problems.length ?? 0) > 0;
}

interface Inside {
  readonly dir: string;
  readonly scope: EvaluationScope;
  readonly expression: Expression;
}

/**
 * The expression behind a local, behind an output of a module, or that a call gives to a variable; undefined where the
 * reference is the cause itself.
 */
function insideOf(view: View, dir: string, scope: EvaluationScope, { root, steps }: Traversal): Inside | undefined {
  const [first] = steps;
  const name = first?.kind === 'attribute' ? first.name : '';
  const { module } = scope;
  if (root === 'local') {
    const expression = view.table(dir)?.locals.get(name)?.expression;
    return expression === undefined ? undefined : { dir, scope: { module }, expression };
  }
  if (root === 'var') return givenTo(view, module, name);
  if (root !== 'module') return undefined;
  const output = steps.find((step, i) => i > 0 && step.kind === 'attribute');
  const callee = calledDir(view, dir, name);
  const [instance] = view.model?.inspect.callsOf(module, name) ?? [];
  if (callee === undefined || instance === undefined || output?.kind !== 'attribute') return undefined;
  const expression = view.table(callee)?.outputs.get(output.name)?.declaration.value;
  return expression === undefined ? undefined : { dir: callee, scope: { module: instance }, expression };
}

/** What the block that calls a module instance gives to one of its variables. */
function givenTo(view: View, module: string, variable: string): Inside | undefined {
  const around = modulesAround(module);
  if (around.length === 0) return undefined;
  const outer = around.at(-2) ?? '';
  const names = around.map((address, i) => nameOfCall(address.slice(i === 0 ? 0 : (around[i - 1] ?? '').length + 1)));
  let dir: string | undefined = '.';
  for (const name of names.slice(0, -1)) dir = dir === undefined ? undefined : calledDir(view, dir, name);
  const call = dir === undefined ? undefined : view.table(dir)?.modules.get(names.at(-1) ?? '');
  const given = call?.declaration.inputs.get(variable);
  if (dir === undefined || given?.kind !== 'expression') return undefined;
  return { dir, scope: { module: outer, call: module }, expression: given.expression };
}

/** `service.web[…].ip` */
export function referenceText({ root, steps }: Traversal): string {
  return [root, ...steps.map((step) => (step.kind === 'attribute' ? `.${step.name}` : '[…]'))].join('');
}

function causeOf(view: View, { module }: EvaluationScope, traversal: Traversal): Cause {
  const { root, steps } = traversal;
  const reference = referenceText(traversal);
  if (root === 'facts') return { reference, reason: 'facts' };
  if (root === 'var') return { reference, reason: module === '' ? 'unset' : 'apply' };
  const words = steps.flatMap((step) => (step.kind === 'attribute' ? [step.name] : []));
  const [type = '', name = '', attribute = ''] = root === 'resource' ? words : [root, ...words];
  const [instance] = view.model?.inspect.instancesOf(module, `${type}.${name}`) ?? [];
  const incomplete = instance === undefined ? undefined : view.model?.instances.get(instance)?.incomplete;
  return { reference, reason: incomplete?.includes(attribute) === true ? 'build' : 'apply' };
}

/** The outermost traversals in an expression. */
function traversalsIn(expression: Expression): readonly (readonly [Expression, Traversal])[] {
  const found: (readonly [Expression, Traversal])[] = [];
  const pending: Node[] = [expression];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    const isLink =
      'kind' in node && (node.kind === 'variable' || node.kind === 'get-attribute' || node.kind === 'index');
    const traversal = isLink ? traversalOf(node as Expression) : undefined;
    if (traversal === undefined) pending.push(...childNodes(node).toReversed());
    else found.push([node as Expression, traversal]);
  }
  return found;
}
