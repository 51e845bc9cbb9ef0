/** JSON as Terraform writes and reads it: `<`, `>`, `&` and the two line separators are escaped in strings. */
import { fromJson, toJson } from '../value-json.ts';
import type { Value } from '../values.ts';
import { Refusal } from './define.ts';

/** The value, which must be known at every depth, as compact JSON with keys in ascending order. */
export function toJsonText(value: Value): string {
  return escaped(toJson(value));
}

export function jsonString(text: string): string {
  return escaped(JSON.stringify(text));
}

/** JSON's objects and arrays become objects and tuples. Throws {@link Refusal} where the text is no JSON. */
export function fromJsonText(text: string): Value {
  const outcome = fromJson(text);
  if ('message' in outcome) throw new Refusal(`the text is not valid JSON: ${outcome.message}`, 0);
  return outcome.value;
}

/** The characters can stand inside strings alone, so the whole text can be searched for them. */
function escaped(json: string): string {
  return json.replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
