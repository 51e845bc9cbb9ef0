/** What the schema says of an attribute or a block. */
import type { View } from '../../engine/view.ts';
import type { BodySchema } from '../schema/body-schema.ts';
import type { SchemaAttribute } from '../schema/schema-attribute.ts';
import { code, codePart, type HoverPart, type Inline, joined, pageLink, plain, textPart } from './parts.ts';

const CHOICES_SHOWN = 24;

/** `ports: list of object`, the description, limits, what a change does, an example. */
export function attributeParts(attribute: SchemaAttribute): readonly HoverPart[] {
  const { name, typeText, description, deprecated, origin } = attribute;
  // What a variable of a module says was written by a user.
  const said: Inline = origin === 'input' ? plain(description) : description;
  return [
    codePart(`${name}: ${typeText}`),
    ...(deprecated === undefined ? [] : [textPart(`**Deprecated:** ${deprecated}`)]),
    ...(description === '' ? [] : [textPart(said)]),
    ...choiceParts(attribute),
    ...notesOf(attribute),
  ];
}

function choiceParts({ choices = [] }: SchemaAttribute): readonly HoverPart[] {
  if (choices.length === 0) return [];
  if (choices.every(({ description }) => description === undefined)) {
    const names = choices.slice(0, CHOICES_SHOWN).map(({ text }) => code(text));
    return [textPart('One of ', ...joined(names, ', '), choices.length > names.length ? ', …' : '')];
  }
  const lines = choices.map(({ text, description }) =>
    description === undefined ? [code(text)] : [code(text), `: ${description}`],
  );
  return [{ kind: 'list', lines }];
}

function notesOf(attribute: SchemaAttribute): readonly HoverPart[] {
  const { required, default: fallback, minimum, maximum, unit, example, form, sensitive, completable } = attribute;
  const notes: Inline[][] = [];
  if (required && !completable) notes.push(['Required']);
  if (fallback !== undefined) notes.push(['Default: ', code(fallback)]);
  if (form === 'duration') notes.push(['A duration: `30s`, `5m`, `1h30m`']);
  if (minimum !== undefined && maximum !== undefined) notes.push([`From ${minimum} to ${maximum}`]);
  else if (minimum !== undefined) notes.push([`At least ${minimum}`]);
  else if (maximum !== undefined) notes.push([`At most ${maximum}`]);
  if (unit !== undefined) notes.push([`In ${unit}`]);
  if (sensitive) notes.push(['Sensitive: never shown, and never made up']);
  if (completable) notes.push(['May be left to a compiler']);
  if (attribute.effect === 'accepted') notes.push(['Has no effect in this version']);
  const change = changeText(attribute);
  if (change !== undefined) notes.push([change]);
  if (example !== undefined) notes.push(['Example: ', code(example)]);
  return notes.length === 0 ? [] : [{ kind: 'list', lines: notes }];
}

function changeText({ change, origin }: SchemaAttribute): string | undefined {
  if (origin !== 'kind') return undefined;
  switch (change) {
    case 'update':
      return 'A change updates what exists';
    case 'replace':
      return 'A change replaces it: what exists is deleted, then made anew';
    case 'none':
      return 'A change is only noted';
    default:
      return undefined;
  }
}

/** What a block is for, and what may stand in it. */
export function blockParts(title: string, schema: BodySchema, page: Inline | undefined): readonly HoverPart[] {
  const summary = textPart(schema.summary);
  return [codePart(title), summary, ...bodyTable(schema), ...(page === undefined ? [] : [textPart(page)])];
}

function bodyTable({ attributes, blocks }: BodySchema): readonly HoverPart[] {
  const rows = [...attributes.values()].map(({ name, typeText, required, completable, description, origin }) => [
    [code(name)],
    [typeText],
    [required && !completable ? '**Required.** ' : '', origin === 'input' ? plain(description) : description],
  ]);
  for (const { name, description } of blocks.values()) {
    if (!attributes.has(name)) rows.push([[code(name)], ['block'], [description]]);
  }
  return rows.length === 0 ? [] : [{ kind: 'table', head: ['Name', 'Type', ''], rows }];
}

/** A kind or an assertion: its summary, what it takes, an example, its page. */
export function vocabularyParts(
  view: View,
  sort: 'kind' | 'assertion',
  name: string,
): readonly HoverPart[] | undefined {
  const found = sort === 'kind' ? view.vocabulary.kinds.get(name) : view.vocabulary.assertions.get(name);
  if (found === undefined) return undefined;
  const [example] = found.examples;
  const rows = Object.entries(found.attributes).flatMap(([attribute, { description, computed, deprecated }]) =>
    computed === true || deprecated !== undefined ? [] : [[[code(attribute)], [description]]],
  );
  return [
    codePart(name),
    textPart(found.summary),
    ...(found.description === undefined ? [] : [textPart(found.description)]),
    { kind: 'table', head: ['Attribute', ''], rows },
    ...(example === undefined ? [] : [textPart(`${example.title}:`), codePart(example.source.trimEnd())]),
    textPart(pageLink(`More on ${name}`, `${sort}s.md#${name}`)),
  ];
}

const pages: Readonly<Record<string, string>> = {
  variable: 'blocks',
  locals: 'blocks',
  output: 'blocks',
  resource: 'resources',
  module: 'modules',
  check: 'checks-and-assertions',
  assert: 'checks-and-assertions',
  lifecycle: 'lifecycle',
  connect: 'connect',
  moved: 'moved-import-removed',
  import: 'moved-import-removed',
  removed: 'moved-import-removed',
  completion: 'completion',
  clockwork: 'blocks',
};

/** Where the language reference speaks of a block. */
export function languagePage(type: string, isShortForm: boolean): Inline | undefined {
  const anchor = Object.hasOwn(pages, type) && !isShortForm ? pages[type] : isShortForm ? 'short-forms' : undefined;
  return anchor === undefined ? undefined : pageLink(`More on ${type}`, `language.md#${anchor}`);
}
