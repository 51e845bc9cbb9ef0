/** Adds the `moved` block that keeps what was applied under another name, after a name was changed by hand. */

import { declarationOf, type Symbol as Named, symbolAt } from '../names/symbols.ts';
import { knownAddresses } from '../rename/applied.ts';
import { withoutKeys } from '../values/completed.ts';
import type { ActionMaker } from './action.ts';
import { behindItem } from './insert.ts';

export const keepApplied: ActionMaker = ({ view, path, file, dir, role, at, located }) => {
  const found = role === 'source' ? symbolAt(view, path, at.start) : undefined;
  const item = located?.item;
  if (found?.occurrence.role !== 'declaration' || item === undefined || dir !== '.') return [];
  const address = addressOf(found.symbol);
  if (address === undefined) return [];
  const known = [...new Set(knownAddresses(view).map((each) => firstPart(withoutKeys(each))))];
  if (known.includes(address)) return [];
  const cut = address.indexOf('.');
  const gone = known.filter((each) => {
    const name = each.startsWith('module.') ? each : `resource.${each}`;
    return (
      each.slice(0, each.indexOf('.')) === address.slice(0, cut) && declarationOf(view, { dir, name }) === undefined
    );
  });
  const moved = new Set(
    (view.table(dir)?.moved ?? []).map(({ declaration: { from }, home }) => {
      const there = view.project.files.get(home.file);
      const offset = there?.items.find(({ key }) => key === home.item)?.offset ?? 0;
      return there?.text.slice(offset + from.span.start, offset + from.span.end) ?? '';
    }),
  );
  return gone
    .filter((from) => !moved.has(from))
    .map((from) => ({
      id: `moved:${from}`,
      title: `Keep what was applied as \`${from}\``,
      kind: 'refactor.rewrite' as const,
      change: () => ({ edits: [behindItem(file, item, `moved {\n  from = ${from}\n  to   = ${address}\n}`)] }),
    }));
};

function addressOf({ name }: Named): string | undefined {
  if (name.startsWith('module.')) return name;
  return name.startsWith('resource.') ? name.slice('resource.'.length) : undefined;
}

/** `module.m` of `module.m.file.x`, `file.x` of itself. */
function firstPart(address: string): string {
  return address.split('.').slice(0, 2).join('.');
}
