/**
 * Reads a body as an `.hcldec` specification says, as HashiCorp's suite of the HCL specification has it: enough of the
 * form to run its files. Problems come back as the 1-based lines that they begin on.
 */
import { LineIndex } from '../../core/base/line-index.ts';
import { convert } from '../../core/language/convert.ts';
import { evaluate } from '../../core/language/evaluate.ts';
import { readType } from '../../core/language/type-expression.ts';
import { anyType, type Type, typeName } from '../../core/language/types.ts';
import { unify } from '../../core/language/unify.ts';
import {
  listValue,
  mapValue,
  nullValue,
  objectValue,
  setValue,
  textOf,
  tupleValue,
  unknownValue,
  type Value,
} from '../../core/language/values.ts';
import type { Attribute, Block, Expression } from '../../core/syntax/ast.ts';
import { parseFile } from '../../core/syntax/parse.ts';
import { scopeOf } from './evaluating.ts';

/** A part of a body with the offset of the top-level item that its spans count from. */
interface Entry {
  readonly node: Attribute | Block;
  readonly base: number;
}

interface Content {
  readonly entries: readonly Entry[];
  /** Where a problem of the body as a whole is reported. */
  readonly start: number;
}

interface Reading {
  readonly variables: Readonly<Record<string, Value>>;
  readonly fail: (offset: number) => void;
}

export interface Decoded {
  readonly value: Value;
  readonly errorLines: readonly number[];
}

/** What the file gives by the specification; the value is of use only where no line is in error. */
export function decode(text: string, specificationText: string): Decoded {
  const specification = parseBody(specificationText);
  const { content, errorLines } = parseBody(text);
  const index = new LineIndex(text);
  const lines = [...errorLines];
  const declared = specification.content.entries.find((entry) => isBlock(entry, 'variables'));
  const reading: Reading = {
    variables: declared === undefined ? {} : attributesOf(contentOf(declared)),
    fail: (offset) => lines.push(index.positionAt(offset).line + 1),
  };
  const root = specification.content.entries.find((entry) => entry.node.kind === 'block' && entry !== declared);
  if (root === undefined) throw new Error('The specification holds no block that says what to read.');
  const value = read(root, content, reading);
  if (errorLines.length === 0 && root.node.kind === 'block' && root.node.type.text !== 'literal') {
    reportUnexpected(root, content, reading);
  }
  return { value, errorLines: lines.sort((a, b) => a - b) };
}

/** What a `.t` file expects: a result, its type, or the lines of diagnostics. */
export interface Expectation {
  readonly result: Value | undefined;
  readonly type: Type | undefined;
  readonly errorLines: readonly number[];
}

export function readExpectation(text: string): Expectation {
  const { content, errorLines } = parseBody(text);
  if (errorLines.length > 0) throw new Error(`The expectation cannot be read, line ${errorLines.join(', ')}.`);
  const diagnostics = content.entries.filter((entry) => isBlock(entry, 'diagnostics')).map(contentOf);
  const errors = diagnostics.flatMap(({ entries }) => entries.filter((entry) => isBlock(entry, 'error')));
  const lines = errors.map((error) => {
    const from = contentOf(error).entries.find((entry) => isBlock(entry, 'from'));
    return from === undefined ? 0 : Number(attributesOf(contentOf(from))['line']?.raw);
  });
  const type = attribute(content, 'result_type');
  const result = attribute(content, 'result');
  return {
    result: result === undefined ? undefined : constant(result.value),
    type: type === undefined ? undefined : typeOf(type.value),
    errorLines: lines,
  };
}

function parseBody(text: string): { readonly content: Content; readonly errorLines: readonly number[] } {
  const { file, diagnostics } = parseFile('spec.hcl', text);
  const index = new LineIndex(text);
  const offsets = new Map(file.items.map((item) => [item.key, item.offset]));
  const errorLines = diagnostics.map(({ place }) => {
    const offset = place === undefined ? 0 : place.span.start + (offsets.get(place.item) ?? 0);
    return index.positionAt(offset).line + 1;
  });
  return {
    content: { entries: file.items.map((item) => ({ node: item.node, base: item.offset })), start: 0 },
    errorLines,
  };
}

/** The value that one block of the specification asks for. */
function read(spec: Entry, content: Content, reading: Reading, name?: string): Value {
  if (spec.node.kind !== 'block') throw new Error('A specification is made of blocks.');
  const settings = contentOf(spec);
  const kind = spec.node.type.text;
  switch (kind) {
    case 'literal': {
      const value = attribute(settings, 'value');
      return value === undefined ? nullValue() : constant(value.value);
    }
    case 'object':
      return objectValue(
        specsIn(settings).map((inner): [string, Value] => [
          labelOf(inner) ?? '',
          read(inner, content, reading, labelOf(inner)),
        ]),
      );
    case 'array':
      return tupleValue(specsIn(settings).map((inner) => read(inner, content, reading)));
    case 'attr':
      return readAttribute(settings, content, reading, name);
    case 'default': {
      const [first, second] = specsIn(settings);
      if (first === undefined || second === undefined) throw new Error('`default` holds two specifications.');
      const value = read(first, content, reading, name);
      return value.raw === null ? read(second, content, reading, name) : value;
    }
    default:
      return readBlocks(kind, spec, content, reading, name);
  }
}

function readAttribute(settings: Content, content: Content, reading: Reading, name: string | undefined): Value {
  const wanted = typeSetting(settings);
  const found = content.entries.find(
    ({ node }) => node.kind === 'attribute' && node.name.text === settingOf(settings, 'name', name),
  );
  if (found?.node.kind !== 'attribute') {
    if (settingOf(settings, 'required') === 'true') reading.fail(content.start);
    return nullValue(wanted);
  }
  const { value: expression } = found.node;
  const scope = scopeOf(reading.variables);
  const value = evaluate(expression, scope, (problem) => reading.fail(found.base + problem.span.start));
  const outcome = convert(value, wanted);
  if ('value' in outcome) return outcome.value;
  reading.fail(found.base + expression.span.start);
  return unknownValue(wanted);
}

function readBlocks(kind: string, spec: Entry, content: Content, reading: Reading, name: string | undefined): Value {
  const settings = contentOf(spec);
  const type = settingOf(settings, 'block_type', name);
  const blocks = content.entries.filter((entry) => isBlock(entry, type ?? ''));
  const [inner] = specsIn(settings);
  if (kind === 'block_attrs') {
    const [block] = blocks;
    if (block === undefined) return nullValue();
    const attributes = Object.entries(attributesOf(contentOf(block), reading.variables));
    const element = unify(attributes.map(([, value]) => value.type)) ?? anyType;
    return mapValue(
      element,
      attributes.map(([key, value]): [string, Value] => [key, converted(value, element)]),
    );
  }
  if (inner === undefined) throw new Error(`\`${kind}\` holds what to read of each block.`);
  if (kind === 'block') {
    const [block, second] = blocks;
    if (block === undefined) {
      if (settingOf(settings, 'required') === 'true') reading.fail(content.start);
      return nullValue();
    }
    if (second !== undefined) reading.fail(second.base + second.node.span.start);
    return read(inner, contentOf(block), reading);
  }
  if (kind === 'block_map' || kind === 'block_object') {
    const labels = attribute(settings, 'labels');
    const count = labels?.value.kind === 'tuple' ? labels.value.items.length : 1;
    return keyed(blocks, count, inner, reading, kind === 'block_map');
  }
  const values = blocks.map((block) => read(inner, contentOf(block), reading));
  if (kind === 'block_tuple') return tupleValue(values);
  const element = unify(values.map((value) => value.type)) ?? anyType;
  const items = values.map((value) => converted(value, element));
  if (kind === 'block_list') return listValue(element, items);
  if (kind === 'block_set') return setValue(element, items);
  throw new Error(`There is no specification \`${kind}\`.`);
}

/** Blocks by their first label, each with those of the further labels inside. */
function keyed(blocks: readonly Entry[], labels: number, inner: Entry, reading: Reading, map: boolean, at = 0): Value {
  const groups = new Map<string, Entry[]>();
  for (const block of blocks) {
    const key = block.node.kind === 'block' ? (block.node.labels[at]?.text ?? '') : '';
    groups.set(key, [...(groups.get(key) ?? []), block]);
  }
  const entries = [...groups].map(([key, group]): [string, Value] => {
    if (at + 1 < labels) return [key, keyed(group, labels, inner, reading, map, at + 1)];
    const [block, second] = group;
    if (second !== undefined) reading.fail(second.base + second.node.span.start);
    return [key, block === undefined ? nullValue() : read(inner, contentOf(block), reading)];
  });
  if (!map) return objectValue(entries);
  const element = unify(entries.map(([, value]) => value.type)) ?? anyType;
  return mapValue(
    element,
    entries.map(([key, value]): [string, Value] => [key, converted(value, element)]),
  );
}

/** What the specification does not name is an error where it stands. */
function reportUnexpected(spec: Entry, content: Content, reading: Reading): void {
  const attributes = new Set<string>();
  const blocks = new Map<string, Entry>();
  const gather = (entry: Entry, name: string | undefined): void => {
    if (entry.node.kind !== 'block') return;
    const settings = contentOf(entry);
    const kind = entry.node.type.text;
    if (kind === 'attr') attributes.add(settingOf(settings, 'name', name) ?? '');
    else if (kind.startsWith('block')) blocks.set(settingOf(settings, 'block_type', name) ?? '', entry);
    else for (const inner of specsIn(settings)) gather(inner, kind === 'default' ? name : labelOf(inner));
  };
  gather(spec, undefined);
  for (const { node, base } of content.entries) {
    const known = node.kind === 'attribute' ? attributes.has(node.name.text) : blocks.get(node.type.text);
    if (known === false || known === undefined) reading.fail(base + node.span.start);
    if (typeof known !== 'object' || node.kind !== 'block') continue;
    const [inner] = specsIn(contentOf(known));
    if (inner !== undefined) reportUnexpected(inner, contentOf({ node, base }), reading);
  }
}

function converted(value: Value, type: Type): Value {
  const outcome = convert(value, type);
  if ('value' in outcome) return outcome.value;
  throw new Error(`A value cannot become ${typeName(type)}: ${outcome.message}.`);
}

function contentOf(entry: Entry): Content {
  if (entry.node.kind !== 'block') throw new Error('An attribute holds no body.');
  const { body } = entry.node;
  return {
    entries: body.entries.map((node) => ({ node, base: entry.base })),
    start: entry.base + entry.node.span.start,
  };
}

function specsIn(content: Content): readonly Entry[] {
  return content.entries.filter(({ node }) => node.kind === 'block');
}

function labelOf(entry: Entry): string | undefined {
  return entry.node.kind === 'block' ? entry.node.labels[0]?.text : undefined;
}

function isBlock(entry: Entry, type: string): boolean {
  return entry.node.kind === 'block' && entry.node.type.text === type;
}

function attribute(content: Content, name: string): Attribute | undefined {
  for (const { node } of content.entries) if (node.kind === 'attribute' && node.name.text === name) return node;
  return undefined;
}

function attributesOf(content: Content, variables: Readonly<Record<string, Value>> = {}): Record<string, Value> {
  const values: Record<string, Value> = {};
  for (const { node } of content.entries) {
    if (node.kind === 'attribute') values[node.name.text] = constant(node.value, variables);
  }
  return values;
}

function settingOf(settings: Content, name: string, otherwise?: string): string | undefined {
  const given = attribute(settings, name);
  if (given === undefined) return otherwise;
  const value = constant(given.value);
  return typeof value.raw === 'boolean' ? String(value.raw) : textOf(value);
}

function typeSetting(settings: Content): Type {
  const given = attribute(settings, 'type');
  return given === undefined ? anyType : typeOf(given.value);
}

function typeOf(expression: Expression): Type {
  return readType(expression, {
    report: (problem) => {
      throw new Error(problem.message);
    },
    constant,
  });
}

function constant(expression: Expression, variables: Readonly<Record<string, Value>> = {}): Value {
  return evaluate(expression, scopeOf(variables), (problem) => {
    throw new Error(problem.message);
  });
}
