/**
 * Git remotes on this machine for suites that clone, fetch and push: over HTTP through git's own `http-backend`, and
 * over SSH through Debian's `sshd` with keys made for the occasion.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from './ports.ts';
import { makeFolder, writeFiles } from './temp.ts';

export interface GitServer {
  /** Address of a repository by its path below the served folder. */
  url(repository: string): string;
  stop(): Promise<void>;
}

export interface GitHttpServer extends GitServer {
  /** Paths that were asked for, with their status. */
  readonly requests: readonly { readonly path: string; readonly status: number }[];
}

export interface SshServer extends GitServer {
  /** `ssh` with the key of the user and of the host, for GIT_SSH_COMMAND. */
  readonly sshCommand: string;
  readonly port: number;
}

/** What git may know while tests run: nothing of the user's own settings. */
export const gitTestEnvironment: Readonly<Record<string, string>> = {
  PATH: process.env['PATH'] ?? '/usr/bin:/bin',
  HOME: '/nonexistent',
  LC_ALL: 'C',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_TERMINAL_PROMPT: '0',
  GIT_AUTHOR_NAME: 'Tester',
  GIT_AUTHOR_EMAIL: 'tester@example.com',
  GIT_COMMITTER_NAME: 'Tester',
  GIT_COMMITTER_EMAIL: 'tester@example.com',
};

/** Runs git and returns what it printed, without the line end. Throws with its words when it fails. */
export function git(folder: string, ...args: readonly string[]): string {
  return execFileSync('git', ['-c', 'protocol.file.allow=always', ...args], {
    cwd: folder,
    env: gitTestEnvironment,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  }).trimEnd();
}

/** Makes a bare repository with one commit of these files on `main`. Returns its path. */
export function makeRepository(folder: string, name: string, files: Readonly<Record<string, string>>): string {
  const bare = path.join(folder, name);
  const work = makeFolder();
  try {
    fs.mkdirSync(bare, { recursive: true });
    git(bare, 'init', '--quiet', '--bare', '--initial-branch=main');
    git(bare, 'config', 'http.receivepack', 'true');
    git(work.path, 'init', '--quiet', '--initial-branch=main');
    writeFiles(work.path, files);
    git(work.path, 'add', '--all');
    git(work.path, 'commit', '--quiet', '--message', 'First');
    git(work.path, 'push', '--quiet', bare, 'main');
  } finally {
    work.remove();
  }
  return bare;
}

/** Serves the repositories below `folder` on a free loopback port; with `login` only to those who give it. */
export async function startGitHttp(
  folder: string,
  login?: { readonly user: string; readonly password: string },
): Promise<GitHttpServer> {
  const requests: { path: string; status: number }[] = [];
  const expected =
    login === undefined ? undefined : `Basic ${Buffer.from(`${login.user}:${login.password}`).toString('base64')}`;
  const server = createServer((request, response) => {
    response.once('finish', () => requests.push({ path: request.url ?? '', status: response.statusCode }));
    if (expected !== undefined && request.headers.authorization !== expected) {
      request.resume();
      response.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end();
    } else answerWithGit(folder, request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    requests,
    url: (repository) => `http://127.0.0.1:${port}/${repository}`,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

// One request as a CGI program sees it; git does the rest.
function answerWithGit(folder: string, request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const backend = spawn('git', ['http-backend'], {
    env: {
      ...gitTestEnvironment,
      GIT_PROJECT_ROOT: folder,
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: decodeURIComponent(url.pathname),
      QUERY_STRING: url.search.slice(1),
      REQUEST_METHOD: request.method ?? 'GET',
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      HTTP_CONTENT_ENCODING: String(request.headers['content-encoding'] ?? ''),
      GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
      REMOTE_USER: 'tester',
      REMOTE_ADDR: '127.0.0.1',
    },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  backend.stdin.on('error', () => {});
  request.pipe(backend.stdin);
  let head = Buffer.alloc(0);
  backend.stdout.on('data', (chunk: Buffer) => {
    if (response.headersSent) return void response.write(chunk);
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf('\r\n\r\n');
    if (end < 0) return;
    const headers = head
      .subarray(0, end)
      .toString('latin1')
      .split('\r\n')
      .map((line) => line.split(/: (.*)/s));
    const status = headers.find(([name]) => name === 'Status')?.[1];
    response.writeHead(
      Number.parseInt(status ?? '200', 10),
      Object.fromEntries(
        headers.flatMap(([name, value]) => (name && value && name !== 'Status' ? [[name, value]] : [])),
      ),
    );
    response.write(head.subarray(end + 4));
  });
  backend.stdout.on('end', () => {
    if (!response.headersSent) response.writeHead(500);
    response.end();
  });
}

/** Starts an SSH server on a free loopback port that lets this user in by key, and only so. `sshd` is its absolute path. */
export async function startSshd(folder: string, sshd: string): Promise<SshServer> {
  const keys = makeFolder();
  const user = os.userInfo().username;
  const makeKey = (name: string) => {
    const file = path.join(keys.path, name);
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file]);
    return file;
  };
  const hostKey = makeKey('host');
  const userKey = makeKey('user');
  const port = await freePort();
  const config = path.join(keys.path, 'config');
  const known = path.join(keys.path, 'known');
  fs.writeFileSync(known, `[127.0.0.1]:${port} ${fs.readFileSync(`${hostKey}.pub`, 'utf8')}`);
  fs.writeFileSync(
    config,
    [
      `ListenAddress 127.0.0.1:${port}`,
      `HostKey ${hostKey}`,
      `AuthorizedKeysFile ${userKey}.pub`,
      'PasswordAuthentication no',
      'KbdInteractiveAuthentication no',
      'PermitRootLogin prohibit-password',
      'StrictModes no',
      'UsePAM no',
      'PidFile none',
      '',
    ].join('\n'),
  );
  // Debian's sshd wants this folder, which its service makes at boot.
  if (process.getuid?.() === 0) fs.mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  const log = path.join(keys.path, 'log');
  const handle = fs.openSync(log, 'w');
  const server = spawn(sshd, ['-D', '-e', '-f', config], { stdio: ['ignore', handle, handle] });
  fs.closeSync(handle);
  try {
    await waitForPort(server, port, log);
  } catch (error) {
    server.kill();
    keys.remove();
    throw error;
  }
  const options = [
    '-F',
    'none',
    '-i',
    userKey,
    '-o',
    'IdentitiesOnly=yes',
    '-o',
    'BatchMode=yes',
    '-o',
    `UserKnownHostsFile=${known}`,
  ];
  return {
    port,
    sshCommand: `ssh ${options.join(' ')}`,
    url: (repository) => `ssh://${user}@127.0.0.1:${port}${path.join(folder, repository)}`,
    async stop() {
      if (server.exitCode === null && server.signalCode === null) {
        const ended = once(server, 'exit');
        server.kill('SIGTERM');
        await ended;
      }
      keys.remove();
    },
  };
}

async function waitForPort(server: ChildProcess, port: number, log: string): Promise<void> {
  for (const deadline = performance.now() + 10_000; performance.now() < deadline; await delay(20)) {
    if (server.exitCode !== null) break;
    const isOpen = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.destroy();
        resolve(true);
      });
      socket.once('error', () => resolve(false));
    });
    if (isOpen) return;
  }
  throw new Error(`sshd did not start: ${fs.readFileSync(log, 'utf8').trim()}`);
}
