/**
 * The images that tests and examples name, built `FROM scratch` with a static busybox: each starts with its usual command
 * and does something believable on its usual port, so that probes, ports and health checks are real.
 */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { request } from './docker-api.ts';
import { makeFolder, writeFiles } from './temp.ts';

interface TestImage {
  readonly names: readonly string[];
  readonly port: number;
  readonly command: readonly string[];
}

const web: TestImage = {
  names: ['nginx:latest', 'nginx:1.25-alpine', 'nginx:alpine', 'httpd:latest', 'caddy:latest', 'traefik:latest'],
  port: 80,
  command: ['nginx'],
};

/** Names that can be used in tests, what their process is, and the port that it listens on. */
export const testImages: readonly TestImage[] = [
  web,
  { names: ['redis:7-alpine', 'redis:latest'], port: 6379, command: ['redis-server'] },
  { names: ['postgres:16-alpine', 'postgres:latest'], port: 5432, command: ['postgres'] },
  { names: ['mysql:8', 'mariadb:11'], port: 3306, command: ['mysqld'] },
  { names: ['busybox:latest', 'alpine:latest'], port: 80, command: ['sh'] },
];

/** Builds every image that the engine does not have, and returns the names of those. Throws when a build fails. */
export async function buildImages(socketPath: string): Promise<readonly string[]> {
  const built: string[] = [];
  for (const image of testImages) {
    const missing = await namesMissing(socketPath, image.names);
    if (missing.length === 0) continue;
    const tags = missing.map((name) => `t=${encodeURIComponent(name)}`).join('&');
    const answer = await request(socketPath, 'POST', `/build?${tags}&rm=1&networkmode=none`, buildContext(image));
    // A build reports its failure in the stream, after a status of 200.
    if (answer.status !== 200 || answer.body.includes('"error"')) throw new Error(`image not built: ${answer.body}`);
    built.push(...missing);
  }
  return built;
}

async function namesMissing(socketPath: string, names: readonly string[]): Promise<readonly string[]> {
  const found = await Promise.all(names.map((name) => request(socketPath, 'GET', `/images/${name}/json`)));
  return names.filter((_, index) => found[index]?.status !== 200);
}

const scripts: Readonly<Record<string, string>> = {
  // On 8080 too: a short form publishes one number on both sides.
  nginx: '#!/bin/sh\nhttpd -p 8080 -h /usr/share/nginx/html\nexec httpd -f -p 80 -h /usr/share/nginx/html\n',
  'redis-server': '#!/bin/sh\nexec nc -ll -p 6379 -e /bin/redis-session\n',
  'redis-session': '#!/bin/sh\nwhile read -r line; do printf "+PONG\\r\\n"; done\n',
  'redis-cli': '#!/bin/sh\nprintf "PING\\r\\n" | nc -w 1 127.0.0.1 6379\n',
  postgres: '#!/bin/sh\nexec nc -ll -p 5432 -e /bin/cat\n',
  pg_isready: '#!/bin/sh\nexec nc -w 1 127.0.0.1 5432 < /dev/null\n',
  mysqld: '#!/bin/sh\nexec nc -ll -p 3306 -e /bin/cat\n',
};

// Every image holds all the programs; only command and port differ, so they share one layer.
function buildContext(image: TestImage): Uint8Array {
  const folder = makeFolder();
  try {
    const root = path.join(folder.path, 'root');
    writeFiles(folder.path, {
      Dockerfile: [
        'FROM scratch',
        'COPY root/ /',
        'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
        `EXPOSE ${image.port}`,
        // The first process of a container ignores SIGTERM unless it handles it, and these do not.
        'STOPSIGNAL SIGKILL',
        `CMD ${JSON.stringify(image.command)}`,
        '',
      ].join('\n'),
      'root/usr/share/nginx/html/index.html': '<!doctype html>\n<title>Welcome to nginx!</title>\n',
      'root/usr/share/nginx/html/health': 'ok\n',
      'root/etc/passwd': 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n',
      'root/etc/group': 'root:x:0:\nnogroup:x:65534:\n',
      'root/tmp/.keep': '',
    });
    addPrograms(path.join(root, 'bin'));
    // Equal inputs give an equal layer, which the engine then finds in its cache.
    const args = [
      '--sort=name',
      '--mtime=@0',
      '--owner=0',
      '--group=0',
      '--numeric-owner',
      '-cf',
      '-',
      '-C',
      folder.path,
    ];
    return execFileSync('tar', [...args, '.'], { maxBuffer: 64 * 1024 * 1024 });
  } finally {
    folder.remove();
  }
}

function addPrograms(bin: string): void {
  const busybox = ['/bin/busybox', '/usr/bin/busybox'].find((file) => fs.existsSync(file));
  if (busybox === undefined) throw new Error('there is no busybox (Debian package `busybox-static`)');
  fs.mkdirSync(bin, { recursive: true });
  fs.copyFileSync(busybox, path.join(bin, 'busybox'));
  fs.chmodSync(path.join(bin, 'busybox'), 0o755);
  const applets = execFileSync(busybox, ['--list'], { encoding: 'utf8' }).trim().split('\n');
  for (const name of applets) if (name !== 'busybox') fs.symlinkSync('busybox', path.join(bin, name));
  for (const [name, text] of Object.entries(scripts)) fs.writeFileSync(path.join(bin, name), text, { mode: 0o755 });
}
