/**
 * What has to change when files or folders are moved: every `source` that leads to a moved module, the sources inside
 * of one, and paths of files that functions and templates read. Edits are of the texts as they are before the move.
 */
import type { Span } from '../../base/span.ts';
import type { View } from '../../engine/view.ts';
import { literalText } from '../../intake/literal.ts';
import { modulePath, normalizePath, relativePath } from '../../intake/module-path.ts';
import type { SyntaxFile } from '../../syntax/ast.ts';
import { nodeAt } from '../../syntax/locate.ts';
import { pathsIn } from '../navigation/paths.ts';
import { type FileEdit, insideQuotes, shifted } from '../spans.ts';

/** Absolute paths, `/` between folders. */
export interface Move {
  readonly from: string;
  readonly to: string;
}

/** Edits of one project; none where nothing that it names moves, or where everything moves together. */
export function editsForMoves(view: View, moves: readonly Move[]): readonly FileEdit[] {
  const seen = new Set<SyntaxFile>();
  const edits: FileEdit[] = [];
  for (const module of view.project.modules.values()) {
    for (const file of [...module.files, ...(module.completed === undefined ? [] : [module.completed])]) {
      if (seen.has(file)) continue;
      seen.add(file);
      edits.push(...sourcesIn(view, file, module.dir, moves), ...readPathsIn(view, file, module.dir, moves));
    }
  }
  return edits;
}

/** Where a path is after the moves; the innermost moved folder decides. */
function after(path: string, moves: readonly Move[]): string {
  let found: Move | undefined;
  for (const move of moves) {
    const holds = path === move.from || path.startsWith(`${move.from}/`);
    if (holds && move.from.length > (found?.from.length ?? -1)) found = move;
  }
  return found === undefined ? path : `${found.to}${path.slice(found.from.length)}`;
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(1, path.lastIndexOf('/')));
}

function sourcesIn(view: View, file: SyntaxFile, dir: string, moves: readonly Move[]): readonly FileEdit[] {
  const here = normalizePath(`${view.directory}/${dir}`);
  const there = folderOf(after(normalizePath(`${view.directory}/${file.path}`), moves));
  return file.items.flatMap(({ node, offset }): readonly FileEdit[] => {
    if (node.kind !== 'block' || node.type.text !== 'module') return [];
    const source = node.body.entries.find((entry) => entry.kind === 'attribute' && entry.name.text === 'source');
    if (source?.kind !== 'attribute') return [];
    const written = literalText(source.value);
    const span = insideQuotes(source.value.span, true);
    if (written === undefined || !isAsWritten(file, shifted(span, offset), written)) return [];
    if (modulePath('.', written) === undefined) return [];
    const target = after(normalizePath(`${here}/${written.replaceAll('\\', '/')}`), moves);
    if (normalizePath(`${there}/${written.replaceAll('\\', '/')}`) === target) return [];
    return [{ file: file.path, span: shifted(span, offset), newText: dotted(relativePath(there, target)) }];
  });
}

/** Paths of files that are read: the first arguments of functions, and the sources of templates. */
function readPathsIn(view: View, file: SyntaxFile, dir: string, moves: readonly Move[]): readonly FileEdit[] {
  const isMoved = (path: string) => after(path, moves) !== path;
  const root = normalizePath(view.directory);
  const module = normalizePath(`${root}/${dir}`);
  const moduleAfter = folderOf(after(normalizePath(`${root}/${file.path}`), moves));
  const rootAfter = after(root, moves);
  return pathsIn(view, file.path).flatMap(({ sort, span, target }): readonly FileEdit[] => {
    const full = normalizePath(`${root}/${target}`);
    if (sort !== 'file' || !(isMoved(full) || isMoved(module)) || !isRead(file, span)) return [];
    const written = file.text.slice(span.start, span.end);
    const [, folder] = /^\$\{\s*path\.(module|root)\s*\}\//.exec(written) ?? [];
    if (folder === undefined && (written.includes('${') || written.includes('\\') || written.startsWith('/')))
      return [];
    const base = folder === 'module' ? moduleAfter : rootAfter;
    const before = relativePath(folder === 'module' ? module : root, full);
    const now = relativePath(base, after(full, moves));
    if (before === now) return [];
    const prefix = folder === undefined ? '' : `\${path.${folder}}/`;
    const newText = folder === undefined && written.startsWith('./') ? dotted(now) : now;
    return [{ file: file.path, span, newText: prefix + newText }];
  });
}

function isRead(file: SyntaxFile, span: Span): boolean {
  const located = nodeAt(file, span.start);
  if (located === undefined) return false;
  const { path, item } = located;
  const at = path.findLastIndex((node) => 'kind' in node && node.kind === 'template');
  const template = path[at];
  const around = path[at - 1];
  if (template === undefined || around === undefined || !('kind' in around)) return false;
  if (around.kind === 'call') return around.args[0] === template;
  const { node } = item;
  return (
    around.kind === 'attribute' &&
    'name' in around &&
    around.name.text === 'template' &&
    at === 2 &&
    node.kind === 'block' &&
    node.labels[0]?.text === 'template_file'
  );
}

function isAsWritten({ text }: SyntaxFile, span: Span, value: string): boolean {
  return text.slice(span.start, span.end) === value;
}

function dotted(path: string): string {
  return path === '.' ? './' : path.startsWith('..') ? path : `./${path}`;
}
