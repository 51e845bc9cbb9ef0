/**
 * Some things are called after their block where no `name` is given: services, containers, networks. What was applied under
 * the block's old name keeps it by a `name` of its own; where there are several, or they stand in a module, the names are
 * made of whole addresses, and what is called by them is made anew.
 */
import { quoted } from '../../completion/hcl-text.ts';
import type { View } from '../../engine/view.ts';
import type { Instance } from '../../intake/model.ts';
import { unmark } from '../../language/values.ts';
import { bodyInsertion, isOnOneLine } from '../actions/insert.ts';
import type { Symbol as Named } from '../names/symbols.ts';
import type { FileEdit } from '../spans.ts';
import { instancesInCall, instancesOfBlock } from '../values/block-instances.ts';

export interface KeptName {
  /** Writes the name into the block. */
  readonly edit?: FileEdit;
  /** Something gets another name all the same. */
  readonly isLost: boolean;
}

/** What the new name of a block means for the names of what was applied, as far as the last build knows. */
export function keptName(view: View, symbol: Named): KeptName {
  const [sort, kind = '', label = ''] = symbol.name.split('.');
  if (sort === 'module') {
    return { isLost: instancesInCall(view, symbol.dir, kind).some((each) => isNamedAfterBlock(view, each)) };
  }
  const named = instancesOfBlock(view, symbol.dir, `${kind}.${label}`).some((each) => isNamedAfterBlock(view, each));
  if (!named) return { isLost: false };
  const only = onlyNamedAfterBlock(view, symbol);
  const edit = only === undefined ? undefined : nameIn(view, only);
  return edit === undefined ? { isLost: true } : { edit, isLost: false };
}

interface NamedAfterBlock {
  readonly instance: Instance;
  readonly name: string;
}

/** The one instance of a block of the root module, if it is called after the block; with the name that it has. */
export function onlyNamedAfterBlock(view: View, symbol: Named): NamedAfterBlock | undefined {
  const block = symbol.name.slice('resource.'.length);
  const [instance] = instancesOfBlock(view, symbol.dir, block);
  if (instance?.address !== block || !isNamedAfterBlock(view, instance)) return undefined;
  const value = view.model?.inspect.attribute(block, 'name');
  const name = value === undefined ? undefined : unmark(value).raw;
  return typeof name === 'string' ? { instance, name } : undefined;
}

function isNamedAfterBlock({ vocabulary, table }: View, { kind, name, moduleDir }: Instance): boolean {
  const { derive, attributes } = vocabulary.kinds.get(kind) ?? {};
  if (derive === undefined || attributes?.['name'] === undefined) return false;
  return table(moduleDir)?.resources.get(kind)?.get(name)?.declaration.attributes.has('name') === false;
}

function nameIn({ project, table }: View, { instance, name }: NamedAfterBlock): FileEdit | undefined {
  const home = table(instance.moduleDir)?.resources.get(instance.kind)?.get(instance.name)?.home;
  const file = home === undefined ? undefined : project.files.get(home.file);
  const item = file?.items.find(({ key }) => key === home?.item);
  if (file === undefined || item?.node.kind !== 'block' || item.node.broken) return undefined;
  if (isOnOneLine(file, item, item.node)) return undefined;
  return bodyInsertion(file, item, item.node, [`name = ${quoted(name)}`]);
}
