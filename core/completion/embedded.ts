/**
 * The embedded completer: needs no model and no network, and gives the same answer for the same request.
 * It knows common services and nothing else; what it does not know is a problem that says what to write.
 */
import type { Json } from '../contracts/json.ts';
import type { CompletionRequest } from './request.ts';
import { type KnownService, knownServices, serviceMeant } from './services.ts';

export interface CompletionProblem {
  readonly code: 'cannot-complete' | 'incomplete-secret';
  readonly attribute: string;
  readonly message: string;
}

export interface EmbeddedAnswer {
  readonly values: Readonly<Record<string, Json>>;
  readonly problems: readonly CompletionProblem[];
}

/** Kinds that run a container. */
const containerKinds: readonly string[] = ['service', 'docker_container'];

export function completeEmbedded(request: CompletionRequest): EmbeddedAnswer {
  const service = containerKinds.includes(request.kind) ? serviceMeant(request) : undefined;
  const known = service === undefined ? {} : containerValues(request, service);
  const values: Record<string, Json> = {};
  for (const name of request.missing) {
    const value = known[name];
    if (value !== undefined) values[name] = value;
  }
  const problems: CompletionProblem[] = [];
  for (const name of request.needed) {
    if (name in values) continue;
    problems.push({ code: 'cannot-complete', attribute: name, message: cannotKnow(request, name) });
  }
  if (service !== undefined) problems.push(...missingSecrets(request, service));
  return { values, problems };
}

function containerValues(request: CompletionRequest, service: KnownService): Readonly<Record<string, Json>> {
  const check = healthCheck(service);
  return {
    image: service.image,
    ports: [{ external: service.port, internal: service.port }],
    ...(service.data !== undefined && { volumes: [`${request.name}-data:${service.data}`] }),
    ...(service.command !== undefined && { command: [...service.command] }),
    ...(service.environment !== undefined && { environment: service.environment }),
    ...(check !== undefined && { health_check: check }),
  };
}

function healthCheck({ healthPath, healthCommand }: KnownService): Json | undefined {
  const often = { interval: '10s', timeout: '5s', retries: 5 };
  if (healthPath !== undefined) return { path: healthPath, ...often };
  return healthCommand === undefined ? undefined : { test: ['CMD', ...healthCommand], ...often };
}

function missingSecrets(request: CompletionRequest, service: KnownService): readonly CompletionProblem[] {
  if (request.given.includes('environment') && request.environment === undefined) return [];
  const names = request.environment ?? [];
  return (service.secrets ?? [])
    .filter((group) => !group.some((name) => names.includes(name)))
    .map(([name = '']) => ({
      code: 'incomplete-secret',
      attribute: 'environment',
      message: `\`${service.words[0]}\` needs \`${name}\`, and a secret is never made up. Pass one: \`variable "password" { sensitive = true }\`, then \`environment = { ${name} = var.password }\`, and set it with \`CLOCKWORK_VAR_password\`.`,
    }));
}

function cannotKnow(request: CompletionRequest, attribute: string): string {
  const block = `${request.kind}.${request.name}`;
  if (attribute === 'image') {
    const words = knownServices.map((service) => service.words[0]).join(', ');
    return `\`${block}\` gives no \`image\`, and neither its name nor its description names a service that the embedded compiler knows (${words}). Give \`image\`, or name one of them in \`description\`.`;
  }
  return `\`${block}\` gives no \`${attribute}\`, and the embedded compiler cannot know it. Add \`${attribute} = …\`.`;
}
