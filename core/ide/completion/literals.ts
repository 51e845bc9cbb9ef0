/** Values that are written out: what an attribute allows, what the project and its services suggest. */
import { knownServices } from '../../completion/services.ts';
import type { View } from '../../engine/view.ts';
import type { ResourceDeclaration } from '../../intake/declarations.ts';
import { declaredBy } from '../../intake/read-block.ts';
import type { Cursor } from '../cursor/cursor.ts';
import type { Shape } from '../values/value-shape.ts';
import { type Candidate, placeholder, valueSnippet, withoutPlaces } from './candidate.ts';
import type { Expected } from './expected.ts';
import { moduleFolderCandidates } from './paths.ts';
import { imagesIn, portsIn, serviceOf } from './project-values.ts';
import type { KeyPlace } from './values.ts';

export function literalCandidates(
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
export function textsFor(view: View, cursor: Cursor, shape: Shape): readonly Candidate[] {
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

export function value(text: string, rank: number): Candidate {
  return { label: text, sort: 'value', insert: text, rank };
}

export function choice(text: string): Candidate {
  return { label: text, sort: 'choice', insert: text, filter: text.replaceAll('"', ''), rank: 0 };
}

export function quoted(candidate: Candidate): Candidate {
  const text = JSON.stringify(candidate.insert);
  return { ...candidate, label: text, insert: text, filter: candidate.label };
}

/** Names that the service is known to read. */
export function environmentNames(view: View, cursor: Cursor, place: KeyPlace, follows: boolean): readonly Candidate[] {
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
