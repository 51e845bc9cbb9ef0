/** The steps that bring a service about: what is too much goes, the image is built, each replica ensured, the health path asked. */
import type { JsonObject } from '../../contracts/json.ts';
import type { Change, StepSpec } from '../define.ts';
import type { HoleyObject } from '../hole.ts';
import { containerAttributes } from './container-attributes.ts';
import { secondsOf } from './durations.ts';
import { known, pick } from './known.ts';
import { asFolder, normalisePath } from './paths.ts';
import { imageOf, namesOf, runsAsContainer } from './service-form.ts';
import { verifyHttpSteps } from './verify-http.ts';
import { isPathSource, mountsOf } from './volumes.ts';

/** Attributes that say something of a local process as well. */
const processAttributes = [
  'command',
  'environment',
  'ports',
  'working_dir',
  'health_check',
  'restart',
  'state',
  'stop_grace_period',
];

export function serviceSteps(change: Change<HoleyObject>): readonly StepSpec[] {
  const { args, prior } = change;
  const isContainer = runsAsContainer(args);
  const names = namesOf(args);
  const steps: StepSpec[] = [];
  // A replacement removes what was there by itself.
  if (prior !== undefined && change.action !== 'replace') {
    const sameType = prior['type'] === (isContainer ? 'container' : 'process');
    const gone = priorNames(prior).filter((name) => !sameType || !names.includes(name));
    steps.push(...gone.map((name) => removeStep(name, prior)));
  }
  const build = known(args['build']) as HoleyObject | undefined;
  if (build !== undefined) {
    const read = typeof build['context'] === 'string' ? [asFolder(normalisePath(build['context']))] : [];
    const image = { name: imageOf(args) ?? '', ...pick(args, ['build', 'engine']) };
    steps.push({
      name: 'build_image',
      args: image,
      idempotent: true,
      timeout: '30m',
      givesOutputs: false,
      needs: { engine: true, read },
    });
  }
  const given = isContainer
    ? ['image', ...Object.keys(containerAttributes), 'working_dir', 'engine']
    : processAttributes;
  const image = build === undefined ? {} : { image: imageOf(args) ?? '' };
  const write = mountsOf(args['volumes'])
    .filter((mount) => !mount.read_only && isPathSource(mount.source))
    .map((mount) => asFolder(normalisePath(mount.source)));
  for (const [i, name] of (names.length === 0 ? [args['name'] ?? ''] : names).entries()) {
    steps.push({
      name: i === 0 ? 'ensure_service' : `ensure_service_${i + 1}`,
      args: { ...pick(args, given), ...image, name },
      idempotent: true,
      timeout: '15m',
      ...(i > 0 && { givesOutputs: false as const }),
      needs: isContainer ? { engine: true, write } : processNeeds(args),
    });
  }
  return [...steps, ...verifyHttpSteps(args)];
}

export function priorNames(removal: JsonObject): readonly string[] {
  const names = removal['names'];
  return Array.isArray(names) ? names.filter((name): name is string => typeof name === 'string') : [];
}

export function removeStep(name: string, removal: JsonObject): StepSpec {
  const isContainer = removal['type'] === 'container';
  return {
    name: isContainer ? 'remove_container' : 'remove_service',
    args: isContainer ? { name, engine: removal['engine'] ?? 'auto' } : { name },
    idempotent: true,
    needs: { engine: isContainer },
  };
}

/** What the supervisor is told. */
export function processSpec(args: HoleyObject): HoleyObject {
  const restart = String(args['restart'] ?? 'unless-stopped').split(':')[0] ?? 'no';
  return {
    command: args['command'] ?? [],
    working_dir: args['working_dir'] ?? '.',
    environment: args['environment'] ?? {},
    restart: restart === 'unless-stopped' ? 'always' : restart,
    stop_grace_seconds: Math.max(0.1, secondsOf(String(args['stop_grace_period'] ?? '10s'))),
  };
}

function processNeeds(args: HoleyObject): { readonly write: string[] } {
  const folder = args['working_dir'];
  return { write: [asFolder(normalisePath(typeof folder === 'string' ? folder : '.'))] };
}
