/**
 * Values for variables in `.cwvars` files that nothing loads by itself: `prod.cwvars`, passed with `--var-file`. They are
 * no part of a project's texts, but a renamed variable takes them along.
 */
import type { View } from '../../engine/view.ts';
import { parseFile } from '../../syntax/parse.ts';
import type { FileSpan } from '../spans.ts';

/** Where a root variable is given a value in such files, as far as the last build saw them. Reads the files. */
export function unloadedValues(view: View, variable: string): readonly FileSpan[] {
  const paths = (view.found?.diagnostics ?? []).flatMap(({ code, place }) =>
    code === 'unused-variable-file' && place !== undefined ? [place.file] : [],
  );
  return paths.flatMap((path) =>
    parseFile(path, textOf(view, path) ?? '').file.items.flatMap(({ node, offset }): readonly FileSpan[] => {
      if (node.kind !== 'attribute' || node.name.text !== variable) return [];
      const { start, end } = node.name.span;
      return [{ file: path, span: { start: start + offset, end: end + offset } }];
    }),
  );
}

/** The text of a file, also of one that is no part of the project; undefined where it cannot be read. */
export function textOf(view: View, path: string): string | undefined {
  const known = view.project.files.get(path);
  if (known !== undefined) return known.text;
  const bytes = view.project.world.readFile(path);
  return 'error' in bytes ? undefined : new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}
