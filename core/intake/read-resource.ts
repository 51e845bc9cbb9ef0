/** Reads `resource KIND NAME` and `check NAME` blocks. */
import { nearest } from '../base/did-you-mean.ts';
import { parseDurationMs } from '../base/duration.ts';
import type { AttributeTable } from '../kinds/define.ts';
import type { Attribute, Block, Expression } from '../syntax/ast.ts';
import type {
  AssertDeclaration,
  Condition,
  ConnectDeclaration,
  Given,
  LifecycleDeclaration,
  RefusedFeature,
  Repetition,
  ResourceDeclaration,
} from './declarations.ts';
import type { Report } from './finding.ts';
import { renameFix } from './finding.ts';
import { listItems, literalBool, literalNumber, literalText, traversalOf } from './literal.ts';
import { blockExpected, doubledBlock, headerSpan, missingAttribute, readBody, unknownBlock } from './read-body.ts';
import { readGiven } from './read-given.ts';
import { attributeFacts, type Vocabulary } from './vocabulary.ts';

/** Attributes that every resource has, beside those of its kind. */
const commonAttributes: readonly string[] = ['count', 'for_each', 'depends_on', 'provider', 'description', 'complete'];
const commonBlocks: readonly string[] = [
  'lifecycle',
  'connect',
  'assert',
  'reconcile',
  'timeouts',
  'retry',
  'runner',
  'needs',
  'sandbox',
  'policy',
];

export interface ReadResource {
  readonly declaration: ResourceDeclaration;
  readonly refusals: readonly RefusedFeature[];
}

const noLifecycle: LifecycleDeclaration = {
  preventDestroy: false,
  ignoreChanges: [],
  replaceTriggeredBy: [],
  preconditions: [],
  postconditions: [],
};
const noRetry = { attempts: 0, delaySeconds: 1, backoff: 2 };

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
    else if (type === 'connect' || type === 'assert') found.push(entry);
    else report(doubledBlock(entry, found[0] ?? entry, title));
  }
  const attributes =
    text.table === undefined
      ? new Map<string, Given>()
      : readGiven(rest, text.table, title, report, [...commonAttributes, ...commonBlocks]);
  const complete = literalBool(common.get('complete')?.value) ?? true;
  if (text.table !== undefined && !block.broken) {
    for (const [name, spec] of Object.entries(text.table)) {
      if (attributes.has(name) || !attributeFacts(spec).required) continue;
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
  const provider = common.get('provider');
  if (provider !== undefined) report(withoutEffect('provider', provider.name.span));
  const reconcile = blocks.get('reconcile')?.[0];
  if (reconcile !== undefined) report(withoutEffect('reconcile', reconcile.type.span));
  const refusals: RefusedFeature[] = [];
  for (const feature of ['runner', 'sandbox', 'policy']) {
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
      asserts: (blocks.get('assert') ?? []).flatMap((assert) => readAssert(assert, vocabulary, report)),
      retry: readRetry(blocks.get('retry')?.[0], report),
      timeouts: readTimeouts(blocks.get('timeouts')?.[0], report),
      ...(needs !== undefined && { needs }),
      complete,
      ...(text.shortForm !== undefined && { shortForm: text.shortForm }),
    },
  };
}

export function withoutEffect(what: string, span: { readonly start: number; readonly end: number }) {
  return {
    code: 'no-effect-yet' as const,
    message: `\`${what}\` is accepted, but has no effect in this version.`,
    span,
  };
}

/** `count`, `for_each` and `depends_on`. */
export function readRepetition(common: ReadonlyMap<string, Attribute>, report: Report): Repetition {
  const count = common.get('count');
  const forEach = common.get('for_each');
  if (count !== undefined && forEach !== undefined) {
    report({
      code: 'count-and-for-each',
      message: '`count` and `for_each` exclude each other. Remove one of them.',
      span: forEach.name.span,
      related: [{ message: '`count` is here', span: count.name.span }],
    });
  }
  return {
    ...(count !== undefined && { count: { expression: count.value, span: count.value.span } }),
    ...(forEach !== undefined &&
      count === undefined && { forEach: { expression: forEach.value, span: forEach.value.span } }),
    dependsOn: readDependsOn(common.get('depends_on'), report),
  };
}

/** The references of `depends_on`; the older quoted form gets a hint. */
export function readDependsOn(attribute: Attribute | undefined, report: Report): readonly Expression[] {
  if (attribute === undefined) return [];
  const { value } = attribute;
  if (value.kind !== 'tuple') {
    if (value.kind !== 'invalid') {
      report({
        code: 'reference-expected',
        message: '`depends_on` takes a list of references: `depends_on = [file.config, module.db]`.',
        span: value.span,
      });
    }
    return [];
  }
  for (const item of value.items) {
    const text = literalText(item);
    if (text === undefined) continue;
    report({
      code: 'quoted-reference',
      message: `\`depends_on\` takes references; the quoted form "${text}" is older. Write it without quotes.`,
      span: item.span,
      fix: { title: `Write \`${text}\` without quotes`, edits: [{ span: item.span, newText: text }] },
      tags: ['deprecated'],
    });
  }
  return value.items;
}

export function readConditions(blocks: readonly Block[] | undefined, report: Report): readonly Condition[] {
  return (blocks ?? []).flatMap((block) => {
    const { attributes } = readBody(
      block,
      { attributes: { condition: 'required', error_message: 'required' } },
      block.type.text,
      report,
    );
    const condition = attributes.get('condition');
    if (condition === undefined) return [];
    return [
      { condition: condition.value, message: attributes.get('error_message')?.value, span: condition.value.span },
    ];
  });
}

function readLifecycle(block: Block | undefined, report: Report): LifecycleDeclaration {
  if (block === undefined) return noLifecycle;
  const { attributes, blocks } = readBody(
    block,
    {
      attributes: { prevent_destroy: 'optional', ignore_changes: 'optional', replace_triggered_by: 'optional' },
      blocks: { precondition: 'many', postcondition: 'many' },
    },
    'lifecycle',
    report,
  );
  const prevent = attributes.get('prevent_destroy');
  const preventDestroy = prevent === undefined ? false : literalBool(prevent.value);
  if (preventDestroy === undefined && prevent !== undefined) {
    report({
      code: 'literal-expected',
      message: '`prevent_destroy` must be written out as `true` or `false`; it is read before anything is evaluated.',
      span: prevent.value.span,
    });
  }
  const triggers = attributes.get('replace_triggered_by');
  return {
    preventDestroy: preventDestroy ?? true,
    ignoreChanges: readIgnored(attributes.get('ignore_changes'), report),
    replaceTriggeredBy: triggers === undefined ? [] : listItems(triggers.value),
    preconditions: readConditions(blocks.get('precondition'), report),
    postconditions: readConditions(blocks.get('postcondition'), report),
  };
}

function readIgnored(attribute: Attribute | undefined, report: Report): readonly string[] | 'all' {
  if (attribute === undefined) return [];
  const { value } = attribute;
  if ((value.kind === 'variable' && value.name === 'all') || literalText(value) === 'all') return 'all';
  if (value.kind !== 'tuple') {
    report({
      code: 'literal-expected',
      message: '`ignore_changes` takes a list of attribute names, or `all`: `ignore_changes = [image]`.',
      span: value.span,
    });
    return [];
  }
  return value.items.flatMap((item) => {
    const name = literalText(item) ?? traversalOf(item)?.root;
    if (name !== undefined) return [name];
    report({
      code: 'literal-expected',
      message: 'An attribute name was expected: `ignore_changes = [image]`.',
      span: item.span,
    });
    return [];
  });
}

export const connectionRoles: readonly string[] = ['dependency', 'database', 'network', 'file', 'service'];

function readConnect(block: Block, report: Report): ConnectDeclaration {
  const { attributes } = readBody(
    block,
    { attributes: { to: 'required', as: 'optional', rename: 'optional', path: 'optional' } },
    'connect',
    report,
  );
  const as = attributes.get('as');
  const role = as === undefined ? 'dependency' : (literalText(as.value) ?? traversalOf(as.value)?.root ?? '');
  if (as !== undefined && !connectionRoles.includes(role)) {
    const near = nearest(role, connectionRoles);
    report({
      code: 'unknown-role',
      message: `\`as\` must be one of ${connectionRoles.map((known) => `"${known}"`).join(', ')}${near === undefined ? '.' : `. Did you mean "${near}"?`}`,
      span: as.value.span,
      ...(near !== undefined && { fix: renameFix(role, `"${near}"`, as.value.span) }),
    });
  }
  const rename: Record<string, string> = {};
  const renames = attributes.get('rename')?.value;
  if (renames?.kind === 'object') {
    for (const item of renames.items) {
      const from = literalText(item.key);
      const to = literalText(item.value);
      if (from !== undefined && to !== undefined) rename[from] = to;
      else {
        report({
          code: 'literal-expected',
          message: '`rename` takes names written out: `rename = { DATABASE_URL = "PRIMARY_URL" }`.',
          span: item.span,
        });
      }
    }
  } else if (renames !== undefined) {
    report({
      code: 'literal-expected',
      message: '`rename` takes an object of names: `rename = { DATABASE_URL = "PRIMARY_URL" }`.',
      span: renames.span,
    });
  }
  const path = attributes.get('path')?.value;
  return {
    to: attributes.get('to')?.value,
    as: connectionRoles.includes(role) ? role : 'dependency',
    rename,
    ...(path !== undefined && { path }),
    span: block.span,
  };
}

/** `assert KIND [NAME] { … }`. */
export function readAssert(block: Block, vocabulary: Vocabulary, report: Report): readonly AssertDeclaration[] {
  const [kind, name] = block.labels;
  if (kind === undefined || block.labels.length > 2) {
    report({
      code: 'wrong-labels',
      message: '`assert` takes the kind of assertion and perhaps a name: `assert "healthcheck" "ready" { … }`.',
      span: headerSpan(block),
    });
    return [];
  }
  const definition = vocabulary.assertions.get(kind.text);
  if (definition === undefined) {
    const near = nearest(kind.text, [...vocabulary.assertions.keys()]);
    report({
      code: 'unknown-assertion',
      message: `There is no assertion \`${kind.text}\`.${near === undefined ? ` Known are ${[...vocabulary.assertions.keys()].map((known) => `\`${known}\``).join(', ')}.` : ` Did you mean \`${near}\`?`}`,
      span: kind.span,
      ...(near !== undefined && { fix: renameFix(kind.text, kind.quoted ? `"${near}"` : near, kind.span) }),
    });
    return [];
  }
  const title = `assert.${kind.text}`;
  const given = readGiven(block.body.entries, definition.attributes, title, report);
  if (!block.broken) {
    for (const [attribute, spec] of Object.entries(definition.attributes)) {
      if (attributeFacts(spec).required && !given.has(attribute)) report(missingAttribute(block, attribute, title));
    }
  }
  return [
    { kind: kind.text, name: name?.text ?? '', attributes: [...given.values()], span: block.span, kindSpan: kind.span },
  ];
}

function readRetry(block: Block | undefined, report: Report): ResourceDeclaration['retry'] {
  if (block === undefined) return noRetry;
  const { attributes } = readBody(
    block,
    { attributes: { attempts: 'optional', delay: 'optional', backoff: 'optional' } },
    'retry',
    report,
  );
  const number = (name: string, fallback: number, least: number) => {
    const attribute = attributes.get(name);
    if (attribute === undefined) return fallback;
    const text = literalText(attribute.value);
    const value = text === undefined ? literalNumber(attribute.value) : seconds(text);
    if (value !== undefined && value >= least && value <= 86_400) return value;
    report({
      code: 'literal-expected',
      message: `\`${name}\` of \`retry\` must be a number of at least ${least}, written out.`,
      span: attribute.value.span,
    });
    return fallback;
  };
  return {
    attempts: Math.floor(number('attempts', 3, 0)),
    delaySeconds: number('delay', 1, 0),
    backoff: number('backoff', 2, 1),
  };
}

function seconds(text: string): number | undefined {
  const ms = parseDurationMs(text);
  return ms === undefined ? undefined : ms / 1000;
}

function readTimeouts(block: Block | undefined, report: Report): ResourceDeclaration['timeouts'] {
  if (block === undefined) return {};
  const { attributes } = readBody(
    block,
    { attributes: { create: 'optional', update: 'optional', delete: 'optional' } },
    'timeouts',
    report,
  );
  const timeouts: { create?: string; update?: string; delete?: string } = {};
  for (const name of ['create', 'update', 'delete'] as const) {
    const attribute = attributes.get(name);
    if (attribute === undefined) continue;
    const duration = readDuration(attribute, report);
    if (duration !== undefined) timeouts[name] = duration;
  }
  return timeouts;
}

/** A duration that is written out; anything else is reported. */
export function readDuration(attribute: Attribute, report: Report): string | undefined {
  const text = literalText(attribute.value);
  if (text !== undefined && parseDurationMs(text) !== undefined) return text;
  report({
    code: 'literal-expected',
    message: `\`${attribute.name.text}\` must be a duration, written out: \`"30s"\`, \`"5m"\` or \`"2h"\`.`,
    span: attribute.value.span,
  });
  return undefined;
}

function readNeeds(block: Block | undefined, report: Report): ResourceDeclaration['needs'] | undefined {
  if (block === undefined) return undefined;
  const { attributes } = readBody(
    block,
    { attributes: { read: 'optional', write: 'optional', hosts: 'optional', engine: 'optional' } },
    'needs',
    report,
  );
  const texts = (name: string): readonly string[] => {
    const attribute = attributes.get(name);
    if (attribute === undefined) return [];
    return listItems(attribute.value).flatMap((item) => {
      const text = literalText(item);
      if (text !== undefined) return [text];
      report({
        code: 'literal-expected',
        message: `\`${name}\` of \`needs\` takes texts written out: what a step may touch must be plain to see.`,
        span: item.span,
      });
      return [];
    });
  };
  const engine = attributes.get('engine');
  return {
    read: texts('read'),
    write: texts('write'),
    hosts: texts('hosts'),
    engine: literalBool(engine?.value) ?? false,
  };
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
  if (!isIdentifier(nameLabel.text)) {
    report({
      code: 'invalid-name',
      message: `"${nameLabel.text}" cannot be a name: a letter or \`_\` first, then letters, digits, \`_\` and \`-\`.`,
      span: nameLabel.span,
    });
    return undefined;
  }
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

export function isIdentifier(text: string): boolean {
  return /^[\p{ID_Start}_][\p{ID_Continue}-]*$/u.test(text);
}
