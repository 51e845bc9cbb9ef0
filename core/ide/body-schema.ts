/**
 * What may stand in a block, whatever says so: the table of blocks, a kind, an assertion, the module that is called.
 * The one source of completion, hover, quick fixes and tokens.
 */
import type { Assertion } from '../assertions/define.ts';
import { literalOf } from '../completion/hcl-text.ts';
import { moduleDirOf, type View } from '../engine/view.ts';
import type { BlockSpec, LabelSpec, Takes, WordSpec } from '../intake/block-spec.ts';
import {
  checkSpec,
  completionSpec,
  dynamicSpec,
  localsSpec,
  moduleSpec,
  resourceSpec,
  strayTopBlocks,
  topBlocks,
} from '../intake/block-specs.ts';
import type { VariableDeclaration } from '../intake/declarations.ts';
import { literalText } from '../intake/literal.ts';
import type { Entry, ModuleTable } from '../intake/module-table.ts';
import { shortFormOf, shortFormSpecs } from '../intake/short-form-specs.ts';
import { attributeFacts } from '../intake/vocabulary.ts';
import type { AttributeSpec, AttributeTable, Kind } from '../kinds/define.ts';
import { anyType, boolType, numberType, stringType, type Type } from '../language/types.ts';
import type { Block, Expression } from '../syntax/ast.ts';
import { roleOf } from './occurrences.ts';
import { spanOf } from './spans.ts';
import { calledDir } from './symbols.ts';
import {
  blockShape,
  type Choice,
  defaultText,
  type Field,
  type Shape,
  shapeOfSchema,
  shapeOfType,
} from './value-shape.ts';

/** A block as its header says: all that decides what may stand in it. */
export interface BlockHead {
  readonly type: string;
  readonly labels: readonly string[];
}

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

export interface SchemaBlock {
  readonly name: string;
  readonly often: 'one' | 'many';
  readonly description: string;
  readonly labels: readonly LabelSpec[];
  readonly origin: SchemaAttribute['origin'];
  readonly effect?: 'accepted' | 'refused';
}

export interface BodySchema {
  /** One or two sentences of the block itself. */
  readonly summary: string;
  readonly labels: readonly LabelSpec[];
  /** Those that a user may write, in the order of their source; without those that a kind finds by itself. */
  readonly attributes: ReadonlyMap<string, SchemaAttribute>;
  /** Attributes that can be written as blocks are here as well. */
  readonly blocks: ReadonlyMap<string, SchemaBlock>;
  /** Other attributes are right as well, or nobody can tell: locals, maps, an unknown kind, a module that is not there. */
  readonly isOpen: boolean;
  /** What may stand in a block of this one; undefined where it has no such block. */
  inner(head: BlockHead): BodySchema | undefined;
}

export function headOf(block: Block): BlockHead {
  return { type: block.type.text, labels: block.labels.map(({ text }) => text) };
}

/**
 * What may stand in the innermost of these blocks of a file, outermost first. Undefined where the language has no such
 * block; a block of an unknown kind, assertion or module is open. Needs no model, and looks at headers and declarations
 * alone, so it holds for texts that do not parse. Cheap: what kinds and assertions say is laid out once.
 */
export function schemaOf(view: View, path: string, blocks: readonly BlockHead[]): BodySchema | undefined {
  const [top, ...nested] = blocks;
  let schema = top === undefined ? undefined : topSchema(view, path, top);
  for (const head of nested) schema = schema?.inner(head);
  return schema;
}

function topSchema(view: View, path: string, head: BlockHead): BodySchema | undefined {
  const { type, labels } = head;
  if (roleOf(path) === 'completed') {
    const kind = view.vocabulary.kinds.get(kindInAddress(labels[0] ?? ''));
    return type === 'completion' ? completionBody(kind) : undefined;
  }
  switch (type) {
    case 'resource':
      return resourceBody(view, view.vocabulary.kinds.get(labels[0] ?? ''));
    case 'check':
      return specBody(view, checkSpec);
    case 'module':
      return moduleBody(view, path, labels[0] ?? '');
    case 'locals':
      return { ...specBody(view, localsSpec), isOpen: true };
  }
  const spec = ownValue(topBlocks, type);
  if (spec !== undefined) return specBody(view, spec);
  const form = shortFormOf(type);
  if (form !== undefined) return shortFormBody(view, shortFormSpecs[form]);
  const stray = ownValue(strayTopBlocks, type);
  return stray === undefined ? undefined : specBody(view, stray);
}

/** `service` of `module.m["k"].service.web[0]`; empty where there is none. */
export function kindInAddress(address: string): string {
  const plain = address.replace(/\[[^\]]*\]/g, '').split('.');
  return plain.at(-2) ?? '';
}

// Blocks of the language

const specBodies = new WeakMap<View['vocabulary'], WeakMap<BlockSpec, BodySchema>>();

function specBody(view: View, spec: BlockSpec): BodySchema {
  return memoised(specBodies, view.vocabulary, spec, () => ({
    summary: spec.summary,
    labels: spec.labels,
    attributes: new Map(Object.entries(spec.attributes).map(([name, word]) => [name, wordAttribute(name, word)])),
    blocks: languageBlocks(spec),
    isOpen: spec.effect !== undefined,
    inner: (head) => innerOfSpec(view, spec, head),
  }));
}

function languageBlocks(spec: BlockSpec): ReadonlyMap<string, SchemaBlock> {
  return new Map(
    Object.entries(spec.blocks).map(([name, { often, block }]) => [
      name,
      {
        name,
        often,
        description: block.summary,
        labels: block.labels,
        origin: 'language',
        ...(block.effect !== undefined && { effect: block.effect }),
      },
    ]),
  );
}

function innerOfSpec(view: View, spec: BlockSpec, head: BlockHead): BodySchema | undefined {
  const nested = ownValue(spec.blocks, head.type);
  if (nested === undefined) return undefined;
  if (head.type !== 'assert') return specBody(view, nested.block);
  const assertion = view.vocabulary.assertions.get(head.labels[0] ?? '');
  return assertion === undefined ? { ...specBody(view, nested.block), isOpen: true } : assertionBody(assertion);
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

// Kinds and assertions

const kindBodies = new WeakMap<View['vocabulary'], WeakMap<Kind, BodySchema>>();

function resourceBody(view: View, kind: Kind | undefined): BodySchema {
  const common = specBody(view, resourceSpec);
  if (kind === undefined) return { ...common, isOpen: true };
  return memoised(kindBodies, view.vocabulary, kind, () =>
    joined({ ...tableBody(kind.attributes, 'kind', kind.summary), labels: resourceSpec.labels }, common),
  );
}

const tableBodies = new WeakMap<AttributeTable, BodySchema>();

function tableBody(table: AttributeTable, origin: 'kind' | 'assertion', summary: string): BodySchema {
  let body = tableBodies.get(table);
  if (body === undefined) {
    const attributes = Object.entries(table).flatMap(([name, spec]): readonly (readonly [string, SchemaAttribute])[] =>
      spec.computed === true ? [] : [[name, tableAttribute(name, spec, origin)]],
    );
    body = objectBody(new Map(attributes), summary, (attribute) => attribute.block);
    tableBodies.set(table, body);
  }
  return body;
}

function tableAttribute(name: string, spec: AttributeSpec, origin: 'kind' | 'assertion'): SchemaAttribute {
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

function assertionBody(assertion: Assertion): BodySchema {
  const labels = resourceSpec.blocks.assert.block.labels;
  return { ...tableBody(assertion.attributes, 'assertion', assertion.summary), labels };
}

function shortFormBody(view: View, spec: (typeof shortFormSpecs)[keyof typeof shortFormSpecs]): BodySchema {
  const common = specBody(view, resourceSpec);
  const words = new Map(Object.entries(spec.attributes).map(([name, word]) => [name, wordAttribute(name, word)]));
  const { becomes } = spec;
  const table =
    'kind' in becomes
      ? view.vocabulary.kinds.get(becomes.kind)?.attributes
      : view.vocabulary.assertions.get(becomes.assertion)?.attributes;
  const origin = 'kind' in becomes ? 'kind' : 'assertion';
  const own = table === undefined ? undefined : tableBody(table, origin, spec.summary);
  const attributes = new Map([...words, ...(own?.attributes ?? []), ...common.attributes]);
  // A kind's own attribute of the name means what the kind says.
  for (const [name, attribute] of own?.attributes ?? []) attributes.set(name, attribute);
  for (const name of spec.without ?? []) attributes.delete(name);
  return {
    summary: spec.summary,
    labels: [spec.label],
    attributes,
    blocks: new Map([...(own?.blocks ?? []), ...common.blocks]),
    isOpen: own === undefined,
    inner: (head) => own?.inner(head) ?? common.inner(head),
  };
}

const completionBodies = new WeakMap<Kind, BodySchema>();

function completionBody(kind: Kind | undefined): BodySchema {
  const from = completionSpec.blocks.from;
  const fromBody: BodySchema = {
    summary: from.block.summary,
    labels: [],
    attributes: new Map(Object.entries(from.block.attributes).map(([name, word]) => [name, wordAttribute(name, word)])),
    blocks: new Map(),
    isOpen: false,
    inner: () => undefined,
  };
  const own: BodySchema = {
    summary: completionSpec.summary,
    labels: completionSpec.labels,
    attributes: new Map(),
    blocks: languageBlocks(completionSpec),
    isOpen: kind === undefined,
    inner: ({ type }) => (type === 'from' ? fromBody : undefined),
  };
  if (kind === undefined) return own;
  let body = completionBodies.get(kind);
  if (body === undefined) {
    body = { ...joined(tableBody(kind.attributes, 'kind', completionSpec.summary), own), labels: own.labels };
    completionBodies.set(kind, body);
  }
  return body;
}

// Objects that are written as blocks

function objectBody(
  attributes: ReadonlyMap<string, SchemaAttribute>,
  summary: string,
  often: (attribute: SchemaAttribute) => 'one' | 'many' | undefined,
): BodySchema {
  const blocks = new Map<string, SchemaBlock>();
  for (const attribute of attributes.values()) {
    const { name, description, origin } = attribute;
    const times = often(attribute);
    if (times !== undefined) blocks.set(name, { name, often: times, description, labels: [], origin });
  }
  if (blocks.size > 0) {
    const { summary: said, labels } = dynamicSpec;
    blocks.set('dynamic', { name: 'dynamic', often: 'many', description: said, labels, origin: 'language' });
  }
  return {
    summary,
    labels: [],
    attributes,
    blocks,
    isOpen: false,
    inner: (head) => {
      const name = head.type === 'dynamic' ? (head.labels[0] ?? '') : head.type;
      const attribute = blocks.has(name) ? attributes.get(name) : undefined;
      if (head.type === 'dynamic') return dynamicBody(attribute);
      return attribute === undefined ? undefined : nestedBody(attribute);
    },
  };
}

const nestedBodies = new WeakMap<SchemaAttribute, BodySchema>();

function nestedBody(attribute: SchemaAttribute): BodySchema {
  let body = nestedBodies.get(attribute);
  if (body === undefined) {
    const shape = blockShape(attribute);
    const fields = [...(shape.fields?.() ?? [])].map(([name, field]) => [name, fieldAttribute(field)] as const);
    const isOpen = shape.fields === undefined;
    body = { ...objectBody(new Map(fields), attribute.description, blockForm), isOpen };
    nestedBodies.set(attribute, body);
  }
  return body;
}

function dynamicBody(attribute: SchemaAttribute | undefined): BodySchema {
  return {
    summary: dynamicSpec.summary,
    labels: dynamicSpec.labels,
    attributes: new Map(
      Object.entries(dynamicSpec.attributes).map(([name, word]) => [name, wordAttribute(name, word)]),
    ),
    blocks: languageBlocks(dynamicSpec),
    isOpen: false,
    inner: ({ type }) => {
      if (type !== 'content') return undefined;
      return attribute === undefined ? openBody(dynamicSpec.blocks.content.block.summary) : nestedBody(attribute);
    },
  };
}

function openBody(summary: string): BodySchema {
  return { summary, labels: [], attributes: new Map(), blocks: new Map(), isOpen: true, inner: () => undefined };
}

export function fieldAttribute(field: Field): SchemaAttribute {
  return { ...field, origin: 'field', completable: false, sensitive: false };
}

/** How often a field of an object may be written as a block. */
function blockForm(field: Shape): 'one' | 'many' | undefined {
  if (field.fields !== undefined) return 'one';
  return field.element?.().fields === undefined ? undefined : 'many';
}

// Modules

const inputsOf = new WeakMap<ModuleTable, ReadonlyMap<string, SchemaAttribute>>();

function moduleBody(view: View, path: string, name: string): BodySchema {
  const common = specBody(view, moduleSpec);
  const dir = view.table(moduleDirOf(path))?.dir;
  const called = dir === undefined ? undefined : calledDir(view, dir, name);
  const table = called === undefined ? undefined : view.table(called);
  if (table === undefined) return { ...common, isOpen: true };
  let inputs = inputsOf.get(table);
  if (inputs === undefined) {
    inputs = new Map([...table.variables].map(([variable, entry]) => [variable, inputOf(view, entry)]));
    inputsOf.set(table, inputs);
  }
  return { ...common, attributes: new Map([...inputs, ...common.attributes]) };
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

/** Attributes and blocks of both; those of the first win. */
function joined(own: BodySchema, common: BodySchema): BodySchema {
  return {
    ...own,
    attributes: new Map([...own.attributes, ...[...common.attributes].filter(([name]) => !own.attributes.has(name))]),
    blocks: new Map([...own.blocks, ...common.blocks]),
    isOpen: own.isOpen || common.isOpen,
    inner: (head) => own.inner(head) ?? common.inner(head),
  };
}

function memoised<V extends object, K extends object, T>(
  memos: WeakMap<V, WeakMap<K, T>>,
  vocabulary: V,
  key: K,
  make: () => T,
): T {
  let memo = memos.get(vocabulary);
  if (memo === undefined) {
    memo = new WeakMap();
    memos.set(vocabulary, memo);
  }
  let made = memo.get(key);
  if (made === undefined) {
    made = make();
    memo.set(key, made);
  }
  return made;
}

function ownValue<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}
