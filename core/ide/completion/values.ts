/** What may stand as a value: what its attribute allows, what the project suggests, names, functions. */
import type { View } from '../../engine/view.ts';
import type { Cursor, CursorPlace } from '../cursor/cursor.ts';
import { schemaOf } from '../schema/body-schema.ts';
import type { SchemaAttribute } from '../schema/schema-attribute.ts';
import type { Shape } from '../values/value-shape.ts';
import { type Candidate, missingQuote, valueSnippet, withoutPlaces } from './candidate.ts';
import { keysOf } from './collection-keys.ts';
import { expectedAt } from './expected.ts';
import { choice, environmentNames, literalCandidates, textsFor, value } from './literals.ts';
import { type Names, namesAt, subjectOfText } from './name-subjects.ts';
import { forObject, functionCandidates, keywords, memberCandidates, referenceCandidates } from './names.ts';
import { moduleFolderCandidates, type PathCandidates, pathCandidates } from './paths.ts';
import { thingCandidates } from './things.ts';
import { typeCandidates } from './type-names.ts';

type ValuePlace = Extract<CursorPlace, { kind: 'value' }>;

type TextPlace = Extract<CursorPlace, { kind: 'text' }>;

export type KeyPlace = Extract<CursorPlace, { kind: 'key' }>;

export function valueCandidates(
  view: View,
  path: string,
  text: string,
  cursor: Cursor,
  place: ValuePlace,
): readonly Candidate[] {
  const expected = expectedAt(view, path, cursor, place);
  const names = namesAt(view, path, cursor);
  const { attribute } = expected;
  if (expected.isOwn && !place.computes) {
    switch (attribute?.takes) {
      case 'thing':
      case 'things':
      case 'triggers':
        return thingCandidates(names, attribute, place.receiver, expected.inList, place.listed, cursor);
      case 'attribute-names':
        return place.receiver === undefined ? ignorable(names, expected.inList, place.listed) : [];
      case 'name':
        return [];
    }
  }
  if (attribute?.takes === 'type') return place.receiver === undefined ? typeCandidates(place.steps) : [];
  if (place.receiver !== undefined) {
    return expected.isWrittenOut ? [] : memberCandidates(names, place.receiver, cursor);
  }
  const shape = place.computes ? undefined : expected.shape;
  const typed = text.slice(cursor.word.start, cursor.offset);
  const own = literalCandidates(view, path, cursor, expected, shape);
  if (place.isNumber) return own.filter(({ insert }) => /^\d/.test(insert));
  if (expected.isWrittenOut) return own;
  return [
    ...own,
    ...referenceCandidates(names, cursor, { shape, sensitive: attribute?.sensitive === true }, typed),
    ...functionCandidates(text, cursor),
    ...keywords(shape, place.beginsList),
  ];
}

/** Attributes of the resource around, whose changes can be ignored. */
function ignorable(names: Names, inList: boolean, given: readonly string[]): readonly Candidate[] {
  const [top] = names.cursor.blocks;
  const schema = top === undefined ? undefined : schemaOf(names.view, names.path, [top]);
  const attributes = [...(schema?.attributes.values() ?? [])].filter(
    ({ name, origin }) => origin === 'kind' && !given.includes(name),
  );
  const listed = attributes.map(
    ({ name, typeText }): Candidate => ({
      label: name,
      sort: 'attribute',
      insert: inList ? name : `[${name}]`,
      filter: name,
      detail: typeText,
      rank: 1,
      about: { sort: 'attribute', blocks: [{ type: top?.type ?? '', labels: top?.labels ?? [] }], name },
    }),
  );
  if (inList) return listed;
  return [{ label: 'all', sort: 'keyword', insert: 'all', detail: 'every attribute', rank: 0 }, ...listed];
}

/** Candidates for the inside of a quoted text, and how much of its end they replace. */
export function textCandidates(
  view: View,
  path: string,
  text: string,
  cursor: Cursor,
  place: TextPlace,
): PathCandidates {
  const { before } = place;
  const close = missingQuote(text, cursor.word.end);
  const whole = (candidates: readonly Candidate[]): PathCandidates => ({
    candidates: candidates.map((candidate) => ({ ...candidate, insert: `${candidate.insert}${close}` })),
    typed: before.length,
  });
  const expected = expectedAt(view, path, cursor, place);
  const { attribute, shape } = expected;
  if (attribute?.takes === 'module-folder') return moduleFolderCandidates(view, path, before);
  if (place.indexes !== undefined) return whole(indexCandidates(namesAt(view, path, cursor), place.indexes));
  if (shape === undefined) return whole([]);
  if (shape.form === 'path' || isPathName(attribute, shape)) return pathCandidates(view, path, before);
  if (/[$%]\{/.test(before)) return whole([]);
  const choices = (shape.choices ?? []).flatMap(({ text: word, description }): readonly Candidate[] =>
    word.startsWith('"')
      ? [
          {
            ...choice(word.slice(1, -1)),
            ...(description !== undefined && { about: { sort: 'text', text: description } }),
          },
        ]
      : [],
  );
  return whole([...choices, ...textsFor(view, cursor, shape)]);
}

/** Keys that a collection has: those of its type, else those of its last value. */
function indexCandidates(names: Names, collection: string): readonly Candidate[] {
  const subject = subjectOfText(names, collection);
  return (subject === undefined ? [] : keysOf(names, subject)).map((key) => ({
    ...value(JSON.stringify(key).slice(1, -1), 1),
    label: key,
  }));
}

/** Attributes whose text is a path of this machine, though their schema takes any text. */
function isPathName(attribute: SchemaAttribute | undefined, { type }: Shape): boolean {
  return type.kind === 'string' && (attribute?.name === 'context' || attribute?.name === 'dockerfile');
}

export function keyCandidates(
  view: View,
  path: string,
  text: string,
  cursor: Cursor,
  place: KeyPlace,
): readonly Candidate[] {
  const { attribute, shape, isWrittenOut } = expectedAt(view, path, cursor, place);
  const follows = /^\s*[=:]/.test(text.slice(cursor.word.end, cursor.word.end + 40));
  const fields = [...(shape?.fields?.().values() ?? [])].filter(({ name }) => !place.taken.includes(name));
  const found = fields.map((field): Candidate => {
    const snippet = `${field.name} = ${valueSnippet(field, 1)}`;
    return {
      label: field.name,
      sort: 'field',
      ...(follows ? { insert: field.name } : { insert: withoutPlaces(snippet), snippet, goesOn: true as const }),
      detail: [field.typeText, ...(field.required ? ['required'] : [])].join(', '),
      rank: field.required ? 0 : 1,
      ...(field.description !== '' && { about: { sort: 'text', text: field.description } }),
    };
  });
  const isComputed = !isWrittenOut && place.taken.length === 0 && shape?.fields === undefined;
  const names = attribute?.name === 'environment' ? environmentNames(view, cursor, place, follows) : [];
  return [...found, ...names, ...(isComputed ? [forObject] : [])];
}
