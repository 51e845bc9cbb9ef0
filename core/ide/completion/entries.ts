/** Names of blocks and attributes, where one may begin; and labels. */
import type { View } from '../../engine/view.ts';
import type { LabelSpec } from '../../intake/block-spec.ts';
import { topBlocks } from '../../intake/block-specs.ts';
import { shortFormSpecs } from '../../intake/short-form-specs.ts';
import { skipBlanks } from '../../syntax/chars.ts';
import type { Cursor, CursorPlace } from '../cursor/cursor.ts';
import { roleOf } from '../names/occurrences.ts';
import { type BlockHead, type BodySchema, type SchemaBlock, schemaOf } from '../schema/body-schema.ts';
import { inputOf, type SchemaAttribute } from '../schema/schema-attribute.ts';
import {
  type Candidate,
  type CandidateSort,
  escaped,
  missingQuote,
  placeholder,
  valueSnippet,
  withoutPlaces,
} from './candidate.ts';

export function entryCandidates(view: View, path: string, text: string, cursor: Cursor): readonly Candidate[] {
  const follows = whatFollows(text, cursor.word.end);
  if (cursor.blocks.length === 0) return topCandidates(view, path, follows);
  const schema = schemaOf(view, path, cursor.blocks);
  return schema === undefined ? [] : bodyCandidates(view, path, schema, cursor, follows);
}

type Follows = 'nothing' | 'equals' | 'block';

/** What stands behind the word on its line: the rest of an entry that is there already, or nothing. */
function whatFollows(text: string, at: number): Follows {
  const next = skipBlanks(text, at, text.length);
  if (text[next] === '=' && text[next + 1] !== '=') return 'equals';
  return text[next] === '{' || text[next] === '"' ? 'block' : 'nothing';
}

// At the top of a file

/** Written once in a project, or when it changes its shape: `re` means `resource` before it means `removed`. */
const seldom: ReadonlySet<string> = new Set(['clockwork', 'moved', 'import', 'removed']);

function topCandidates(view: View, path: string, follows: Follows): readonly Candidate[] {
  const role = roleOf(path);
  if (role === 'variables') return assignmentCandidates(view, path, follows);
  if (role === 'completed') return completionCandidates(view, follows);
  const blocks = Object.entries(topBlocks).map(([name, { labels, effect }]): Candidate => {
    const snippet = topSnippet(view, name, labels);
    return {
      label: name,
      sort: 'block',
      ...written(name, follows === 'nothing' ? snippet : undefined),
      detail: 'block',
      rank: effect !== undefined ? 6 : seldom.has(name) ? 2 : 1,
      about: { sort: 'block', blocks: [], name },
    };
  });
  const forms = Object.entries(shortFormSpecs).flatMap(([form, { aliases, label }]) =>
    [form, ...aliases].map((name): Candidate => {
      const head = `${name} "${placeholder(1, label.name.toLowerCase())}" {\n  ${placeholder(0, '')}\n}`;
      return {
        label: name,
        sort: 'block',
        ...written(name, follows === 'nothing' ? head : undefined),
        detail: 'short form',
        rank: name === form ? 4 : 5,
        about: { sort: 'block', blocks: [], name },
      };
    }),
  );
  if (follows !== 'nothing') return [...blocks, ...forms];
  const kinds = [...view.vocabulary.kinds.values()].map(({ name, summary }): Candidate => {
    return {
      label: `resource ${name}`,
      sort: 'kind',
      ...written('', `resource ${kindSnippet(view, path, name)}`),
      detail: summary,
      rank: 3,
      about: { sort: 'kind', name },
    };
  });
  return [...blocks, ...kinds, ...forms];
}

/** What follows `resource` for a kind. */
function kindSnippet(view: View, path: string, name: string): string {
  const schema = schemaOf(view, path, [{ type: 'resource', labels: [name, 'x'] }]);
  const body = schema === undefined ? `  ${placeholder(0, '')}` : requiredBody(schema, 2);
  return `"${name}" "${placeholder(1, 'name')}" {\n${body}\n}`;
}

function topSnippet(view: View, name: string, labels: readonly LabelSpec[]): string {
  const shown = labels.map(
    (label, i) => ` "${placeholder(i + 1, label.name === 'KIND' ? '' : label.name.toLowerCase())}"`,
  );
  const schema = name === 'resource' ? undefined : schemaOf(view, 'main.cw', [{ type: name, labels: [] }]);
  const next = labels.length + 1;
  return `${name}${shown.join('')} {\n${schema === undefined ? `  ${placeholder(0, '')}` : requiredBody(schema, next)}\n}`;
}

/** Lines with a place for everything that must be given, or one place where nothing must. */
function requiredBody(schema: BodySchema, from: number): string {
  const required = [...schema.attributes.values()].filter((attribute) => attribute.required && !attribute.sensitive);
  if (required.length === 0) return `  ${placeholder(0, '')}`;
  const width = Math.max(...required.map(({ name }) => name.length));
  return required
    .map((attribute, i) => {
      const { name } = attribute;
      if (attribute.block !== undefined) return `  ${name} {\n    ${placeholder(from + i, '')}\n  }`;
      return `  ${name.padEnd(width)} = ${valueSnippet(attribute, from + i, name)}`;
    })
    .join('\n');
}

function assignmentCandidates(view: View, path: string, follows: Follows): readonly Candidate[] {
  const file = view.project.files.get(path);
  const given = new Set(file?.items.flatMap(({ node }) => (node.kind === 'attribute' ? [node.name.text] : [])));
  return [...(view.table('.')?.variables.values() ?? [])].flatMap((entry): readonly Candidate[] => {
    const input = inputOf(view, entry);
    if (given.has(input.name) && follows === 'nothing') return [];
    return [attributeCandidate(input, 'variable', follows, [{ type: 'variable', labels: [input.name] }])];
  });
}

function completionCandidates(view: View, follows: Follows): readonly Candidate[] {
  const snippet = `completion "${placeholder(1, 'ADDRESS')}" {\n  ${placeholder(0, '')}\n}`;
  const plain: Candidate = {
    label: 'completion',
    sort: 'block',
    ...written('completion', follows === 'nothing' ? snippet : undefined),
    detail: 'block',
    rank: 2,
    about: { sort: 'block', blocks: [], name: 'completion' },
  };
  if (follows !== 'nothing') return [plain];
  return [
    plain,
    ...openAddresses(view).map(({ address, kind }): Candidate => {
      const quoted = JSON.stringify(address);
      return {
        label: `completion ${quoted}`,
        sort: 'resource',
        ...written('', `completion ${escaped(quoted)} {\n  ${placeholder(0, '')}\n}`),
        detail: kind,
        rank: 1,
      };
    }),
  ];
}

/** Resources with something left to complete, that have no completion yet. */
export function openAddresses(view: View): readonly { readonly address: string; readonly kind: string }[] {
  const given = view.table('.')?.completions;
  return (view.model?.completionRequests ?? []).filter(({ address }) => given?.has(address) !== true);
}

// In a block

function bodyCandidates(
  view: View,
  path: string,
  schema: BodySchema,
  cursor: Cursor,
  follows: Follows,
): readonly Candidate[] {
  const taken = new Set(cursor.siblings.map(({ name }) => name));
  for (const { name, labels } of cursor.siblings) if (name === 'dynamic') taken.add(labels[0] ?? '');
  const repeats = taken.has('count') ? 'for_each' : taken.has('for_each') ? 'count' : '';
  const isCompleted = roleOf(path) === 'completed' && cursor.blocks.length === 1;
  const candidates: Candidate[] = [];
  for (const attribute of schema.attributes.values()) {
    const { name, origin, block } = attribute;
    if (taken.has(name) || name === repeats || follows === 'block') continue;
    if (isCompleted && !(attribute.completable && !attribute.sensitive)) continue;
    // Where a block is the usual form it is offered alone.
    if (block === 'one' && follows === 'nothing') continue;
    const sort = origin === 'input' ? 'input' : 'attribute';
    candidates.push(attributeCandidate(attribute, sort, follows, cursor.blocks));
  }
  if (follows === 'equals') return candidates;
  for (const block of schema.blocks.values()) {
    const attribute = schema.attributes.get(block.name);
    if (block.often === 'one' && taken.has(block.name)) continue;
    if (
      attribute !== undefined &&
      cursor.siblings.some(({ sort, name }) => sort === 'attribute' && name === block.name)
    )
      continue;
    if (isCompleted && attribute !== undefined && !(attribute.completable && !attribute.sensitive)) continue;
    if (isCompleted && block.name === 'dynamic') continue;
    candidates.push(blockCandidate(view, path, block, attribute, cursor.blocks, follows));
  }
  return candidates;
}

function attributeCandidate(
  attribute: SchemaAttribute,
  sort: CandidateSort,
  follows: Follows,
  blocks: readonly BlockHead[],
): Candidate {
  const { name, required, deprecated, effect, typeText, completable } = attribute;
  const value = valueSnippet(attribute, 1);
  const notes = [required ? 'required' : '', completable && required ? 'can be completed' : ''].filter(
    (note) => note !== '',
  );
  return {
    label: name,
    sort,
    ...written(name, follows === 'nothing' ? `${name} = ${value}` : undefined),
    detail: [typeText, ...notes].join(', '),
    rank: attributeRank(attribute),
    ...((deprecated !== undefined || effect !== undefined) && { deprecated: true }),
    ...(follows === 'nothing' && { goesOn: true as const }),
    about: { sort: 'attribute', blocks: blocks.map(({ type, labels }) => ({ type, labels })), name },
  };
}

/** Required ones first, then those of the kind, then what every resource has. */
function attributeRank({ required, completable, deprecated, effect, origin }: SchemaAttribute): number {
  if (deprecated !== undefined || effect !== undefined) return 9;
  if (required) return completable ? 1 : 0;
  return origin === 'language' ? 3 : 2;
}

function blockCandidate(
  view: View,
  path: string,
  block: SchemaBlock,
  attribute: SchemaAttribute | undefined,
  blocks: readonly BlockHead[],
  follows: Follows,
): Candidate {
  const { name, labels, effect, often } = block;
  const shown = labels
    .filter((label) => label.optional !== true)
    .map((label, i) => ` "${placeholder(i + 1, label.name === 'KIND' ? '' : label.name)}"`);
  const inner = schemaOf(view, path, [...blocks, { type: name, labels: [] }]);
  const next = shown.length + 1;
  const body =
    name === 'dynamic'
      ? `  for_each = ${placeholder(2, '')}\n  content {\n    ${placeholder(0, '')}\n  }`
      : inner === undefined
        ? `  ${placeholder(0, '')}`
        : requiredBody(inner, next);
  return {
    label: name,
    sort: 'block',
    ...written(name, follows === 'nothing' ? `${name}${shown.join('')} {\n${body}\n}` : undefined),
    // An attribute of the same name may stand beside it.
    ...(attribute !== undefined && often === 'many' && { behind: ' { }' }),
    detail: often === 'many' ? 'block, any number' : 'block',
    rank: blockRank(block, attribute, blocks),
    ...(effect !== undefined && { deprecated: true }),
    about: { sort: 'block', blocks: blocks.map(({ type, labels: heads }) => ({ type, labels: heads })), name },
  };
}

/** An assertion is what a check is for. */
function blockRank(
  { name, effect, origin }: SchemaBlock,
  attribute: SchemaAttribute | undefined,
  [top]: readonly BlockHead[],
): number {
  if (effect !== undefined) return 9;
  if (origin === 'language') return name === 'assert' && top?.type === 'check' ? 1 : 4;
  return attribute?.required === true ? 1 : 2.5;
}

function written(name: string, snippet: string | undefined): Pick<Candidate, 'insert' | 'snippet'> {
  return snippet === undefined ? { insert: name } : { insert: withoutPlaces(snippet), snippet };
}

// Labels

export function labelCandidates(
  view: View,
  path: string,
  text: string,
  cursor: Cursor,
  place: Extract<CursorPlace, { kind: 'label' }>,
): readonly Candidate[] {
  const { type, labels, quoted } = place;
  const nth = labels.length;
  const label = (name: string, sort: CandidateSort, detail: string, about?: Candidate['about']): Candidate => {
    const written = JSON.stringify(name);
    return {
      label: name,
      sort,
      insert: quoted ? `${written.slice(1, -1)}${missingQuote(text, cursor.word.end)}` : written,
      ...(!quoted && { filter: name }),
      detail,
      rank: 1,
      ...(about !== undefined && { about }),
    };
  };
  if (cursor.blocks.length === 0) {
    if (roleOf(path) === 'completed') {
      if (type !== 'completion' || nth > 0) return [];
      return openAddresses(view).map(({ address, kind }) => label(address, 'resource', kind));
    }
    if (type !== 'resource' || nth > 0) return [];
    const isAlone = !quoted && whatFollows(text, cursor.word.end) === 'nothing';
    return [...view.vocabulary.kinds.values()].map(({ name, summary }) => {
      const candidate = label(name, 'kind', summary, { sort: 'kind', name });
      if (!isAlone) return candidate;
      const snippet = kindSnippet(view, path, name);
      return { ...candidate, insert: withoutPlaces(snippet), snippet };
    });
  }
  if (nth > 0) return [];
  const schema = schemaOf(view, path, cursor.blocks);
  if (type === 'assert' && schema?.blocks.has('assert') === true) {
    return [...view.vocabulary.assertions.values()].map(({ name, summary }) =>
      label(name, 'assertion', summary, { sort: 'assertion', name }),
    );
  }
  if (type !== 'dynamic' || schema === undefined) return [];
  return [...schema.blocks.values()]
    .filter(({ origin }) => origin !== 'language')
    .map(({ name, description }) => label(name, 'block', description));
}
