/** Codes of Forge and of the files that it keeps: bundles, state, locks. */
export const forgeCodes = {
  'state-damaged': { severity: 'error', title: 'A state file that cannot be trusted' },
} as const;
