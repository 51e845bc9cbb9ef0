/**
 * The order of a session: nothing before `initialize`, `initialize` once, nothing but `exit` after `shutdown`. Messages
 * that come out of turn are turned into a request of their own, which is refused, or are dropped.
 */
import {
  ErrorCodes,
  LSPErrorCodes,
  type Message,
  type MessageStrategy,
  type NotificationMessage,
  type RequestMessage,
  ResponseError,
  type ResponseMessage,
} from 'vscode-languageserver';

export interface Lifecycle {
  readonly strategy: MessageStrategy;
  /** To be registered as the answer of {@link refusedMethod}. */
  refuse(params: unknown): ResponseError;
  /** The answer of `initialize` is on its way. */
  initialized(): void;
  /** `initialize` could not be answered; another one may come. */
  failed(): void;
}

export const refusedMethod = '$/clockwork/refused';

export function createLifecycle(): Lifecycle {
  let phase: 'new' | 'initializing' | 'ready' | 'shut-down' = 'new';

  const refusalOf = (method: string): ResponseError | undefined => {
    if (method === 'initialize') {
      if (phase === 'new') return undefined;
      return new ResponseError(ErrorCodes.InvalidRequest, 'The server is initialized already.');
    }
    if (phase === 'new' || phase === 'initializing') {
      return new ResponseError(
        ErrorCodes.ServerNotInitialized,
        `\`${method}\` came before \`initialize\` was answered.`,
      );
    }
    if (phase === 'shut-down') return new ResponseError(ErrorCodes.InvalidRequest, 'The server is shut down.');
    return undefined;
  };

  return {
    strategy: {
      handleMessage(message, next) {
        if (isRequest(message)) {
          const refusal = refusalOf(message.method);
          if (refusal !== undefined) {
            const { code, message: reason } = refusal;
            return next({ ...message, method: refusedMethod, params: { code, reason } } as Message);
          }
          if (message.method === 'initialize') {
            phase = 'initializing';
            return next(withCapabilities(message));
          }
          if (message.method === 'shutdown') phase = 'shut-down';
        } else if (isNotification(message) && phase !== 'ready' && !isAlwaysHeard(message.method)) {
          return undefined;
        }
        return next(message);
      },
    },
    refuse(params) {
      const { code, reason } = params as { readonly code: number; readonly reason: string };
      return new ResponseError(code, reason);
    },
    initialized() {
      if (phase === 'initializing') phase = 'ready';
    },
    failed() {
      if (phase === 'initializing') phase = 'new';
    },
  };
}

/** A client that says nothing of what it can do can do nothing special. */
function withCapabilities(message: RequestMessage): RequestMessage {
  const params = message.params as { readonly capabilities?: unknown } | null | undefined;
  return {
    ...message,
    params: { processId: null, rootUri: null, ...params, capabilities: params?.capabilities ?? {} },
  };
}

/** What may come at any time. */
function isAlwaysHeard(method: string): boolean {
  return method === 'exit' || method.startsWith('$/');
}

function isRequest(message: Message): message is RequestMessage {
  return 'method' in message && 'id' in message;
}

function isNotification(message: Message): message is NotificationMessage {
  return 'method' in message && !('id' in message);
}

export const cancelled = new ResponseError(LSPErrorCodes.RequestCancelled, 'The request was cancelled.');

/** A request that was cancelled before its turn is answered at once. */
export function cancelUndispatched(message: Message): ResponseMessage | undefined {
  if (!isRequest(message)) return undefined;
  return { jsonrpc: '2.0', id: message.id, error: cancelled.toJson() } as ResponseMessage;
}
