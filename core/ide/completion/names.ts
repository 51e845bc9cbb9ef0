/** References and functions, as candidates: with types, and with values where they are few. */
import { parameterTexts } from '../../language/functions/signature.ts';
import { functionTable } from '../../language/functions/table.ts';
import { anyType, typeName } from '../../language/types.ts';
import type { Value } from '../../language/values.ts';
import { parseExpression } from '../../syntax/parse.ts';
import type { Cursor } from '../cursor/cursor.ts';
import { valueToLine } from '../values/value-line.ts';
import type { Shape } from '../values/value-shape.ts';
import { type Candidate, type CandidateSort, escaped, MOST, matchOf, placeholder, withoutPlaces } from './candidate.ts';
import { membersOf, type NameInScope, namesInScope } from './members.ts';
import { type Names, subjectOfText } from './name-subjects.ts';
import { shownType } from './shown-type.ts';
import { ownName, valueOfExpression } from './standing.ts';
import type { Member } from './subject.ts';

/** So many values are looked up for one list. */
const MOST_VALUES = 100;

export function memberCandidates(names: Names, receiver: string, cursor: Cursor): readonly Candidate[] {
  const subject = subjectOfText(names, receiver);
  if (subject === undefined) return [];
  const own = ownName(cursor);
  const members = membersOf(names, subject).filter(({ name }) => `${receiver}.${name}` !== own);
  return members.map((member) => referenceCandidate(names, member, receiver, cursor, members.length, 1));
}

export function referenceCandidates(
  names: Names,
  cursor: Cursor,
  { shape, sensitive }: { readonly shape: Shape | undefined; readonly sensitive: boolean },
  typed: string,
): readonly Candidate[] {
  const wanted = shape === undefined || shape.type.kind === 'any' ? undefined : typeName(shape.type);
  const rankOf = ({ standing, typeText, sensitive: isSecret = false }: NameInScope): number => {
    if (standing === 'far') return 4;
    // A secret is meant where one is asked for, and seldom elsewhere.
    if (isSecret) return sensitive ? 1.5 : 3.5;
    if (wanted !== undefined && typeText === wanted) return 2;
    return standing === 'near' ? 2.5 : 3;
  };
  const own = ownName(cursor);
  const all = namesInScope(names).filter(({ name }) => name !== own);
  return firstOf(all, typed, rankOf).map((member) =>
    referenceCandidate(names, member, undefined, cursor, all.length, rankOf(member)),
  );
}

/** Those that `typed` can mean, of each rank and way to mean it no more than a list holds. Linear, without sorting. */
function firstOf(members: readonly NameInScope[], typed: string, rankOf: (member: NameInScope) => number) {
  if (members.length <= MOST) return members;
  const wanted = typed.toLowerCase();
  const alike = new Map<string, NameInScope[]>();
  for (const member of members) {
    const match = wanted === '' ? '' : matchOf(wanted, member.name.toLowerCase());
    if (match === undefined) continue;
    const key = `${match} ${rankOf(member)}`;
    const list = alike.get(key);
    if (list === undefined) alike.set(key, [member]);
    else if (list.length < MOST) list.push(member);
  }
  return [...alike.values()].flat();
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
    // A whole name has a `.` in it: to type that one must not accept another name than the one that follows.
    ...(isPlace && receiver !== undefined && { commit: ['.'] }),
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
  const isDeclared = typeText !== undefined && typeText !== 'any';
  const own = isDeclared || found === undefined ? anyType : shownType(found);
  const type = own.kind === 'any' ? typeText : typeName(own);
  const shown = sensitive === true ? '(sensitive)' : found === undefined ? '' : `= ${valueToLine(found, VALUE_SHOWN)}`;
  return [type ?? '', shown].filter((part) => part !== '').join(' ');
}

export function functionCandidates(text: string, cursor: Cursor): readonly Candidate[] {
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

export function keywords(shape: Shape | undefined, beginsList: boolean): readonly Candidate[] {
  const booleans = shape === undefined || shape.type.kind === 'any' ? [keyword('true'), keyword('false')] : [];
  return [...booleans, keyword('null'), ...(beginsList ? [forList] : [])];
}

function keyword(label: string, snippet?: string): Candidate {
  return {
    label,
    sort: 'keyword',
    insert: snippet === undefined ? label : withoutPlaces(snippet),
    ...(snippet !== undefined && { snippet }),
    rank: 6,
  };
}

const forList = keyword('for', 'for ${1:item} in ${2:list} : ${3:item}');
/** For an object that is made of a collection; its fields are written otherwise. */
export const forObject = keyword('for', 'for ${1:key}, ${2:value} in ${3:map} : ${4:key} => ${5:value}');
