/** The kinds and assertions that a project may use, with what intake asks of them over and over. */
import type { Assertion } from '../assertions/define.ts';
import { isRequired, typeOfSchema } from '../kinds/attribute-type.ts';
import type { AttributeSpec, Kind } from '../kinds/define.ts';
import type { Type } from '../language/types.ts';

export interface Vocabulary {
  readonly kinds: ReadonlyMap<string, Kind>;
  readonly assertions: ReadonlyMap<string, Assertion>;
}

export interface AttributeFacts {
  readonly type: Type;
  /** Nothing may be left out: neither optional nor with a default. */
  readonly required: boolean;
}

const facts = new WeakMap<AttributeSpec, AttributeFacts>();

export function attributeFacts(spec: AttributeSpec): AttributeFacts {
  let known = facts.get(spec);
  if (known === undefined) {
    known = { type: typeOfSchema(spec.schema), required: isRequired(spec.schema) };
    facts.set(spec, known);
  }
  return known;
}
