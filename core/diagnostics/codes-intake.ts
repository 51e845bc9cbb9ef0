/** Codes of Intake: files, variables, schema, references, modules. */
export const intakeCodes = {
  'unknown-attribute': { severity: 'error', title: 'An attribute that the block does not have' },
} as const;
