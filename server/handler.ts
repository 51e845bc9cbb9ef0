/** What a feature gives to the server: the request that it answers, what it adds to the capabilities, and the answer. */
import type { ProtocolRequestType, RequestType, ServerCapabilities } from 'vscode-languageserver';
import type { ClientFeatures } from './client-features.ts';
import type { Session } from './session.ts';

export interface Context {
  readonly session: Session;
  /** Whether the client no longer wants the answer; long work asks now and then. */
  isCancelled(): boolean;
}

export interface Handler {
  readonly method: string;
  /** Merged with those of the others, objects by key; nothing for a custom request. */
  capabilities(client: ClientFeatures): Partial<ServerCapabilities>;
  run(params: unknown, context: Context): unknown;
}

/** Ties the types of a request to what answers it. The answer may be a promise; a throw is logged and answered as an error. */
export function handler<P, R, PR, E, RO>(
  type: ProtocolRequestType<P, R, PR, E, RO> | RequestType<P, R, E>,
  capabilities: Handler['capabilities'],
  run: (params: P, context: Context) => R | Promise<R>,
): Handler {
  return { method: type.method, capabilities, run: (params, context) => run(params as P, context) };
}
