/**
 * What an engine's inspect document says of a container, in the words of its attributes: what is as it was
 * asked for is answered exactly so, whatever the engine's own way to write it.
 */
import type { Json, JsonObject } from '../../contracts/json.ts';
import type { HoleyJson, HoleyObject } from '../hole.ts';
import { restartPolicy } from './container-body.ts';
import { secondsOf } from './durations.ts';
import { observedHealthCheck } from './health-check.ts';
import { fullImageName, isImageId, sameImageId } from './images.ts';
import { observedPorts, portsOf } from './ports.ts';
import { mountsOf, observedMounts } from './volumes.ts';

/** `image` is the inspect document of what the image's name means now; null where it is not known. */
export function observedContainer(inspect: Json, image: Json | null, args: HoleyObject): Record<string, Json> {
  const document = asObject(inspect);
  const config = asObject(document['Config']);
  const host = asObject(document['HostConfig']);
  const state = asObject(document['State']);
  const seen: Record<string, HoleyJson | undefined> = {
    name: String(document['Name'] ?? '').replace(/^\//, ''),
    image: observedImage(document, config, image, args['image']),
    command: wordsAsAsked(config['Cmd'], args['command']),
    entrypoint: wordsAsAsked(config['Entrypoint'], args['entrypoint']),
    environment: subset(environmentOf(config['Env']), args['environment']),
    ports: observedPorts(host['PortBindings'], portsOf(args['ports'])) as unknown as HoleyJson,
    volumes: observedMounts(host['Binds'], mountsOf(args['volumes'])) as unknown as HoleyJson,
    networks: observedNetworks(document, args['networks']),
    restart: observedRestart(host['RestartPolicy'], args['restart']),
    labels: subset(asObject(config['Labels']), args['labels']),
    user: config['User'] ?? '',
    working_dir: config['WorkingDir'] ?? '',
    hostname: config['Hostname'] ?? '',
    health_check: observedHealthCheck(config['Healthcheck'], asObject(args['health_check'] as Json)),
    memory: String(host['Memory'] ?? 0),
    cpus: Number(host['NanoCpus'] ?? 0) / 1e9,
    logging: observedLogging(host['LogConfig'], args['logging']),
    read_only: host['ReadonlyRootfs'] === true,
    init: host['Init'] === true,
    extra_hosts: listAsAsked(host['ExtraHosts'], args['extra_hosts']),
    tmpfs: listAsAsked(Object.keys(asObject(host['Tmpfs'])), args['tmpfs']),
    stop_grace_period: observedGrace(config['StopTimeout'], args['stop_grace_period']),
    state: observedState(state, host['RestartPolicy'], args['state']),
  };
  const asked = Object.entries(seen).filter(([name, value]) => args[name] !== undefined && value !== undefined);
  return Object.fromEntries(asked) as Record<string, Json>;
}

export function containerOutputs(inspect: Json, engine: string): Record<string, Json> {
  const document = asObject(inspect);
  const settings = asObject(document['NetworkSettings']);
  const networks = Object.values(asObject(settings['Networks'])).map((network) =>
    String(asObject(network)['IPAddress'] ?? ''),
  );
  return {
    id: String(document['Id'] ?? ''),
    name: String(document['Name'] ?? '').replace(/^\//, ''),
    image_id: String(document['Image'] ?? ''),
    ip: [String(settings['IPAddress'] ?? ''), ...networks].find((ip) => ip !== '') ?? '',
    ports: publishedPorts(settings['Ports']),
    engine,
  };
}

/** Ports as published, with those that the engine chose; IPv6 twins are left out. */
export function publishedPorts(ports: Json | undefined): Json {
  return Object.entries(asObject(ports)).flatMap(([key, bindings]) => {
    const [internal, protocol = 'tcp'] = key.split('/');
    const list = (Array.isArray(bindings) ? (bindings as readonly Json[]) : []).map(asObject);
    const own = list.filter((binding) => binding['HostIp'] !== '::' || list.length === 1);
    return own.map((binding) => ({
      internal: Number(internal),
      external: Number(binding['HostPort'] ?? 0),
      host_ip: String(binding['HostIp'] ?? '') || '0.0.0.0',
      protocol,
    }));
  });
}

/** A container made from an older image of the same name is not as it should be. */
function observedImage(
  document: JsonObject,
  config: JsonObject,
  image: Json | null,
  asked: HoleyJson | undefined,
): string {
  const id = String(document['Image'] ?? '');
  const name = String(config['Image'] ?? document['ImageName'] ?? '');
  if (typeof asked !== 'string') return name;
  if (isImageId(asked)) return sameImageId(asked, id) ? asked : name || id;
  if (fullImageName(name) !== fullImageName(asked) && !isImageId(name)) return name;
  const current = String(asObject(image)['Id'] ?? '');
  return current === '' || sameImageId(current, id) ? asked : `${asked} (older: ${id.slice(0, 19)})`;
}

function environmentOf(list: Json | undefined): JsonObject {
  const entries = (Array.isArray(list) ? (list as readonly Json[]) : []).map((entry): [string, string] => {
    const text = String(entry);
    const split = text.indexOf('=');
    return split < 0 ? [text, ''] : [text.slice(0, split), text.slice(split + 1)];
  });
  return Object.fromEntries(entries);
}

/** Of what is there, only the names that were asked for. */
function subset(seen: JsonObject, asked: HoleyJson | undefined): JsonObject {
  const names = Object.keys((asked ?? {}) as HoleyObject);
  return Object.fromEntries(names.flatMap((name) => (seen[name] === undefined ? [] : [[name, seen[name] ?? null]])));
}

function wordsAsAsked(seen: Json | undefined, asked: HoleyJson | undefined): HoleyJson {
  const words = typeof seen === 'string' ? [seen] : (seen ?? []);
  return JSON.stringify(words) === JSON.stringify(asked) ? (asked ?? null) : words;
}

/** In the order of the question; what else is there stands behind. */
function listAsAsked(seen: Json | undefined, asked: HoleyJson | undefined): HoleyJson {
  const there = (Array.isArray(seen) ? (seen as readonly Json[]) : []).map(String);
  const wanted = (Array.isArray(asked) ? (asked as readonly HoleyJson[]) : []).map(String);
  return [...wanted.filter((one) => there.includes(one)), ...there.filter((one) => !wanted.includes(one))];
}

/** Without a network asked for, the engine’s own choice is not ours to judge. */
function observedNetworks(document: JsonObject, asked: HoleyJson | undefined): HoleyJson {
  if (!Array.isArray(asked) || asked.length === 0) return [];
  const networks = asObject(asObject(document['NetworkSettings'])['Networks']);
  const names = Object.keys(networks);
  // A stopped container of some engines lists none; then what it was made with counts.
  const mode = asObject(document['HostConfig'])['NetworkMode'];
  return listAsAsked(names.length === 0 && typeof mode === 'string' ? [mode, ...asked.slice(1)] : names, asked);
}

function observedRestart(policy: Json | undefined, asked: HoleyJson | undefined): string {
  const { Name: name, MaximumRetryCount: count } = asObject(policy);
  const seen = { Name: name === '' || name === undefined ? 'no' : name, MaximumRetryCount: Number(count ?? 0) };
  const wanted = typeof asked === 'string' ? asked : 'no';
  if (JSON.stringify(restartPolicy(wanted)) === JSON.stringify(seen)) return wanted;
  return seen.MaximumRetryCount > 0 ? `${String(seen.Name)}:${seen.MaximumRetryCount}` : String(seen.Name);
}

/** A task that is not to be started again and ended well has done what it was to do. */
function observedState(state: JsonObject, policy: Json | undefined, asked: HoleyJson | undefined): string {
  if (state['Running'] === true) return 'running';
  const isTask = ['', 'no', 'on-failure'].includes(String(asObject(policy)['Name'] ?? ''));
  const endedWell = state['Status'] === 'exited' && state['ExitCode'] === 0;
  return isTask && endedWell && asked === 'running' ? 'running' : 'stopped';
}

function observedLogging(config: Json | undefined, asked: HoleyJson | undefined): HoleyJson | undefined {
  if (asked === undefined) return undefined;
  const { Type: driver, Config: options } = asObject(config);
  const wanted = asked as HoleyObject;
  return { driver: driver ?? '', opts: subset(asObject(options), wanted['opts']) };
}

function observedGrace(seconds: Json | undefined, asked: HoleyJson | undefined): HoleyJson | undefined {
  if (typeof seconds !== 'number' || typeof asked !== 'string') return undefined;
  return Math.ceil(secondsOf(asked)) === seconds ? asked : `${seconds}s`;
}

export function asObject(value: Json | undefined | null): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}
