/** Codes of Assembly: rules between resources, and plans that cannot be made. */
export const assemblyCodes = {
  'dependency-cycle': { severity: 'error', title: 'Resources that wait for each other' },
  'claimed-twice': { severity: 'error', title: 'Two resources that need the same path, port or name' },
} as const;
