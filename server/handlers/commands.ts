/** `workspace/executeCommand`: edits that the client applies. Nothing is ever run. */
import { ErrorCodes, ExecuteCommandRequest, LSPErrorCodes, ResponseError } from 'vscode-languageserver';
import { fillIn } from '../../core/ide/actions/complete-project.ts';
import { editsOfAll, fixableIn } from '../../core/ide/actions/fix-all.ts';
import { inForm } from '../../core/ide/structure/kept-form.ts';
import { canMakeFiles, type EditGroup, editOf, editOnDisk } from '../edits.ts';
import type { Handler } from '../handler.ts';
import { handler } from '../handler.ts';
import { type Completed, serverCommands } from '../protocol.ts';
import type { Session } from '../session.ts';
import { pathOfUri } from '../uri.ts';

export const commandHandlers: readonly Handler[] = [
  handler(
    ExecuteCommandRequest.type,
    ({ appliesEdits }) => (appliesEdits ? { executeCommandProvider: { commands: Object.values(serverCommands) } } : {}),
    async ({ command, arguments: given = [] }, { session }) => {
      if (!session.client.appliesEdits) throw failed('This editor does not apply edits that it did not ask for.');
      const [argument] = given as readonly unknown[];
      switch (command) {
        case serverCommands.complete:
          return await completeProject(session, textOf(argument, 'uri'));
        case serverCommands.fixAll:
          return await fixEverywhere(session, textOf(argument, 'code'));
        default:
          throw new ResponseError(ErrorCodes.InvalidParams, `There is no command \`${command}\`.`);
      }
    },
  ),
];

function failed(reason: string): ResponseError<void> {
  return new ResponseError(LSPErrorCodes.RequestFailed, reason);
}

function textOf(argument: unknown, name: string): string {
  const value =
    typeof argument === 'object' && argument !== null
      ? (argument as Readonly<Record<string, unknown>>)[name]
      : undefined;
  if (typeof value === 'string') return value;
  throw new ResponseError(
    ErrorCodes.InvalidParams,
    `The command takes one argument, an object with a text \`${name}\`.`,
  );
}

async function completeProject(session: Session, uri: string): Promise<Completed> {
  await session.settled(uri);
  const project =
    session.target(uri)?.project ?? session.views().find((each) => each.project.directory === pathOfUri(uri))?.project;
  if (project === undefined) throw failed('There is no project here.');
  const { model } = project.workspace.snapshot();
  const view = project.workspace.view();
  const filled = fillIn(view, model, new Date(session.now()).toISOString());
  if (filled.kind === 'refused') throw failed(filled.reason);
  const { change, completed } = filled;
  if (change.edits.length === 0 && change.newFiles === undefined) return { completed };
  if (change.newFiles !== undefined && !canMakeFiles(session)) {
    throw failed('This editor cannot make files: run `clockwork complete`, or make an empty `completed.cw`.');
  }
  const isApplied = await session.applyEdit(editOf(session, [{ project, view, ...change }]), 'Complete');
  if (!isApplied) throw failed('The editor did not apply the change.');
  return { completed };
}

/** Gives the number of problems that were fixed. */
async function fixEverywhere(session: Session, code: string): Promise<number> {
  await session.settled();
  let count = 0;
  const edit = editOnDisk(session, () => {
    count = 0;
    return session.views().flatMap(({ project, view }): readonly EditGroup[] => {
      const problems = fixableIn(view, code);
      count += problems.length;
      return problems.length === 0 ? [] : [{ project, view, edits: inForm(view, editsOfAll(view, problems)) }];
    });
  });
  if (count === 0) return 0;
  const isApplied = await session.applyEdit(edit, `Fix all \`${code}\``);
  if (!isApplied) throw failed('The editor did not apply the change.');
  return count;
}
