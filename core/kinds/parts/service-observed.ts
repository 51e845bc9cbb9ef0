/** What the world says of a service, in the words of its attributes. */
import type { Json, JsonObject } from '../../contracts/json.ts';
import type { ProbeAnswer } from '../../contracts/probe.ts';
import type { HoleyObject } from '../hole.ts';
import { containerOutputs, observedContainer } from './container-observed.ts';
import { notObserved } from './observing.ts';
import { imageOf, namesOf, urlOf } from './service-form.ts';

export function observeContainers(own: readonly ProbeAnswer[], image: ProbeAnswer | undefined, args: HoleyObject) {
  const refused = own.find((answer) => answer.kind !== 'object');
  if (refused !== undefined || own.length === 0) return notObserved(refused);
  const asked = { ...args, image: imageOf(args) ?? null };
  const inspected = image?.kind === 'object' ? image.inspect : null;
  const documents = own.flatMap((answer) => (answer.kind === 'object' ? [answer] : []));
  const [first] = documents;
  const wanted = namesOf(args);
  // The first that is not as it should be speaks for all.
  const seen = documents.map((one, i) =>
    observedContainer(one.inspect, inspected, { ...asked, name: wanted[i] ?? '' }),
  );
  const odd = seen.find((attributes, i) => isOdd(attributes, { ...asked, name: wanted[i] ?? '' })) ?? seen[0] ?? {};
  const { image: seenImage, name: _, ...attributes } = odd;
  const outputs = containerOutputs(first?.inspect ?? null, first?.engine ?? '');
  return {
    presence: 'present' as const,
    attributes: {
      ...attributes,
      name: args['name'] as Json,
      ...(args['image'] !== undefined && { image: seenImage ?? null }),
    },
    outputs: { ...outputs, url: urlOf(args) ?? publishedUrl(outputs['ports']), pid: null, log_path: null },
  };
}

function isOdd(attributes: Readonly<Record<string, Json>>, asked: HoleyObject): boolean {
  return Object.entries(attributes).some(([name, value]) => JSON.stringify(value) !== JSON.stringify(asked[name]));
}

function publishedUrl(ports: Json | undefined): string | null {
  const [port] = Array.isArray(ports) ? (ports as readonly JsonObject[]) : [];
  return port === undefined ? null : `http://localhost:${port['external']}`;
}

export function observeProcess(answer: ProbeAnswer | undefined, args: HoleyObject) {
  if (answer?.kind !== 'service') return notObserved(answer);
  const name = args['name'] as string;
  return {
    presence: 'present' as const,
    // Only this project's own supervisor has such a record.
    ours: true,
    attributes: { name, state: answer.state },
    outputs: {
      name,
      url: urlOf(args) ?? null,
      engine: 'local',
      id: null,
      image_id: null,
      ip: null,
      ports: null,
      pid: answer.pid ?? null,
      log_path: answer.logPath,
    },
  };
}
