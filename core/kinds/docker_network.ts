/** `docker_network`: a network that containers join. */
import { z } from 'zod';
import { attribute, defineKind, output } from './define.ts';
import type { HoleyObject } from './hole.ts';
import { engineAttribute, labelsSchema, objectNameSchema } from './parts/container-attributes.ts';
import { asObject } from './parts/container-observed.ts';
import { known, mustBeKnown, pick } from './parts/known.ts';
import { defaultName } from './parts/names.ts';
import { absent, notObserved } from './parts/observing.ts';

const created = ['name', 'driver', 'internal', 'subnet', 'gateway', 'options', 'labels', 'engine'];

export const dockerNetwork = defineKind({
  name: 'docker_network',
  summary: 'A network on which containers reach each other by name.',
  attributes: {
    name: attribute(objectNameSchema.optional(), {
      description: 'Name of the network; the label of the block unless given.',
      change: 'replace',
    }),
    driver: attribute(z.string().min(1).default('bridge'), { description: 'Network driver.', change: 'replace' }),
    internal: attribute(z.boolean().default(false), {
      description: 'Whether it is cut off from the world outside.',
      change: 'replace',
    }),
    subnet: attribute(
      z
        .string()
        .regex(/^[0-9A-Fa-f:.]+\/\d+$/, 'must be a range such as `172.30.0.0/24`')
        .optional(),
      {
        description: 'Range of addresses; chosen by the engine unless given.',
        change: 'replace',
      },
    ),
    gateway: attribute(z.string().min(1).optional(), {
      description: 'Address of the gateway inside `subnet`.',
      change: 'replace',
    }),
    options: attribute(z.record(z.string(), z.string()).default({}), {
      description: 'Options of the driver.',
      change: 'replace',
    }),
    labels: attribute(labelsSchema.default({}), {
      description: 'Labels, besides those that Clockwork sets.',
      change: 'replace',
    }),
    engine: engineAttribute,
  },
  outputs: {
    id: output(z.string(), { description: 'Id of the network.' }),
    name: output(z.string(), { description: 'Its name.' }),
    engine: output(z.string(), { description: 'Engine that has it: `docker` or `podman`.' }),
  },
  examples: [
    {
      title: 'A network of an application',
      source: `resource "docker_network" "backend" {
  name     = "demo-backend"
  internal = true
}
`,
    },
  ],
  derive: (_, subject) => ({ name: defaultName(subject) }),
  check(args) {
    const problems = [...mustBeKnown(args, ['name', 'driver', 'internal', 'subnet', 'gateway', 'engine'])];
    if (args.gateway !== undefined && args.subnet === undefined) {
      problems.push({ attribute: 'gateway', message: '`gateway` needs `subnet`.' });
    }
    return problems;
  },
  claims(args) {
    const name = known(args.name);
    return name === undefined ? [] : [{ kind: 'network-name', value: name }];
  },
  probe(args) {
    const name = known(args.name);
    return name === undefined
      ? []
      : [{ kind: 'inspect', object: 'network', engine: known(args.engine) ?? 'auto', name }];
  },
  observe([answer], args) {
    if (answer?.kind === 'absent') return absent;
    if (answer?.kind !== 'object') return notObserved(answer);
    const inspect = lowerKeys(asObject(answer.inspect));
    const name = String(inspect['name'] ?? '');
    const labels = asObject(inspect['labels']);
    const asked = Object.keys((known(args.labels) ?? {}) as HoleyObject);
    return {
      presence: 'present',
      attributes: {
        name,
        driver: String(inspect['driver'] ?? ''),
        internal: inspect['internal'] === true,
        labels: Object.fromEntries(asked.flatMap((key) => (labels[key] === undefined ? [] : [[key, labels[key]]]))),
      },
      outputs: { id: String(inspect['id'] ?? ''), name, engine: answer.engine },
    };
  },
  plan: ({ args }) => [
    { name: 'ensure_network', args: pick(args, created), idempotent: true, needs: { engine: true } },
  ],
  artifacts({ name: step, args }) {
    const { name = '', engine = 'auto', subnet, gateway } = args;
    if (step === 'remove_network') {
      return { kind: 'body', body: { version: '1', operation: 'remove', engine, object: 'network', name } };
    }
    const range = {
      ...(subnet !== undefined && { Subnet: subnet }),
      ...(gateway !== undefined && { Gateway: gateway }),
    };
    const body: HoleyObject = {
      Driver: args['driver'] ?? 'bridge',
      Internal: args['internal'] ?? false,
      Options: args['options'] ?? {},
      Labels: args['labels'] ?? {},
      ...(subnet !== undefined && { IPAM: { Driver: 'default', Config: [range] } }),
    };
    return { kind: 'body', body: { version: '1', operation: 'network', engine, name, body } };
  },
  removal: (args) => ({ name: known(args.name) ?? '', engine: known(args.engine) ?? 'auto' }),
  planRemoval({ name, engine }) {
    if (typeof name !== 'string' || name === '') return [];
    return [
      { name: 'remove_network', args: { name, engine: engine ?? 'auto' }, idempotent: true, needs: { engine: true } },
    ];
  },
  knownOutputs(args): Readonly<Record<string, string>> {
    const name = known(args.name);
    return name === undefined ? {} : { name };
  },
});

/** Docker writes `Name`, Podman `name`. */
function lowerKeys<T>(object: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key.toLowerCase(), value]));
}
