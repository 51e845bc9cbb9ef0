/**
 * The {@link ContainerEngine} port over dockerode: Docker and Podman speak the same API. One file carries out each sort
 * of object; here is what they share: finding the engine, and turning whatever goes wrong into a refusal.
 */
import type { ContainerEngine, Refusal } from '../ports.ts';
import { isRefusal } from '../ports.ts';
import {
  type EngineConnection,
  engineConnections,
  engineRefusal,
  inspectObject,
  isBroken,
  statusOf,
} from './engine-connection.ts';
import { findOrStartEngine } from './engine-podman.ts';
import { refuse } from './refusal.ts';

type CarryOut = ContainerEngine['carryOut'];

const answerTimeoutMs = 5_000;

export function createContainerEngine(env: Readonly<Record<string, string>>): ContainerEngine {
  const connections = engineConnections(env);

  /** Runs `act` on the engine that `choice` means; a throw becomes a refusal. */
  const onEngine = async <T>(
    choice: Parameters<ContainerEngine['resolve']>[0],
    attempt: string,
    act: (connection: EngineConnection) => Promise<T | Refusal>,
    signal?: AbortSignal,
  ): Promise<T | Refusal> => {
    const connection = await connections.find(choice);
    if (isRefusal(connection)) return connection;
    try {
      return await act(connection);
    } catch (error) {
      const refusal = engineRefusal(error, attempt, connection, signal);
      if (isBroken(refusal)) connections.forget();
      return refusal;
    }
  };

  return {
    async resolve(choice) {
      const found = await findOrStartEngine(choice, env, answerTimeoutMs);
      return isRefusal(found) ? found : { engine: found.engine, version: found.version };
    },

    inspect(choice, object, name) {
      return onEngine(choice, `inspect the ${object} \`${name}\``, async ({ docker, engine }) => {
        const document = await inspectObject(docker, object, name);
        return document === null ? null : { engine, document };
      });
    },

    carryOut(body, owner, context) {
      if (context.signal.aborted) return Promise.resolve(refuse('ECANCELED', 'It was cancelled.'));
      const attempt = describe(body);
      return onEngine(body.engine, attempt, (connection) => carryOut(connection, body, owner, context), context.signal);
    },

    logs(choice, container, { tail }) {
      return onEngine(choice, `read the log of \`${container}\``, async ({ docker }) => {
        const { readLogs } = await import('./engine-logs.ts');
        try {
          return await readLogs(docker, container, tail);
        } catch (error) {
          if (statusOf(error) === 404) return refuse('ENOENT', `There is no container \`${container}\`.`);
          throw error;
        }
      });
    },
  };
}

function describe(body: Parameters<CarryOut>[0]): string {
  switch (body.operation) {
    case 'image':
      return `${body.build === undefined ? 'get' : 'build'} the image \`${body.tag}\``;
    case 'remove':
      return `remove the ${body.object} \`${body.name}\``;
    default:
      return `bring the ${body.operation} \`${body.name}\` about`;
  }
}

async function carryOut(
  connection: EngineConnection,
  ...[body, owner, context]: Parameters<CarryOut>
): ReturnType<CarryOut> {
  switch (body.operation) {
    case 'container':
      return (await import('./engine-container.ts')).carryContainer(connection, body, owner, context);
    case 'image':
      return (await import('./engine-image.ts')).carryImage(connection, body, owner, context);
    case 'network':
      return (await import('./engine-network.ts')).carryNetwork(connection, body, owner, context);
    case 'volume':
      return (await import('./engine-network.ts')).carryVolume(connection, body, owner, context);
    case 'remove': {
      const { removeObject } = await import('./engine-remove.ts');
      const removed = await removeObject(connection, body.object, body.name, owner, context.signal);
      return isRefusal(removed) ? removed : { outputs: {}, changed: removed };
    }
  }
}
