/**
 * Hints between the text: values behind what computes them, types of what has none written, how many instances a block
 * makes, defaults of what is left out, names of parameters. Values are those of the last build; what is secret or not
 * known has no hint.
 */
import { cutText } from '../base/cut.ts';
import type { Span } from '../base/span.ts';
import { moduleDirOf, type View } from '../engine/view.ts';
import { isLiteral } from '../intake/literal.ts';
import { declaredBy } from '../intake/read-block.ts';
import { functionTable } from '../language/functions/table.ts';
import { isKnown } from '../language/values.ts';
import type { Attribute, Block, Call, Expression, Item } from '../syntax/ast.ts';
import { childNodes, type Node } from '../syntax/locate.ts';
import { roleOf } from './names/occurrences.ts';
import { type BlockHead, type BodySchema, headOf, schemaOf } from './schema/body-schema.ts';
import { repetitionOf } from './values/repetition.ts';
import { fitsLine, valueToLine, valueToLines } from './values/value-line.ts';
import { namedValues, type ShownValues, valuesAt } from './values/values.ts';

export interface InlayHintOptions {
  readonly values: boolean;
  readonly types: boolean;
  readonly counts: boolean;
  readonly defaults: boolean;
  readonly parameters: boolean;
}

export interface InlayHint {
  /** In the file. */
  readonly offset: number;
  readonly sort: 'value' | 'type' | 'count' | 'default' | 'parameter';
  readonly label: string;
  /** What the label has no room for. */
  readonly tooltip?: string;
}

const VALUE = 48;
const TYPE = 40;
const TOOLTIP = { lines: 30, characters: 2000 };

/** Those in the range, in source order. */
export function inlayHintsIn(view: View, path: string, range: Span, options: InlayHintOptions): readonly InlayHint[] {
  const file = view.project.files.get(path);
  if (file === undefined || roleOf(path) !== 'source') return [];
  const found: InlayHint[] = [];
  for (const item of file.items) {
    if (item.offset > range.end) break;
    if (item.offset + item.node.span.end < range.start || item.node.kind !== 'block') continue;
    const put: Put = (at, hint) => {
      const offset = item.offset + at;
      if (range.start <= offset && offset <= range.end) found.push({ offset, ...hint });
    };
    const scan: Scan = { view, path, item, range, options, put };
    topHints(scan, item.node);
    bodyHints(scan, [item.node], [headOf(item.node)]);
  }
  return found.sort((a, b) => a.offset - b.offset);
}

/** `at` is relative to the item. */
type Put = (at: number, hint: Omit<InlayHint, 'offset'>) => void;

interface Scan {
  readonly view: View;
  readonly path: string;
  readonly item: Item;
  readonly range: Span;
  readonly options: InlayHintOptions;
  readonly put: Put;
}

function topHints(scan: Scan, block: Block): void {
  const { view, path, options, put } = scan;
  const dir = view.table(moduleDirOf(path))?.dir;
  const { declaration } = declaredBy(block, view.vocabulary, false);
  if (dir === undefined || declaration === undefined) return;
  switch (declaration.kind) {
    case 'variable':
      if (options.types && declaration.typeSpan === undefined) {
        typeHint(put, declaration.nameSpan.end, namedValues(view, dir, 'var', declaration.name));
      }
      return;
    case 'locals':
      if (!options.types) return;
      for (const { name, nameSpan } of declaration.values) {
        if (isInRange(scan, nameSpan)) typeHint(put, nameSpan.end, namedValues(view, dir, 'local', name));
      }
      return;
    case 'resource':
    case 'module': {
      const repeated = declaration.count ?? declaration.forEach;
      if (options.counts && repeated !== undefined) countHint(scan, block, dir, repeated.expression);
      if (options.defaults && declaration.kind === 'resource') defaultsHint(scan, block);
      return;
    }
    default:
      return;
  }
}

function typeHint(put: Put, at: number, shown: ShownValues | undefined): void {
  const types = new Set(shown?.values.map(({ type }) => type));
  const [type] = types;
  if (types.size !== 1 || type === undefined || type === 'any') return;
  if (type.length <= TYPE) put(at, { sort: 'type', label: `: ${type}` });
  else put(at, { sort: 'type', label: `: ${cutText(type, TYPE)}`, tooltip: type });
}

function countHint({ view, put }: Scan, block: Block, dir: string, expression: Expression): void {
  const count = repetitionOf(view, dir, expression);
  const header = block.labels.at(-1)?.span.end ?? block.type.span.end;
  if (typeof count === 'number') put(header, { sort: 'count', label: `×${count}` });
}

/** Behind a resource: what holds for attributes of its kind that it leaves out. */
function defaultsHint({ view, path, put }: Scan, block: Block): void {
  const schema = schemaOf(view, path, [headOf(block)]);
  const given = new Set(block.body.entries.map((entry) => (entry.kind === 'attribute' ? entry.name : entry.type).text));
  const lines = [...(schema?.attributes.values() ?? [])].flatMap(({ name, origin, default: fallback }) =>
    origin === 'kind' && fallback !== undefined && !given.has(name) ? [`${name} = ${fallback}`] : [],
  );
  if (lines.length === 0) return;
  const all = lines.join(', ');
  put(block.span.end, { sort: 'default', label: `defaults: ${cutText(all, VALUE)}`, tooltip: lines.join('\n') });
}

function bodyHints(scan: Scan, nodes: readonly Node[], heads: readonly BlockHead[]): void {
  const { view, path, options } = scan;
  const block = nodes.at(-1);
  if (block === undefined || !('kind' in block) || block.kind !== 'block') return;
  let schema: BodySchema | undefined;
  let isRead = false;
  for (const entry of block.body.entries) {
    if (!isInRange(scan, entry.span)) continue;
    if (entry.kind === 'block') {
      bodyHints(scan, [...nodes, entry], [...heads, headOf(entry)]);
      continue;
    }
    if (isLiteral(entry.value)) continue;
    if (!isRead) {
      schema = schemaOf(view, path, heads);
      isRead = true;
    }
    const attribute = schema?.attributes.get(entry.name.text);
    const isExpression = attribute === undefined ? schema?.isOpen === true : attribute.takes === undefined;
    if (!isExpression) continue;
    if (options.values) valueHint(scan, [...nodes, entry, entry.value], entry);
    if (options.parameters) parameterHints(scan, entry.value);
  }
}

function valueHint({ view, path, item, put }: Scan, nodes: readonly Node[], { value, span }: Attribute): void {
  const text = view.project.files.get(path)?.text ?? '';
  // Behind the last of many lines nobody looks for it.
  if (text.slice(item.offset + value.span.start, item.offset + value.span.end).includes('\n')) return;
  const shown = valuesAt(view, path, nodes, value);
  if (shown === undefined || shown.looped) return;
  if (shown.values.some((each) => each.value.sensitive || !isKnown(each.value))) return;
  const lines = shown.values.map((each) => valueToLine(each.value, VALUE));
  const [only] = shown.values;
  const [line = ''] = lines;
  if (lines.length === 1 && only !== undefined) {
    put(span.end, {
      sort: 'value',
      label: `= ${line}`,
      ...(!fitsLine(only.value, VALUE) && { tooltip: valueToLines(only.value, TOOLTIP).text }),
    });
    return;
  }
  const all = lines.join(' | ');
  const label = all.length <= VALUE && shown.more === 0 ? all : `${lines.length}${shown.more > 0 ? '+' : ''} values`;
  const tooltip = shown.values
    .slice(0, TOOLTIP.lines)
    .map(({ of }, i) => `${of.slice(0, 3).join(', ')}${of.length > 3 ? ', …' : ''}: ${lines[i]}`);
  put(span.end, { sort: 'value', label: `= ${label}`, tooltip: tooltip.join('\n') });
}

/** Before the arguments of calls with two or more. */
function parameterHints({ put }: Scan, value: Expression): void {
  const pending: Node[] = [value];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if ('kind' in node && node.kind === 'call') callHints(put, node);
    pending.push(...childNodes(node));
  }
}

function callHints(put: Put, { name, args }: Call): void {
  const definition = functionTable.get(name.text);
  if (definition === undefined || args.length < 2) return;
  for (const [i, argument] of args.entries()) {
    const parameter =
      definition.parameters[i] ?? (i === definition.parameters.length ? definition.variadic : undefined);
    if (parameter !== undefined) put(argument.span.start, { sort: 'parameter', label: `${parameter.name}:` });
  }
}

function isInRange({ item, range }: Scan, span: Span): boolean {
  return item.offset + span.start <= range.end && range.start <= item.offset + span.end;
}
