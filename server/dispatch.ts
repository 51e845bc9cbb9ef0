/** Registers the table of handlers: every request is answered, whatever happens in the handler. */
import {
  type CancellationToken,
  type Connection,
  ErrorCodes,
  ResponseError,
  type ServerCapabilities,
} from 'vscode-languageserver';
import type { ClientFeatures } from './client-features.ts';
import type { Handler } from './handler.ts';
import { cancelled } from './lifecycle.ts';
import type { Session } from './session.ts';

export interface DispatchOptions {
  readonly connection: Connection;
  /** Undefined before `initialize`, when no request is let through. */
  readonly session: () => Session | undefined;
  readonly log: (sentence: string) => void;
}

export function register(handlers: readonly Handler[], options: DispatchOptions): void {
  for (const handler of handlers) {
    options.connection.onRequest(handler.method, (params: unknown, token: CancellationToken) =>
      answer(handler, params, token, options),
    );
  }
}

async function answer(
  handler: Handler,
  params: unknown,
  token: CancellationToken,
  { session: current, log }: DispatchOptions,
): Promise<unknown> {
  if (token.isCancellationRequested) return cancelled;
  const session = current();
  if (session === undefined) return new ResponseError(ErrorCodes.ServerNotInitialized, 'Not initialized.');
  try {
    const result = handler.run(params, { session, isCancelled: () => token.isCancellationRequested });
    if (!(result instanceof Promise)) return result;
    return await Promise.race([result, whenCancelled(token)]);
  } catch (error) {
    if (error instanceof ResponseError) return error;
    log(`\`${handler.method}\` failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    return new ResponseError(ErrorCodes.InternalError, `\`${handler.method}\` failed: ${messageOf(error)}`);
  }
}

function whenCancelled(token: CancellationToken): Promise<ResponseError> {
  return new Promise((resolve) => {
    token.onCancellationRequested(() => resolve(cancelled));
  });
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** What all handlers offer together: objects are merged by key, lists joined. */
export function capabilitiesOf(handlers: readonly Handler[], client: ClientFeatures): ServerCapabilities {
  return handlers.reduce<ServerCapabilities>(
    (all, handler) => merged(all, handler.capabilities(client)) as ServerCapabilities,
    {},
  );
}

function merged(a: unknown, b: unknown): unknown {
  if (Array.isArray(a) && Array.isArray(b)) return [...new Set([...a, ...b])];
  if (!isObject(a) || !isObject(b)) return b ?? a;
  const all: Record<string, unknown> = { ...a };
  for (const [key, value] of Object.entries(b)) all[key] = key in all ? merged(all[key], value) : value;
  return all;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
