/** `clockwork output [NAME]`: what the last apply gave. */
import { outputsInState, resultsFrom } from '../../assembly/results.ts';
import { suggestion } from '../../base/did-you-mean.ts';
import type { Json } from '../../contracts/json.ts';
import { visibleLines } from '../../diagnostics/visible.ts';
import { toJson } from '../../language/value-json.ts';
import { isWhollyKnown } from '../../language/values.ts';
import type { CommandRun, Invocation } from '../context.ts';
import { exitCodes } from '../exit-code.ts';
import { CommandFailure } from '../failure.ts';
import { projectFolder } from '../folder.ts';
import { printJson, printResult, say } from '../output.ts';
import { openProject } from '../project.ts';
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
    printResult(invocation, one.sensitive ? await revealed(invocation, name) : JSON.stringify(value, null, 2));
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

/** The record holds no sensitive value, only a digest of it: the value is computed from the files and the record. */
async function revealed(invocation: Invocation, name: string): Promise<string> {
  const project = await openProject(invocation);
  const { resources, outputs: kept } = readState(project.folder).state;
  const { outputs } = project.model.evaluateOutputs(resultsFrom(outputsInState(resources), resources, kept));
  const found = outputs.find((output) => output.name === name);
  if (found === undefined || !isWhollyKnown(found.value)) {
    throw new CommandFailure(
      exitCodes.failed,
      `The output \`${name}\` is sensitive, so its value is not kept, and it cannot be computed from what is here now.`,
    );
  }
  say(invocation, `The output \`${name}\` is sensitive. It is revealed because you asked for it by name.`);
  return toJson(found.value);
}
