/**
 * Tree of the grammar → expression of the syntax tree. Walks with a cursor, descends only where a
 * node holds more than its text says, and repairs what the grammar groups otherwise than HCL does:
 * `a ? b : c ? d : e` leans right, `-a.b` negates `a.b`, and only attribute steps belong to `.*`.
 * The text has passed `check.ts`, so every node that must be there is.
 */
import type { Span } from '../base/span.ts';
import type { BinaryOperator, Conditional, Expression, Name, ObjectItem, Splat, SplatStep } from './ast.ts';
import { identifierEnd, normalize } from './chars.ts';
import type { Cursor } from './grammar.ts';
import type { Mask } from './mask.ts';

export interface Lowering {
  readonly cursor: Cursor;
  readonly mask: Mask;
  /** Added to an offset of the masked text it gives an offset of spans. */
  readonly shift: number;
  /** Reads the string or heredoc that was masked at these offsets. */
  template(start: number, end: number): Expression;
  /** What was written where the masked text has `[start, end)`. */
  written(start: number, end: number): string;
}

type Step =
  | { readonly kind: 'attribute'; readonly name: Name; readonly span: Span }
  | { readonly kind: 'index'; readonly legacy: boolean; readonly key: Expression; readonly span: Span }
  | { readonly kind: 'splat'; readonly form: 'attribute' | 'full'; readonly each: Step[]; readonly span: Span };

/** Lowers the `expression` node that the cursor stands on, and leaves it there. */
export function lowerExpression(lowering: Lowering): Expression {
  const { cursor } = lowering;
  cursor.firstChild();
  const value = sequence(lowering);
  cursor.parent();
  return value;
}

/** Lowers the node under the cursor and its siblings to the right: a term, its steps, an operator. */
function sequence(lowering: Lowering): Expression {
  const { cursor } = lowering;
  let value = term(lowering);
  let steps: Step[] | undefined;
  while (cursor.nextSibling()) {
    switch (cursor.type()) {
      case 'get_attr':
      case 'index':
      case 'splat':
        steps ??= [];
        steps.push(step(lowering));
        break;
      case ')':
        break;
      default: {
        const operator = cursor.type() as BinaryOperator;
        if (steps !== undefined) value = withSteps(value, steps);
        cursor.nextSibling();
        const right = sequence(lowering);
        return { kind: 'binary', operator, left: value, right, span: between(value, right) };
      }
    }
  }
  return steps === undefined ? value : withSteps(value, steps);
}

function term(lowering: Lowering): Expression {
  const { cursor, mask, shift } = lowering;
  const type = cursor.type();
  switch (type) {
    case 'variable_expr': {
      const start = cursor.start;
      const end = cursor.end;
      return {
        kind: 'variable',
        name: normalize(mask.text.slice(start, end)),
        span: { start: start + shift, end: end + shift },
      };
    }
    case 'literal_value': {
      const start = cursor.start;
      const c = mask.text.charCodeAt(start);
      const template = mask.templateAt(start);
      if (template !== undefined) return lowering.template(template.start, template.end);
      const end = cursor.end;
      const span = { start: start + shift, end: end + shift };
      if (c === 116 || c === 102) return { kind: 'bool', value: c === 116, span };
      if (c === 110) return { kind: 'null', span };
      return { kind: 'number', text: lowering.written(start, end), span };
    }
    case '(': {
      const start = cursor.start + shift;
      cursor.nextSibling();
      const inner = lowerExpression(lowering);
      cursor.nextSibling();
      return { kind: 'parenthesized', inner, span: { start, end: cursor.end + shift } };
    }
    default: {
      const span = { start: cursor.start + shift, end: cursor.end + shift };
      cursor.firstChild();
      const value = composed(lowering, type, span);
      cursor.parent();
      return value;
    }
  }
}

/** Lowers a node of `type` from its first child on. */
function composed(lowering: Lowering, type: string, span: Span): Expression {
  const { cursor } = lowering;
  switch (type) {
    case 'operation':
    case 'collection_value':
    case 'for_expr':
      return term(lowering);
    case 'expression':
      return sequence(lowering);
    case 'binary_operation':
      return sequence(lowering);
    case 'unary_operation': {
      const operator = cursor.type() === '!' ? '!' : '-';
      cursor.nextSibling();
      const operand = sequence(lowering);
      return { kind: 'unary', operator, operand, span: { start: span.start, end: operand.span.end } };
    }
    case 'conditional':
      return conditional(expressions(lowering), span);
    case 'tuple':
      return { kind: 'tuple', items: expressions(lowering), span };
    case 'object':
      return { kind: 'object', items: objectItems(lowering), span };
    case 'function_call':
      return call(lowering, span);
    case 'for_tuple_expr':
    case 'for_object_expr':
      return loop(lowering, type === 'for_object_expr', span);
    default:
      return { kind: 'invalid', span };
  }
}

/** All `expression` nodes from here to the last sibling. */
function expressions(lowering: Lowering): Expression[] {
  const { cursor } = lowering;
  const found: Expression[] = [];
  do if (cursor.type() === 'expression') found.push(lowerExpression(lowering));
  while (cursor.nextSibling());
  return found;
}

function conditional(parts: readonly Expression[], span: Span): Expression {
  const [condition, then, otherwise] = parts;
  if (condition === undefined || then === undefined || otherwise === undefined) return { kind: 'invalid', span };
  return leanRight(condition, then, otherwise);
}

function leanRight(condition: Expression, then: Expression, otherwise: Expression): Conditional {
  if (condition.kind !== 'conditional') {
    return { kind: 'conditional', condition, then, otherwise, span: between(condition, otherwise) };
  }
  const tails: Conditional[] = [];
  let head: Expression = condition;
  while (head.kind === 'conditional') {
    tails.push(head);
    head = head.otherwise;
  }
  let value: Conditional = { kind: 'conditional', condition: head, then, otherwise, span: between(head, otherwise) };
  for (const tail of tails.reverse()) {
    value = { ...tail, otherwise: value, span: between(tail.condition, value) };
  }
  return value;
}

function objectItems(lowering: Lowering): ObjectItem[] {
  const { cursor } = lowering;
  const items: ObjectItem[] = [];
  do {
    if (cursor.type() !== 'object_elem') continue;
    cursor.firstChild();
    const [key, value] = expressions(lowering);
    cursor.parent();
    if (key === undefined || value === undefined) continue;
    const name = bareName(key);
    const bare = name !== undefined;
    items.push({ key: bare ? bareKey(name, key.span) : key, bare, value, span: between(key, value) });
  } while (cursor.nextSibling());
  return items;
}

/** A name alone, also one that is a keyword elsewhere, is a key's text. */
export function bareName(key: Expression): string | undefined {
  if (key.kind === 'variable') return key.name;
  if (key.kind === 'null') return 'null';
  return key.kind === 'bool' ? String(key.value) : undefined;
}

export function bareKey(name: string, span: Span): Expression {
  return { kind: 'template', form: 'quoted', parts: [{ kind: 'text', value: name, span }], span };
}

function call(lowering: Lowering, span: Span): Expression {
  const { cursor } = lowering;
  const name = nameHere(lowering);
  let args: Expression[] = [];
  let expandLast = false;
  while (cursor.nextSibling()) {
    if (cursor.type() !== 'function_arguments') continue;
    cursor.firstChild();
    args = [];
    do {
      if (cursor.type() === 'expression') args.push(lowerExpression(lowering));
      else if (cursor.type() === 'ellipsis') expandLast = true;
    } while (cursor.nextSibling());
    cursor.parent();
  }
  return { kind: 'call', name, args, expandLast, span };
}

function loop(lowering: Lowering, isObject: boolean, span: Span): Expression {
  const { cursor } = lowering;
  const names: Name[] = [];
  const parts: Expression[] = [];
  let condition: Expression | undefined;
  let grouping = false;
  do {
    if (cursor.type() === 'for_intro') {
      cursor.firstChild();
      do {
        if (cursor.type() === 'identifier') names.push(nameHere(lowering));
        else if (cursor.type() === 'expression') parts.push(lowerExpression(lowering));
      } while (cursor.nextSibling());
      cursor.parent();
    } else if (cursor.type() === 'expression') parts.push(lowerExpression(lowering));
    else if (cursor.type() === 'ellipsis') grouping = true;
    else if (cursor.type() === 'for_cond') {
      cursor.firstChild();
      condition = expressions(lowering)[0];
      cursor.parent();
    }
  } while (cursor.nextSibling());
  const [first, second] = names;
  const [collection, key, last] = parts;
  const valueName = second ?? first;
  if (valueName === undefined || collection === undefined || key === undefined) return { kind: 'invalid', span };
  const shared = {
    ...(second === undefined || first === undefined ? {} : { keyName: first }),
    valueName,
    collection,
    ...(condition === undefined ? {} : { condition }),
    span,
  };
  if (!isObject) return { kind: 'for-tuple', ...shared, value: key };
  return last === undefined ? { kind: 'invalid', span } : { kind: 'for-object', ...shared, key, value: last, grouping };
}

function nameHere({ cursor, mask, shift }: Lowering): Name {
  const { start, end } = cursor;
  return { text: normalize(mask.text.slice(start, end)), span: { start: start + shift, end: end + shift } };
}

function step(lowering: Lowering): Step {
  const { cursor, mask, shift } = lowering;
  const { start, end } = cursor;
  const span = { start: start + shift, end: end + shift };
  switch (cursor.type()) {
    case 'get_attr': {
      let nameStart = start + 1;
      while (identifierEnd(mask.text, nameStart, end) === nameStart && nameStart < end) nameStart++;
      const name = {
        text: normalize(mask.text.slice(nameStart, end)),
        span: { start: nameStart + shift, end: end + shift },
      };
      return { kind: 'attribute', name, span };
    }
    case 'index': {
      if (mask.text.charCodeAt(start) === 46) {
        let digits = start + 1;
        while (mask.text.charCodeAt(digits) < 48) digits++;
        const key: Expression = {
          kind: 'number',
          text: mask.text.slice(digits, end),
          span: { start: digits + shift, end: end + shift },
        };
        return { kind: 'index', legacy: true, key, span };
      }
      cursor.firstChild();
      cursor.firstChild();
      const key = expressions(lowering)[0] ?? { kind: 'invalid', span };
      cursor.parent();
      cursor.parent();
      return { kind: 'index', legacy: false, key, span };
    }
    default: {
      cursor.firstChild();
      const form = cursor.type() === 'full_splat' ? 'full' : 'attribute';
      const each: Step[] = [];
      if (cursor.firstChild()) {
        do if (cursor.type() === 'get_attr' || cursor.type() === 'index') each.push(step(lowering));
        while (cursor.nextSibling());
        cursor.parent();
      }
      cursor.parent();
      const first = each[0];
      return {
        kind: 'splat',
        form,
        each,
        span: { start: span.start, end: first === undefined ? span.end : first.span.start },
      };
    }
  }
}

/** Applies steps to a term; a sign in front of the term takes its steps along. */
function withSteps(value: Expression, steps: readonly Step[]): Expression {
  if (value.kind === 'unary') {
    const operand = withSteps(value.operand, steps);
    return { ...value, operand, span: { start: value.span.start, end: operand.span.end } };
  }
  const flat = steps.flatMap((each) => (each.kind === 'splat' ? [each, ...each.each] : [each]));
  let object = value;
  for (let i = 0; i < flat.length; i++) {
    const next = flat[i];
    if (next === undefined) break;
    const start = object.span.start;
    if (next.kind === 'attribute') {
      object = { kind: 'get-attribute', object, name: next.name, span: { start, end: next.span.end } };
    } else if (next.kind === 'index') {
      object = { kind: 'index', object, key: next.key, span: { start, end: next.span.end } };
    } else {
      const [each, used] = splatSteps(flat, i + 1, next.form);
      const end = each.at(-1)?.span.end ?? next.span.end;
      const splat: Splat = { kind: 'splat', form: next.form, object, each, span: { start, end } };
      object = splat;
      i += used;
    }
  }
  return object;
}

/** The steps from `from` on that a splat applies to each element, and how many of `steps` they took. */
function splatSteps(steps: readonly Step[], from: number, form: 'attribute' | 'full'): [SplatStep[], number] {
  const each: SplatStep[] = [];
  let i = from;
  for (; i < steps.length; i++) {
    const next = steps[i];
    if (next === undefined) break;
    if (next.kind === 'attribute') each.push({ kind: 'attribute', name: next.name, span: next.span });
    else if (next.kind === 'index') {
      if (form === 'attribute' && !next.legacy) break;
      each.push({ kind: 'index', key: next.key, span: next.span });
    } else {
      if (form === 'attribute') break;
      const [inner, used] = splatSteps(steps, i + 1, next.form);
      const end = inner.at(-1)?.span.end ?? next.span.end;
      each.push({ kind: 'splat', form: next.form, each: inner, span: { start: next.span.start, end } });
      i += used;
    }
  }
  return [each, i - from];
}

function between(first: { readonly span: Span }, last: { readonly span: Span }): Span {
  return { start: first.span.start, end: last.span.end };
}
