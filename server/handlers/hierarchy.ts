/** The call hierarchy: what depends on what, through modules. */
import type { CallHierarchyItem } from 'vscode-languageserver';
import {
  CallHierarchyIncomingCallsRequest,
  CallHierarchyOutgoingCallsRequest,
  CallHierarchyPrepareRequest,
  SymbolKind,
} from 'vscode-languageserver';
import type { View } from '../../core/engine/view.ts';
import type { Symbol as ProjectSymbol } from '../../core/ide/names/symbols.ts';
import {
  type HierarchyCall,
  type HierarchyItem,
  hierarchyItem,
  hierarchyItemAt,
  incomingCalls,
  outgoingCalls,
} from '../../core/ide/navigation/call-hierarchy.ts';
import { linesOf } from '../../core/ide/spans.ts';
import { offsetOf, rangeOf } from '../convert.ts';
import type { Handler } from '../handler.ts';
import { handler } from '../handler.ts';
import type { Session, Target } from '../session.ts';

type Where = Pick<Target, 'project' | 'view'>;

export const hierarchyHandlers: readonly Handler[] = [
  handler(
    CallHierarchyPrepareRequest.type,
    () => ({ callHierarchyProvider: true }),
    ({ textDocument, position }, { session }) => {
      const target = session.target(textDocument.uri);
      if (target === undefined) return null;
      const item = hierarchyItemAt(target.view, target.path, offsetOf(target.lines, position));
      return item === undefined ? null : [itemOf(item, session, target)];
    },
  ),
  handler(
    CallHierarchyIncomingCallsRequest.type,
    () => ({}),
    ({ item }, { session }) =>
      callsOf(item, session, incomingCalls).map(({ call, where }) => ({
        from: itemOf(call.item, session, where),
        fromRanges: rangesOf(call, where.view, call.item.file),
      })),
  ),
  handler(
    CallHierarchyOutgoingCallsRequest.type,
    () => ({}),
    ({ item }, { session }) =>
      callsOf(item, session, outgoingCalls).map(({ call, caller, where }) => ({
        to: itemOf(call.item, session, where),
        fromRanges: rangesOf(call, where.view, caller.file),
      })),
  ),
];

/** Of the project that the item was prepared in; of any that has its file, where the item is an older one. */
function callsOf(
  item: CallHierarchyItem,
  session: Session,
  find: (view: View, symbol: ProjectSymbol) => readonly HierarchyCall[],
): readonly { readonly call: HierarchyCall; readonly caller: HierarchyItem; readonly where: Where }[] {
  const data = dataOf(item.data);
  const where =
    session.views().find(({ project }) => project.directory === data?.directory) ?? session.target(item.uri);
  if (data === undefined || where === undefined) return [];
  const caller = hierarchyItem(where.view, data.symbol);
  return caller === undefined ? [] : find(where.view, data.symbol).map((call) => ({ call, caller, where }));
}

interface ItemData {
  readonly directory: string;
  readonly symbol: ProjectSymbol;
}

/** What {@link itemOf} put there, as the client sends it back. */
function dataOf(data: unknown): ItemData | undefined {
  const { directory, dir, name } = (data ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof directory !== 'string' || typeof dir !== 'string' || typeof name !== 'string') return undefined;
  return { directory, symbol: { dir, name } };
}

function itemOf(
  { symbol: { dir, name }, file, span, selection }: HierarchyItem,
  session: Session,
  { project, view }: Where,
): CallHierarchyItem {
  const known = view.project.files.get(file);
  const start = { line: 0, character: 0 };
  const rangeIn = (of: typeof span) => (known === undefined ? { start, end: start } : rangeOf(linesOf(known), of));
  const [sort = ''] = name.split('.');
  return {
    name: sort === 'resource' ? name.slice('resource.'.length) : name,
    kind: kinds[sort] ?? SymbolKind.Object,
    detail: dir === '.' ? file : dir,
    uri: session.uriOf(project, file),
    range: rangeIn(span),
    selectionRange: rangeIn(selection),
    data: { directory: project.directory, dir, name },
  };
}

const kinds: Readonly<Record<string, SymbolKind>> = {
  var: SymbolKind.Variable,
  local: SymbolKind.Constant,
  output: SymbolKind.Interface,
  module: SymbolKind.Module,
  resource: SymbolKind.Class,
};

/** Those in the caller's own file, as the protocol has it. */
function rangesOf({ places }: HierarchyCall, view: View, path: string) {
  const file = view.project.files.get(path);
  if (file === undefined) return [];
  return places.filter((place) => place.file === path).map(({ span }) => rangeOf(linesOf(file), span));
}
