/** `clockwork output [NAME]`: what the last apply gave. */
import { suggestion } from '../../base/did-you-mean.ts';
import type { Json } from '../../contracts/json.ts';
import { visibleLines } from '../../diagnostics/visible.ts';
import type { CommandRun } from '../context.ts';
import { exitCodes } from '../exit-code.ts';
import { CommandFailure } from '../failure.ts';
import { projectFolder } from '../folder.ts';
import { printJson, printResult, say } from '../output.ts';
import { assignments } from '../resource-text.ts';
import { readState } from '../state-access.ts';
import { valueLines } from '../value-text.ts';

export const output: CommandRun = async (invocation) => {
  const { state } = readState(await projectFolder(invocation));
  const [name] = invocation.args;
  const { columns, isTerminal } = invocation.host.terminal.stdout;
  if (name === undefined) {
    if (invocation.options.json) {
      const shown = Object.entries(state.outputs).map(([key, one]) => [
        key,
        one.sensitive ? { ...one, value: null } : one,
      ]);
      printJson(invocation, Object.fromEntries(shown));
    } else if (Object.keys(state.outputs).length === 0) {
      say(invocation, 'There are no outputs: none is declared, or nothing was applied yet.');
    } else {
      const sealed = Object.entries(state.outputs).map(([key, one]) => [
        key,
        one.sensitive ? { $digest: '' } : one.value,
      ]);
      printResult(
        invocation,
        assignments(Object.fromEntries(sealed) as Readonly<Record<string, Json>>, columns).join('\n'),
      );
    }
    return exitCodes.done;
  }
  const one = state.outputs[name];
  if (one === undefined) {
    const known = Object.keys(state.outputs);
    const hint = known.length === 0 ? ' Nothing was applied yet, or no output is declared.' : suggestion(name, known);
    throw new CommandFailure(exitCodes.failed, `There is no output \`${name}\`.${hint}`);
  }
  const value = one.value as Json;
  if (invocation.options.json) {
    if (one.sensitive)
      say(invocation, `The output \`${name}\` is sensitive and is revealed here because it was asked for by name.`);
    printJson(invocation, value as Json & object);
  } else if (one.sensitive) {
    say(invocation, `The output \`${name}\` is sensitive. \`clockwork output ${name} --json\` reveals it.`);
  } else if (typeof value === 'string') {
    // For `$(clockwork output url)`: the text itself.
    printResult(invocation, isTerminal ? visibleLines(value) : value);
  } else {
    printResult(invocation, valueLines(value, columns).join('\n'));
  }
  return exitCodes.done;
};
