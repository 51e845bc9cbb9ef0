/** `textDocument/codeAction` and `codeAction/resolve`. */
import type { CodeAction, CodeActionContext, Diagnostic, Range, WorkspaceEdit } from 'vscode-languageserver';
import { CodeActionRequest, CodeActionResolveRequest } from 'vscode-languageserver';
import type { Action, ActionKind, Problem } from '../../core/ide/actions/action.ts';
import { fixableIn } from '../../core/ide/actions/fix-all.ts';
import { actionsAt } from '../../core/ide/actions/table.ts';
import { rangeOf, spanOfRange } from '../convert.ts';
import { canMakeFiles, editOnDisk, groupsOf, otherViews } from '../edits.ts';
import type { Handler } from '../handler.ts';
import { handler } from '../handler.ts';
import { type FixAllArguments, serverCommands } from '../protocol.ts';
import type { Session, Target } from '../session.ts';

const kinds: readonly ActionKind[] = [
  'quickfix',
  'refactor.extract',
  'refactor.inline',
  'refactor.rewrite',
  'source.fixAll.clockwork',
  'source.sort.clockwork',
];

/** Finds an action again, when its edit is asked for. */
interface ActionData {
  readonly uri: string;
  readonly range: Range;
  readonly id: string;
}

export const actionHandlers: readonly Handler[] = [
  handler(
    CodeActionRequest.type,
    (client) =>
      client.codeActionLiterals
        ? {
            codeActionProvider: {
              codeActionKinds: [...kinds],
              resolveProvider: client.codeActionResolve && client.actionData,
            },
          }
        : {},
    async ({ textDocument: { uri }, range, context }, { session }) => {
      // What is done on saving is done to what was saved.
      if (context.only?.some((kind) => kind.startsWith('source.fixAll')) === true) await session.settled(uri);
      const target = session.target(uri);
      if (target === undefined) return null;
      const { view, path, lines } = target;
      const actions = actionsAt(view, path, spanOfRange(lines, range), otherViews(session, target)).filter(
        ({ kind, refused, makesFiles }) =>
          isWanted(kind, context.only) &&
          (refused === undefined || session.client.disabledActions) &&
          (makesFiles !== true || canMakeFiles(session)),
      );
      const data = (id: string): ActionData => ({ uri, range, id });
      return [
        ...actions.map((action) => shown(session, target, action, context, data(action.id))),
        ...everywhere(session, target, actions, context),
      ];
    },
  ),
  handler(
    CodeActionResolveRequest.type,
    () => ({}),
    (shownAction, { session }) => {
      const data = shownAction.data as ActionData;
      const found = actionOf(session, data);
      return found === undefined ? shownAction : { ...shownAction, edit: editOfAction(session, found, data) };
    },
  ),
];

function isWanted(kind: string, only: readonly string[] | undefined): boolean {
  return only === undefined || only.some((each) => each === '' || kind === each || kind.startsWith(`${each}.`));
}

function shown(
  session: Session,
  target: Target,
  action: Action,
  { diagnostics }: CodeActionContext,
  data: ActionData,
): CodeAction {
  const { client } = session;
  const { title, kind, refused, isPreferred, solves = [] } = action;
  const solved = solves.flatMap((problem) => told(target, problem, diagnostics));
  const isLazy = client.codeActionResolve && client.actionData;
  return {
    title,
    kind,
    ...(solved.length > 0 && { diagnostics: solved }),
    ...(isPreferred === true && { isPreferred }),
    ...(refused !== undefined && { disabled: { reason: refused } }),
    ...(refused === undefined && (isLazy ? { data } : { edit: editOfAction(session, { target, action }, data) })),
  };
}

/** The client's own diagnostics for a problem. */
function told({ lines }: Target, { diagnostic, span }: Problem, diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const { start, end } = rangeOf(lines, span);
  return diagnostics.filter(
    ({ code, range }) =>
      code === diagnostic.code &&
      range.start.line === start.line &&
      range.start.character === start.character &&
      range.end.line === end.line &&
      range.end.character === end.character,
  );
}

interface ActionHere {
  readonly target: Target;
  readonly action: Action;
}

function actionOf(session: Session, { uri, range, id }: ActionData): ActionHere | undefined {
  const target = session.target(uri);
  if (target === undefined) return undefined;
  const { view, path, lines } = target;
  const all = actionsAt(view, path, spanOfRange(lines, range), otherViews(session, target));
  const action = all.find((each) => each.id === id);
  return action === undefined ? undefined : { target, action };
}

function editOfAction(session: Session, found: ActionHere, data: ActionData): WorkspaceEdit {
  let known: ActionHere | undefined = found;
  return editOnDisk(session, () => {
    const here = known ?? actionOf(session, data);
    known = undefined;
    if (here === undefined) return [];
    const { project, view } = here.target;
    const { elsewhere = [], ...change } = here.action.change();
    return [{ project, view, ...change }, ...groupsOf(session, elsewhere)];
  });
}

/** The fix of a code in all files, where others have it as well: a command, since it is not about this file. */
function everywhere(
  session: Session,
  { view, path }: Target,
  actions: readonly Action[],
  { diagnostics }: CodeActionContext,
): CodeAction[] {
  if (!session.client.appliesEdits) return [];
  const codes = new Set(actions.flatMap(({ id, solves = [] }) => (id.startsWith('fix:') ? solves : [])).map(codeOf));
  return [...codes].flatMap((code): CodeAction[] => {
    const all = fixableIn(view, code);
    if (all.every(({ diagnostic: { place } }) => place?.file === path)) return [];
    const title = `Fix all \`${code}\` in the workspace`;
    const argument: FixAllArguments = { code };
    return [
      {
        title,
        kind: 'quickfix',
        diagnostics: diagnostics.filter((each) => each.code === code),
        command: { title, command: serverCommands.fixAll, arguments: [argument] },
      },
    ];
  });
}

function codeOf({ diagnostic }: Problem): string {
  return diagnostic.code;
}
