/**
 * A container engine for tests and benches. Where none answers on the machine's usual socket, Debian's `dockerd` is
 * started with a socket, data folder and bridge of its own, without touching the firewall, and ended afterwards.
 * No image can be pulled: `docker-images.ts` builds the ones that tests and examples name.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isAnswering, request } from './docker-api.ts';
import { buildImages } from './docker-images.ts';

/** An engine, or the sentence on why there is none. */
export type DockerAnswer =
  | { readonly kind: 'engine'; readonly socketPath: string }
  | { readonly kind: 'none'; readonly reason: string };

export interface DockerEngine {
  /** Path of the Unix socket, for dockerode's `socketPath` or `DOCKER_HOST=unix://…`. */
  readonly socketPath: string;
  /** Ends what was started, and removes the images that were built on an engine that was there before. */
  stop(): Promise<void>;
}

/**
 * Gives a running engine that has the test images. Throws an `Error` whose message says what is missing when the machine
 * can have none. With CLOCKWORK_TEST_ENGINE=own an engine that answers already is left alone.
 */
export async function ensureDocker(): Promise<DockerEngine> {
  const usual = '/var/run/docker.sock';
  if (process.env['CLOCKWORK_TEST_ENGINE'] !== 'own' && (await isAnswering(usual))) return shareEngine(usual);
  const obstacle = findObstacle();
  if (obstacle !== undefined) throw new Error(obstacle);
  removeLeftovers();
  try {
    return await startEngine([]);
  } catch (first) {
    // The overlay driver does not work on top of every file system; this one does.
    return startEngine(['--storage-driver', 'vfs']).catch(() => Promise.reject(first));
  }
}

/** The same as data: never throws. */
export async function tryDocker(): Promise<{ readonly answer: DockerAnswer; readonly stop: () => Promise<void> }> {
  try {
    const engine = await ensureDocker();
    return { answer: { kind: 'engine', socketPath: engine.socketPath }, stop: engine.stop };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { answer: { kind: 'none', reason }, stop: async () => {} };
  }
}

async function shareEngine(socketPath: string): Promise<DockerEngine> {
  const built = await buildImages(socketPath);
  const stop = async () => {
    for (const name of built) await request(socketPath, 'DELETE', `/images/${name}?force=1`);
  };
  return { socketPath, stop };
}

function findObstacle(): string | undefined {
  if (process.platform !== 'linux') return 'no container engine answers, and one can only be started on Linux';
  if (process.getuid?.() !== 0) return 'no container engine answers, and only root can start one';
  for (const command of ['dockerd', 'ip', 'busybox']) {
    if (!isCommand(command)) return `no container engine answers, and there is no \`${command}\` to start one with`;
  }
  return undefined;
}

function isCommand(name: string): boolean {
  const folders = [...(process.env['PATH'] ?? '').split(path.delimiter), '/usr/sbin', '/sbin'];
  return folders.some((folder) => fs.existsSync(path.join(folder, name)));
}

async function startEngine(extra: readonly string[]): Promise<DockerEngine> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cw-docker-'));
  const network = addBridge();
  const socketPath = path.join(folder, 'docker.sock');
  fs.writeFileSync(path.join(folder, 'owner'), `${process.pid} ${network.bridge}\n`);
  const logFile = path.join(folder, 'log');
  const log = fs.openSync(logFile, 'w');
  const daemon = spawnTied(
    'dockerd',
    [
      ...['--host', `unix://${socketPath}`, '--data-root', path.join(folder, 'data')],
      ...['--exec-root', path.join(folder, 'exec'), '--pidfile', path.join(folder, 'pid')],
      ...['--bridge', network.bridge, '--default-address-pool', `base=${network.pool},size=24`],
      // Ports are published by docker-proxy, so nothing of the machine's firewall or routing has to change.
      ...['--iptables=false', '--ip6tables=false', '--ip-forward=false', '--ip-masq=false', '--shutdown-timeout', '1'],
      ...extra,
    ],
    log,
  );
  fs.closeSync(log);
  const stop = () => stopEngine(daemon, folder, socketPath, network.bridge);
  try {
    await waitUntilReady(daemon, socketPath, logFile);
    await buildImages(socketPath);
    return { socketPath, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

// The kernel ends the daemon if this process dies before it could.
function spawnTied(command: string, args: readonly string[], log: number): ChildProcess {
  const env = { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin` };
  return spawn('setpriv', ['--pdeathsig', 'TERM', command, ...args], { stdio: ['ignore', log, log], env });
}

async function waitUntilReady(daemon: ChildProcess, socketPath: string, logFile: string): Promise<void> {
  const failed = once(daemon, 'error').then(([error]) => Promise.reject(error));
  const poll = async () => {
    for (const deadline = Date.now() + 60_000; Date.now() < deadline; await delay(50)) {
      if (await isAnswering(socketPath)) return;
      if (daemon.exitCode !== null) throw new Error(`dockerd ended: ${lastLine(logFile)}`);
    }
    throw new Error(`dockerd did not answer within 60 s: ${lastLine(logFile)}`);
  };
  await Promise.race([poll(), failed]);
}

function lastLine(file: string): string {
  return fs.readFileSync(file, 'utf8').trim().split('\n').at(-1) ?? '';
}

async function stopEngine(daemon: ChildProcess, folder: string, socketPath: string, bridge: string): Promise<void> {
  if (daemon.exitCode === null && daemon.signalCode === null && daemon.pid !== undefined) {
    const ended = once(daemon, 'exit');
    await removeObjects(socketPath);
    daemon.kill('SIGTERM');
    const isLate = await Promise.race([ended.then(() => false), delay(20_000, true, { ref: false })]);
    if (isLate) {
      daemon.kill('SIGKILL');
      await ended;
    }
  }
  removeEngine(folder, bridge);
}

/** Networks too: a daemon that ends leaves their bridges on the machine. */
async function removeObjects(socketPath: string): Promise<void> {
  try {
    const { body } = await request(socketPath, 'GET', '/containers/json?all=1');
    const containers = JSON.parse(body) as readonly { readonly Id: string }[];
    await Promise.all(containers.map(({ Id }) => request(socketPath, 'DELETE', `/containers/${Id}?force=1&v=1`)));
    const filters = encodeURIComponent(JSON.stringify({ type: ['custom'] }));
    const listed = await request(socketPath, 'GET', `/networks?filters=${filters}`);
    const networks = JSON.parse(listed.body) as readonly { readonly Id: string }[];
    await Promise.all(networks.map(({ Id }) => request(socketPath, 'DELETE', `/networks/${Id}`)));
  } catch {
    // It does not answer any more: its end takes the containers with it, and `removeEngine` the bridges.
  }
}

// A bridge and an address range that nothing on this machine uses yet, so that several engines get along.
function addBridge(): { readonly bridge: string; readonly pool: string } {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const slot = (process.pid + attempt) % 100;
    const bridge = `cwtest${slot}`;
    const routes = run('ip', ['-4', 'route', 'show', 'table', 'all']);
    if (routes.includes(` 10.99.${slot}.`) || routes.includes(`10.${100 + slot}.`)) continue;
    try {
      run('ip', ['link', 'add', 'name', bridge, 'type', 'bridge']);
    } catch {
      continue;
    }
    run('ip', ['addr', 'add', `10.99.${slot}.1/24`, 'dev', bridge]);
    run('ip', ['link', 'set', bridge, 'up']);
    return { bridge, pool: `${poolOf(bridge)}0.0/16` };
  }
  throw new Error('no network bridge could be added for a container engine (`ip link add … type bridge`)');
}

/** How addresses of the engine's networks begin; nobody else had any of them when its bridge was added. */
function poolOf(bridge: string): string {
  return `10.${100 + Number(bridge.replace('cwtest', ''))}.`;
}

/** The bridges that the engine made for its networks. */
function networkBridges(bridge: string): readonly string[] {
  return run('ip', ['-o', '-4', 'addr', 'show'])
    .split('\n')
    .flatMap((line) => {
      const [, name, address] = /^\d+: (br-[0-9a-f]{12})\s+inet (\S+)/.exec(line) ?? [];
      return name !== undefined && address?.startsWith(poolOf(bridge)) === true ? [name] : [];
    });
}

// What runs left behind that were killed before they could clean up.
function removeLeftovers(): void {
  for (const name of fs.readdirSync(os.tmpdir()).filter((one) => one.startsWith('cw-docker-'))) {
    const folder = path.join(os.tmpdir(), name);
    const owner = path.join(folder, 'owner');
    if (!fs.existsSync(owner)) continue;
    const [pid, bridge] = fs.readFileSync(owner, 'utf8').trim().split(' ');
    if (pid === undefined || bridge === undefined || fs.existsSync(`/proc/${pid}`)) continue;
    removeEngine(folder, bridge);
  }
}

function removeEngine(folder: string, bridge: string): void {
  const mounts = fs
    .readFileSync('/proc/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[1] ?? '');
  for (const mount of mounts.filter((one) => one.startsWith(`${folder}/`)).reverse()) attempt('umount', ['-l', mount]);
  for (const name of [...networkBridges(bridge), bridge]) attempt('ip', ['link', 'delete', name]);
  fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

function attempt(command: string, args: readonly string[]): void {
  try {
    run(command, args);
  } catch {
    // Gone already.
  }
}

function run(command: string, args: readonly string[]): string {
  const env = { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin` };
  return execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], env });
}
