/**
 * What a name in an expression stands for, and which names may follow it. Found from declarations and schemas as they are
 * at this keystroke; where those do not say the type, from the values of the last build.
 */
import { envFactsSchema } from '../../contracts/env-facts.ts';
import { moduleDirOf, type View } from '../../engine/view.ts';
import type { VariableDeclaration } from '../../intake/declarations.ts';
import { literalNumber, literalText } from '../../intake/literal.ts';
import type { Entry, ModuleTable } from '../../intake/module-table.ts';
import { defOf } from '../../kinds/attribute-type.ts';
import { functionTable } from '../../language/functions/table.ts';
import {
  anyType,
  boolType,
  listType,
  mapType,
  numberType,
  objectType,
  stringType,
  type Type,
  tupleType,
} from '../../language/types.ts';
import type { Expression, Splat, SplatStep } from '../../syntax/ast.ts';
import { parseExpression } from '../../syntax/parse.ts';
import type { Cursor } from '../cursor/cursor.ts';
import { calledDir } from '../names/symbols.ts';
import { shapeOfSchema, shapeOfType } from '../values/value-shape.ts';
import { resourceFields } from './resource-fields.ts';
import { shownType } from './shown-type.ts';
import { dynamicIterators, eachCollection, ownResource, valueOfExpression } from './standing.ts';
import { elementOf, indexed, keyOf, type RootName, repetitionOf, type Subject, typeOf, valued } from './subject.ts';

/** Where names are looked up. */
export interface Names {
  readonly view: View;
  readonly path: string;
  readonly table: ModuleTable | undefined;
  readonly cursor: Pick<Cursor, 'blocks' | 'loops' | 'item'>;
  /** What declarations stand for, so that each is looked at once; while it is, there is nothing to say. */
  readonly known: Map<Expression, Subject | undefined>;
}

export function namesAt(view: View, path: string, cursor: Cursor): Names {
  return { view, path, table: view.table(moduleDirOf(path)), cursor, known: new Map() };
}

/** What the text before a `.` stands for; undefined where nothing can be said. */
export function subjectOfText(names: Names, text: string): Subject | undefined {
  const { expression, problems } = parseExpression(text);
  if (problems.length > 0) return undefined;
  // Behind a splat stand the names of each element.
  return expression.kind === 'splat' ? eachOf(names, expression, 0) : subjectOf(names, expression, 0);
}

/** More steps from name to name than anybody writes. */
const MOST_STEPS = 24;

export function subjectOf(names: Names, expression: Expression, depth: number): Subject | undefined {
  if (depth > MOST_STEPS) return undefined;
  const of = (inner: Expression) => subjectOf(names, inner, depth + 1);
  switch (expression.kind) {
    case 'variable':
      return rootSubject(names, expression.name, depth);
    case 'parenthesized':
      return of(expression.inner);
    case 'conditional':
      return of(expression.then) ?? of(expression.otherwise);
    case 'get-attribute': {
      const object = of(expression.object);
      return object === undefined ? undefined : follow(names, object, expression.name.text, depth);
    }
    case 'index': {
      const object = of(expression.object);
      const key = literalText(expression.key) ?? String(literalNumber(expression.key) ?? '');
      return object === undefined ? undefined : indexed(object, key);
    }
    case 'splat': {
      const each = eachOf(names, expression, depth);
      const type = each === undefined ? undefined : typeOf(each);
      return type === undefined ? undefined : valued(listType(type));
    }
    default: {
      const type = typeOfExpression(names, expression, depth);
      return type === undefined ? evaluated(names, expression) : valued(type);
    }
  }
}

/** What the steps of a splat lead to in each element. */
function eachOf(names: Names, { object, each: steps }: Splat, depth: number): Subject | undefined {
  const whole = subjectOf(names, object, depth + 1);
  let each = whole === undefined ? undefined : elementOf(whole);
  for (const step of steps) each = each === undefined ? undefined : splatStep(names, each, step, depth);
  return each;
}

function splatStep(names: Names, subject: Subject, step: SplatStep, depth: number): Subject | undefined {
  if (step.kind === 'attribute') return follow(names, subject, step.name.text, depth);
  if (step.kind === 'index') return indexed(subject, literalText(step.key) ?? '');
  return undefined;
}

function rootSubject(names: Names, name: string, depth: number): Subject | undefined {
  const loop = names.cursor.loops.findLast((each) => each.names.includes(name));
  if (loop !== undefined) {
    const over = loop.collection === '' ? undefined : parseExpression(loop.collection).expression;
    const outer = names.cursor.loops.slice(0, names.cursor.loops.indexOf(loop));
    const within = { ...names, cursor: { ...names.cursor, loops: outer } };
    const collection = over === undefined ? undefined : subjectOf(within, over, depth + 1);
    if (collection === undefined) return undefined;
    return loop.names.length > 1 && loop.names[0] === name ? keyOf(collection) : elementOf(collection);
  }
  const iterator = dynamicIterators(names).find((each) => each.name === name);
  if (iterator !== undefined) return iteratorSubject(names, iterator.forEach, depth);
  switch (name) {
    case 'var':
    case 'local':
    case 'module':
    case 'each':
    case 'count':
    case 'self':
    case 'path':
    case 'facts':
    case 'resource':
      return { kind: 'root', name };
    default:
      return names.view.vocabulary.kinds.has(name) || names.table?.resources.has(name) === true
        ? { kind: 'kind', name }
        : undefined;
  }
}

/** What `subject.name` stands for. */
export function follow(names: Names, subject: Subject, name: string, depth: number): Subject | undefined {
  const { table } = names;
  switch (subject.kind) {
    case 'kind': {
      const entry = table?.resources.get(subject.name)?.get(name);
      return entry === undefined
        ? undefined
        : { kind: 'resource', type: subject.name, name, repeated: repetitionOf(entry.declaration) };
    }
    case 'resource': {
      const shape = resourceFields(names, subject.type).get(name)?.shape;
      return shape === undefined || subject.repeated !== undefined ? undefined : { kind: 'value', shape };
    }
    case 'module': {
      if (subject.repeated !== undefined) return undefined;
      const callee = calleeOf(names, subject.name);
      const expression = callee?.table?.outputs.get(name)?.declaration.value;
      return callee === undefined || expression === undefined ? undefined : declared(callee, expression, depth);
    }
    case 'value': {
      const field = subject.shape.fields?.().get(name);
      if (field !== undefined) return { kind: 'value', shape: field };
      if (subject.shape.type.kind === 'map') return elementOf(subject);
      return undefined;
    }
    case 'root':
      return followRoot(names, subject.name, name, depth);
  }
}

function followRoot(names: Names, root: RootName, name: string, depth: number): Subject | undefined {
  const { table } = names;
  switch (root) {
    case 'var': {
      const entry = table?.variables.get(name);
      return entry === undefined ? undefined : variableSubject(names, entry, depth);
    }
    case 'local': {
      const entry = table?.locals.get(name);
      // A local value is computed among the names of its module alone.
      const outside = { ...names, cursor: { blocks: [], loops: [], item: undefined } };
      return entry === undefined ? undefined : declared(outside, entry.expression, depth);
    }
    case 'module': {
      const entry = table?.modules.get(name);
      return entry === undefined ? undefined : { kind: 'module', name, repeated: repetitionOf(entry.declaration) };
    }
    case 'resource':
      return table?.resources.has(name) === true ? { kind: 'kind', name } : undefined;
    case 'self': {
      const own = ownResource(names);
      const shape = own === undefined ? undefined : resourceFields(names, own).get(name)?.shape;
      return shape === undefined ? undefined : { kind: 'value', shape };
    }
    case 'each': {
      const over = eachCollection(names);
      const collection = over === undefined ? undefined : subjectOf(names, over, depth + 1);
      if (name === 'key') return valued(stringType);
      return name === 'value' && collection !== undefined ? elementOf(collection) : undefined;
    }
    case 'count':
      return name === 'index' ? valued(numberType) : undefined;
    case 'path':
      return valued(stringType);
    case 'facts': {
      const schema = factShape[name];
      return schema === undefined ? undefined : { kind: 'value', shape: shapeOfSchema(schema) };
    }
  }
}

const factsDef = defOf(envFactsSchema);

export const factShape = factsDef.type === 'object' ? factsDef.shape : {};

/** The type that was declared; of a variable without one that of its default. */
function variableSubject(
  names: Names,
  { declaration }: Entry<VariableDeclaration>,
  depth: number,
): Subject | undefined {
  if (declaration.type.kind !== 'any') return valued(declaration.type);
  return declaration.fallback === undefined ? undefined : declared(names, declaration.fallback, depth);
}

function declared(names: Names, expression: Expression, depth: number): Subject | undefined {
  const { known } = names;
  if (known.has(expression)) return known.get(expression);
  known.set(expression, undefined);
  const subject = subjectOf(names, expression, depth + 1);
  known.set(expression, subject);
  return subject;
}

function typeOfExpression(names: Names, expression: Expression, depth: number): Type | undefined {
  const of = (inner: Expression): Type => {
    const subject = subjectOf(names, inner, depth + 1);
    return (subject === undefined ? undefined : typeOf(subject)) ?? anyType;
  };
  switch (expression.kind) {
    case 'number':
      return numberType;
    case 'bool':
      return boolType;
    case 'template':
      return stringType;
    case 'unary':
      return expression.operator === '!' ? boolType : numberType;
    case 'binary':
      return ['+', '-', '*', '/', '%'].includes(expression.operator) ? numberType : boolType;
    case 'tuple':
      return tupleType(expression.items.slice(0, 20).map(of));
    case 'object':
      return objectType(
        Object.fromEntries(
          expression.items.flatMap(({ key, value }) => {
            const name = literalText(key);
            return name === undefined ? [] : [[name, of(value)] as const];
          }),
        ),
      );
    case 'call': {
      const [argument] = expression.args;
      // Functions that give a collection of what they are given.
      if (
        argument !== undefined &&
        ['toset', 'tolist', 'reverse', 'sort', 'distinct', 'values'].includes(expression.name.text)
      ) {
        const subject = subjectOf(names, argument, depth + 1);
        const element = subject === undefined ? undefined : elementOf(subject);
        return element?.kind === 'value' ? listType(element.shape.type) : undefined;
      }
      if (argument !== undefined && expression.name.text === 'tomap') return of(argument);
      if (expression.name.text === 'keys') return listType(stringType);
      const returns = functionTable.get(expression.name.text)?.returns;
      return returns === undefined || typeof returns === 'function' || returns.kind === 'any' ? undefined : returns;
    }
    case 'for-tuple': {
      const element = of(expression.value);
      return element.kind === 'any' ? undefined : listType(element);
    }
    case 'for-object': {
      const element = of(expression.value);
      return element.kind === 'any' ? undefined : mapType(element);
    }
    default:
      return undefined;
  }
}

/** The type of the value that the last build gives where the expression stands. */
function evaluated(names: Names, expression: Expression): Subject | undefined {
  const value = valueOfExpression(names, expression);
  const type = value === undefined ? undefined : shownType(value);
  return value === undefined || type === undefined || type.kind === 'any'
    ? undefined
    : { kind: 'value', shape: shapeOfType(type), value };
}

function iteratorSubject(names: Names, forEach: Expression | undefined, depth: number): Subject {
  const collection = forEach === undefined ? undefined : subjectOf(names, forEach, depth + 1);
  const element = collection === undefined ? undefined : elementOf(collection);
  const value = element?.kind === 'value' ? element.shape.type : anyType;
  return valued(
    objectType({
      key: collection === undefined ? stringType : (typeOf(keyOf(collection)) ?? stringType),
      value,
    }),
  );
}

/** The names of the module that a call leads to. */
export function calleeOf(names: Names, call: string): Names | undefined {
  const { view, table } = names;
  const dir = table === undefined ? undefined : calledDir(view, table.dir, call);
  const callee = dir === undefined ? undefined : view.table(dir);
  if (callee === undefined) return undefined;
  const path = callee.dir === '.' ? 'main.cw' : `${callee.dir}/main.cw`;
  return { ...names, path, table: callee, cursor: { blocks: [], loops: [], item: undefined } };
}
