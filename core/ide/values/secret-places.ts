/** Places whose value is secret although the expression there is not: what stands there is never shown evaluated. */
import { moduleDirOf, type View } from '../../engine/view.ts';
import { declaredBy } from '../../intake/read-block.ts';
import type { Node } from '../../syntax/locate.ts';
import { roleOf } from '../names/occurrences.ts';
import { calledDir } from '../names/symbols.ts';

/** A sensitive attribute of a kind, input of a module, output, variable. `nodes` run from an item to the place. */
export function isSecretPlace(view: View, path: string, nodes: readonly Node[]): boolean {
  const [item, entry] = nodes;
  if (item === undefined || !('kind' in item)) return false;
  if (item.kind === 'attribute') {
    const name = 'value' in item ? item.name.text : '';
    return path.endsWith('.cwvars') && view.table('.')?.variables.get(name)?.declaration.sensitive === true;
  }
  if (item.kind !== 'block' || item.type.text === 'completion' || entry === undefined || !('kind' in entry))
    return false;
  const name = entry.kind === 'attribute' ? entry.name.text : entry.kind === 'block' ? entry.type.text : '';
  const { declaration } = declaredBy(item, view.vocabulary, roleOf(path) === 'completed');
  switch (declaration?.kind) {
    case 'resource':
      return view.vocabulary.kinds.get(declaration.type)?.attributes[name]?.sensitive === true;
    case 'module': {
      const dir = view.table(moduleDirOf(path))?.dir;
      const callee = dir === undefined ? undefined : calledDir(view, dir, declaration.name);
      const variables = callee === undefined ? undefined : view.table(callee)?.variables;
      return variables?.get(name)?.declaration.sensitive === true;
    }
    case 'output':
      return declaration.sensitive && name === 'value';
    case 'variable':
      return declaration.sensitive && name === 'default';
    default:
      return false;
  }
}
