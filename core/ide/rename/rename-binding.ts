/** Renames the names that `for` expressions, `%{ for }` and the iterators of `dynamic` blocks give. */
import type { View } from '../../engine/view.ts';
import { type Refused, refused } from '../changes.ts';
import { type BindingHere, namesIn } from '../names/bindings.ts';
import type { FileEdit, FileSpan } from '../spans.ts';

export const labelOfDynamic =
  'The label of a `dynamic` block says which blocks it makes; add `iterator = NAME` to call its iterator something else.';

/** Edits of the declaration and of all uses; refused where the name would mean something else, or hide it. */
export function renameBinding(
  view: View,
  path: string,
  offset: number,
  { binding, declared, uses }: BindingHere,
  newName: string,
): readonly FileEdit[] | Refused {
  if (binding.isLabel) return refused(labelOfDynamic);
  if (rootWords.has(newName) || view.vocabulary.kinds.has(newName)) {
    return refused(`\`${newName}\` means something else in expressions; the name would hide it.`);
  }
  const file = view.project.files.get(path);
  const item = file?.items.find((each) => each.offset <= offset && offset <= each.offset + each.node.span.end);
  if (file === undefined || item === undefined) return refused('There is nothing to rename here.');
  const { bindings, chains } = namesIn(item.node);
  const inScope = (span: FileSpan['span']) => binding.scope.start <= span.start && span.end <= binding.scope.end;
  const overlaps = bindings.some(
    (other) =>
      other !== binding &&
      other.name === newName &&
      other.scope.start < binding.scope.end &&
      binding.scope.start < other.scope.end,
  );
  const captures = chains.some((chain) => chain.root === newName && inScope(chain.rootSpan));
  if (overlaps || captures) return refused(`\`${newName}\` is a name inside of this expression already.`);
  return [declared, ...uses].map((span) => ({ file: path, span, newText: newName }));
}

const rootWords: ReadonlySet<string> = new Set([
  'var',
  'local',
  'each',
  'count',
  'self',
  'path',
  'facts',
  'module',
  'resource',
  'check',
  'verification',
  'true',
  'false',
  'null',
  'for',
  'in',
  'if',
  'else',
  'endif',
  'endfor',
]);
