/** What a service is made of: a container or a local process, its names, its image, its address. */
import type { AttributeProblem } from '../define.ts';
import { eachHole } from '../fill.ts';
import { type HoleyJson, type HoleyObject, isHole } from '../hole.ts';
import { known, mustBeKnown } from './known.ts';
import { replicaNames } from './names.ts';
import { portsOf } from './ports.ts';

export function runsAsContainer(args: HoleyObject): boolean {
  return args['image'] !== undefined || args['build'] !== undefined;
}

/** Names of the replicas; none while the name is not known. */
export function namesOf(args: HoleyObject): readonly string[] {
  const name = args['name'];
  return typeof name === 'string' ? replicaNames(name, Number(args['replicas'] ?? 1)) : [];
}

export function imageOf(args: HoleyObject): HoleyJson | undefined {
  if (args['build'] === undefined) return args['image'];
  const name = args['name'];
  return typeof name === 'string' ? `${name.toLowerCase()}:clockwork` : undefined;
}

/** Null where no port is published, undefined where the engine or a later step chooses it. */
export function urlOf(args: HoleyObject): string | null | undefined {
  const port = portsOf(args['ports']).find((one) => one.protocol === 'tcp');
  if (port === undefined) return Array.isArray(args['ports']) && args['ports'].length === 0 ? null : undefined;
  return port.external === undefined ? undefined : `http://localhost:${port.external}`;
}

/** What is wrong with a service that is a process of this machine. */
export function processProblems(args: HoleyObject): readonly AttributeProblem[] {
  const problems: AttributeProblem[] = [...mustBeKnown(args, ['working_dir']), ...containerOnly(args)];
  const { command } = args;
  let isSecret = false;
  eachHole(command ?? null, (_, hole) => {
    isSecret ||= hole.why === 'sensitive';
  });
  if (isSecret) {
    const message =
      '`command` holds a sensitive value, and what stands in a command everyone on this machine can read. Hand it over in `environment`.';
    problems.push({ attribute: 'command', message });
  } else if (isHole(command)) problems.push(...mustBeKnown(args, ['command']));
  return problems;
}

/** Attributes that mean nothing for a process. */
function containerOnly(args: HoleyObject): readonly AttributeProblem[] {
  const problems: AttributeProblem[] = [
    'entrypoint',
    'volumes',
    'networks',
    'memory',
    'cpus',
    'logging',
    'user',
    'hostname',
    'extra_hosts',
    'tmpfs',
  ].flatMap((name) => {
    const value = args[name];
    if (value === undefined || (Array.isArray(value) && value.length === 0)) return [];
    const message = `\`${name}\` is for containers, and without \`image\` or \`build\` this \`service\` is a local process. Remove it.`;
    return [{ attribute: name, message }];
  });
  if (Number(args['replicas']) > 1) {
    problems.push({
      attribute: 'replicas',
      message: 'A local process has one replica. Use `image`, or `count` for several services.',
    });
  }
  if ((known(args['health_check']) as HoleyObject | undefined)?.['test'] !== undefined) {
    problems.push({
      attribute: 'health_check',
      message: '`health_check.test` is run inside a container. Use `path` for a local process.',
    });
  }
  return problems;
}
