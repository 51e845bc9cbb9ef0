/** `clockwork lsp` behind other words. The launcher starts the language server itself where `lsp` is the first of them. */
import type { CommandRun } from '../context.ts';
import { wrongUsage } from '../failure.ts';

export const lsp: CommandRun = async () => {
  throw wrongUsage('`lsp` has to come first: `clockwork lsp --stdio`. The editor says which folders it is about.');
};
