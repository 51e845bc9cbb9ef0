/** `file_content_matches`: a file holds what it should. */
import { z } from 'zod';
import { attribute } from '../kinds/define.ts';
import { pathSchema } from '../kinds/parts/paths.ts';
import { type AssertionArgs, type AssertionSubject, defineAssertion } from './define.ts';
import { fail, pass, textOf, unanswered } from './subject.ts';

const maxBytes = 1_048_576;

const attributes = {
  path: attribute(pathSchema.optional(), {
    description:
      'The file, relative to the project’s folder; the `path` of the resource that it stands in, unless given.',
    change: 'none',
  }),
  pattern: attribute(z.string().min(1).refine(isExpression, 'must be a regular expression').optional(), {
    description: 'Regular expression that must match somewhere; `^` and `$` stand for ends of lines.',
    change: 'none',
  }),
  contains: attribute(z.string().min(1).optional(), { description: 'Text that must be in it.', change: 'none' }),
  digest: attribute(
    z
      .string()
      .regex(/^sha256:[0-9a-f]{64}$/, 'must be `sha256:` and 64 hexadecimal digits')
      .optional(),
    {
      description: 'Digest of the whole content, as `"sha256:${filesha256(…)}"` gives it.',
      change: 'none',
    },
  ),
} as const;

export const fileContentMatches = defineAssertion({
  name: 'file_content_matches',
  summary: 'A file holds a text, matches a pattern, or has a digest.',
  description: '`pattern` and `contains` look at the first 1 MiB of UTF-8 text.',
  attributes,
  examples: [
    {
      title: 'A configuration names its port',
      source: `check "config" {
  assert "file_content_matches" {
    path    = "app/config.json"
    pattern = "\\"port\\": *8080"
  }
}
`,
    },
  ],
  probe(args, subject) {
    const path = args.path ?? pathOf(subject);
    if (path === undefined) return { problem: 'There is no file to look at: give `path`.' };
    if (args.pattern === undefined && args.contains === undefined && args.digest === undefined) {
      return { problem: 'There is nothing to compare with: give `pattern`, `contains` or `digest`.' };
    }
    return [
      { kind: 'stat-path', path, digest: args.digest !== undefined },
      { kind: 'read-file', path, maxBytes },
    ];
  },
  judge([stat, content], args, subject) {
    const path = args.path ?? pathOf(subject) ?? '';
    const expected = expectation(path, args);
    if (stat?.kind === 'absent') return fail(expected, 'no such file');
    if (stat?.kind !== 'path') return unanswered(stat, expected);
    if (stat.type !== 'file') return fail(expected, 'no file but something else');
    if (args.digest !== undefined && stat.digest !== args.digest) return fail(expected, stat.digest ?? 'no digest');
    if (args.pattern === undefined && args.contains === undefined) {
      return pass(expected, stat.digest ?? '', `\`${path}\` has the expected digest.`);
    }
    if (content?.kind !== 'content') return unanswered(content, expected);
    const missing = missingIn(content.text, args);
    if (missing === undefined) return pass(expected, 'it does', `\`${path}\` holds what it should.`);
    const hint = content.truncated ? 'Only its first 1 MiB was looked at.' : '';
    return fail(expected, `${content.text.length} characters ${missing}`, hint);
  },
});

function missingIn(text: string, args: AssertionArgs<typeof attributes>): string | undefined {
  if (args.contains !== undefined && !text.includes(args.contains)) return `without ${JSON.stringify(args.contains)}`;
  if (args.pattern !== undefined && !new RegExp(args.pattern, 'm').test(text)) return 'that the pattern does not match';
  return undefined;
}

function expectation(path: string, args: AssertionArgs<typeof attributes>): string {
  const parts = [
    ...(args.contains === undefined ? [] : [`holds ${JSON.stringify(args.contains)}`]),
    ...(args.pattern === undefined ? [] : [`matches /${args.pattern}/`]),
    ...(args.digest === undefined ? [] : [`has digest ${args.digest.slice(0, 19)}…`]),
  ];
  return `that \`${path}\` ${parts.join(' and ')}`;
}

function isExpression(text: string): boolean {
  try {
    new RegExp(text, 'm');
    return true;
  } catch {
    return false;
  }
}

function pathOf(subject: AssertionSubject | undefined): string | undefined {
  return textOf(subject, 'path') ?? textOf(subject, 'creates');
}
