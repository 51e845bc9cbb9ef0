/** Hover of a resource: every field with its value and where that comes from, completed ones and those to come as well. */
import { moduleDirOf, type View } from '../../engine/view.ts';
import type { ResourceDeclaration } from '../../intake/declarations.ts';
import type { Instance } from '../../intake/model.ts';
import type { Entry, ModuleTable } from '../../intake/module-table.ts';
import { isKnown } from '../../language/values.ts';
import type { Expression } from '../../syntax/ast.ts';
import type { KnownPreview } from '../runs/preview.ts';
import { spanOf } from '../spans.ts';
import { type Field, type FieldOrigin, fieldsOf } from '../values/provenance.ts';
import { repetitionOf } from '../values/repetition.ts';
import {
  code,
  codePart,
  type HoverPart,
  type Inline,
  joined,
  type Line,
  link,
  pageLink,
  plain,
  textPart,
} from './parts.ts';
import { placeLink, writtenAt } from './places.ts';
import { valueInline, whyLine } from './value-parts.ts';

const NAMES_SHOWN = 8;
const VALUE = 60;

export interface ResourceOptions {
  readonly preview: KnownPreview;
  /** Name of the client's command that asks the compiler; undefined where it has none. */
  readonly askCommand: string | undefined;
}

export function resourceParts(
  view: View,
  table: ModuleTable,
  entry: Entry<ResourceDeclaration>,
  options: ResourceOptions,
): readonly HoverPart[] {
  const { type, name, shortForm } = entry.declaration;
  const instances = instancesIn(view, table, entry);
  const [first] = instances;
  const header = type === 'check' ? `check "${name}"` : `resource "${type}" "${name}"`;
  const parts: HoverPart[] = [codePart(header)];
  if (shortForm !== undefined) parts.push(textPart('Written as the short form ', code(shortForm), '.'));
  parts.push(
    ...summaryParts(view, type),
    ...descriptionParts(view, entry, first),
    ...instanceParts(view, table, entry, instances),
  );
  parts.push(...fieldParts(view, table, entry, first, options));
  if (first !== undefined) parts.push(...outputParts(view, first), ...relationParts(first));
  return parts;
}

/** Of the last build; the first of each module first. */
function instancesIn(view: View, table: ModuleTable, entry: Entry<ResourceDeclaration>): readonly Instance[] {
  const { model } = view;
  if (model === undefined) return [];
  const block = `${entry.declaration.type}.${entry.declaration.name}`;
  return model.inspect
    .modulesIn(table.dir)
    .flatMap((module) => model.inspect.instancesOf(module, block))
    .flatMap((address) => model.instances.get(address) ?? []);
}

function summaryParts(view: View, type: string): readonly HoverPart[] {
  const kind = view.vocabulary.kinds.get(type);
  if (kind !== undefined) return [textPart(kind.summary, ' ', pageLink(`More on ${type}`, `kinds.md#${type}`))];
  if (type !== 'check') return [textPart('There is no kind ', code(type), '.')];
  const page = pageLink('More on checks', 'language.md#checks-and-assertions');
  return [textPart('Assertions that belong to no resource. ', page)];
}

function descriptionParts(
  view: View,
  { declaration, home }: Entry<ResourceDeclaration>,
  instance: Instance | undefined,
): readonly HoverPart[] {
  if (declaration.description === undefined) return [];
  if (instance?.description !== undefined) return [textPart(plain(instance.description))];
  const at = spanOf(view, { ...home, span: declaration.description.span });
  return at === undefined ? [] : [textPart(code(writtenAt(view, at)))];
}

function instanceParts(
  view: View,
  { dir }: ModuleTable,
  { declaration }: Entry<ResourceDeclaration>,
  instances: readonly Instance[],
): readonly HoverPart[] {
  const repeated = declaration.count ?? declaration.forEach;
  if (instances.length < 2 && repeated === undefined) return [];
  if (instances.length === 0) return noInstanceParts(view, dir, repeated?.expression);
  const names = instances.slice(0, NAMES_SHOWN).map(({ address }) => code(address));
  const left = instances.length - names.length;
  const counted = `${instances.length} ${instances.length === 1 ? 'instance' : 'instances'}: `;
  const rest = instances.length === 1 ? '' : '. What follows is of the first.';
  return [textPart(counted, ...joined(names, ', '), left > 0 ? ` and ${left} more` : '', rest)];
}

/** Why there is none; `repeated` is the `count` or `for_each` of the block. */
export function noInstanceParts(view: View, dir: string, repeated: Expression | undefined): readonly HoverPart[] {
  const count = repeated === undefined ? undefined : repetitionOf(view, dir, repeated);
  if (count === undefined) return [];
  return [textPart(count === 0 ? 'No instance.' : 'How many instances there are is not known yet.')];
}

function fieldParts(
  view: View,
  table: ModuleTable,
  entry: Entry<ResourceDeclaration>,
  instance: Instance | undefined,
  { preview, askCommand }: ResourceOptions,
): readonly HoverPart[] {
  const { fields: all, absent } = fieldsOf(view, table, entry, instance?.address, preview);
  const isDefault = ({ origin }: Field) => origin.kind === 'default';
  const fields = [...all.filter((field) => !isDefault(field)), ...all.filter(isDefault)];
  const parts: HoverPart[] = [];
  if (fields.length > 0) {
    const rows = fields.map((field) => [
      [code(field.name)],
      fieldValue(view, table.dir, entry, instance, field),
      originLine(view, field.origin),
    ]);
    parts.push({ kind: 'table', head: ['Field', 'Value', 'From'], rows });
  }
  const mayAsk = fields.some(
    ({ origin }) => origin.kind === 'build' && origin.preview.state === 'unavailable' && origin.preview.mayAsk,
  );
  if (askCommand !== undefined && mayAsk) {
    const argument = instance?.address ?? `${entry.declaration.type}.${entry.declaration.name}`;
    parts.push(textPart(link('Ask the compiler', { kind: 'command', command: askCommand, argument })));
  }
  // Without an instance it is not known what holds for them.
  if (absent.length > 0 && instance !== undefined) {
    parts.push(textPart('Not set: ', ...joined(absent.map(code), ', ')));
  }
  return parts;
}

/** The value; as it is written where there is none yet. */
function fieldValue(
  view: View,
  dir: string,
  entry: Entry<ResourceDeclaration>,
  instance: Instance | undefined,
  { name, value, origin }: Field,
): Line {
  if (value !== undefined && isKnown(value)) return valueInline(value, VALUE);
  const written = entry.declaration.attributes.get(name);
  if (value !== undefined && written?.kind === 'expression') {
    if (written.expression.kind === 'invalid') return ['cannot be read'];
    const scope = { module: instance?.module ?? '', ...(instance !== undefined && { instance: instance.address }) };
    const why = whyLine(view, dir, { list: [{ label: '', scope }], more: 0 }, written.expression);
    return why.length === 0 ? valueInline(value, VALUE) : why;
  }
  if (value !== undefined) return valueInline(value, VALUE);
  if (origin.kind === 'missing') return ['not given'];
  if (origin.kind === 'build') return origin.problem === undefined ? ['not known yet'] : ['must be given'];
  const isSecret = view.vocabulary.kinds.get(entry.declaration.type)?.attributes[name]?.sensitive === true;
  const at = written === undefined ? undefined : spanOf(view, { ...entry.home, span: written.span });
  if (at === undefined || isSecret) return ['not known'];
  const text = writtenAt(view, at, VALUE + name.length);
  return [code(text.replace(/^[^=]*=\s*/, ''))];
}

/** Where a value comes from, in few words. */
export function originLine(view: View, origin: FieldOrigin): Line {
  switch (origin.kind) {
    case 'source':
      return [
        ...(origin.at === undefined ? ['source'] : ['source, ', placeLink(view, origin.at)]),
        origin.isConnected ? ', and a `connect` block' : '',
      ];
    case 'completed': {
      const at: Inline = origin.at === undefined ? '`completed.cw`' : placeLink(view, origin.at);
      const by = origin.by === undefined ? [] : [' by ', plain(origin.by)];
      const when = origin.when === undefined ? [] : [', ', plain(origin.when)];
      return [at, ...by, ...when, origin.edited ? ', edited by hand' : '', origin.stale ? ', out of date' : ''];
    }
    case 'default':
      return ['default'];
    case 'missing':
      return ['**missing**'];
    case 'connection':
      return ['a `connect` block'];
    case 'build':
      return buildLine(origin);
  }
}

function buildLine({ preview, problem }: Extract<FieldOrigin, { kind: 'build' }>): Line {
  // What an agent says is no text of ours.
  const said = (text: string) => (preview.state === 'ready' && preview.by === 'embedded' ? text : plain(text));
  if (problem !== undefined) return ['nobody: ', said(problem)];
  switch (preview.state) {
    case 'ready':
      return ['completed at build, by ', plain(preview.by)];
    case 'computing':
      return ['completed at build; the compiler is being asked'];
    case 'unavailable':
      return ['completed at build; ', said(preview.reason)];
  }
}

function outputParts(view: View, instance: Instance): readonly HoverPart[] {
  const outputs = Object.keys(view.vocabulary.kinds.get(instance.kind)?.outputs ?? {});
  const known: Line[][] = [];
  const unknown: Inline[] = [];
  for (const name of outputs) {
    const value = view.model?.inspect.attribute(instance.address, name);
    if (value === undefined || !isKnown(value)) unknown.push(code(name));
    else known.push([[code(name)], valueInline(value, VALUE)]);
  }
  return [
    ...(known.length === 0 ? [] : [{ kind: 'table' as const, head: ['Output', 'Value'], rows: known }]),
    ...(unknown.length === 0 ? [] : [textPart('Known after apply: ', ...joined(unknown, ', '))]),
  ];
}

function relationParts({ dependencies, assertions }: Instance): readonly HoverPart[] {
  const parts: HoverPart[] = [];
  const before = [...new Set(dependencies.map(({ address }) => address))];
  if (before.length > 0) {
    const left = before.length - NAMES_SHOWN;
    const names = joined(before.slice(0, NAMES_SHOWN).map(code), ', ');
    parts.push(textPart('After ', ...names, left > 0 ? ` and ${left} more` : ''));
  }
  if (assertions.length > 0) {
    parts.push(textPart('Asserts ', ...joined([...new Set(assertions.map(({ kind }) => kind))].map(code), ', ')));
  }
  return parts;
}

/** The table of the module that a file belongs to. */
export function tableOf(view: View, path: string): ModuleTable | undefined {
  return view.table(moduleDirOf(path));
}
