/** What `completed.cw` gives a resource: the root's first, then the module's own, as evaluation takes it. */
import { isEdited } from '../../completion/write-completed.ts';
import type { View } from '../../engine/view.ts';
import type { CompletionDeclaration, Given } from '../../intake/declarations.ts';
import type { Home } from '../../intake/finding.ts';
import type { Entry, ModuleTable } from '../../intake/module-table.ts';
import { offsetsOf } from '../spans.ts';

const anyKey = /\[(?:\d+|"(?:[^"\\]|\\.)*")\]/g;
const lastKey = /\[(?:\d+|"(?:[^"\\]|\\.)*")\]$/;

/** `module.m.service.web` of `module.m["k"].service.web[0]`. */
export function withoutKeys(address: string): string {
  return address.replace(anyKey, '');
}

export interface CompletedAttribute {
  readonly given: Given;
  readonly home: Home;
  readonly from: Entry<CompletionDeclaration>;
}

export interface Completed {
  readonly attributes: ReadonlyMap<string, CompletedAttribute>;
}

/** `address` is that of an instance or of a block; undefined where neither file completes it. */
export function completionOf(view: View, table: ModuleTable, block: string, address: string): Completed | undefined {
  const key = lastKey.exec(address)?.[0] ?? '';
  const path = withoutKeys(address);
  const found = [
    ...[address, path].flatMap((each) => view.table('.')?.completions.get(each) ?? []),
    ...(table.dir === '.' ? [] : [`${block}${key}`, block].flatMap((each) => table.completions.get(each) ?? [])),
  ];
  if (found.length === 0) return undefined;
  const attributes = new Map<string, CompletedAttribute>();
  for (const from of found) {
    for (const [name, given] of from.declaration.attributes) {
      if (!attributes.has(name)) attributes.set(name, { given, home: from.home, from });
    }
  }
  return { attributes };
}

/** Whether somebody edited what the compiler wrote. */
export function wasEdited(view: View, { block, home, declaration }: Entry<CompletionDeclaration>): boolean {
  const file = view.project.files.get(home.file);
  const offset = file === undefined ? undefined : offsetsOf(file).get(home.item);
  if (file === undefined || offset === undefined) return false;
  const { start, end } = block.span;
  return isEdited(file, { address: declaration.address, start: offset + start, end: offset + end, block });
}
