/** The {@link ContainerEngine} port. */
import type { ContainerEngine } from '../ports.ts';
import { findEngine } from './engine-endpoint.ts';
import { refuse } from './refusal.ts';

export function createContainerEngine(env: Readonly<Record<string, string>>): ContainerEngine {
  const later = () => Promise.resolve(refuse('ENOSYS', 'Container engines are not wired yet.'));
  return {
    async resolve(choice) {
      const found = await findEngine(choice, env, 5_000);
      return 'refused' in found ? found : { engine: found.engine, version: found.version };
    },
    inspect: later,
    carryOut: later,
    logs: later,
  };
}
