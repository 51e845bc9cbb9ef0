/** What may stand as a value: what its attribute allows, what the project suggests, names, functions. */
import type { View } from '../../engine/view.ts';
import type { ResourceDeclaration } from '../../intake/declarations.ts';
import { declaredBy } from '../../intake/read-block.ts';
import { parameterTexts } from '../../language/functions/signature.ts';
import { functionTable } from '../../language/functions/table.ts';
import { typeName } from '../../language/types.ts';
import type { Value } from '../../language/values.ts';
import { parseExpression } from '../../syntax/parse.ts';
import { type SchemaAttribute, schemaOf } from '../body-schema.ts';
import type { Cursor, CursorPlace } from '../cursor.ts';
import { valueToLine } from '../value-line.ts';
import type { Shape } from '../value-shape.ts';
import {
  type Candidate,
  type CandidateSort,
  escaped,
  isSubsequence,
  MOST,
  missingQuote,
  placeholder,
  valueSnippet,
  withoutPlaces,
} from './candidate.ts';
import { type Expected, expectedAt } from './expected.ts';
import { membersOf, type NameInScope, namesInScope } from './members.ts';
import { moduleFolderCandidates, type PathCandidates, pathCandidates } from './paths.ts';
import { imagesIn, knownServices, portsIn, serviceOf } from './project-values.ts';
import { keysOf, type Member, type Names, namesAt, subjectOfText, valueOfExpression } from './subjects.ts';
import { thingCandidates } from './things.ts';
import { typeCandidates } from './type-names.ts';

type ValuePlace = Extract<CursorPlace, { kind: 'value' }>;
type TextPlace = Extract<CursorPlace, { kind: 'text' }>;
type KeyPlace = Extract<CursorPlace, { kind: 'key' }>;

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
    ...referenceCandidates(names, cursor, shape, typed),
    ...functionCandidates(text, cursor),
    ...keywords(shape),
  ];
}

// Literals

function literalCandidates(
  view: View,
  path: string,
  cursor: Cursor,
  { attribute, isOwn, inList }: Expected,
  shape: Shape | undefined,
): readonly Candidate[] {
  if (shape === undefined) return [];
  if (attribute?.takes === 'module-folder') {
    return moduleFolderCandidates(view, path, '').candidates.map((candidate) => quoted(candidate));
  }
  const found: Candidate[] = [...textsFor(view, cursor, shape).map((candidate) => quoted(candidate))];
  for (const { text, description } of shape.choices ?? []) {
    found.push({ ...choice(text), ...(description !== undefined && { about: { sort: 'text', text: description } }) });
  }
  if (shape.type.kind === 'bool') found.push(choice('true'), choice('false'));
  if (shape.form === 'port') found.push(...portCandidates(view, cursor));
  if (shape.fields !== undefined) {
    const required = [...shape.fields().values()].filter((field) => field.required);
    const body = required.map((field, i) => `${field.name} = ${valueSnippet(field, i + 1)}`).join(', ');
    const snippet = body === '' ? `{ ${placeholder(0, '')} }` : `{ ${body} }`;
    found.push({
      label: '{ … }',
      sort: 'value',
      insert: withoutPlaces(snippet),
      snippet,
      filter: '{',
      detail: shape.typeText,
      rank: 1,
    });
  }
  if (shape.element !== undefined && shape.fields === undefined && (isOwn || inList)) {
    const isMap = shape.type.kind === 'map';
    const snippet = isMap ? `{ ${placeholder(0, '')} }` : `[${placeholder(0, '')}]`;
    found.push({
      label: isMap ? '{ … }' : '[ … ]',
      sort: 'value',
      insert: withoutPlaces(snippet),
      snippet,
      filter: isMap ? '{' : '[',
      detail: shape.typeText,
      rank: 1,
      goesOn: true,
    });
  }
  return found;
}

const durations: readonly string[] = ['5s', '10s', '30s', '1m', '5m', '1h'];
const modes: readonly (readonly [string, string])[] = [
  ['0644', 'Its owner writes, everybody reads.'],
  ['0600', 'Its owner alone reads and writes.'],
  ['0755', 'Its owner writes, everybody reads and runs.'],
  ['0700', 'Its owner alone reads, writes and runs.'],
  ['0640', 'Its owner writes, its group reads.'],
];

/** Texts that the shape suggests, without quotes. */
function textsFor(view: View, cursor: Cursor, shape: Shape): readonly Candidate[] {
  switch (shape.form) {
    case 'duration':
      return durations.map((text, i) => value(text, 1 + i / 10));
    case 'mode':
      return modes.map(([text, said], i) => ({ ...value(text, 1 + i / 10), about: { sort: 'text', text: said } }));
    case 'image':
      return imageCandidates(view, cursor);
    default:
      return [];
  }
}

function imageCandidates(view: View, cursor: Cursor): readonly Candidate[] {
  const declaration = declarationAt(view, cursor);
  const used = imagesIn(view, declaration).map(
    ({ value: image, by }): Candidate => ({ ...value(image, 2), detail: `used by ${by}` }),
  );
  const meant = declaration === undefined ? undefined : serviceOf(declaration);
  const names = new Set(used.map(({ label }) => label));
  const known = knownServices.flatMap((service): readonly Candidate[] =>
    names.has(service.image)
      ? []
      : [{ ...value(service.image, service === meant ? 1 : 3), detail: service.words[0] ?? '' }],
  );
  return [...used, ...known];
}

function portCandidates(view: View, cursor: Cursor): readonly Candidate[] {
  const declaration = declarationAt(view, cursor);
  const used = portsIn(view, declaration).map(
    ({ value: port, by }): Candidate => ({ ...value(String(port), 2), detail: `used by ${by}` }),
  );
  const service = declaration === undefined ? undefined : serviceOf(declaration);
  const own = service === undefined ? undefined : String(service.port);
  if (service === undefined || own === undefined || used.some(({ label }) => label === own)) return used;
  return [{ ...value(own, 1), detail: service.words[0] ?? '' }, ...used];
}

function declarationAt(view: View, { item, blocks }: Cursor): ResourceDeclaration | undefined {
  if (item?.node.kind !== 'block' || blocks.length === 0) return undefined;
  const { declaration } = declaredBy(item.node, view.vocabulary, false);
  return declaration?.kind === 'resource' ? declaration : undefined;
}

function value(text: string, rank: number): Candidate {
  return { label: text, sort: 'value', insert: text, rank };
}

function choice(text: string): Candidate {
  return { label: text, sort: 'choice', insert: text, filter: text.replaceAll('"', ''), rank: 0 };
}

function quoted(candidate: Candidate): Candidate {
  const text = JSON.stringify(candidate.insert);
  return { ...candidate, label: text, insert: text, filter: candidate.label };
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

// Names

/** So many values are looked up for one list. */
const MOST_VALUES = 100;

function memberCandidates(names: Names, receiver: string, cursor: Cursor): readonly Candidate[] {
  const subject = subjectOfText(names, receiver);
  if (subject === undefined) return [];
  const members = membersOf(names, subject);
  return members.map((member) => referenceCandidate(names, member, receiver, cursor, members.length, 1));
}

function referenceCandidates(
  names: Names,
  cursor: Cursor,
  shape: Shape | undefined,
  typed: string,
): readonly Candidate[] {
  const wanted = shape === undefined || shape.type.kind === 'any' ? undefined : typeName(shape.type);
  const rankOf = ({ standing, typeText }: NameInScope): number => {
    if (standing === 'far') return 4;
    if (wanted !== undefined && typeText === wanted) return 2;
    return standing === 'near' ? 2.5 : 3;
  };
  const all = namesInScope(names);
  return firstOf(all, typed, rankOf).map((member) =>
    referenceCandidate(names, member, undefined, cursor, all.length, rankOf(member)),
  );
}

/** Those that `typed` can mean, the smallest ranks first, and no more than a list holds. Linear, without sorting. */
function firstOf(members: readonly NameInScope[], typed: string, rankOf: (member: NameInScope) => number) {
  if (members.length <= MOST) return members;
  const wanted = typed.toLowerCase();
  const byRank = new Map<number, NameInScope[]>();
  for (const member of members) {
    if (wanted !== '' && !isSubsequence(wanted, member.name.toLowerCase())) continue;
    const rank = rankOf(member);
    const list = byRank.get(rank);
    if (list === undefined) byRank.set(rank, [member]);
    else if (list.length < MOST) list.push(member);
  }
  return [...byRank].sort(([a], [b]) => a - b).flatMap(([, list]) => list);
}

const sorts: Readonly<Record<Member['sort'], CandidateSort>> = {
  variable: 'variable',
  local: 'local',
  output: 'output',
  attribute: 'attribute',
  resource: 'resource',
  module: 'module',
  kind: 'kind',
  field: 'field',
  word: 'variable',
};

function referenceCandidate(
  names: Names,
  member: Member,
  receiver: string | undefined,
  cursor: Cursor,
  count: number,
  rank: number,
): Candidate {
  const text = receiver === undefined ? member.name : `${receiver}.${member.name}`;
  const isPlace = member.sort === 'resource' || member.sort === 'module' || member.sort === 'kind';
  const isLookedUp = count <= MOST_VALUES && !isPlace && cursor.loops.length === 0 && text !== 'self';
  const detail = detailOf(member, isLookedUp && member.sensitive !== true ? valueOfName(names, text) : undefined);
  return {
    label: member.name,
    sort: sorts[member.sort],
    insert: member.name,
    ...(detail !== '' && { detail }),
    rank,
    ...(member.deprecated !== undefined && { deprecated: true }),
    ...(isPlace && { commit: ['.'] }),
    about: { sort: 'reference', text, offset: cursor.offset },
  };
}

/** Characters of a value beside a name. */
const VALUE_SHOWN = 40;

function valueOfName(names: Names, text: string): Value | undefined {
  const { expression, problems } = parseExpression(text);
  return problems.length > 0 ? undefined : valueOfExpression(names, expression);
}

/** `number = 8080`; the value's own type where nobody declared one. */
function detailOf({ typeText, sensitive }: Member, found: Value | undefined): string {
  const type = found !== undefined && (typeText === undefined || typeText === 'any') ? typeName(found.type) : typeText;
  const shown = sensitive === true ? '(sensitive)' : found === undefined ? '' : `= ${valueToLine(found, VALUE_SHOWN)}`;
  return [type ?? '', shown].filter((part) => part !== '').join(' ');
}

function functionCandidates(text: string, cursor: Cursor): readonly Candidate[] {
  const isCall = text[cursor.word.end] === '(';
  return isCall ? plainFunctions : functions;
}

const functions: readonly Candidate[] = [...functionTable.values()].map((definition): Candidate => {
  const { name, parameters, variadic, summary } = definition;
  const given = parameters.map((parameter, i) => placeholder(i + 1, parameter.name));
  if (variadic !== undefined && given.length === 0) given.push(placeholder(1, variadic.name));
  return {
    label: name,
    sort: 'function',
    insert: `${name}()`,
    snippet: `${escaped(name)}(${given.join(', ')})`,
    behind: `(${parameterTexts(definition).join(', ')})`,
    detail: summary,
    rank: 5,
    about: { sort: 'function', name },
  };
});

const plainFunctions: readonly Candidate[] = functions.map(({ snippet: _, ...candidate }) => ({
  ...candidate,
  insert: candidate.label,
}));

function keywords(shape: Shape | undefined): readonly Candidate[] {
  const word = (label: string, snippet?: string): Candidate => ({
    label,
    sort: 'keyword',
    insert: snippet === undefined ? label : withoutPlaces(snippet),
    ...(snippet !== undefined && { snippet }),
    rank: 6,
  });
  const booleans = shape === undefined || shape.type.kind === 'any' ? [word('true'), word('false')] : [];
  return [...booleans, word('null')];
}

// Texts

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

// Keys

export function keyCandidates(
  view: View,
  path: string,
  text: string,
  cursor: Cursor,
  place: KeyPlace,
): readonly Candidate[] {
  const { attribute, shape } = expectedAt(view, path, cursor, place);
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
  if (attribute?.name !== 'environment' || shape?.fields !== undefined) return found;
  return [...found, ...environmentNames(view, cursor, place, follows)];
}

/** Names that the service is known to read. */
function environmentNames(view: View, cursor: Cursor, place: KeyPlace, follows: boolean): readonly Candidate[] {
  const declaration = declarationAt(view, cursor);
  const service = declaration === undefined ? undefined : serviceOf(declaration);
  const secrets = (service?.secrets ?? []).flat();
  const names = [...secrets, ...Object.keys(service?.environment ?? {})].filter((name) => !place.taken.includes(name));
  return names.map((name): Candidate => {
    const snippet = `${name} = ${placeholder(1, '')}`;
    return {
      label: name,
      sort: 'field',
      ...(follows ? { insert: name } : { insert: `${name} = `, snippet, goesOn: true as const }),
      detail: service?.words[0] ?? '',
      rank: 1,
    };
  });
}
