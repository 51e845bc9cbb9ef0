/** Files and folders that are there, for texts that hold paths. */
import { moduleDirOf, type View } from '../../engine/view.ts';
import { modulePath, normalizePath, relativePath } from '../../intake/module-path.ts';
import type { Candidate } from './candidate.ts';

export interface PathCandidates {
  readonly candidates: readonly Candidate[];
  /** Length of the end of the text before the cursor that they replace: what stands behind the last `/`. */
  readonly typed: number;
}

/** What may follow `before`, the text of a path so far. Looks into one folder. */
export function pathCandidates(view: View, path: string, before: string): PathCandidates {
  const cut = before.lastIndexOf('/') + 1;
  const typed = before.length - cut;
  const dir = folderMeant(view, path, before.slice(0, cut));
  if (dir === undefined) return { candidates: [], typed };
  const candidates = visible(view, dir, before.slice(cut)).map(
    ({ name, isFolder }): Candidate => ({
      label: isFolder ? `${name}/` : name,
      sort: isFolder ? 'folder' : 'file',
      insert: isFolder ? `${name}/` : name,
      rank: isFolder ? 2 : 1,
      ...(isFolder && { goesOn: true as const }),
    }),
  );
  return { candidates, typed };
}

/** Folders that can be the source of a module of the file's own, as they would be written. */
export function moduleFolderCandidates(view: View, path: string, before: string): PathCandidates {
  const own = view.table(moduleDirOf(path))?.dir ?? moduleDirOf(path);
  if (before === '' || before === '.') {
    // Nothing is typed that says where to look: every folder near that holds a module.
    const found = modulesNear(view, own);
    return {
      candidates: found.map((dir) => {
        const source = writtenSource(own, dir);
        return { label: source, sort: 'folder', insert: source, rank: source.startsWith('./') ? 1 : 2 };
      }),
      typed: before.length,
    };
  }
  const cut = before.lastIndexOf('/') + 1;
  const dir = modulePath(own, before.slice(0, cut));
  if (dir === undefined) return { candidates: [], typed: before.length - cut };
  const candidates = visible(view, dir, before.slice(cut))
    .filter(({ isFolder }) => isFolder)
    .map(({ name }): Candidate => {
      const folder = normalizePath(`${dir}/${name}`);
      const isModule = holdsModule(view, folder) && folder !== own;
      return {
        label: isModule ? name : `${name}/`,
        sort: 'folder',
        insert: isModule ? name : `${name}/`,
        rank: isModule ? 1 : 2,
        ...(isModule && { detail: 'module' }),
        ...(!isModule && { goesOn: true as const }),
      };
    });
  return { candidates, typed: before.length - cut };
}

/** Relative paths start at the project's folder; `path.module` and `path.root` are filled in, other templates unknown. */
function folderMeant(view: View, path: string, text: string): string | undefined {
  const own = view.table(moduleDirOf(path))?.dir ?? moduleDirOf(path);
  const plain = text.replaceAll('${path.module}', own).replaceAll('${path.root}', '.');
  if (plain.includes('${') || plain.includes('%{') || plain.startsWith('/') || plain.startsWith('~')) return undefined;
  return normalizePath(plain === '' ? '.' : plain);
}

function visible(view: View, dir: string, typed: string) {
  return view.project.world.listFolder(dir).filter(({ name }) => typed.startsWith('.') || !name.startsWith('.'));
}

function holdsModule(view: View, dir: string): boolean {
  return (
    view.project.modules.has(dir) ||
    view.project.world.listFolder(dir).some(({ name, isFolder }) => !isFolder && name.endsWith('.cw'))
  );
}

/** Folders looked into for one list: a completion never walks a whole disk. */
const MOST_FOLDERS = 60;

function modulesNear(view: View, own: string): readonly string[] {
  const found = new Set<string>([...view.project.modules.keys()].filter((dir) => dir !== own && dir !== '.'));
  const pending = ['.'];
  for (let at = 0; at < pending.length && at < MOST_FOLDERS; at++) {
    const dir = pending[at] ?? '.';
    const entries = view.project.world.listFolder(dir);
    if (dir !== own && dir !== '.' && entries.some(({ name, isFolder }) => !isFolder && name.endsWith('.cw')))
      found.add(dir);
    for (const { name, isFolder } of entries) {
      if (isFolder && !name.startsWith('.') && name !== 'node_modules') pending.push(normalizePath(`${dir}/${name}`));
    }
  }
  return [...found].sort();
}

function writtenSource(own: string, dir: string): string {
  const relative = own === '.' ? dir : climbing(own, dir);
  return relative.startsWith('.') ? relative : `./${relative}`;
}

function climbing(own: string, dir: string): string {
  if (dir.startsWith(`${own}/`)) return relativePath(own, dir);
  const from = own.split('/');
  const to = dir === '.' ? [] : dir.split('/');
  let shared = 0;
  while (shared < from.length && shared < to.length && from[shared] === to[shared]) shared++;
  return [...from.slice(shared).map(() => '..'), ...to.slice(shared)].join('/');
}
