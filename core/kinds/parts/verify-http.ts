/** The step `verify_http`: asks a service's health path until it answers. */
import type { HoleyBody, StepSpec } from '../define.ts';
import type { HoleyJson, HoleyObject } from '../hole.ts';
import { secondsOf } from './durations.ts';
import { known } from './known.ts';
import { portsOf } from './ports.ts';

/** While something starts it is asked every second, however long the interval of later checks is. */
const everySeconds = 1;

/** None where there is no path to ask, or nothing that is to run. */
export function verifyHttpSteps(args: HoleyObject): readonly StepSpec[] {
  const check = known(args['health_check']) as HoleyObject | undefined;
  if (check?.['path'] === undefined || args['state'] === 'stopped') return [];
  const { path, expected_status: status = 200, interval = '30s', timeout = '5s', retries = 3 } = check;
  const limit = patienceSeconds({ interval, timeout, retries, start_period: check['start_period'] ?? '0s' });
  const url = healthUrl(args, check);
  return [
    {
      name: 'verify_http',
      args: {
        url: url ?? path,
        expected_status: status,
        interval,
        timeout,
        retries,
        start_period: check['start_period'] ?? '0s',
      },
      idempotent: true,
      verifies: true,
      timeout: `${Math.ceil(limit) + 30}s`,
      needs: { hosts: url === undefined ? ['localhost'] : [new URL(url).host] },
    },
  ];
}

export function verifyHttpBody(args: HoleyObject): HoleyBody {
  const { url = '/', expected_status: status = 200, timeout = '5s' } = args;
  return {
    version: '1',
    operation: 'verify',
    assertions: [{ kind: 'healthcheck', name: 'health_check', args: { url, expected_status: status, timeout } }],
    for_seconds: patienceSeconds(args),
    every_seconds: everySeconds,
  };
}

/** Why a health path cannot be asked from the machine; undefined where it can. */
export function healthPathProblem(args: HoleyObject): string | undefined {
  const check = known(args['health_check']) as HoleyObject | undefined;
  if (check?.['path'] === undefined || !Array.isArray(args['ports'])) return undefined;
  const [first] = publishedFor(args, check);
  if (first !== undefined) return undefined;
  const port = check['port'];
  return port === undefined
    ? '`health_check.path` is asked from this machine, but no port is published on it. Add `ports`, or check with `test` inside the container.'
    : `\`health_check.port\` is ${port}, but \`ports\` does not publish it. Add it to \`ports\`.`;
}

function healthUrl(args: HoleyObject, check: HoleyObject): string | undefined {
  const [port] = publishedFor(args, check);
  const path = check['path'];
  return port?.external === undefined || typeof path !== 'string'
    ? undefined
    : `http://localhost:${port.external}${path}`;
}

function publishedFor(args: HoleyObject, check: HoleyObject): ReturnType<typeof portsOf> {
  const ports = portsOf(args['ports']).filter((port) => port.protocol === 'tcp');
  return check['port'] === undefined ? ports : ports.filter((port) => port.internal === check['port']);
}

function patienceSeconds(check: Readonly<Record<string, HoleyJson | undefined>>): number {
  const seconds = (name: string) => secondsOf(String(check[name] ?? '0s'));
  return seconds('start_period') + Number(check['retries'] ?? 3) * seconds('interval');
}
