/**
 * `clockwork console`: evaluates expressions in the scope of the root module. Expressions come from `-e`, from the
 * lines of standard input, or from a person at a prompt. An empty folder is fine.
 */

import { loadState } from '../../assembly/read-state.ts';
import { outputsInState, resultsFrom } from '../../assembly/results.ts';
import { LineIndex } from '../../base/line-index.ts';
import { visible } from '../../diagnostics/visible.ts';
import { evaluatorInRoot } from '../../intake/evaluate-in-root.ts';
import { noResults, type Results } from '../../intake/model.ts';
import { shownTypeName } from '../../language/describe.ts';
import { toJson } from '../../language/value-json.ts';
import { valueToText } from '../../language/value-text.ts';
import { hasSensitive, isWhollyKnown, type Value } from '../../language/values.ts';
import { parseExpression } from '../../syntax/parse.ts';
import type { CommandRun, Invocation } from '../context.ts';
import { exitCodes } from '../exit-code.ts';
import { printResult, say } from '../output.ts';
import { loadProject, type OpenProject } from '../project.ts';
import { sayDiagnostics } from '../report.ts';
import { version } from '../version.ts';

type Answer =
  | { readonly value: Value }
  | { readonly errors: readonly { readonly code: string; readonly message: string; readonly offset: number }[] };

export const consoleCommand: CommandRun = async (invocation) => {
  const { host, options } = invocation;
  const project = await loadProject(invocation, { unset: 'unknown' });
  const errors = project.diagnostics.filter((one) => one.severity === 'error');
  await sayDiagnostics(invocation, project, errors);
  const evaluate = evaluatorInRoot(project.snapshot.project, project.facts, resultsOf(project));
  const answer = (text: string): boolean => {
    const given = evaluateText(text, evaluate);
    if (options.json) printResult(invocation, jsonLine(given));
    else show(invocation, text, given);
    return 'value' in given;
  };

  if (options.eval !== undefined) {
    const all = options.eval.map(answer);
    return all.every(Boolean) ? exitCodes.done : exitCodes.failed;
  }
  if (host.terminal.stdin.isTerminal && !options.json) {
    await converse(invocation, answer);
    return exitCodes.done;
  }
  let isFine = true;
  for await (const line of host.terminal.stdin.lines()) {
    if (line.trim() === '' || line.trim().startsWith('#')) continue;
    if (!answer(line)) isFine = false;
  }
  return isFine ? exitCodes.done : exitCodes.failed;
};

/** Outputs of what was applied are known here; without a usable record they are unknown. */
function resultsOf({ folder }: OpenProject): Results {
  const loaded = loadState(folder.world.files, folder.layout);
  if ('problem' in loaded) return noResults;
  const { resources, outputs } = loaded.state;
  return resultsFrom(outputsInState(resources), resources, outputs);
}

function evaluateText(text: string, evaluate: ReturnType<typeof evaluatorInRoot>): Answer {
  const { expression, problems } = parseExpression(text);
  const found = problems.length > 0 ? problems : undefined;
  const evaluated = found === undefined ? evaluate(expression) : undefined;
  const all = found ?? evaluated?.problems ?? [];
  if (all.length > 0 || evaluated === undefined) {
    return { errors: all.map(({ code, message, span }) => ({ code, message, offset: span.start })) };
  }
  return { value: evaluated.value };
}

function jsonLine(answer: Answer): string {
  if ('errors' in answer) {
    const [first] = answer.errors;
    return JSON.stringify({ error: { code: first?.code ?? '', message: first?.message ?? '' } });
  }
  const { value } = answer;
  const type = JSON.stringify(shownTypeName(value));
  if (hasSensitive(value)) return `{"sensitive":true,"type":${type}}`;
  if (!isWhollyKnown(value)) return `{"unknown":true,"type":${type}}`;
  return `{"value":${toJson(value)},"type":${type}}`;
}

function show(invocation: Invocation, text: string, answer: Answer): void {
  if ('value' in answer) {
    const { isTerminal } = invocation.host.terminal.stdout;
    const shown = valueToText(answer.value);
    printResult(invocation, isTerminal ? shown.split('\n').map(visible).join('\n') : shown);
    return;
  }
  const { err } = invocation.paint;
  const index = new LineIndex(text);
  for (const { code, message, offset } of answer.errors) {
    say(invocation, `${err.bold(err.red(`error[${code}]`))}: ${visible(message)}`);
    // A prompt shows the expression right above; elsewhere it has to be repeated.
    const { character } = index.positionAt(offset);
    if (text.length <= 200) say(invocation, `  ${visible(text)}\n  ${' '.repeat(character)}${err.red('^')}`);
  }
}

async function converse(invocation: Invocation, answer: (text: string) => boolean): Promise<void> {
  const { host, paint } = invocation;
  say(invocation, paint.err.dim(`Clockwork ${version}. Write an expression; \`exit\` or Ctrl-D leaves.`));
  const history: string[] = [];
  for (;;) {
    const line = await host.terminal.stdin.ask('> ', { history, signal: host.signal });
    if (line === undefined) {
      say(invocation, '');
      return;
    }
    const text = await completeInput(invocation, line, history);
    if (text.trim() === 'exit' || text.trim() === 'quit') return;
    if (text.trim() !== '') answer(text);
  }
}

/** Reads on while a bracket or brace is open, so that an expression may stand on several lines. */
async function completeInput(invocation: Invocation, first: string, history: string[]): Promise<string> {
  let text = first;
  while (isOpen(text)) {
    const more = await invocation.host.terminal.stdin.ask('… ', { history, signal: invocation.host.signal });
    if (more === undefined || more.trim() === '') return text;
    text += `\n${more}`;
  }
  return text;
}

function isOpen(text: string): boolean {
  const bare = text.replace(/"(?:[^"\\]|\\.)*"/g, '""').replace(/(#|\/\/).*$/gm, '');
  const count = (sign: string) => bare.split(sign).length - 1;
  return count('(') > count(')') || count('[') > count(']') || count('{') > count('}');
}
