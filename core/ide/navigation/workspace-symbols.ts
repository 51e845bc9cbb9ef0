/** The things of a project that a user looks for by a few letters of their name. */
import type { View } from '../../engine/view.ts';
import type { LoadedModule } from '../../intake/project.ts';
import type { FileSpan } from '../spans.ts';
import { type OutlineSort, outlineOf } from '../structure/outline.ts';

export interface WorkspaceSymbol extends FileSpan {
  /** `service.web`, `var.port`, `module.db` … */
  readonly name: string;
  readonly sort: OutlineSort;
  /** Folder of its module; `.` is the project's own. */
  readonly dir: string;
}

export interface RankedSymbol extends WorkspaceSymbol {
  /** Smaller is better. */
  readonly rank: number;
}

/** Every thing that the project declares whose name holds the letters of `query` in this order; all for an empty one. */
export function workspaceSymbols(view: View, query: string): readonly RankedSymbol[] {
  const wanted = query.replaceAll(/[\s"]+/g, '').toLowerCase();
  const found: RankedSymbol[] = [];
  for (const module of new Set(view.project.modules.values())) {
    for (const symbol of symbolsOf(module)) {
      const rank = rankOf(symbol.name, wanted);
      if (rank !== undefined) found.push({ ...symbol, rank });
    }
  }
  return found;
}

const memo = new WeakMap<LoadedModule['files'][number], readonly WorkspaceSymbol[]>();

function symbolsOf({ dir, files }: LoadedModule): readonly WorkspaceSymbol[] {
  return files.flatMap((file) => {
    let known = memo.get(file);
    if (known === undefined) {
      known = outlineOf(file).flatMap((entry): readonly WorkspaceSymbol[] => {
        const of = (name: string, { sort, nameSpan }: Pick<typeof entry, 'sort' | 'nameSpan'>) => ({
          name,
          sort,
          dir,
          file: file.path,
          span: nameSpan,
        });
        switch (entry.sort) {
          case 'variable':
            return [of(`var.${entry.name}`, entry)];
          case 'resource':
            return [of(entry.detail === undefined ? entry.name : `${entry.detail}.${entry.name}`, entry)];
          case 'output':
          case 'module':
          case 'check':
            return [of(`${entry.sort}.${entry.name}`, entry)];
          case 'block':
            return entry.children.flatMap((child) =>
              child.sort === 'local' ? [of(`local.${child.name}`, child)] : [],
            );
          default:
            return [];
        }
      });
      memo.set(file, known);
    }
    return known;
  });
}

/** How well a name fits, the smaller the better; undefined where letters are missing. `wanted` is in lower case. */
export function rankOf(name: string, wanted: string): number | undefined {
  const text = name.toLowerCase();
  if (wanted === '') return name.length;
  const last = text.slice(text.indexOf('.') + 1);
  if (text === wanted || last === wanted) return 0;
  if (last.startsWith(wanted) || text.startsWith(wanted)) return 100 + name.length;
  const at = text.indexOf(wanted);
  if (at >= 0) return (isWordStart(text, at) ? 200 : 300) + name.length;
  let gaps = 0;
  let from = 0;
  for (const letter of wanted) {
    const found = text.indexOf(letter, from);
    if (found < 0) return undefined;
    if (found > from && !isWordStart(text, found)) gaps += 1 + found - from;
    from = found + letter.length;
  }
  return 400 + 10 * gaps + name.length;
}

function isWordStart(text: string, at: number): boolean {
  return at === 0 || /[._\-/ ]/.test(text[at - 1] ?? '');
}
