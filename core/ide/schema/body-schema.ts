/**
 * What may stand in a block, whatever says so: the table of blocks, a kind, an assertion, the module that is called.
 * The one source of completion, hover, quick fixes and tokens.
 */
import type { Assertion } from '../../assertions/define.ts';
import { moduleDirOf, type View } from '../../engine/view.ts';
import type { BlockSpec, LabelSpec } from '../../intake/block-spec.ts';
import {
  checkSpec,
  completionSpec,
  dynamicSpec,
  localsSpec,
  moduleSpec,
  resourceSpec,
  strayTopBlocks,
  topBlocks,
} from '../../intake/block-specs.ts';
import type { ModuleTable } from '../../intake/module-table.ts';
import { shortFormOf, shortFormSpecs } from '../../intake/short-form-specs.ts';
import type { AttributeTable, Kind } from '../../kinds/define.ts';
import type { Block } from '../../syntax/ast.ts';
import { roleOf } from '../names/occurrences.ts';
import { calledDir } from '../names/symbols.ts';
import { blockShape, type Shape } from '../values/value-shape.ts';
import { fieldAttribute, inputOf, type SchemaAttribute, tableAttribute, wordAttribute } from './schema-attribute.ts';

/** A block as its header says: all that decides what may stand in it. */
export interface BlockHead {
  readonly type: string;
  readonly labels: readonly string[];
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

/** How often a field of an object may be written as a block. */
function blockForm(field: Shape): 'one' | 'many' | undefined {
  if (field.fields !== undefined) return 'one';
  return field.element?.().fields === undefined ? undefined : 'many';
}

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
