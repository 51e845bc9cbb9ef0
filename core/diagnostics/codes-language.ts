/** Codes of the language stage: expressions that cannot be evaluated. */
export const languageCodes = {
  'unknown-function': { severity: 'error', title: 'A call of a function that does not exist' },
} as const;
