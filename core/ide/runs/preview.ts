/**
 * What a compiler would fill in for a resource, before anybody builds: the request that it would be asked, made of the
 * text as it is now, and the embedded completer's answer, which is a pure function of the request.
 */
import { completeEmbedded } from '../../completion/embedded.ts';
import { literalOf } from '../../completion/hcl-text.ts';
import type { CompletionRequest } from '../../completion/request.ts';
import type { Json } from '../../contracts/json.ts';
import { moduleDirOf, type View } from '../../engine/view.ts';
import { differsByInstance, requestOf } from '../../intake/completion-requests.ts';
import type { ResourceDeclaration } from '../../intake/declarations.ts';
import { incompleteAttributes } from '../../intake/incomplete.ts';
import type { Settings } from '../../intake/model.ts';
import type { Entry, ModuleTable } from '../../intake/module-table.ts';
import { blockName, instanceAddress, type Supplied } from '../../intake/nodes.ts';
import { itemAt } from '../../syntax/locate.ts';
import { type Completed, completionOf, withoutKeys } from '../values/completed.ts';

export type Preview =
  | {
      readonly state: 'ready';
      readonly by: string;
      readonly values: Readonly<Record<string, Json>>;
      readonly problems: readonly { readonly attribute: string; readonly message: string }[];
    }
  | { readonly state: 'computing' }
  /** `mayAsk`: somebody could be asked who was not. */
  | { readonly state: 'unavailable'; readonly reason: string; readonly mayAsk: boolean };

/** What is known of a request's answer right now; asks nobody and never waits. */
export type KnownPreview = (request: CompletionRequest) => Preview;

export function embeddedPreview(request: CompletionRequest): Preview & { readonly state: 'ready' } {
  const { values, problems } = completeEmbedded(request);
  return {
    state: 'ready',
    by: 'embedded',
    values,
    problems: problems.map(({ attribute, message }) => ({ attribute, message })),
  };
}

/** A value as it would be written in a block of `completed.cw`; undefined where the compiler gives none. */
export function previewedText({ values }: Preview & { readonly state: 'ready' }, name: string): string | undefined {
  const value = Object.hasOwn(values, name) ? values[name] : undefined;
  return value === undefined ? undefined : literalOf(value, 2);
}

/** What can be said without asking anybody: the embedded completer's answer, where it is the project's compiler. */
export function localPreview(view: View): KnownPreview {
  if (compilerOf(view) === 'embedded') return embeddedPreview;
  return () => ({ state: 'unavailable', reason: 'the compiler was not asked yet', mayAsk: true });
}

/** The compiler that the project's settings name. */
export function compilerOf(view: View): Settings['compiler'] {
  const settings = view.table('.')?.settings ?? [];
  return settings.find(({ declaration }) => declaration.compiler !== undefined)?.declaration.compiler ?? 'embedded';
}

/** A resource block with what is open in it. */
export interface Open {
  readonly entry: Entry<ResourceDeclaration>;
  /** Of the block, or of the instance that was asked for. */
  readonly address: string;
  readonly request: CompletionRequest;
  /** What the resource's completion gives; undefined where it has none. */
  readonly completed: Completed | undefined;
  /** Attributes that a compiler would be asked for. */
  readonly incomplete: readonly string[];
}

/** `instance` is an address of the last build; without it the block is meant. Undefined for checks and unknown kinds. */
export function openIn(
  view: View,
  table: ModuleTable,
  entry: Entry<ResourceDeclaration>,
  instance?: string,
): Open | undefined {
  const { declaration, home } = entry;
  const kind = view.vocabulary.kinds.get(declaration.type);
  if (kind === undefined) return undefined;
  const block = blockName(declaration);
  const own = instance ?? addressOf(view, table, block);
  const each = differsByInstance(declaration);
  const path = withoutKeys(own);
  const address = each ? own : path;
  const described = each ? view.model?.instances.get(own)?.description : undefined;
  const completed = completionOf(view, table, block, own);
  const supplied = new Map<string, Supplied>();
  for (const [name, given] of declaration.attributes) supplied.set(name, { given, home, from: 'source' });
  for (const [name, { given, home: at }] of completed?.attributes ?? []) {
    if (!supplied.has(name)) supplied.set(name, { given, home: at, from: 'completed' });
  }
  return {
    entry,
    address,
    request: requestOf(kind, declaration, address, home, described),
    completed,
    incomplete: incompleteAttributes(kind, declaration, supplied, completed !== undefined, home),
  };
}

/** The resource whose block holds the offset. */
export function openAt(view: View, path: string, offset: number): Open | undefined {
  const file = view.project.files.get(path);
  const item = file === undefined ? undefined : itemAt(file, offset);
  const table = view.table(moduleDirOf(path));
  if (item === undefined || table === undefined) return undefined;
  for (const named of table.resources.values()) {
    for (const entry of named.values()) {
      if (entry.block === item.node && entry.home.file === path) return openIn(view, table, entry);
    }
  }
  return undefined;
}

/** The resource with this address: of an instance, or of a block with or without instance keys. */
export function openWith(view: View, address: string): Open | undefined {
  const instance =
    view.model?.instances.get(address) ??
    [...(view.model?.instances.values() ?? [])].find((each) => withoutKeys(each.address) === address);
  const table = view.table(instance?.moduleDir ?? '.');
  const [type = '', name = ''] = instance === undefined ? address.split('.') : [instance.kind, instance.name];
  const entry = table?.resources.get(type)?.get(name);
  return table === undefined || entry === undefined ? undefined : openIn(view, table, entry, instance?.address);
}

/** Of the block's first module, as far as the last build knows one. */
function addressOf(view: View, table: ModuleTable, block: string): string {
  const [module = ''] = view.model?.inspect.modulesIn(table.dir) ?? [];
  return view.model?.inspect.instancesOf(module, block)[0] ?? instanceAddress(module, block, undefined);
}
