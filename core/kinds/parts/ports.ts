/** Published ports: `"8080:80"` or `{ external = 8080, internal = 80 }`. */
import { z } from 'zod';
import type { Json, JsonObject } from '../../contracts/json.ts';
import type { Claim } from '../define.ts';
import { type HoleyJson, type HoleyObject, isHole } from '../hole.ts';

export interface Port {
  /** Port inside the container. */
  readonly internal: number;
  /** Port of the machine; the engine chooses one where it is absent. */
  readonly external?: number | undefined;
  /** Address of the machine to listen on; all where it is absent. */
  readonly host_ip?: string | undefined;
  readonly protocol: 'tcp' | 'udp';
}

const number = z.int().min(1).max(65_535);
const shortForm = /^(?:(?:(\[[0-9A-Fa-f:]+\]|[0-9.]+):)?(\d{1,5}):)?(\d{1,5})(?:\/(tcp|udp))?$/;

const portText = z.string().transform((text, context): Port => {
  const [, host, external, internal, protocol] = shortForm.exec(text) ?? [];
  const port = {
    internal: Number(internal),
    external: Number(external ?? internal),
    ...(host !== undefined && { host_ip: host.replace(/^\[|\]$/g, '') }),
    protocol: protocol === 'udp' ? ('udp' as const) : ('tcp' as const),
  };
  if (internal === undefined || !number.safeParse(port.internal).success || !number.safeParse(port.external).success) {
    context.addIssue('must be a port such as `8080`, `8080:80` or `127.0.0.1:8080:80/udp`');
  }
  return port;
});

const portObject = z.strictObject({
  internal: number.describe('Port inside the container'),
  external: number.optional().describe('Port of the machine; chosen by the engine unless given'),
  host_ip: z.string().optional().describe('Address of the machine to listen on; all unless given'),
  protocol: z.enum(['tcp', 'udp']).default('tcp'),
});

/** A port alone, `8080`, is the same on both sides. */
export const portsSchema = z.array(z.union([portText, portObject]));

/** The ports whose inner side is known. */
export function portsOf(value: HoleyJson | object | undefined): readonly Port[] {
  if (!Array.isArray(value)) return [];
  return (value as readonly HoleyJson[]).flatMap((item) => {
    const port = item as HoleyObject;
    if (isHole(item) || typeof port['internal'] !== 'number') return [];
    const { internal, external, host_ip: host, protocol } = port;
    return [
      {
        internal,
        ...(typeof external === 'number' && { external }),
        ...(typeof host === 'string' && { host_ip: host }),
        protocol: protocol === 'udp' ? 'udp' : 'tcp',
      } satisfies Port,
    ];
  });
}

/** Ports of the machine that are taken for oneself. */
export function portClaims(ports: readonly Port[]): readonly Claim[] {
  return ports.flatMap(({ external, host_ip: host, protocol }) =>
    external === undefined ? [] : [{ kind: 'port' as const, value: `${host ?? '0.0.0.0'}:${external}/${protocol}` }],
  );
}

/** `ExposedPorts` and `HostConfig.PortBindings` of the engine's API. */
export function portBindings(value: HoleyJson | undefined): {
  readonly exposed: HoleyObject;
  readonly bindings: HoleyObject;
} {
  const exposed: Record<string, HoleyJson> = {};
  const bindings: Record<string, HoleyJson[]> = {};
  for (const item of Array.isArray(value) ? (value as readonly HoleyObject[]) : []) {
    const key = `${item['internal']}/${item['protocol'] ?? 'tcp'}`;
    const external = item['external'];
    exposed[key] = {};
    const port = external === undefined ? '' : String(external);
    const binding = { HostIp: item['host_ip'] ?? '', HostPort: port };
    bindings[key] = [...(bindings[key] ?? []), binding];
  }
  return { exposed, bindings };
}

/** What an inspect document says of published ports, as it was asked for, in that order; others behind. */
export function observedPorts(bindings: Json | undefined, asked: readonly Port[]): readonly Port[] {
  const seen: Port[] = [];
  for (const [key, list] of Object.entries(isObject(bindings) ? bindings : {})) {
    const [internal, protocol] = key.split('/');
    for (const binding of Array.isArray(list) ? (list as readonly Json[]) : []) {
      if (!isObject(binding)) continue;
      const external = Number(binding['HostPort'] ?? 0);
      const host = String(binding['HostIp'] ?? '');
      seen.push({
        internal: Number(internal),
        ...(external > 0 && { external }),
        ...(!isEveryAddress(host) && { host_ip: host }),
        protocol: protocol === 'udp' ? 'udp' : 'tcp',
      });
    }
  }
  const rest = [...seen];
  const matched = asked.filter((port) => {
    const at = rest.findIndex((other) => samePort(port, other));
    if (at >= 0) rest.splice(at, 1);
    return at >= 0;
  });
  // An engine that listens on IPv4 and IPv6 apart reports one port twice.
  const extra = rest.filter((port) => !matched.some((other) => samePort(other, port)));
  return [...matched, ...extra.sort((a, b) => a.internal - b.internal || (a.external ?? 0) - (b.external ?? 0))];
}

function samePort(asked: Port, seen: Port): boolean {
  const host = asked.host_ip === undefined || isEveryAddress(asked.host_ip) ? '' : asked.host_ip;
  return (
    asked.internal === seen.internal &&
    asked.protocol === seen.protocol &&
    (asked.external === undefined || asked.external === seen.external) &&
    host === (seen.host_ip ?? '')
  );
}

function isEveryAddress(host: string): boolean {
  return host === '' || host === '0.0.0.0' || host === '::';
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
