/**
 * Common services, as the embedded completer knows them: the image with a pinned tag, the port that it
 * listens on, where it keeps data, how to see that it is well, and which secrets it cannot do without.
 */

export interface KnownService {
  /** First the image's own name, then other names of it. */
  readonly words: readonly string[];
  /** Words that may mean it, where nothing is named: a cache, a mail server. */
  readonly hints?: readonly string[];
  readonly image: string;
  readonly port: number;
  /** Where it keeps what must outlive the container. */
  readonly data?: string;
  /** Path that answers 200 over HTTP when it is well. */
  readonly healthPath?: string;
  /** Command in the container that succeeds when it is well. */
  readonly healthCommand?: readonly string[];
  readonly command?: readonly string[];
  /** One variable of each group must be given, and none of them is ever made up. */
  readonly secrets?: readonly (readonly string[])[];
  readonly environment?: Readonly<Record<string, string>>;
}

export const knownServices: readonly KnownService[] = [
  { words: ['nginx'], image: 'nginx:1.27-alpine', port: 80, healthPath: '/' },
  { words: ['httpd', 'apache'], image: 'httpd:2.4-alpine', port: 80, healthPath: '/' },
  { words: ['caddy'], image: 'caddy:2.8-alpine', port: 80, data: '/data', healthPath: '/' },
  { words: ['traefik'], image: 'traefik:v3.1', port: 80 },
  { words: ['haproxy'], image: 'haproxy:3.0-alpine', port: 80 },
  {
    words: ['redis'],
    hints: ['cache'],
    image: 'redis:7-alpine',
    port: 6379,
    data: '/data',
    healthCommand: ['redis-cli', 'ping'],
  },
  {
    words: ['valkey'],
    image: 'valkey/valkey:8-alpine',
    port: 6379,
    data: '/data',
    healthCommand: ['valkey-cli', 'ping'],
  },
  { words: ['memcached', 'memcache'], image: 'memcached:1.6-alpine', port: 11211 },
  {
    words: ['postgres', 'postgresql', 'pg'],
    image: 'postgres:16-alpine',
    port: 5432,
    data: '/var/lib/postgresql/data',
    healthCommand: ['pg_isready', '-U', 'postgres'],
    secrets: [['POSTGRES_PASSWORD', 'POSTGRES_PASSWORD_FILE', 'POSTGRES_HOST_AUTH_METHOD']],
  },
  {
    words: ['mysql'],
    image: 'mysql:8.4',
    port: 3306,
    data: '/var/lib/mysql',
    healthCommand: ['mysqladmin', 'ping', '-h', '127.0.0.1'],
    secrets: [
      ['MYSQL_ROOT_PASSWORD', 'MYSQL_ROOT_PASSWORD_FILE', 'MYSQL_RANDOM_ROOT_PASSWORD', 'MYSQL_ALLOW_EMPTY_PASSWORD'],
    ],
  },
  {
    words: ['mariadb'],
    image: 'mariadb:11.4',
    port: 3306,
    data: '/var/lib/mysql',
    healthCommand: ['healthcheck.sh', '--connect', '--innodb_initialized'],
    secrets: [
      [
        'MARIADB_ROOT_PASSWORD',
        'MARIADB_ROOT_PASSWORD_FILE',
        'MARIADB_ROOT_PASSWORD_HASH',
        'MARIADB_RANDOM_ROOT_PASSWORD',
        'MARIADB_ALLOW_EMPTY_ROOT_PASSWORD',
      ],
    ],
  },
  {
    words: ['mongo', 'mongodb'],
    image: 'mongo:7.0',
    port: 27017,
    data: '/data/db',
    healthCommand: ['mongosh', '--quiet', '--eval', 'db.adminCommand("ping").ok'],
  },
  {
    words: ['rabbitmq', 'rabbit'],
    image: 'rabbitmq:3.13-alpine',
    port: 5672,
    data: '/var/lib/rabbitmq',
    healthCommand: ['rabbitmq-diagnostics', '-q', 'ping'],
  },
  { words: ['nats'], image: 'nats:2.10-alpine', port: 4222 },
  {
    words: ['minio'],
    hints: ['s3'],
    image: 'minio/minio:RELEASE.2024-08-17T01-24-54Z',
    port: 9000,
    data: '/data',
    healthPath: '/minio/health/live',
    command: ['server', '/data'],
    secrets: [['MINIO_ROOT_PASSWORD', 'MINIO_ROOT_PASSWORD_FILE']],
  },
  {
    words: ['grafana'],
    hints: ['dashboards'],
    image: 'grafana/grafana:11.2.0',
    port: 3000,
    data: '/var/lib/grafana',
    healthPath: '/api/health',
  },
  {
    words: ['prometheus'],
    image: 'prom/prometheus:v2.54.1',
    port: 9090,
    data: '/prometheus',
    healthPath: '/-/healthy',
  },
  { words: ['registry'], image: 'registry:2.8', port: 5000, data: '/var/lib/registry', healthPath: '/' },
  { words: ['mailpit'], hints: ['smtp'], image: 'axllent/mailpit:v1.20', port: 8025, healthPath: '/livez' },
  { words: ['adminer'], image: 'adminer:4.8.1', port: 8080, healthPath: '/' },
];

/**
 * The service that is meant: the one whose image was given, else the one that the name holds, else the
 * first one that the description names, else what name or description hint at. Undefined where none is.
 */
export function serviceMeant(request: {
  readonly name: string;
  readonly description: string;
  readonly image?: string;
}): KnownService | undefined {
  if (request.image !== undefined) {
    const base = (request.image.split('/').at(-1) ?? '').split(/[:@]/)[0] ?? '';
    return knownServices.find((service) => service.words[0] === base || imageName(service) === base);
  }
  const { name, description } = request;
  return (
    firstMention(name, namesOf) ??
    firstMention(description, namesOf) ??
    firstMention(name, hintsOf) ??
    firstMention(description, hintsOf)
  );
}

const namesOf = (service: KnownService) => service.words;
const hintsOf = (service: KnownService) => service.hints ?? [];

function firstMention(text: string, wordsOf: (service: KnownService) => readonly string[]): KnownService | undefined {
  for (const word of text.toLowerCase().split(/[^a-z0-9]+/)) {
    const found = knownServices.find((service) => wordsOf(service).includes(word));
    if (found !== undefined) return found;
  }
  return undefined;
}

function imageName(service: KnownService): string {
  return (service.image.split('/').at(-1) ?? '').split(':')[0] ?? '';
}
