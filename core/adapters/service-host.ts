/** The {@link ServiceHost} port. */
import type { ServiceHost } from '../ports.ts';
import { refuse } from './refusal.ts';

export function createServiceHost(_stateDir: string): ServiceHost {
  const later = () => Promise.resolve(refuse('ENOSYS', 'Local services are not wired yet.'));
  return { ensure: later, stop: later, status: () => Promise.resolve(null) };
}
