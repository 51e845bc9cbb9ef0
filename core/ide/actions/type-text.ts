/** Types as they are written in a `variable` block, and a first value of each. */
import { attributeNames, type Type } from '../../language/types.ts';
import { formatText } from '../../syntax/format.ts';

/** Undefined where nothing is known of it. */
export function typeExpression(type: Type): string | undefined {
  switch (type.kind) {
    case 'any':
      return undefined;
    case 'string':
    case 'number':
    case 'bool':
      return type.kind;
    case 'list':
    case 'set':
    case 'map':
      return `${type.kind}(${typeExpression(type.element) ?? 'any'})`;
    case 'tuple':
      return `tuple([${type.elements.map((each) => typeExpression(each) ?? 'any').join(', ')}])`;
    case 'object': {
      const fields = attributeNames(type).map((name) => {
        const inner = typeExpression(type.attributes[name] ?? { kind: 'any' }) ?? 'any';
        const isOptional = type.optional !== undefined && Object.hasOwn(type.optional, name);
        return `${name} = ${isOptional ? `optional(${inner})` : inner}`;
      });
      return `object({ ${fields.join(', ')} })`;
    }
  }
}

/** A value of the type with nothing in it: something to write over. */
export function emptyValue(type: Type): string {
  switch (type.kind) {
    case 'string':
      return '""';
    case 'number':
      return '0';
    case 'bool':
      return 'false';
    case 'list':
    case 'set':
    case 'tuple':
      return '[]';
    case 'map':
    case 'object':
      return '{}';
    case 'any':
      return 'null';
  }
}

/** A `variable` block; `more` are further lines of its body. */
export function variableText(name: string, type: Type, more: string): string {
  const written = typeExpression(type);
  const lines = [...(written === undefined ? [] : [`  type = ${written}\n`]), more];
  const body = lines.join('');
  return body === '' ? `variable "${name}" {}` : formatText(`variable "${name}" {\n${body}}`).text;
}
