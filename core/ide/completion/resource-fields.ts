/** What may follow the name of a resource. */
import { type Shape, shapeOfSchema } from '../values/value-shape.ts';
import type { Names } from './name-subjects.ts';
import type { Member } from './subject.ts';

interface ResourceField extends Member {
  readonly shape: Shape;
}

/** Attributes and outputs of a kind by name; an output wins over an attribute of its name. */
export function resourceFields({ view }: Names, kindName: string): ReadonlyMap<string, ResourceField> {
  const kind = view.vocabulary.kinds.get(kindName);
  if (kind === undefined) return new Map();
  let known = fieldMemo.get(kind);
  if (known === undefined) {
    const fields = new Map<string, ResourceField>();
    const all = [
      ...Object.entries(kind.outputs).map(([name, spec]) => [name, spec, 'output'] as const),
      ...Object.entries(kind.attributes).map(([name, spec]) => [name, spec, 'attribute'] as const),
    ];
    for (const [name, spec, sort] of all) {
      if (fields.has(name)) continue;
      const shape = shapeOfSchema(spec.schema);
      const deprecated = 'deprecated' in spec ? spec.deprecated : undefined;
      fields.set(name, {
        name,
        sort,
        shape,
        typeText: shape.typeText,
        description: spec.description,
        sensitive: spec.sensitive === true,
        ...(deprecated !== undefined && { deprecated }),
      });
    }
    known = fields;
    fieldMemo.set(kind, known);
  }
  return known;
}

const fieldMemo = new WeakMap<object, ReadonlyMap<string, ResourceField>>();
