/** Reads `resource KIND NAME` and `check NAME` blocks. */
import { nearest } from '../base/did-you-mean.ts';
import type { AttributeTable } from '../kinds/define.ts';
import type { Attribute, Block } from '../syntax/ast.ts';
import { resourceSpec } from './block-specs.ts';
import type { AssertDeclaration, Given, RefusedFeature, ResourceDeclaration } from './declarations.ts';
import type { Report } from './finding.ts';
import { renameFix } from './finding.ts';
import { literalBool } from './literal.ts';
import { readAssert } from './read-assert.ts';
import { readLifecycle, readNeeds, readRetry, readTimeouts } from './read-behaviour.ts';
import { blockExpected, doubledBlock, headerSpan, missingAttribute, unknownBlock } from './read-body.ts';
import { isName, readRepetition, withoutEffect } from './read-common.ts';
import { readConnect } from './read-connect.ts';
import { readGiven } from './read-given.ts';
import { attributeFacts, type Vocabulary } from './vocabulary.ts';

/** Attributes that every resource has, beside those of its kind. */
const commonAttributes: readonly string[] = Object.keys(resourceSpec.attributes);

const commonBlocks: readonly string[] = Object.keys(resourceSpec.blocks);

const repeatedBlocks = new Set(
  Object.entries(resourceSpec.blocks).flatMap(([name, { often }]) => (often === 'many' ? [name] : [])),
);

const refusedBlocks = Object.entries(resourceSpec.blocks).flatMap(([name, { block }]) =>
  'effect' in block && block.effect === 'refused' ? [name] : [],
);

const commonNames: readonly string[] = [...commonAttributes, ...commonBlocks];

type Entries = readonly (readonly [string, AttributeTable[string]])[];

const requiredMemo = new WeakMap<AttributeTable, Entries>();

/** What a resource with these attributes cannot do without. */
function requiredIn(table: AttributeTable): Entries {
  let required = requiredMemo.get(table);
  if (required === undefined) {
    required = Object.entries(table).filter(([, spec]) => attributeFacts(spec).required);
    requiredMemo.set(table, required);
  }
  return required;
}

export interface ReadResource {
  readonly declaration: ResourceDeclaration;
  readonly refusals: readonly RefusedFeature[];
}

/** What a block says of a resource, whichever form it has. */
export interface ResourceText {
  readonly type: string;
  readonly typeSpan: { readonly start: number; readonly end: number };
  readonly name: string;
  readonly nameSpan: { readonly start: number; readonly end: number };
  /** Attributes of a kind; undefined where the kind is unknown: its attributes are taken as they are. */
  readonly table: AttributeTable | undefined;
  readonly shortForm?: string;
}

/** Reads the body of `block` as that of the resource that `text` names. */
export function readResourceBody(
  block: Block,
  text: ResourceText,
  vocabulary: Vocabulary,
  report: Report,
): ReadResource {
  const title =
    text.shortForm === undefined ? `${text.type}.${text.name}` : `${text.shortForm} "${block.labels[0]?.text ?? ''}"`;
  const common = new Map<string, Attribute>();
  const blocks = new Map<string, Block[]>();
  const rest: (Attribute | Block)[] = [];
  for (const entry of block.body.entries) {
    if (entry.kind === 'attribute') {
      const name = entry.name.text;
      if (commonAttributes.includes(name)) {
        if (!common.has(name)) common.set(name, entry);
        if (name === 'description' && text.table !== undefined && Object.hasOwn(text.table, name)) rest.push(entry);
      } else if (commonBlocks.includes(name) && !(text.table !== undefined && Object.hasOwn(text.table, name))) {
        report(blockExpected(entry, title));
      } else rest.push(entry);
      continue;
    }
    const type = entry.type.text;
    if (!commonBlocks.includes(type)) {
      rest.push(entry);
      continue;
    }
    const found = blocks.get(type);
    if (found === undefined) blocks.set(type, [entry]);
    else if (repeatedBlocks.has(type)) found.push(entry);
    else report(doubledBlock(entry, found[0] ?? entry, title));
  }
  const attributes =
    text.table === undefined ? new Map<string, Given>() : readGiven(rest, text.table, title, report, commonNames);
  const complete = literalBool(common.get('complete')?.value) ?? true;
  const strange = text.table === undefined ? [] : rest.map(givenName).filter((name) => !attributes.has(name));
  if (text.table !== undefined && !block.broken) {
    for (const [name, spec] of requiredIn(text.table)) {
      // A misspelt attribute was reported as that; that it is missing follows.
      if (attributes.has(name) || strange.some((other) => nearest(other, [name]) !== undefined)) continue;
      if (spec.sensitive === true) {
        report({
          code: 'incomplete-secret',
          message: `\`${title}\` needs \`${name}\`, which is secret and never made up. Pass it: \`variable "${name}" { sensitive = true }\`, then \`${name} = var.${name}\`, and set it with \`CLOCKWORK_VAR_${name}\`.`,
          span: headerSpan(block),
        });
      } else if (spec.completable !== true) report(missingAttribute(block, name, title));
      else if (!complete) {
        report({
          code: 'incomplete-refused',
          message: `\`${title}\` gives no \`${name}\`, and \`complete = false\` says that nothing may be filled in. Add \`${name} = …\`.`,
          span: headerSpan(block),
        });
      }
    }
  }
  const asserts = onceNamed(
    (blocks.get('assert') ?? []).flatMap((assert) => readAssert(assert, vocabulary, report)),
    report,
  );
  const provider = common.get('provider');
  if (provider !== undefined) report(withoutEffect('provider', provider.name.span));
  const reconcile = blocks.get('reconcile')?.[0];
  if (reconcile !== undefined) report(withoutEffect('reconcile', reconcile.type.span));
  const refusals: RefusedFeature[] = [];
  for (const feature of refusedBlocks) {
    const found = blocks.get(feature)?.[0];
    if (found !== undefined) refusals.push({ feature, span: found.type.span });
  }
  const description = common.get('description')?.value;
  const needs = readNeeds(blocks.get('needs')?.[0], report);
  return {
    refusals,
    declaration: {
      kind: 'resource',
      type: text.type,
      typeSpan: text.typeSpan,
      name: text.name,
      nameSpan: text.nameSpan,
      attributes,
      ...readRepetition(common, report),
      ...(description !== undefined && { description }),
      lifecycle: readLifecycle(blocks.get('lifecycle')?.[0], report),
      connects: (blocks.get('connect') ?? []).map((connect) => readConnect(connect, report)),
      asserts,
      retry: readRetry(blocks.get('retry')?.[0], report),
      timeouts: readTimeouts(blocks.get('timeouts')?.[0], report),
      ...(needs !== undefined && { needs }),
      complete,
      ...(text.shortForm !== undefined && { shortForm: text.shortForm }),
      ...(strange.length > 0 && { hasStrangeNames: true }),
    },
  };
}

/** The attribute that an entry gives a value to. */
function givenName(entry: Attribute | Block): string {
  if (entry.kind === 'attribute') return entry.name.text;
  return entry.type.text === 'dynamic' ? (entry.labels[0]?.text ?? '') : entry.type.text;
}

/** `resource "KIND" "NAME" { … }`. */
export function readResource(block: Block, vocabulary: Vocabulary, report: Report): ReadResource | undefined {
  const [kindLabel, nameLabel] = block.labels;
  if (kindLabel === undefined || nameLabel === undefined || block.labels.length > 2) {
    report({
      code: 'wrong-labels',
      message: `\`resource\` takes a kind and a name, not ${block.labels.length} ${block.labels.length === 1 ? 'label' : 'labels'}: write \`resource "file" "config" { … }\`.`,
      span: block.labels[2]?.span ?? headerSpan(block),
    });
    return undefined;
  }
  const kind = vocabulary.kinds.get(kindLabel.text);
  if (kind === undefined) {
    const near = nearest(kindLabel.text, [...vocabulary.kinds.keys()]);
    report({
      code: 'unknown-kind',
      message: `There is no resource kind \`${kindLabel.text}\`.${near === undefined ? ' `clockwork schema` lists the kinds.' : ` Did you mean \`${near}\`?`}`,
      span: kindLabel.span,
      ...(near !== undefined && {
        fix: renameFix(kindLabel.text, kindLabel.quoted ? `"${near}"` : near, kindLabel.span),
      }),
    });
  }
  if (!isName(nameLabel, report)) return undefined;
  return readResourceBody(
    block,
    {
      type: kindLabel.text,
      typeSpan: kindLabel.span,
      name: nameLabel.text,
      nameSpan: nameLabel.span,
      table: kind?.attributes,
    },
    vocabulary,
    report,
  );
}

/** `check "NAME" { assert … }`. */
export function readCheck(block: Block, vocabulary: Vocabulary, report: Report): ReadResource | undefined {
  const label = block.labels[0];
  if (label === undefined || block.labels.length > 1) {
    report({
      code: 'wrong-labels',
      message: '`check` takes one label, its name: write `check "site" { … }`.',
      span: block.labels[1]?.span ?? headerSpan(block),
    });
    return undefined;
  }
  if (!isName(label, report)) return undefined;
  for (const entry of block.body.entries) {
    if (entry.kind === 'block' && entry.type.text === 'data') report(unknownBlock(entry, [], 'check'));
  }
  const read = readResourceBody(
    block,
    { type: 'check', typeSpan: block.type.span, name: label.text, nameSpan: label.span, table: {} },
    vocabulary,
    report,
  );
  if (read.declaration.asserts.length === 0 && !block.broken && !block.body.entries.some(isAssert)) {
    report({
      code: 'empty-check',
      message: `\`check.${label.text}\` asserts nothing. Add a block like \`assert "healthcheck" { url = "…" }\`.`,
      span: headerSpan(block),
    });
  }
  return read;
}

function isAssert(entry: Attribute | Block): boolean {
  return entry.kind === 'block' && entry.type.text === 'assert';
}

/** Without those whose name was there before: it is part of an assertion's address. */
function onceNamed(asserts: readonly AssertDeclaration[], report: Report): readonly AssertDeclaration[] {
  const seen = new Map<string, AssertDeclaration>();
  return asserts.filter((assertion) => {
    const key = `${assertion.kind}.${assertion.name}`;
    const first = assertion.name === '' ? undefined : seen.get(key);
    if (first === undefined) {
      seen.set(key, assertion);
      return true;
    }
    report({
      code: 'duplicate-declaration',
      message: `The assertion \`${key}\` is declared twice here. Rename one of them, or remove it.`,
      span: assertion.kindSpan,
      related: [{ message: 'The first one', span: first.kindSpan }],
    });
    return false;
  });
}
