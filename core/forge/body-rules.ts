/** What an engine body may ask of the container engine: nothing that reaches beyond its own container. */
import type { EngineBody } from '../contracts/engine-body.ts';
import type { Json, JsonObject } from '../contracts/json.ts';

/** Fields of HostConfig that give power over the machine, and what they would do. */
const forbiddenHostFields: Readonly<Record<string, string>> = {
  Privileged: 'gives the container all power over the machine',
  VolumesFrom: 'takes over the mounts of another container',
  Devices: 'hands it devices of the machine',
  DeviceRequests: 'hands it devices of the machine',
  DeviceCgroupRules: 'hands it devices of the machine',
  CapAdd: 'adds capabilities',
  SecurityOpt: 'changes security options',
  Runtime: 'chooses another runtime',
  CgroupParent: 'places it in another control group',
  UsernsMode: 'changes the user namespace',
  Sysctls: 'sets kernel parameters',
};
const namespaceFields = ['PidMode', 'IpcMode', 'UTSMode', 'NetworkMode', 'CgroupnsMode'];

/**
 * One sentence for each power that the body asks for and may not have. Mounts that the person wrote
 * into the configuration are theirs to choose; a model's are held to the rule.
 */
export function checkBodyPowers(body: EngineBody, origin: 'embedded' | 'agent' | 'user'): readonly string[] {
  if (body.operation !== 'container') return [];
  const host = asObject(body.body['HostConfig'] as Json | undefined);
  const problems: string[] = [];
  for (const [field, effect] of Object.entries(forbiddenHostFields)) {
    if (isSet(host[field])) problems.push(`\`HostConfig.${field}\` ${effect}; that is not accepted.`);
  }
  for (const field of namespaceFields) {
    const value = host[field];
    if (value === 'host' || (typeof value === 'string' && value.startsWith('container:'))) {
      problems.push(`\`HostConfig.${field} = ${JSON.stringify(value)}\` shares a namespace; that is not accepted.`);
    }
  }
  for (const mount of origin === 'embedded' ? [] : bindSources(host)) {
    if (isPowerful(mount)) problems.push(`the mount of \`${mount}\` would give the container power over the machine.`);
  }
  return problems;
}

function bindSources(host: JsonObject): readonly string[] {
  const binds = Array.isArray(host['Binds']) ? host['Binds'] : [];
  const mounts = Array.isArray(host['Mounts']) ? host['Mounts'] : [];
  return [
    ...binds.flatMap((bind: Json) => (typeof bind === 'string' ? [bind.split(':')[0] ?? ''] : [])),
    ...mounts.flatMap((mount: Json) => {
      const { Type: type, Source: source } = asObject(mount);
      return type === 'bind' && typeof source === 'string' ? [source] : [];
    }),
  ];
}

/** Folders that hold the machine itself, and sockets of container engines. */
function isPowerful(source: string): boolean {
  const path = source.replace(/\/+/g, '/').replace(/(.)\/$/, '$1');
  return /^(\/|\/(boot|dev|etc|proc|sys|root)(\/.*)?)$/.test(path) || /(docker|podman|containerd)\.sock$/.test(path);
}

function isSet(value: Json | undefined): boolean {
  if (value === undefined || value === null || value === false || value === '') return false;
  if (Array.isArray(value)) return value.length > 0;
  return typeof value !== 'object' || Object.keys(value).length > 0;
}

function asObject(value: Json | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}
