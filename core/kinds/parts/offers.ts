/** What containers and services offer to those that connect to them. */
import type { Holey, HoleyJson, HoleyObject } from '../hole.ts';
import { imageFamily } from './images.ts';
import { joinText, known } from './known.ts';
import { portsOf } from './ports.ts';

export interface Offered {
  readonly value: Holey<string>;
  readonly sensitive?: true;
}

interface Database {
  readonly port: number;
  readonly scheme: string;
  /** Names of the variables that set user, password and database, with what holds where they are not set. */
  readonly user: readonly [variable: string, otherwise: string];
  readonly password: readonly string[];
  readonly database: readonly [variable: string, otherwise: string];
}

const none = ['', ''] as const;
const mysql: Database = {
  port: 3306,
  scheme: 'mysql',
  user: ['MYSQL_USER', 'root'],
  password: ['MYSQL_PASSWORD', 'MYSQL_ROOT_PASSWORD'],
  database: ['MYSQL_DATABASE', ''],
};
const databases: Readonly<Record<string, Database>> = {
  postgres: {
    port: 5432,
    scheme: 'postgres',
    user: ['POSTGRES_USER', 'postgres'],
    password: ['POSTGRES_PASSWORD'],
    database: ['POSTGRES_DB', 'postgres'],
  },
  mysql,
  mariadb: {
    ...mysql,
    user: ['MARIADB_USER', 'root'],
    password: ['MARIADB_PASSWORD', 'MARIADB_ROOT_PASSWORD'],
    database: ['MARIADB_DATABASE', ''],
  },
  mongo: {
    port: 27017,
    scheme: 'mongodb',
    user: ['MONGO_INITDB_ROOT_USERNAME', ''],
    password: ['MONGO_INITDB_ROOT_PASSWORD'],
    database: ['MONGO_INITDB_DATABASE', ''],
  },
  redis: { port: 6379, scheme: 'redis', user: none, password: ['REDIS_PASSWORD'], database: none },
  valkey: { port: 6379, scheme: 'redis', user: none, password: ['VALKEY_PASSWORD'], database: none },
  rabbitmq: {
    port: 5672,
    scheme: 'amqp',
    user: ['RABBITMQ_DEFAULT_USER', 'guest'],
    password: ['RABBITMQ_DEFAULT_PASS'],
    database: none,
  },
};

/** A thing that others connect to. `place` is where it runs, `from` where the other does. */
export interface Connected {
  readonly name: string;
  /** Name that containers of the same network know it by. */
  readonly host: string;
  readonly image: string;
  readonly environment: HoleyJson | undefined;
  readonly ports: HoleyJson | undefined;
  readonly place: 'container' | 'host';
  readonly from: 'container' | 'host';
}

/** Empty for roles that give no environment, and where it cannot be reached from there. */
export function offersOf(role: string, connected: Connected): Readonly<Record<string, Offered>> {
  if (role === 'database') return databaseOffer(connected);
  return role === 'service' ? serviceOffer(connected) : {};
}

function databaseOffer(connected: Connected): Readonly<Record<string, Offered>> {
  const family = imageFamily(connected.image).toLowerCase();
  const key = Object.keys(databases).find(
    (name) => family === name || family.startsWith(name) || family.endsWith(name),
  );
  const database = key === undefined ? undefined : databases[key];
  if (database === undefined) return {};
  const reached = reachedAt(connected, database.port);
  if (reached === undefined) return {};
  const environment = (known(connected.environment) ?? {}) as HoleyObject;
  const setting = ([variable, otherwise]: readonly [string, string]) => environment[variable] ?? otherwise;
  const password = database.password.map((name) => environment[name]).find((value) => value !== undefined);
  const user = encode(setting(database.user));
  const hasUser = user !== '' || password !== undefined;
  const parts: (HoleyJson | undefined)[] = [`${database.scheme}://`];
  if (hasUser) parts.push(user);
  if (password !== undefined) parts.push(':', encode(password));
  if (hasUser) parts.push('@');
  parts.push(`${reached.host}:${reached.port}`);
  const name = setting(database.database);
  if (name !== '') parts.push('/', encode(name));
  return { DATABASE_URL: { value: joinText(parts), ...(password !== undefined && { sensitive: true }) } };
}

function serviceOffer(connected: Connected): Readonly<Record<string, Offered>> {
  const [port] = portsOf(connected.ports);
  const reached = port === undefined ? undefined : reachedAt(connected, port.internal);
  if (reached === undefined) return {};
  const prefix = connected.name
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, '_')
    .replace(/^(?=\d)/, '_');
  return {
    [`${prefix}_URL`]: { value: `http://${reached.host}:${reached.port}` },
    [`${prefix}_HOST`]: { value: reached.host },
    [`${prefix}_PORT`]: { value: String(reached.port) },
  };
}

/** The address of an inner port, seen from where the other runs; undefined where it is not published. */
function reachedAt(
  connected: Connected,
  internal: number,
): { readonly host: string; readonly port: number } | undefined {
  if (connected.place === 'container' && connected.from === 'container')
    return { host: connected.host, port: internal };
  const port = portsOf(connected.ports).find((one) => one.internal === internal);
  if (port?.external === undefined) return undefined;
  return { host: connected.from === 'container' ? 'host.docker.internal' : 'localhost', port: port.external };
}

function encode(value: HoleyJson): HoleyJson {
  return typeof value === 'string' ? encodeURIComponent(value) : value;
}
