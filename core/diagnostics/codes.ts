/**
 * The table of diagnostic codes. A code is a stable kebab-case word: it is printed, put into SARIF,
 * and named by `# clockwork:ignore CODE reason`. Each stage keeps its own rows in a file of its own.
 */
import { assemblyCodes } from './codes-assembly.ts';
import { forgeCodes } from './codes-forge.ts';
import { intakeCodes } from './codes-intake.ts';
import { languageCodes } from './codes-language.ts';
import { syntaxCodes } from './codes-syntax.ts';
import type { Severity } from './diagnostic.ts';

export interface CodeInfo {
  readonly severity: Severity;
  /** A noun phrase, shown in lists of rules. */
  readonly title: string;
}

export const codes = {
  ...syntaxCodes,
  ...languageCodes,
  ...intakeCodes,
  ...assemblyCodes,
  ...forgeCodes,
} as const satisfies Record<string, CodeInfo>;

export type Code = keyof typeof codes;
