/** References (`var.a.b[0]`) and splats (`a[*].b`). */
import type { Span } from '../base/span.ts';
import type { Expression, GetAttribute, Index, Splat, SplatStep, Variable } from '../syntax/ast.ts';
import { describeExpression, describeTraversal, sentence } from './describe.ts';
import type { Locals, Run } from './run.ts';
import { failed, findLocal, firstFailureOnly, reportingTo, spend } from './run.ts';
import type { Step } from './scope.ts';
import { applyStep } from './steps.ts';
import type { Type } from './types.ts';
import { equalTypes, listType, tupleType } from './types.ts';
import type { Value } from './values.ts';
import { isItems, isKnown, isNull, listValue, tupleValue, unknownValue, withSensitivity } from './values.ts';

/** A name, or a chain of `.name` and `[key]` behind any expression. However long, it takes no stack. */
export function evaluateTraversal(
  run: Run,
  expression: Variable | GetAttribute | Index,
  locals: Locals | undefined,
): Value {
  const chain: (GetAttribute | Index)[] = [];
  let root: Expression = expression;
  while (root.kind === 'get-attribute' || root.kind === 'index') {
    chain.push(root);
    root = root.object;
  }
  const steps: Step[] = [];
  for (let i = chain.length - 1; i >= 0; i--) {
    const link = chain[i];
    if (link !== undefined) steps.push(stepOf(run, link, locals));
  }
  let value: Value;
  let from = 0;
  const local = root.kind === 'variable' ? findLocal(locals, root.name) : undefined;
  if (local !== undefined) {
    value = local;
  } else if (root.kind === 'variable') {
    const resolved = run.scope.resolve(root.name, root.span, steps, run.report);
    value = resolved.value;
    from = resolved.consumed;
  } else {
    value = run.evaluate(run, root, locals);
  }
  const named = root.kind === 'variable' ? root.name : undefined;
  for (let i = from; i < steps.length; i++) {
    const step = steps[i];
    if (step === undefined) break;
    const before = i;
    value = applyStep(
      value,
      step,
      () =>
        named === undefined
          ? describeExpression(chain[chain.length - 1 - before]?.object ?? root)
          : describeTraversal(named, steps.slice(0, before)),
      run.report,
    );
  }
  return value;
}

/**
 * `a[*].b`: every element of a list, set or tuple; null is no element, any other value is one. The result of a list or
 * set is a list where its elements share a type.
 */
export function evaluateSplat(run: Run, expression: Splat, locals: Locals | undefined): Value {
  let failing = false;
  const watching = reportingTo(run, (problem) => {
    failing = true;
    run.report(problem);
  });
  const source = run.evaluate(watching, expression.object, locals);
  if (failing) return unknownValue();
  const subject = (): string => describeExpression(expression.object);
  return splatOver(run, source, preparedSteps(run, expression.each, locals), {
    subject,
    span: expression.object.span,
  });
}

/** A step behind a splat, with its keys evaluated once for all elements. */
type ElementStep = Step | { readonly kind: 'splat'; readonly each: readonly ElementStep[]; readonly span: Span };

/** What a splat is applied to, for messages. */
interface SplatSource {
  readonly subject: () => string;
  readonly span: Span;
}

function preparedSteps(run: Run, steps: readonly SplatStep[], locals: Locals | undefined): readonly ElementStep[] {
  return steps.map((step): ElementStep => {
    if (step.kind === 'attribute') return { kind: 'attribute', name: step.name.text, span: step.name.span };
    if (step.kind === 'splat') return { kind: 'splat', each: preparedSteps(run, step.each, locals), span: step.span };
    return { kind: 'index', key: run.evaluate(run, step.key, locals), span: step.key.span };
  });
}

function splatOver(run: Run, source: Value, steps: readonly ElementStep[], from: SplatSource): Value {
  const { type } = source;
  const sequence = type.kind === 'list' || type.kind === 'set' || type.kind === 'tuple';
  const marked = (value: Value): Value => withSensitivity(value, source.sensitive);
  if (isNull(source)) {
    if (!sequence) return marked(tupleValue([]));
    const message = `${from.subject()} is a null ${type.kind}, which has no elements to go through.`;
    return failed(run, { code: 'null-value', message: sentence(message), span: from.span });
  }
  if (type.kind === 'any') return marked(unknownValue());
  const subject = sequence ? (): string => `an element of ${from.subject()}` : from.subject;
  if (!sequence) {
    const result = followed(run, source, steps, subject);
    // An unknown value may turn out to be null, which gives no element at all.
    return isKnown(source) ? tupleValue([result]) : marked(unknownValue());
  }
  if (!isItems(source.raw)) {
    const resultOf = (element: Type): Type => followed(run, unknownValue(element), steps, subject).type;
    return marked(
      unknownValue(type.kind === 'tuple' ? tupleType(type.elements.map(resultOf)) : listType(resultOf(type.element))),
    );
  }
  const rounds = firstFailureOnly(run);
  const results: Value[] = [];
  for (const item of source.raw) {
    if (!spend(run, from.span)) return unknownValue();
    results.push(followed(rounds.run, item, steps, subject));
    rounds.nextRound();
  }
  const [first] = results;
  if (type.kind === 'tuple') return marked(tupleValue(results));
  if (first === undefined) {
    // What no element could have is wrong however many there are.
    return marked(listValue(followed(run, unknownValue(type.element), steps, subject).type, []));
  }
  // Elements that hold values of any type may give results that differ.
  const alike = results.every((item) => equalTypes(item.type, first.type));
  return marked(alike ? listValue(first.type, results) : tupleValue(results));
}

function followed(run: Run, item: Value, steps: readonly ElementStep[], subject: () => string): Value {
  let value = item;
  for (const step of steps) {
    value =
      step.kind === 'splat'
        ? splatOver(run, value, step.each, { subject, span: step.span })
        : applyStep(value, step, subject, run.report);
  }
  return value;
}

function stepOf(run: Run, link: GetAttribute | Index, locals: Locals | undefined): Step {
  return link.kind === 'get-attribute'
    ? { kind: 'attribute', name: link.name.text, span: link.name.span }
    : { kind: 'index', key: run.evaluate(run, link.key, locals), span: link.key.span };
}
