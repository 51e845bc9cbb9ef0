/** Codes of Assembly: rules between resources, and plans that cannot be made. */
export const assemblyCodes = {
  'dependency-cycle': { severity: 'error', title: 'Resources that wait for each other' },
  'claimed-twice': { severity: 'error', title: 'Two resources that need the same path, port or name' },
  'invalid-value': { severity: 'error', title: 'A value that the kind does not accept' },
  'prevent-destroy': { severity: 'error', title: 'A protected resource that would have to go' },
  'unknown-target': { severity: 'error', title: 'A `--target` that names nothing' },
  'order-impossible': { severity: 'error', title: 'Resources that exchange what only one may have' },
  'ignored-unreadable': { severity: 'error', title: 'An ignored attribute that an update would overwrite' },
  'postcondition-failed': { severity: 'error', title: 'A postcondition that does not hold' },
  'moved-kind': { severity: 'error', title: 'A `moved` block to another kind' },
  'import-missing': { severity: 'error', title: 'An `import` of something that is not there' },
} as const;
