/**
 * What server and client say to each other beyond the protocol: custom requests and the commands of lenses. Plain types
 * and names, so that both sides and clients in other languages can read them here.
 */

/** Commands that a client carries out. It lists those that it knows in `initializationOptions.commands`. */
export const clientCommands = {
  plan: 'clockwork.plan',
  build: 'clockwork.build',
  apply: 'clockwork.apply',
  assert: 'clockwork.assert',
  showReferences: 'clockwork.showReferences',
  openRun: 'clockwork.openRun',
} as const;

/** Commands that the server carries out itself by `workspace/executeCommand`. */
export const serverCommands = {
  /** Writes what the embedded completer fills in to `completed.cw`, as an edit that the client applies. */
  complete: 'clockwork.complete',
  /** Applies every fix of one code in the workspace. */
  fixAll: 'clockwork.fixAll',
} as const;

export const customRequests = {
  graph: 'clockwork/graph',
  plan: 'clockwork/plan',
  preview: 'clockwork/preview',
} as const;
