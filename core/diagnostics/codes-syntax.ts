/** Codes of the syntax stage: text that is not HCL. */
export const syntaxCodes = {
  'syntax-error': { severity: 'error', title: 'Text that is not valid HCL' },
  'unclosed-block': { severity: 'error', title: 'A block whose closing brace is missing' },
} as const;
