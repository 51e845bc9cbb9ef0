/** `docker_volume`: a volume that keeps a container's data. */
import { z } from 'zod';
import { attribute, defineKind, output } from './define.ts';
import type { HoleyObject } from './hole.ts';
import { engineAttribute, labelsSchema, objectNameSchema } from './parts/container-attributes.ts';
import { asObject } from './parts/container-observed.ts';
import { known, mustBeKnown, pick } from './parts/known.ts';
import { defaultName } from './parts/names.ts';
import { absent, notObserved } from './parts/observing.ts';

export const dockerVolume = defineKind({
  name: 'docker_volume',
  summary: 'A volume that keeps data beyond the life of a container.',
  description: 'Removing or replacing it loses the data; `lifecycle { prevent_destroy = true }` guards against that.',
  attributes: {
    name: attribute(objectNameSchema.optional(), {
      description: 'Name of the volume; the label of the block unless given.',
      change: 'replace',
    }),
    driver: attribute(z.string().min(1).default('local'), { description: 'Volume driver.', change: 'replace' }),
    driver_opts: attribute(z.record(z.string(), z.string()).default({}), {
      description: 'Options of the driver.',
      change: 'replace',
    }),
    labels: attribute(labelsSchema.default({}), {
      description: 'Labels, besides those that Clockwork sets; they are set when it is made.',
      change: 'none',
    }),
    engine: engineAttribute,
  },
  outputs: {
    name: output(z.string(), { description: 'Its name.' }),
    mountpoint: output(z.string(), { description: 'Where the engine keeps the data on its machine.' }),
    engine: output(z.string(), { description: 'Engine that has it: `docker` or `podman`.' }),
  },
  examples: [
    {
      title: 'Data of a database',
      source: `resource "docker_volume" "data" {
  name = "demo-data"

  lifecycle {
    prevent_destroy = true
  }
}
`,
    },
  ],
  derive: (_, subject) => ({ name: defaultName(subject) }),
  check: (args) => mustBeKnown(args, ['name', 'driver', 'engine']),
  claims(args) {
    const name = known(args.name);
    return name === undefined ? [] : [{ kind: 'volume-name', value: name }];
  },
  probe(args) {
    const name = known(args.name);
    return name === undefined
      ? []
      : [{ kind: 'inspect', object: 'volume', engine: known(args.engine) ?? 'auto', name }];
  },
  observe([answer], args) {
    if (answer?.kind === 'absent') return absent;
    if (answer?.kind !== 'object') return notObserved(answer);
    const inspect = asObject(answer.inspect);
    const name = String(inspect['Name'] ?? '');
    const options = asObject(inspect['Options']);
    const asked = (known(args.driver_opts) ?? {}) as HoleyObject;
    return {
      presence: 'present',
      attributes: {
        name,
        driver: String(inspect['Driver'] ?? ''),
        ...(Object.keys(asked).length > 0 && { driver_opts: options }),
      },
      outputs: { name, mountpoint: String(inspect['Mountpoint'] ?? ''), engine: answer.engine },
    };
  },
  plan: ({ args }) => [
    {
      name: 'ensure_volume',
      args: pick(args, ['name', 'driver', 'driver_opts', 'labels', 'engine']),
      idempotent: true,
      needs: { engine: true },
    },
  ],
  artifacts({ name: step, args }) {
    const { name = '', engine = 'auto' } = args;
    if (step === 'remove_volume') {
      return { kind: 'body', body: { version: '1', operation: 'remove', engine, object: 'volume', name } };
    }
    const body: HoleyObject = {
      Driver: args['driver'] ?? 'local',
      DriverOpts: args['driver_opts'] ?? {},
      Labels: args['labels'] ?? {},
    };
    return { kind: 'body', body: { version: '1', operation: 'volume', engine, name, body } };
  },
  removal: (args) => ({ name: known(args.name) ?? '', engine: known(args.engine) ?? 'auto' }),
  planRemoval({ name, engine }) {
    if (typeof name !== 'string' || name === '') return [];
    return [
      { name: 'remove_volume', args: { name, engine: engine ?? 'auto' }, idempotent: true, needs: { engine: true } },
    ];
  },
  knownOutputs(args): Readonly<Record<string, string>> {
    const name = known(args.name);
    return name === undefined ? {} : { name };
  },
});
