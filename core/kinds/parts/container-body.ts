/** The body of the engine's “create container” call, made from a container's arguments. */
import type { HoleyBody } from '../define.ts';
import type { HoleyJson, HoleyObject } from '../hole.ts';
import { secondsOf } from './durations.ts';
import { engineHealthCheck, secondsToHealthy } from './health-check.ts';
import { known } from './known.ts';
import { portBindings } from './ports.ts';
import { bindsOf } from './volumes.ts';

/** `args` are those of one container: with its `name` and `image`. */
export function containerBody(args: HoleyObject): HoleyBody {
  const networks = Array.isArray(args['networks']) ? (args['networks'] as readonly HoleyJson[]) : [];
  const check = known(args['health_check']) as HoleyObject | undefined;
  const waitsForHealth = check?.['test'] !== undefined && args['state'] !== 'stopped';
  return {
    version: '1',
    operation: 'container',
    engine: args['engine'] ?? 'auto',
    name: args['name'] ?? '',
    state: args['state'] ?? 'running',
    pull: args['pull'] ?? 'missing',
    body: createBody(args, check, networks[0]),
    networks: networks.slice(1),
    wait_healthy_seconds: waitsForHealth ? secondsToHealthy(check) : 0,
  };
}

function createBody(args: HoleyObject, check: HoleyObject | undefined, network: HoleyJson | undefined): HoleyObject {
  const { exposed, bindings } = portBindings(args['ports']);
  const healthCheck = check === undefined ? undefined : engineHealthCheck(check);
  const logging = args['logging'] as HoleyObject | undefined;
  const tmpfs = args['tmpfs'] as readonly string[] | undefined;
  return given({
    Image: args['image'],
    Cmd: args['command'],
    Entrypoint: args['entrypoint'],
    Env: args['environment'] ?? {},
    User: args['user'],
    WorkingDir: args['working_dir'],
    Hostname: args['hostname'],
    Labels: args['labels'] ?? {},
    ExposedPorts: exposed,
    Healthcheck: healthCheck,
    StopTimeout: Math.ceil(secondsOf(String(args['stop_grace_period'] ?? '10s'))),
    HostConfig: given({
      PortBindings: bindings,
      Binds: bindsOf(args['volumes']),
      RestartPolicy: restartPolicy(String(args['restart'] ?? 'no')),
      NetworkMode: network,
      LogConfig:
        logging === undefined ? undefined : { Type: logging['driver'] ?? 'json-file', Config: logging['opts'] ?? {} },
      Memory: args['memory'] === undefined ? undefined : Number(args['memory']),
      NanoCpus: args['cpus'] === undefined ? undefined : Math.round(Number(args['cpus']) * 1e9),
      ReadonlyRootfs: args['read_only'] === true ? true : undefined,
      Init: args['init'] === true ? true : undefined,
      ExtraHosts: args['extra_hosts'],
      Tmpfs: tmpfs === undefined ? undefined : Object.fromEntries(tmpfs.map((path) => [path, ''])),
    }),
  });
}

export function restartPolicy(restart: string): HoleyObject {
  const [name = 'no', count] = restart.split(':');
  return { Name: name, MaximumRetryCount: count === undefined ? 0 : Number(count) };
}

/** The fields that have a value. */
function given(fields: Readonly<Record<string, HoleyJson | undefined>>): HoleyObject {
  return Object.fromEntries(
    Object.entries(fields).filter((field): field is [string, HoleyJson] => field[1] !== undefined),
  );
}
