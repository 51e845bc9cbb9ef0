/** What a command's exit status says. Programs depend on these numbers: they only ever grow in number. */
export const exitCodes = {
  done: 0,
  failed: 1,
  usage: 2,
  configuration: 3,
  step: 4,
  check: 5,
  locked: 6,
  refused: 7,
  drift: 8,
  changes: 10,
  internal: 70,
  interrupted: 130,
  terminated: 143,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** One line for each, for the manual. */
export const exitCodeMeanings: Readonly<Record<keyof typeof exitCodes, string>> = {
  done: 'done',
  failed: 'failed',
  usage: 'wrong usage, or a question that nobody is there to answer',
  configuration: 'the configuration has errors',
  step: 'a step failed',
  check: 'a check, an assertion or a postcondition failed',
  locked: 'another run holds the lock',
  refused: 'refused by policy, sandbox or approval, or the plan is stale',
  drift: 'drift was found',
  changes: '`--detailed-exitcode` found changes',
  internal: 'a mistake of Clockwork itself',
  interrupted: 'interrupted (Ctrl-C)',
  terminated: 'terminated',
};
