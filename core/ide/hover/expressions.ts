/** Hover of expressions: the value and the type of the smallest one around the cursor. */
import { isLiteral, literalText } from '../../intake/literal.ts';
import type { Expression } from '../../syntax/ast.ts';
import { symbolAt } from '../names/symbols.ts';
import { headOf, schemaOf } from '../schema/body-schema.ts';
import { fieldAttribute } from '../schema/schema-attribute.ts';
import { valuesAt } from '../values/values.ts';
import { functionParts } from './functions.ts';
import { attributeHere, type Here, holds, hoverOf, isBlock, isExpression, isObjectItem, shapeAt } from './here.ts';
import { literalParts } from './literals.ts';
import { whyAt } from './names.ts';
import { code, type Hover, type HoverPart, textPart } from './parts.ts';
import { attributeParts } from './schema-parts.ts';
import { symbolParts } from './symbols.ts';
import { typeOfValues, valueParts } from './value-parts.ts';
import { typeWordText } from './words.ts';

export function expressionHover(here: Here): Hover | undefined {
  const { nodes, at } = here;
  const index = nodes.findLastIndex(isExpression);
  const node = nodes[index];
  if (!isExpression(node) || node.kind === 'invalid') return undefined;
  const takes = attributeHere(here)?.schema?.takes;
  switch (takes) {
    case 'type':
      return typeHover(here, node);
    case 'attribute-names':
      return attributeNameIn(here, node);
    case 'module-folder':
      return moduleFolderHover(here, node);
    case 'thing':
    case 'things':
    case 'triggers':
    case 'name':
      return undefined;
    default:
      break;
  }
  const item = nodes[index - 1];
  if (isObjectItem(item) && item.key === node) return keyHover(here, index - 1);
  if (node.kind === 'call' && holds(node.name.span, at)) {
    return hoverOf(here, node.name.span, [...functionParts(node.name.text), ...evaluated(here, index)]);
  }
  if (isLiteral(node)) {
    const outer = nodes[index - 1];
    if (isExpression(outer) && outer.kind === 'index') return hoverOf(here, outer.span, evaluated(here, index - 1));
    return hoverOf(here, node.span, literalParts(node, shapeAt(here, index)));
  }
  return hoverOf(here, node.span, evaluated(here, index));
}

/** The value of the expression at `index`, and its type. */
function evaluated(here: Here, index: number): readonly HoverPart[] {
  const { view, path, nodes } = here;
  const expression = nodes[index];
  if (!isExpression(expression)) return [];
  const shown = valuesAt(view, path, nodes.slice(0, index + 1), expression);
  const type = typeOfValues(shown);
  return [
    ...valueParts(shown, whyAt(here, expression)),
    ...(type === undefined ? [] : [textPart('Type: ', code(type))]),
  ];
}

/** A key of an object: what the schema says of the field, and its value. */
function keyHover(here: Here, index: number): Hover | undefined {
  const { view, path, nodes } = here;
  const item = nodes[index];
  if (!isObjectItem(item)) return undefined;
  const shape = shapeAt(here, index);
  const said = shape !== undefined && 'name' in shape ? attributeParts(fieldAttribute(shape)) : [];
  const inner = [...nodes.slice(0, index + 1), item.value];
  const shown = isLiteral(item.value) ? undefined : valuesAt(view, path, inner, item.value);
  return hoverOf(here, item.key.span, [...said, ...valueParts(shown, whyAt(here, item.value))]);
}

function typeHover(here: Here, node: Expression): Hover | undefined {
  const name = node.kind === 'variable' ? node.name : node.kind === 'call' ? node.name.text : literalText(node);
  const said = name === undefined ? undefined : typeWordText(name);
  const span = node.kind === 'call' ? node.name.span : node.span;
  if (said === undefined || !holds(span, here.at)) return undefined;
  return hoverOf(here, span, [textPart(said)]);
}

/** A name in `ignore_changes`. */
function attributeNameIn(here: Here, node: Expression): Hover | undefined {
  const name = node.kind === 'variable' ? node.name : literalText(node);
  const outer = here.nodes.filter(isBlock).slice(0, -1).map(headOf);
  const attribute = name === undefined ? undefined : schemaOf(here.view, here.path, outer)?.attributes.get(name);
  return attribute === undefined ? undefined : hoverOf(here, node.span, attributeParts(attribute));
}

function moduleFolderHover(here: Here, node: Expression): Hover | undefined {
  const { view, path, item, nodes } = here;
  const [block] = nodes;
  const label = isBlock(block) ? block.labels[0] : undefined;
  if (label === undefined) return undefined;
  const symbol = symbolAt(view, path, item.offset + label.span.start + 1)?.symbol;
  const parts = symbol === undefined ? undefined : symbolParts(view, symbol, here.options);
  return parts === undefined ? undefined : hoverOf(here, node.span, parts);
}
