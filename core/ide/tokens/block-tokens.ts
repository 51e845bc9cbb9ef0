/** Tokens of what blocks are made of: their types, labels and attributes, and values that are names of something. */
import type { NestedSpec, WordSpec } from '../../intake/block-spec.ts';
import {
  checkSpec,
  completionSpec,
  dynamicSpec,
  resourceSpec,
  strayTopBlocks,
  topBlocks,
} from '../../intake/block-specs.ts';
import { literalText } from '../../intake/literal.ts';
import { declaredBy } from '../../intake/read-block.ts';
import { shortFormOf, shortFormSpecs } from '../../intake/short-form-specs.ts';
import { attributeFacts, type Vocabulary } from '../../intake/vocabulary.ts';
import { constraintsOf } from '../../kinds/attribute-type.ts';
import type { AttributeSpec, AttributeTable } from '../../kinds/define.ts';
import type { Type } from '../../language/types.ts';
import type { Attribute, Block, Expression, Label } from '../../syntax/ast.ts';
import { type FileRole, resourceName } from '../names/occurrences.ts';
import { insideQuotes } from '../spans.ts';
import type { Put } from './item-tokens.ts';
import { isKind, type ReferenceContext, readAddress, readQuotedAddress } from './reference-tokens.ts';
import type { TokenModifier } from './token-legend.ts';
import { readTypeTokens } from './type-tokens.ts';

/** What may stand in a body. */
interface Content {
  readonly words: Readonly<Record<string, WordSpec>>;
  readonly blocks: Readonly<Record<string, NestedSpec>>;
  /** Attributes of a kind or an assertion. */
  readonly table: AttributeTable | undefined;
  /** What an attribute is that is none of these. */
  readonly other?: (name: Attribute['name']) => void;
  /** Of every attribute of the table. */
  readonly modifiers: readonly TokenModifier[];
}

interface Reading {
  readonly vocabulary: Vocabulary;
  readonly self: string | undefined;
  readonly put: Put;
  /** Tells of an expression that is no value and was read here. */
  readonly take: (expression: Expression) => void;
}

/** Answers the kind of the resource that the block declares, which is what `self` means in it. */
export function readHeader(
  node: Block | Attribute,
  role: FileRole,
  vocabulary: Vocabulary,
  put: Put,
  take: (expression: Expression) => void,
): string | undefined {
  if (node.kind === 'attribute') {
    if (role === 'variables') {
      put(node.name.span, 'parameter', ['modification'], { through: [], name: `var.${node.name.text}` });
    }
    return undefined;
  }
  const self = role === 'completed' ? undefined : kindOf(node);
  const reading: Reading = { vocabulary, self, put, take };
  readBody(node, role === 'completed' ? completionContent(node, reading) : topContent(node, reading), reading);
  return self;
}

function kindOf(block: Block): string | undefined {
  const type = block.type.text;
  if (type === 'resource') return block.labels[0]?.text;
  const form = shortFormOf(type);
  if (form === undefined) return undefined;
  const { becomes } = shortFormSpecs[form];
  return 'kind' in becomes ? becomes.kind : undefined;
}

const empty: Content = { words: {}, blocks: {}, table: undefined, modifiers: [] };

/** Reads the type and the labels of a top-level block; answers what may stand in it. */
function topContent(block: Block, { vocabulary, put }: Reading): Content {
  const { type, labels } = block;
  const form = shortFormOf(type.text);
  const spec = own(topBlocks, type.text) ?? own(strayTopBlocks, type.text);
  if (spec !== undefined || form !== undefined) put(type.span, 'keyword');
  const [first, second] = labels;
  const named = (label: Label | undefined, put_: (inside: Label['span'], name: string) => void) => {
    if (label !== undefined) put_(insideQuotes(label.span, label.quoted), label.text);
  };
  const content: Content = {
    words: spec?.attributes ?? {},
    blocks: spec?.blocks ?? {},
    table: undefined,
    modifiers: [],
  };
  switch (type.text) {
    case 'variable':
      named(first, (span, name) => put(span, 'parameter', ['declaration'], { through: [], name: `var.${name}` }));
      return content;
    case 'output':
      named(first, (span, name) => put(span, 'property', ['declaration'], { through: [], name: `output.${name}` }));
      return content;
    case 'locals': {
      const other = ({ text, span }: Attribute['name']) =>
        put(span, 'variable', ['declaration', 'readonly'], { through: [], name: `local.${text}` });
      return { ...content, other };
    }
    case 'module': {
      named(first, (span) => put(span, 'namespace', ['declaration']));
      const through = first === undefined ? [] : [first.text];
      const other = ({ text, span }: Attribute['name']) =>
        put(span, 'parameter', ['modification'], { through, name: `var.${text}` });
      return { ...content, other };
    }
    case 'provider':
      named(first, (span) => put(span, 'namespace'));
      return content;
    case 'check':
      named(first, (span) => put(span, 'variable', ['declaration']));
      return { ...content, table: {} };
    case 'resource': {
      const kind = first?.text ?? '';
      named(first, (span) => {
        if (!isKind(kind, vocabulary)) return;
        const isOlder = !vocabulary.kinds.has(kind);
        put(span, 'class', isOlder ? ['defaultLibrary', 'deprecated'] : ['defaultLibrary']);
      });
      named(second, (span, name) =>
        put(span, 'variable', ['declaration'], { through: [], name: `resource.${kind}.${name}` }),
      );
      return { ...content, table: vocabulary.kinds.get(kind)?.attributes };
    }
  }
  if (form === undefined) return content;
  const { declaration } = declaredBy(block, vocabulary, false);
  const names = declaration?.kind === 'resource' ? { through: [], name: resourceName(declaration) } : undefined;
  named(first, (span) => put(span, 'variable', ['declaration'], names));
  const { becomes, attributes } = shortFormSpecs[form];
  const table = 'kind' in becomes ? vocabulary.kinds.get(becomes.kind) : vocabulary.assertions.get(becomes.assertion);
  const { attributes: words, blocks } = 'kind' in becomes ? resourceSpec : checkSpec;
  return { words: { ...words, ...attributes }, blocks, table: table?.attributes, modifiers: [] };
}

function completionContent(block: Block, { vocabulary, put }: Reading): Content {
  const [label] = block.labels;
  if (block.type.text !== 'completion' || label === undefined) return empty;
  put(block.type.span, 'keyword');
  let kind = '';
  const context: ReferenceContext = { vocabulary, self: undefined, isAddress: true };
  readQuotedAddress(label.text, insideQuotes(label.span, label.quoted), context, [], (span, type, modifiers, names) => {
    if (type === 'class') kind = label.text.slice(span.start - label.span.start - 1, span.end - label.span.start - 1);
    put(span, type, modifiers, names);
  });
  const table = vocabulary.kinds.get(kind)?.attributes;
  return { words: {}, blocks: completionSpec.blocks, table, modifiers: ['completed'] };
}

function readBody(block: Block, content: Content, reading: Reading): void {
  for (const entry of block.body.entries) {
    if (entry.kind === 'attribute') readAttribute(entry, content, reading);
    else readNested(entry, content, reading);
  }
}

function readAttribute({ name, value }: Attribute, content: Content, reading: Reading): void {
  const { put } = reading;
  const spec = own(content.table ?? {}, name.text);
  const word = own(content.words, name.text);
  if (spec !== undefined) {
    put(name.span, 'property', modifiersOf(spec, content.modifiers));
    readChoice(value, constraintsOf(spec.schema).oneOf, put);
  } else if (word !== undefined) {
    put(name.span, 'property', ['defaultLibrary']);
    readWord(value, word, reading);
  } else content.other?.(name);
}

function modifiersOf(spec: AttributeSpec, more: readonly TokenModifier[]): readonly TokenModifier[] {
  return [
    ...(spec.deprecated === undefined ? [] : (['deprecated'] as const)),
    ...(spec.sensitive === true ? (['sensitive'] as const) : []),
    ...more,
  ];
}

/** A text that is one of those that may stand there. */
function readChoice(value: Expression, choices: readonly unknown[] | undefined, put: Put): void {
  const text =
    choices === undefined || value.kind !== 'template' || value.form !== 'quoted' ? undefined : literalText(value);
  if (text !== undefined && choices?.includes(text)) put(insideQuotes(value.span, true), 'enumMember');
}

function readWord(value: Expression, word: WordSpec, { vocabulary, self, put, take }: Reading): void {
  if (word.oneOf !== undefined) readChoice(value, Object.keys(word.oneOf), put);
  switch (word.takes) {
    case 'type':
      take(value);
      readTypeTokens(value, put);
      return;
    case 'thing':
    case 'things':
    case 'triggers':
      take(value);
      for (const item of value.kind === 'tuple' ? value.items : [value]) {
        readAddress(item, { vocabulary, self, isAddress: true }, put);
      }
      return;
    case 'attribute-names':
      take(value);
      if (value.kind === 'variable' && value.name === 'all') put(value.span, 'enumMember');
      for (const item of value.kind === 'tuple' ? value.items : []) {
        if (item.kind === 'variable') put(item.span, 'property');
        else if (item.kind === 'template' && literalText(item) !== undefined)
          put(insideQuotes(item.span, true), 'property');
      }
      return;
    case 'name':
      take(value);
      return;
    default:
  }
}

function readNested(block: Block, content: Content, reading: Reading): void {
  const { put, vocabulary } = reading;
  const { type, labels } = block;
  const nested = own(content.blocks, type.text);
  if (nested !== undefined) {
    put(type.span, 'keyword');
    const { attributes: words, blocks } = nested.block;
    if (type.text !== 'assert') {
      readBody(block, { words, blocks, table: undefined, modifiers: [] }, reading);
      return;
    }
    const [kind, name] = labels;
    const assertion = vocabulary.assertions.get(kind?.text ?? '');
    if (kind !== undefined && assertion !== undefined)
      put(insideQuotes(kind.span, kind.quoted), 'class', ['defaultLibrary']);
    if (name !== undefined) put(insideQuotes(name.span, name.quoted), 'variable', ['declaration']);
    readBody(block, { words, blocks, table: assertion?.attributes ?? {}, modifiers: [] }, reading);
    return;
  }
  const isDynamic = type.text === 'dynamic' && content.table !== undefined;
  const spec = own(content.table ?? {}, isDynamic ? (labels[0]?.text ?? '') : type.text);
  const fields = spec === undefined ? undefined : elementOf(attributeFacts(spec).type);
  const modifiers = spec === undefined ? [] : modifiersOf(spec, content.modifiers);
  if (isDynamic) readDynamic(block, fields, modifiers, reading);
  else if (spec !== undefined) {
    put(type.span, 'property', modifiers);
    readFields(block, fields, reading);
  }
}

function readDynamic(
  block: Block,
  fields: Type | undefined,
  modifiers: readonly TokenModifier[],
  reading: Reading,
): void {
  const { put } = reading;
  put(block.type.span, 'keyword');
  const [label] = block.labels;
  if (label !== undefined && fields !== undefined) put(insideQuotes(label.span, label.quoted), 'property', modifiers);
  for (const entry of block.body.entries) {
    if (entry.kind === 'attribute') {
      readAttribute(entry, { ...empty, words: dynamicSpec.attributes }, reading);
    } else if (entry.type.text === 'content') {
      put(entry.type.span, 'keyword');
      readFields(entry, fields, reading);
    }
  }
}

/** The body of a block that stands for an attribute: what is written in it are keys of its value. */
function readFields(block: Block, type: Type | undefined, reading: Reading): void {
  for (const entry of block.body.entries) {
    const isDynamic = entry.kind === 'block' && entry.type.text === 'dynamic';
    const word = entry.kind === 'attribute' ? entry.name : entry.type;
    const inner = fieldOf(type, isDynamic && entry.kind === 'block' ? (entry.labels[0]?.text ?? '') : word.text);
    if (entry.kind === 'block' && isDynamic) readDynamic(entry, inner, [], reading);
    else if (inner !== undefined) {
      reading.put(word.span, 'property');
      if (entry.kind === 'block') readFields(entry, inner, reading);
    }
  }
}

function elementOf(type: Type): Type {
  return type.kind === 'list' || type.kind === 'set' ? elementOf(type.element) : type;
}

/** The type of a field; undefined where there is none of that name. */
function fieldOf(type: Type | undefined, name: string): Type | undefined {
  switch (type?.kind) {
    case 'object': {
      const field = own(type.attributes, name);
      return field === undefined ? undefined : elementOf(field);
    }
    case 'map':
      return elementOf(type.element);
    case 'any':
      return type;
    default:
      return undefined;
  }
}

function own<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}
