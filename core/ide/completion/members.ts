/** The names that may follow a `.`, and those that a reference may begin with. */

import type { VariableDeclaration } from '../../intake/declarations.ts';
import type { ModuleTable } from '../../intake/module-table.ts';
import { typeText } from '../../kinds/attribute-type.ts';
import { attributeNames, typeName } from '../../language/types.ts';
import { calleeOf, factShape, type Names, subjectOfText } from './name-subjects.ts';
import { resourceFields } from './resource-fields.ts';
import { dynamicIterators, ownResource } from './standing.ts';
import { type Member, type Subject, typeOf } from './subject.ts';

export function membersOf(names: Names, subject: Subject): readonly Member[] {
  const { table } = names;
  switch (subject.kind) {
    case 'kind':
      return [...(table?.resources.get(subject.name)?.keys() ?? [])].map((name) => ({
        name,
        sort: 'resource',
        typeText: subject.name,
      }));
    case 'resource':
      return subject.repeated === undefined ? [...resourceFields(names, subject.type).values()] : [];
    case 'module':
      return subject.repeated === undefined ? outputsOf(names, subject.name) : [];
    case 'value':
      return fieldsOf(subject);
    case 'root':
      return rootMembers(names, subject.name);
  }
}

function fieldsOf({ shape }: Extract<Subject, { kind: 'value' }>): readonly Member[] {
  const fields = shape.fields?.();
  if (fields !== undefined) {
    return [...fields.values()].map(({ name, typeText: type, description }) => ({
      name,
      sort: 'field',
      typeText: type,
      ...(description !== '' && { description }),
    }));
  }
  const { type } = shape;
  if (type.kind !== 'object') return [];
  return attributeNames(type).map((name) => ({ name, sort: 'field' }));
}

function outputsOf(names: Names, call: string): readonly Member[] {
  return [...(calleeOf(names, call)?.table?.outputs.values() ?? [])].map(({ declaration }) => ({
    name: declaration.name,
    sort: 'output',
    sensitive: declaration.sensitive,
    ...(declaration.description !== undefined && { description: declaration.description }),
  }));
}

const words = (entries: Readonly<Record<string, readonly [type: string, description: string]>>): readonly Member[] =>
  Object.entries(entries).map(([name, [type, description]]) => ({ name, sort: 'word', typeText: type, description }));

const pathMembers = words({
  module: ['string', 'The folder of this module, relative to the project.'],
  root: ['string', 'The folder of the project.'],
  cwd: ['string', 'The folder that the command was called in. Binds a plan to this machine’s folders.'],
});
const countMembers = words({ index: ['number', 'The number of this instance, from 0.'] });
const eachMembers = words({
  key: ['string', 'The key of this instance.'],
  value: ['any', 'The value that belongs to the key of this instance.'],
});

function rootMembers(names: Names, root: Extract<Subject, { kind: 'root' }>['name']): readonly Member[] {
  const { table } = names;
  switch (root) {
    case 'var':
      return [...(table?.variables.values() ?? [])].map(({ declaration }) => variableMember(declaration));
    case 'local':
      return [...(table?.locals.keys() ?? [])].map((name) => ({ name, sort: 'local' }));
    case 'module':
      return [...(table?.modules.values() ?? [])].map(({ declaration }) => moduleMember(declaration));
    case 'resource':
      return [...(table?.resources.keys() ?? [])].map((name) => ({ name, sort: 'kind' }));
    case 'self': {
      const own = ownResource(names);
      return own === undefined ? [] : [...resourceFields(names, own).values()];
    }
    case 'each': {
      const value = subjectOfText(names, 'each.value');
      const type = value === undefined ? undefined : typeOf(value);
      const typed = type === undefined ? {} : { typeText: typeName(type) };
      return eachMembers.map((member) => (member.name === 'value' ? { ...member, ...typed } : member));
    }
    case 'count':
      return countMembers;
    case 'path':
      return pathMembers;
    case 'facts':
      return factMembers;
  }
}

const factMembers: readonly Member[] = Object.entries(factShape).flatMap(([name, schema]) =>
  name === 'version'
    ? []
    : [
        {
          name,
          sort: 'word' as const,
          typeText: typeText(schema),
          ...described((schema as { description?: string }).description),
        },
      ],
);

function described(description: string | undefined): { readonly description?: string } {
  return description === undefined ? {} : { description: `${description}.` };
}

function variableMember({ name, type, description, sensitive }: VariableDeclaration): Member {
  return {
    name,
    sort: 'variable',
    typeText: typeName(type),
    sensitive,
    ...(description !== undefined && { description }),
  };
}

function moduleMember({ name, source }: { readonly name: string; readonly source: string | undefined }): Member {
  return { name, sort: 'module', ...(source !== undefined && { typeText: `module ${source}` }) };
}

/** Near: of the block or loop around. Far: of the machine, which few need. */
export interface NameInScope extends Member {
  readonly standing: 'near' | 'middle' | 'far';
}

/** What a reference may begin with where the cursor is: whole names (`var.port`). The block around is left out. */
export function namesInScope(names: Names): readonly NameInScope[] {
  const { table, cursor } = names;
  const [top] = cursor.blocks;
  const loops = [...new Set(cursor.loops.flatMap((loop) => loop.names))];
  const ownName = top?.type === 'module' ? (top.labels[0] ?? '') : '';
  const has = (name: string) => top !== undefined && entriesOf(names).has(name);
  const self: readonly Member[] =
    ownResource(names) === undefined ? [] : [{ name: 'self', sort: 'word', typeText: 'this resource' }];
  const near: Member[] = [
    ...loops.map((name): Member => ({ name, sort: 'word', typeText: 'of the loop' })),
    ...dynamicIterators(names).map(({ name }): Member => ({ name, sort: 'word', typeText: 'of the dynamic block' })),
    ...(has('for_each') ? prefixed('each', eachMembers) : []),
    ...(has('count') ? prefixed('count', countMembers) : []),
    ...(cursor.blocks.length > 1 ? self : []),
  ];
  // Of its own attributes a resource is seldom made; its assertions and conditions are about them.
  const rest: Member[] = [
    ...(cursor.blocks.length > 1 ? [] : self),
    ...prefixed('path', pathMembers),
    ...prefixed('facts', factMembers),
  ];
  const standing = (members: readonly Member[], at: NameInScope['standing']) =>
    members.map((member) => ({ ...member, standing: at }));
  return [...standing(near, 'near'), ...declaredNames(table, ownName, cursor.item?.node), ...standing(rest, 'far')];
}

const declaredMemo = new WeakMap<object, NameInScope>();

/** Variables, locals, resources and modules. What a declaration gives is made once, for it outlives keystrokes elsewhere. */
function declaredNames(table: ModuleTable | undefined, ownModule: string, own: unknown): readonly NameInScope[] {
  const found: NameInScope[] = [];
  const put = (declared: object, make: () => Member) => {
    let known = declaredMemo.get(declared);
    if (known === undefined) {
      known = { ...make(), standing: 'middle' };
      declaredMemo.set(declared, known);
    }
    found.push(known);
  };
  for (const { declaration } of table?.variables.values() ?? []) {
    put(declaration, () => ({ ...variableMember(declaration), name: `var.${declaration.name}` }));
  }
  for (const [name, { expression }] of table?.locals ?? []) {
    put(expression, () => ({ name: `local.${name}`, sort: 'local' }));
  }
  for (const [kind, named] of table?.resources ?? []) {
    if (kind === 'check') continue;
    for (const { block, declaration } of named.values()) {
      const { name } = declaration;
      if (block !== own) put(declaration, () => ({ name: `${kind}.${name}`, sort: 'resource', typeText: kind }));
    }
  }
  for (const { declaration } of table?.modules.values() ?? []) {
    if (declaration.name === ownModule) continue;
    put(declaration, () => ({ ...moduleMember(declaration), name: `module.${declaration.name}` }));
  }
  return found;
}

function prefixed(root: string, members: readonly Member[]): readonly Member[] {
  return members.map((member) => ({ ...member, name: `${root}.${member.name}` }));
}

/** Names of the attributes of the item around the cursor. */
function entriesOf({ cursor }: Names): ReadonlySet<string> {
  const node = cursor.item?.node;
  const entries = node?.kind === 'block' ? node.body.entries : [];
  return new Set(entries.flatMap((entry) => (entry.kind === 'attribute' ? [entry.name.text] : [])));
}
