/**
 * Where a module is passed on as a whole (`jsonencode(module.m)`, `local.x = module.m`), so that nobody can say who reads
 * which of its outputs. A rename of an output is refused there.
 */
import type { Span } from '../../base/span.ts';
import { moduleDirOf, type View } from '../../engine/view.ts';
import type { Attribute, Block } from '../../syntax/ast.ts';
import { childNodes, type Node } from '../../syntax/locate.ts';
import { namesIn } from '../names/bindings.ts';
import { occurrencesIn, roleOf } from '../names/occurrences.ts';
import { calledDir, type Symbol as Named } from '../names/symbols.ts';
import { type FileSpan, shifted } from '../spans.ts';

/** The first place of a project where an output may be read without being found as an occurrence. */
export function unfollowedRead(view: View, { dir, name }: Named): FileSpan | undefined {
  const output = name.slice('output.'.length);
  for (const file of view.project.files.values()) {
    if (roleOf(file.path) !== 'source') continue;
    const own = view.table(moduleDirOf(file.path));
    if (own === undefined) continue;
    const isOfModule = (call: string) => calledDir(view, own.dir, call) === dir;
    for (const { node, offset } of file.items) {
      const calls = namesIn(node).chains.filter(
        ({ root, steps }) => root === 'module' && isOfModule(steps[0]?.text ?? ''),
      );
      if (calls.length === 0) continue;
      const followed = new Set(
        (occurrencesIn(node, 'source', view.vocabulary).get(name) ?? []).map(({ span }) => span.start),
      );
      const isRepeated = (call: string) => {
        const { count, forEach } = own.modules.get(call)?.declaration ?? {};
        return count !== undefined || forEach !== undefined;
      };
      const found = findUnfollowed(node, { output, followed, isOfModule, isRepeated });
      if (found !== undefined) return { file: file.path, span: shifted(found, offset) };
    }
  }
  return undefined;
}

interface Wanted {
  readonly output: string;
  /** Where occurrences of the output stand, by their beginning. */
  readonly followed: ReadonlySet<number>;
  isOfModule(call: string): boolean;
  isRepeated(call: string): boolean;
}

/** With a stack of its own, as expressions may be deep. */
function findUnfollowed(root: Block | Attribute, wanted: Wanted): Span | undefined {
  const pending: (readonly [node: Node, around: Around | undefined])[] = [[root, undefined]];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [node, around] = next;
    const call = callOf(node);
    if (call !== undefined && wanted.isOfModule(call)) {
      if (!isFollowed(root, node, around, wanted.isRepeated(call), wanted)) return node.span;
      continue;
    }
    if ('kind' in node && node.kind === 'attribute' && takesThings.has(node.name.text)) continue;
    for (const child of childNodes(node)) pending.push([child, { node, around }]);
  }
  return undefined;
}

/** The node around another, and what is around that. */
interface Around {
  readonly node: Node;
  readonly around: Around | undefined;
}

/** What stands there is a module to wait for, not what it gives. */
const takesThings: ReadonlySet<string> = new Set(['depends_on', 'replace_triggered_by', 'to', 'from']);

/** `m` of `module.m`. */
function callOf(node: Node): string | undefined {
  if (!('kind' in node) || node.kind !== 'get-attribute') return undefined;
  const { object, name } = node;
  return object.kind === 'variable' && object.name === 'module' ? name.text : undefined;
}

/** Goes outwards from `module.m` as long as it is still the module, one of its instances, or the list of them. */
function isFollowed(
  root: Block | Attribute,
  module: Node,
  first: Around | undefined,
  isRepeated: boolean,
  { output, followed }: Wanted,
): boolean {
  let isAll = isRepeated;
  let inner = module;
  for (let at = first; at !== undefined; inner = at.node, at = at.around) {
    const { node } = at;
    if (!('kind' in node)) return false;
    const isRead = (name: string, { start }: Span) => name !== output || followed.has(start);
    switch (node.kind) {
      case 'parenthesized':
        break;
      case 'get-attribute':
        return isRead(node.name.text, node.name.span);
      case 'index':
        if (!isAll || !('object' in node) || node.object !== inner) return false;
        isAll = false;
        break;
      case 'splat': {
        const [step] = node.each;
        return step?.kind === 'attribute' && isRead(step.name.text, step.name.span);
      }
      case 'call':
        if (!isAll || !['values', 'keys', 'length'].includes(node.name.text)) return false;
        if (node.name.text !== 'values') return true;
        break;
      case 'for':
      case 'for-tuple':
      case 'for-object': {
        if (!isAll || node.collection !== inner) return false;
        const { valueName } = node;
        const uses = namesIn(root).chains.filter(({ binding }) => binding?.declared === valueName.span);
        return uses.every(({ steps: [step] }) => step?.kind === 'attribute' && isRead(step.text ?? '', step.span));
      }
      default:
        return false;
    }
  }
  return false;
}
