/** One attribute as editors show it, whoever describes it: the language, a kind, an assertion, a variable, the type of an object. */
import { literalOf } from '../../completion/hcl-text.ts';
import type { View } from '../../engine/view.ts';
import type { Takes, WordSpec } from '../../intake/block-spec.ts';
import type { VariableDeclaration } from '../../intake/declarations.ts';
import { literalText } from '../../intake/literal.ts';
import type { Entry } from '../../intake/module-table.ts';
import { attributeFacts } from '../../intake/vocabulary.ts';
import type { AttributeSpec } from '../../kinds/define.ts';
import { anyType, boolType, numberType, stringType, type Type } from '../../language/types.ts';
import type { Expression } from '../../syntax/ast.ts';
import { spanOf } from '../spans.ts';
import { type Choice, defaultText, type Field, shapeOfSchema, shapeOfType } from '../values/value-shape.ts';

export interface SchemaAttribute extends Field {
  /** Who says so: the language, a kind, an assertion, a variable of the called module, the type of an object. */
  readonly origin: 'language' | 'kind' | 'assertion' | 'input' | 'field';
  readonly completable: boolean;
  readonly sensitive: boolean;
  /** What to write instead. */
  readonly deprecated?: string;
  readonly unit?: string;
  readonly example?: string;
  /** What a changed value means for what exists. */
  readonly change?: AttributeSpec['change'];
  /** It can be written as a block, once or several times. */
  readonly block?: 'one' | 'many';
  /** Where it is no expression of any form. */
  readonly takes?: Takes;
  /** Has no effect in this version. */
  readonly effect?: 'accepted';
}

export function wordAttribute(name: string, word: WordSpec): SchemaAttribute {
  const { need, type, description, takes, default: fallback, example, oneOf, minimum, maximum, effect } = word;
  const choices = oneOf === undefined ? undefined : Object.entries(oneOf).map(([text, said]) => choice(text, said));
  return {
    name,
    origin: 'language',
    type: typeOfWord(word),
    typeText: type,
    description,
    required: need === 'required',
    completable: false,
    sensitive: false,
    ...(takes !== undefined && { takes }),
    ...(takes === 'duration' && { form: 'duration' as const }),
    ...(choices !== undefined && { choices }),
    ...(fallback !== undefined && { default: fallback }),
    ...(example !== undefined && { example }),
    ...(minimum !== undefined && { minimum }),
    ...(maximum !== undefined && { maximum }),
    ...(effect !== undefined && { effect }),
  };
}

function choice(text: string, description: string): Choice {
  return { text: `"${text}"`, description };
}

function typeOfWord({ type, takes }: WordSpec): Type {
  if (takes === 'flag' || type === 'bool') return boolType;
  if (type === 'number') return numberType;
  if (type === 'string' || takes === 'text' || takes === 'duration') return stringType;
  return anyType;
}

export function tableAttribute(name: string, spec: AttributeSpec, origin: 'kind' | 'assertion'): SchemaAttribute {
  const { schema, description, change, unit, example, completable, sensitive, block, deprecated } = spec;
  const fallback = defaultText(schema);
  const shape = shapeOfSchema(schema);
  const isImage = name === 'image' && shape.type.kind === 'string';
  return {
    ...shape,
    name,
    origin,
    description,
    required: attributeFacts(spec).required,
    completable: completable === true,
    sensitive: sensitive === true,
    change,
    ...(isImage && { form: 'image' as const }),
    ...(fallback !== undefined && { default: fallback }),
    ...(unit !== undefined && { unit }),
    ...(example !== undefined && { example }),
    ...(block !== undefined && { block }),
    ...(deprecated !== undefined && { deprecated }),
  };
}

export function fieldAttribute(field: Field): SchemaAttribute {
  return { ...field, origin: 'field', completable: false, sensitive: false };
}

/** What a variable takes, as an attribute of the block that calls its module. */
export function inputOf(view: View, { declaration, home }: Entry<VariableDeclaration>): SchemaAttribute {
  const { name, type, fallback, description = '', sensitive, validations } = declaration;
  const at = fallback === undefined ? undefined : spanOf(view, { ...home, span: fallback.span });
  const text = at === undefined ? undefined : view.project.files.get(at.file)?.text.slice(at.span.start, at.span.end);
  const choices = validations.flatMap(({ condition }) => choicesOf(condition, name));
  return {
    ...shapeOfType(type),
    ...(choices.length > 0 && { choices }),
    ...(text !== undefined && { default: text }),
    name,
    origin: 'input',
    description,
    required: fallback === undefined,
    completable: false,
    sensitive,
  };
}

/** The values of `contains(["a", "b"], var.NAME)` in the condition of a validation. */
function choicesOf(condition: Expression, name: string): readonly Choice[] {
  const inner = condition.kind === 'parenthesized' ? condition.inner : condition;
  if (inner.kind !== 'call' || inner.name.text !== 'contains') return [];
  const [list, element] = inner.args;
  const isOwn =
    element?.kind === 'get-attribute' &&
    element.object.kind === 'variable' &&
    element.object.name === 'var' &&
    element.name.text === name;
  if (!isOwn || list?.kind !== 'tuple') return [];
  return list.items.flatMap((item) => {
    const text = literalText(item);
    return text === undefined ? [] : [{ text: literalOf(text, 0) }];
  });
}
