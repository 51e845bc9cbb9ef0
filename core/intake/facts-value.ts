/** The facts of the machine as the value of `facts`: what is not known is unknown of its type, never absent. */
import { envFactsSchema, type KnownFacts } from '../contracts/env-facts.ts';
import type { Json } from '../contracts/json.ts';
import { typeOfSchema } from '../kinds/attribute-type.ts';
import { fromPlain } from '../language/value-json.ts';
import { objectValue, unknownValue, type Value } from '../language/values.ts';

/**
 * An object with an attribute for each fact there is. `runtimes` and `engines` are objects of what was found; while that
 * is not known they are unknown maps, of which every element may be there.
 */
export function factsValue(facts: KnownFacts): Value {
  return objectValue(
    Object.entries(envFactsSchema.shape).map(([name, schema]) => {
      const known = facts[name as keyof KnownFacts] as Json | undefined;
      return [name, known === undefined ? unknownValue(typeOfSchema(schema)) : fromPlain(known)];
    }),
  );
}
