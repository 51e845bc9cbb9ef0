/** What `docker login` left in the user's configuration, for registries that want to know who pulls. */
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { isRecord } from './engine-endpoint.ts';

export interface RegistryCredentials {
  readonly username: string;
  readonly password: string;
  readonly serveraddress: string;
}

const hub = 'https://index.docker.io/v1/';

/** Null where there are none, or where a credential helper of the desktop keeps them (then pull once by hand). */
export function credentialsFor(
  image: string,
  folder = process.env.DOCKER_CONFIG ?? join(homedir(), '.docker'),
): RegistryCredentials | null {
  const registry = registryOf(image);
  try {
    const config: unknown = JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8'));
    const logins = isRecord(config) && isRecord(config.auths) ? config.auths : {};
    const login = logins[registry] ?? logins[`https://${registry}`];
    if (!isRecord(login) || typeof login.auth !== 'string') return null;
    const [, username, password] = /^([^:]*):(.*)$/s.exec(Buffer.from(login.auth, 'base64').toString('utf8')) ?? [];
    return username === undefined || password === undefined ? null : { username, password, serveraddress: registry };
  } catch {
    return null;
  }
}

/** The part before the first slash is a registry if it looks like a host. */
function registryOf(image: string): string {
  const first = image.split('/')[0] ?? '';
  return image.includes('/') && (/[.:]/.test(first) || first === 'localhost') ? first : hub;
}
