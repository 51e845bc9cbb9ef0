/** `port_accessible`: something listens on a port. */
import { z } from 'zod';
import { attribute } from '../kinds/define.ts';
import { type AssertionSubject, defineAssertion } from './define.ts';
import { fail, formatSeconds, pass, publishedPort, unanswered } from './subject.ts';
import { timeoutAttributes, timeoutMsOf } from './timeout.ts';

const patience = '5s';

export const portAccessible = defineAssertion({
  name: 'port_accessible',
  summary: 'A port accepts connections.',
  attributes: {
    port: attribute(z.int().min(1).max(65_535).optional(), {
      description: 'Port to reach; the first published port of the resource that it stands in, unless given.',
      change: 'none',
    }),
    host: attribute(z.string().min(1).default('localhost'), { description: 'Host to reach it on.', change: 'none' }),
    protocol: attribute(z.enum(['tcp', 'udp']).default('tcp'), {
      description: '`udp` passes only where something answers, as silence proves nothing.',
      change: 'none',
    }),
    ...timeoutAttributes(patience, 'How long it may take'),
  },
  examples: [
    {
      title: 'A database listens',
      source: `resource "docker_container" "db" {
  image       = "postgres:16-alpine"
  ports       = ["5432:5432"]
  environment = { POSTGRES_HOST_AUTH_METHOD = "trust" }

  assert "port_accessible" {
    port     = 5432
    host     = "localhost"
    protocol = "tcp"
  }
}
`,
    },
  ],
  probe(args, subject) {
    const port = args.port ?? publishedPort(subject);
    if (port === undefined) {
      return {
        problem: 'There is no port to reach: give `port`, or put the assertion into a resource that publishes one.',
      };
    }
    const timeoutMs = timeoutMsOf(args, patience);
    return [{ kind: 'connect', host: args.host, port, protocol: args.protocol, timeoutMs }];
  },
  judge([answer], args, subject) {
    const where = placeOf(args.host, args.port ?? publishedPort(subject), args.protocol, subject);
    const expected = `${where} open`;
    if (answer?.kind === 'connected') {
      return pass(expected, 'open', `${where} accepted a connection in ${formatSeconds(answer.durationMs)}.`);
    }
    if (answer?.kind === 'refused')
      return fail(expected, answer.reason.replace(/\.$/, ''), 'Is it running, and is the port published?');
    return unanswered(answer, expected);
  },
});

function placeOf(
  host: string,
  port: number | undefined,
  protocol: string,
  subject: AssertionSubject | undefined,
): string {
  const owner = subject === undefined ? '' : ` of ${subject.address}`;
  return `${host}:${port ?? '?'}/${protocol}${owner}`;
}
