/** `clockwork version`: what this is, and what it runs on. */
import type { CommandRun } from '../context.ts';
import { exitCodes } from '../exit-code.ts';
import { printJson, printResult } from '../output.ts';
import { version } from '../version.ts';

export const versionCommand: CommandRun = async (invocation) => {
  if (invocation.options.json) printJson(invocation, { version });
  else printResult(invocation, `clockwork ${version}`);
  return exitCodes.done;
};
