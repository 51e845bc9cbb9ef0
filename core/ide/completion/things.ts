/** Resources and modules themselves, where an attribute takes things and not their values. */

import type { Cursor } from '../cursor/cursor.ts';
import type { SchemaAttribute } from '../schema/schema-attribute.ts';
import type { Candidate } from './candidate.ts';
import { calleeOf, type Names, subjectOfText } from './name-subjects.ts';
import { resourceFields } from './resource-fields.ts';
import { ownName } from './standing.ts';

export function thingCandidates(
  names: Names,
  attribute: SchemaAttribute,
  receiver: string | undefined,
  inList: boolean,
  listed: readonly string[],
  cursor: Cursor,
): readonly Candidate[] {
  const isAddress = cursor.blocks[0]?.type === 'moved' || cursor.blocks[0]?.type === 'removed';
  if (receiver !== undefined) {
    const found = behind(names, attribute, receiver, isAddress, cursor);
    return found.filter(({ label }) => !listed.includes(`${receiver}.${label}`));
  }
  if (attribute.takes !== 'thing' && !inList) {
    return things(names, cursor, true).map((candidate) => ({
      ...candidate,
      insert: `[${candidate.insert}]`,
      filter: candidate.label,
    }));
  }
  const all = things(names, cursor, attribute.takes !== 'thing' || isAddress);
  return all.filter(({ label }) => !listed.includes(label));
}

function things(names: Names, cursor: Cursor, withModules: boolean): readonly Candidate[] {
  const { table } = names;
  const own = ownName(cursor);
  const resources = [...(table?.resources ?? [])].flatMap(([kind, named]) =>
    [...named.keys()].flatMap((name) =>
      `${kind}.${name}` === own ? [] : [thing(`${kind}.${name}`, 'resource', kind, cursor)],
    ),
  );
  if (!withModules) return resources;
  const modules = [...(table?.modules.keys() ?? [])].flatMap((name) =>
    `module.${name}` === own ? [] : [thing(`module.${name}`, 'module', 'module', cursor)],
  );
  return [...resources, ...modules];
}

/** What may follow a kind, `module`, a module in an address, and a resource of which one attribute is meant. */
function behind(
  names: Names,
  attribute: SchemaAttribute,
  receiver: string,
  isAddress: boolean,
  cursor: Cursor,
): readonly Candidate[] {
  const steps = receiver.split('.').map((step) => step.trim());
  let at: Names | undefined = names;
  while (at !== undefined && steps.length > 2 && steps[0] === 'module' && isAddress) {
    at = calleeOf(at, (steps[1] ?? '').replace(/\[.*$/, ''));
    steps.splice(0, 2);
  }
  if (at !== undefined && isAddress && steps.length === 2 && steps[0] === 'module') {
    const callee = calleeOf(at, (steps[1] ?? '').replace(/\[.*$/, ''));
    return callee === undefined ? [] : things(callee, cursor, true);
  }
  const own = ownName(cursor);
  const [kind = ''] = steps;
  if (at !== undefined && steps.length === 1) {
    const listed = kind === 'module' ? at.table?.modules.keys() : at.table?.resources.get(kind)?.keys();
    return [...(listed ?? [])].flatMap((name) =>
      at === names && `${kind}.${name}` === own
        ? []
        : [thing(name, kind === 'module' ? 'module' : 'resource', kind, cursor)],
    );
  }
  if (attribute.takes !== 'triggers') return [];
  const subject = subjectOfText(names, receiver);
  if (subject?.kind !== 'resource') return [];
  return [...resourceFields(names, subject.type).values()].map(({ name, typeText = '' }) => ({
    label: name,
    sort: 'attribute',
    insert: name,
    detail: typeText,
    rank: 1,
  }));
}

function thing(label: string, sort: 'resource' | 'module', detail: string, { offset }: Cursor): Candidate {
  return {
    label,
    sort,
    insert: label,
    detail,
    rank: sort === 'resource' ? 1 : 2,
    about: { sort: 'reference', text: label, offset },
  };
}
