/** `healthcheck`: an address answers over HTTP. */
import { z } from 'zod';
import { attribute } from '../kinds/define.ts';
import { isExpectedStatus, statusSchema, statusText } from '../kinds/parts/status.ts';
import { type AssertionSubject, defineAssertion } from './define.ts';
import { fail, formatSeconds, pass, publishedPort, unanswered } from './subject.ts';
import { timeoutAttributes, timeoutMsOf } from './timeout.ts';

const patience = '5s';

export const healthcheck = defineAssertion({
  name: 'healthcheck',
  summary: 'An address answers over HTTP with the expected status.',
  attributes: {
    url: attribute(
      z
        .string()
        .regex(/^(https?:\/\/\S+|\/\S*)$/, 'must be an `http://` or `https://` address, or a path that begins with `/`')
        .optional(),
      {
        description:
          'Address to ask, or a path on the first published port of the resource that it stands in; `/` there unless given.',
        change: 'none',
      },
    ),
    expected_status: attribute(statusSchema.default(200), {
      description: 'Status that is right, or a list of them.',
      change: 'none',
    }),
    contains: attribute(z.string().min(1).optional(), {
      description: 'Text that the answer must hold.',
      change: 'none',
    }),
    method: attribute(z.enum(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH']).default('GET'), {
      description: 'How to ask.',
      change: 'none',
    }),
    headers: attribute(z.record(z.string().min(1), z.string()).default({}), {
      description: 'Headers to send.',
      change: 'none',
    }),
    body: attribute(z.string().optional(), { description: 'What to send along.', change: 'none' }),
    follow_redirects: attribute(z.boolean().default(true), {
      description: 'Whether to go where a redirect leads.',
      change: 'none',
    }),
    ...timeoutAttributes(patience, 'How long the answer may take'),
  },
  examples: [
    {
      title: 'In the resource that answers',
      source: `resource "service" "web" {
  image = "nginx:1.25-alpine"
  ports = ["8080:80"]

  assert "healthcheck" {
    url             = "/"
    expected_status = 200
    timeout         = "5s"
  }
}
`,
    },
    {
      title: 'In a check of its own',
      source: `check "api" {
  assert "healthcheck" {
    url      = "http://localhost:8080/health"
    contains = "ok"
  }
}
`,
    },
  ],
  probe(args, subject) {
    const url = addressOf(args.url, subject);
    if (url === undefined) {
      return {
        problem:
          'There is nothing to ask: give `url` as a whole address, or put the assertion into a resource that publishes a port.',
      };
    }
    return [
      {
        kind: 'http',
        method: args.method,
        url,
        headers: args.headers,
        ...(args.body !== undefined && { body: args.body }),
        timeoutMs: timeoutMsOf(args, patience),
        followRedirects: args.follow_redirects,
      },
    ];
  },
  judge([answer], args, subject) {
    const expected = statusText(args.expected_status);
    const url = addressOf(args.url, subject) ?? '';
    if (answer?.kind === 'refused') return fail(`${expected} from ${url}`, answer.reason.replace(/\.$/, ''));
    if (answer?.kind !== 'http') return unanswered(answer, `${expected} from ${url}`);
    const actual = `status ${answer.status}`;
    if (!isExpectedStatus(args.expected_status, answer.status)) {
      return { ...fail(`${expected} from ${url}`, actual, excerpt(answer.body)), expected, actual };
    }
    if (args.contains !== undefined && !answer.body.includes(args.contains)) {
      return fail(
        `an answer of ${url} that holds ${JSON.stringify(args.contains)}`,
        `${answer.body.length} characters without it`,
        excerpt(answer.body),
      );
    }
    return pass(expected, actual, `${url} answered with ${actual} in ${formatSeconds(answer.durationMs)}.`);
  },
});

/** A path is asked of the resource's own address. */
function addressOf(url: string | undefined, subject: AssertionSubject | undefined): string | undefined {
  if (url !== undefined && !url.startsWith('/')) return url;
  const port = publishedPort(subject);
  return port === undefined ? undefined : `http://localhost:${port}${url ?? '/'}`;
}

function excerpt(body: string): string {
  const line = body.replace(/\s+/g, ' ').trim();
  if (line === '') return '';
  return `The answer begins: ${JSON.stringify(line.length > 120 ? `${line.slice(0, 120)}…` : line)}`;
}
