/** Hover of names: what a reference leads to, what a label declares, names of loops, and words with a meaning of their own. */
import { moduleDirOf } from '../../engine/view.ts';
import type { Expression, GetAttribute } from '../../syntax/ast.ts';
import type { Node } from '../../syntax/locate.ts';
import { attributeAt } from '../names/attributes.ts';
import { bindingAt } from '../names/bindings.ts';
import { namedAt } from '../names/named-at.ts';
import { declarationOf, type Symbol as ProjectSymbol, symbolAt } from '../names/symbols.ts';
import { schemaOf } from '../schema/body-schema.ts';
import { shifted, spanOf } from '../spans.ts';
import { type Places, placesOf, valuesAt } from '../values/values.ts';
import { type Here, hoverOf, isBlock, isExpression } from './here.ts';
import { codePart, type Hover, type HoverPart, pageLink, textPart } from './parts.ts';
import { placeLink } from './places.ts';
import { attributeParts } from './schema-parts.ts';
import { symbolParts } from './symbols.ts';
import { typeOfValues, valueParts, whyLine } from './value-parts.ts';
import { wordText } from './words.ts';

export function nameHover(here: Here): Hover | undefined {
  return bindingHover(here) ?? referenceHover(here) ?? declaredHover(here);
}

/** A name of a `for`, or the iterator of a `dynamic` block. */
function bindingHover(here: Here): Hover | undefined {
  const { view, path, item, at, nodes } = here;
  const found = bindingAt(view, path, item.offset + at);
  if (found === undefined) return undefined;
  const { name, part, isLabel, collection } = found.binding;
  const isDeclared = found.origin.start === found.declared.start;
  // The label of a `dynamic` block says first of all what the block makes.
  if (isLabel && isDeclared) return undefined;
  const root: Expression = { kind: 'variable', name, span: found.binding.declared };
  // Where it is declared, it is looked at as if it stood in the loop.
  const shown = valuesAt(view, path, isDeclared ? [...nodes, root] : nodes, root);
  const type = typeOfValues(shown);
  const said = {
    key: 'The key of the element, or its number.',
    value: 'The element.',
    iterator: 'The element: an object with `key` and `value`.',
  }[part];
  return {
    span: found.origin,
    parts: [
      codePart(type === undefined ? name : `${name}: ${type}`),
      textPart(said),
      ...valueParts(shown, collection === undefined ? [] : whyAt(here, collection)),
    ],
  };
}

interface Chain {
  /** From its root to the name that the cursor is on. */
  readonly expression: Expression;
  /** From the item to {@link expression}. */
  readonly nodes: readonly Node[];
  readonly root: string;
  /** Behind the root; an index is undefined. */
  readonly steps: readonly (string | undefined)[];
  /** Relative to the item: of the last name. */
  readonly nameStart: number;
}

function referenceHover(here: Here): Hover | undefined {
  const chain = chainAt(here);
  if (chain === undefined) return undefined;
  const { view, path, item } = here;
  const { expression, nodes, root, steps, nameStart } = chain;
  const offset = item.offset + nameStart;
  const symbol = symbolAt(view, path, offset)?.symbol;
  const evaluated = () => {
    // Facts are the same everywhere, also in a block without instances.
    const around = root === 'facts' ? [expression] : nodes;
    const shown = valuesAt(view, path, around, expression);
    return { shown, parts: valueParts(shown, whyAt(root === 'facts' ? { ...here, nodes: around } : here, expression)) };
  };
  if (symbol !== undefined) {
    const parts = symbolParts(
      view,
      symbol,
      here.options,
      symbol.name.startsWith('output.') ? { read: evaluated().shown } : {},
    );
    return parts === undefined ? undefined : hoverOf(here, expression.span, [...parts, ...declaredIn(here, symbol)]);
  }
  const attribute = attributeAt(view, path, offset)?.attribute;
  if (attribute !== undefined) {
    const parts = [...ownerAttributeParts(here, attribute.owner, attribute.name), ...evaluated().parts];
    return hoverOf(here, expression.span, parts);
  }
  const [step] = steps;
  const said = steps.length < 2 ? wordText(root, step) : undefined;
  if (said === undefined) return undefined;
  const { shown, parts } = evaluated();
  const type = typeOfValues(shown);
  const title = step === undefined ? root : `${root}.${step}`;
  return hoverOf(here, expression.span, [
    codePart(type === undefined ? title : `${title}: ${type}`),
    textPart(said),
    ...(root === 'self' && step === undefined ? [] : parts),
    ...(root === 'facts' ? ageParts(here, step) : []),
  ]);
}

/** How old a fact is that the last run found out; what the process itself knows has no age. */
function ageParts({ view, factsAge }: Here, step: string | undefined): readonly HoverPart[] {
  const isOwn = step === 'os' || step === 'arch' || step === 'version';
  const isFound = step === undefined || Object.hasOwn(view.facts, step);
  const age = isOwn || !isFound ? undefined : factsAge();
  return age === undefined ? [] : [textPart(`As of the last run, ${age}.`)];
}

/** Where what is read stands. */
function declaredIn({ view }: Here, symbol: ProjectSymbol): readonly HoverPart[] {
  const place = declarationOf(view, symbol);
  const at = place === undefined ? undefined : spanOf(view, place);
  return at === undefined ? [] : [textPart('Declared in ', placeLink(view, at))];
}

/** What the kind says of an attribute or output of a resource. */
export function ownerAttributeParts(
  { view, path }: Pick<Here, 'view' | 'path'>,
  owner: ProjectSymbol,
  name: string,
): readonly HoverPart[] {
  const [, type = ''] = owner.name.split('.');
  const kind = view.vocabulary.kinds.get(type);
  const schema = schemaOf(view, path.endsWith('completed.cw') ? 'main.cw' : path, [
    { type: 'resource', labels: [type, ''] },
  ]);
  const attribute = schema?.attributes.get(name);
  const page = textPart(pageLink(`More on ${type}`, `kinds.md#${type}`));
  if (attribute !== undefined) return [...attributeParts(attribute), page];
  const computed = kind?.attributes[name];
  const output = kind?.outputs[name];
  const said = computed?.description ?? output?.description;
  return said === undefined ? [] : [codePart(name), textPart(said), page];
}

/** The chain of names that the cursor is in, as far as the cursor. */
function chainAt({ nodes }: Here): Chain | undefined {
  let index = nodes.length - 1;
  const isStep = (node: Node | undefined): node is GetAttribute => isExpression(node) && node.kind === 'get-attribute';
  let node = nodes[index];
  if (!isExpression(node)) return undefined;
  if (node.kind === 'variable') {
    // On the root of `var.port` the whole is meant; behind `resource` stands the kind first.
    const steps = node.name === 'resource' ? 2 : 1;
    for (let i = 0; i < steps; i++) {
      const parent = nodes[index - 1];
      if (!isStep(parent) || parent.object !== node) break;
      node = parent;
      index--;
    }
  } else if (isStep(node) && node.object.kind === 'variable' && node.object.name === 'resource') {
    const parent = nodes[index - 1];
    if (isStep(parent) && parent.object === node) {
      node = parent;
      index--;
    }
  }
  const expression = node;
  const steps: (string | undefined)[] = [];
  let at: Expression = expression;
  for (;;) {
    if (at.kind === 'get-attribute') {
      steps.push(at.name.text);
      at = at.object;
    } else if (at.kind === 'index') {
      steps.push(undefined);
      at = at.object;
    } else break;
  }
  if (at.kind !== 'variable' || expression.kind === 'index') return undefined;
  const nameStart = expression.kind === 'get-attribute' ? expression.name.span.start : expression.span.start;
  return { expression, nodes: nodes.slice(0, index + 1), root: at.name, steps: steps.reverse(), nameStart };
}

/** A label, an input of a module, the name of a local, a key of a `.cwvars` file, an address in quotes. */
function declaredHover(here: Here): Hover | undefined {
  const { view, path, item, at, nodes } = here;
  const found = namedAt(view, path, item.offset + at);
  if (found === undefined) return undefined;
  const given = callsHere(here, found.symbol);
  const said = symbolParts(view, found.symbol, here.options, given === undefined ? {} : { given });
  if (said === undefined) return undefined;
  const parts = given === undefined ? said : [...said, ...declaredIn(here, found.symbol)];
  const node = nodes.at(-1);
  // On the quotes of a label nothing else stands.
  const label = isBlock(node) ? node.labels.find(({ span }) => span.start <= at && at <= span.end) : undefined;
  const span = label === undefined ? found.occurrence.span : shifted(label.span, item.offset);
  return { span, parts };
}

/** The module instances that the block around makes, where the symbol is one of its inputs. */
function callsHere({ view, path, nodes }: Here, { name }: ProjectSymbol): Places | undefined {
  const [block] = nodes;
  if (!name.startsWith('var.') || !isBlock(block) || block.type.text !== 'module') return undefined;
  const { list, more } = placesOf(view, path, nodes);
  const calls = list.flatMap(({ label, scope }) =>
    scope.call === undefined ? [] : [{ label, scope: { module: label } }],
  );
  return { list: calls, more };
}

export function whyAt({ view, path, nodes }: Here, expression: Expression) {
  return whyLine(view, view.table(moduleDirOf(path))?.dir, placesOf(view, path, nodes), expression);
}
