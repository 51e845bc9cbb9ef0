/** Which value is wanted where the cursor is: the attribute that says so, and the part of its value. */
import { moduleDirOf, type View } from '../../engine/view.ts';
import { functionTable } from '../../language/functions/table.ts';
import type { Cursor, ValueStep } from '../cursor/cursor.ts';
import { roleOf } from '../names/occurrences.ts';
import { schemaOf } from '../schema/body-schema.ts';
import { inputOf, type SchemaAttribute } from '../schema/schema-attribute.ts';
import { type Shape, shapeOfType } from '../values/value-shape.ts';

export interface Expected {
  /** The attribute of the block around; undefined where nobody describes it. */
  readonly attribute: SchemaAttribute | undefined;
  /** Of the value at the cursor; undefined where it may be anything. */
  readonly shape: Shape | undefined;
  /** The cursor is at the value itself or at an element of its list: what the attribute takes is meant here. */
  readonly isOwn: boolean;
  /** In a list of the attribute's value. */
  readonly inList: boolean;
  /** Written out: nothing can be referred to here. */
  readonly isWrittenOut: boolean;
}

export function expectedAt(
  view: View,
  path: string,
  { blocks }: Cursor,
  place: { readonly attribute: string; readonly steps: readonly ValueStep[] },
): Expected {
  const attribute = attributeAt(view, path, blocks, place.attribute);
  const { steps } = place;
  let shape: Shape | undefined = attribute;
  for (const step of steps) shape = stepInto(shape, step);
  const isOwn = steps.every(({ kind }) => kind === 'element');
  return {
    attribute,
    shape,
    isOwn,
    inList: isOwn && steps.length > 0,
    isWrittenOut: roleOf(path) !== 'source' || isWrittenOut(attribute) || isDefault(blocks, place.attribute),
  };
}

function attributeAt(view: View, path: string, blocks: Cursor['blocks'], name: string): SchemaAttribute | undefined {
  if (roleOf(path) === 'variables') {
    const entry = view.table('.')?.variables.get(name);
    return blocks.length > 0 || entry === undefined ? undefined : inputOf(view, entry);
  }
  const attribute = schemaOf(view, path, blocks)?.attributes.get(name);
  if (attribute === undefined || !isDefault(blocks, name)) return attribute;
  const variable = view.table(moduleDirOf(path))?.variables.get(blocks[0]?.labels[0] ?? '');
  return variable === undefined ? attribute : { ...attribute, ...shapeOfType(variable.declaration.type) };
}

function isDefault(blocks: Cursor['blocks'], name: string): boolean {
  return blocks.length === 1 && blocks[0]?.type === 'variable' && name === 'default';
}

function isWrittenOut(attribute: SchemaAttribute | undefined): boolean {
  switch (attribute?.takes) {
    case undefined:
    case 'thing':
    case 'things':
    case 'triggers':
      return false;
    default:
      return true;
  }
}

/** Functions that give one of their arguments back. */
const passing: readonly string[] = ['coalesce', 'try', 'sensitive', 'nonsensitive'];

function stepInto(shape: Shape | undefined, step: ValueStep): Shape | undefined {
  switch (step.kind) {
    case 'element':
      return shape?.element?.();
    case 'key':
      return shape?.fields?.().get(step.name) ?? (shape?.fields === undefined ? shape?.element?.() : undefined);
    case 'argument': {
      if (passing.includes(step.call)) return shape;
      const definition = functionTable.get(step.call);
      const parameter = definition?.parameters[step.index] ?? definition?.variadic;
      if (definition === undefined || parameter === undefined) return undefined;
      const isPath = definition.category === 'filesystem' && parameter.name === 'path';
      return { ...shapeOfType(parameter.type), ...(isPath && { form: 'path' as const }) };
    }
    case 'other':
      return undefined;
  }
}
