/** `container_running`: a container, or a supervised local service, is running. */
import { z } from 'zod';
import type { EngineChoice, ProbeAnswer, ProbeRequest } from '../contracts/probe.ts';
import { attribute } from '../kinds/define.ts';
import { replicaNames } from '../kinds/parts/names.ts';
import { type AssertionSubject, defineAssertion, type Judgement } from './define.ts';
import { asObject, fail, pass, textOf, unanswered } from './subject.ts';
import { timeoutAttributes, timeoutMsOf } from './timeout.ts';

export const containerRunning = defineAssertion({
  name: 'container_running',
  summary: 'A container or service is running.',
  description: 'A supervised local service counts as well. Of a service with replicas, all must run.',
  attributes: {
    name: attribute(z.string().min(1).optional(), {
      description: 'Name of the container or service; the one that it stands in, unless given.',
      change: 'none',
    }),
    healthy: attribute(z.boolean().default(false), {
      description: 'Whether its health check, where it has one, must have passed too.',
      change: 'none',
    }),
    engine: attribute(z.enum(['auto', 'docker', 'podman']).default('auto'), {
      description: 'Engine to ask.',
      change: 'none',
    }),
    ...timeoutAttributes('0s', 'How long it may take to get there'),
  },
  examples: [
    {
      title: 'In the container’s block',
      source: `resource "docker_container" "cache" {
  image = "redis:7-alpine"

  assert "container_running" {
    healthy = true
  }
}
`,
    },
  ],
  probe(args, subject) {
    const names = namesOf(args.name, subject);
    if (names.length === 0) {
      return {
        problem: 'There is no container to look at: give `name`, or put the assertion into a container or service.',
      };
    }
    return names.flatMap((name) => questions(name, engineOf(args.engine, subject)));
  },
  patienceSeconds: (args) =>
    args.timeout === undefined && args.timeout_seconds === undefined ? 0 : timeoutMsOf(args, '0s') / 1000,
  judge(answers, args, subject) {
    const names = namesOf(args.name, subject);
    let last: Judgement | undefined;
    for (const [i, name] of names.entries()) {
      last = judgeOne(name, answers[i * 2], answers[i * 2 + 1], args.healthy);
      if (last.status !== 'pass') return last;
    }
    if (last === undefined) return unanswered(undefined, 'a container that runs');
    if (names.length === 1) return last;
    return pass(`${names.length} running`, `${names.length} running`, `All ${names.length} replicas are running.`);
  },
});

/** A name may be a container's or a local service's: both are asked. */
function questions(name: string, engine: EngineChoice): readonly ProbeRequest[] {
  return [
    { kind: 'inspect', object: 'container', engine, name },
    { kind: 'service-status', name },
  ];
}

function judgeOne(
  name: string,
  container: ProbeAnswer | undefined,
  service: ProbeAnswer | undefined,
  mustBeHealthy: boolean,
): Judgement {
  const expected = `\`${name}\` ${mustBeHealthy ? 'running and healthy' : 'running'}`;
  if (service?.kind === 'service') {
    if (service.state === 'running') return pass(expected, 'running', `The local service \`${name}\` is running.`);
    return fail(expected, service.state, `Its log is ${service.logPath}.`);
  }
  if (container?.kind === 'object') {
    const state = asObject(asObject(container.inspect)['State']);
    const status = String(state['Status'] ?? 'unknown');
    const health = asObject(state['Health'] ?? state['Healthcheck'])['Status'];
    if (state['Running'] !== true) {
      const code = Number(state['ExitCode'] ?? 0);
      return fail(
        expected,
        `${status}${code === 0 ? '' : `, exit code ${code}`}`,
        `Look at its log: \`${container.engine} logs ${name}\`.`,
      );
    }
    if (mustBeHealthy && typeof health === 'string' && health !== '' && health !== 'healthy') {
      return fail(
        expected,
        `running, but its health check says ${health}`,
        `See \`${container.engine} inspect ${name}\`.`,
      );
    }
    return pass(expected, status, `\`${name}\` is running.`);
  }
  if (container?.kind === 'absent')
    return fail(expected, 'nothing of that name', 'Was it applied, and on this engine?');
  return unanswered(container, expected);
}

function namesOf(given: string | undefined, subject: AssertionSubject | undefined): readonly string[] {
  if (given !== undefined) return [given];
  const name = textOf(subject, 'name');
  if (name === undefined || (subject?.kind !== 'docker_container' && subject?.kind !== 'service')) return [];
  const replicas = Number(subject.values['replicas'] ?? 1);
  // The output `name` is that of the first replica; attributes win where both are there.
  return replicaNames(name, replicas);
}

function engineOf(given: EngineChoice, subject: AssertionSubject | undefined): EngineChoice {
  const engine = given === 'auto' ? textOf(subject, 'engine') : given;
  return engine === 'docker' || engine === 'podman' ? engine : 'auto';
}
