/** `file_exists`: something stands at a path. */
import { z } from 'zod';
import { attribute } from '../kinds/define.ts';
import { pathSchema } from '../kinds/parts/paths.ts';
import { type AssertionSubject, defineAssertion } from './define.ts';
import { fail, pass, textOf, unanswered } from './subject.ts';

export const fileExists = defineAssertion({
  name: 'file_exists',
  summary: 'A file or folder exists.',
  attributes: {
    path: attribute(pathSchema.optional(), {
      description:
        'Where it stands, relative to the project’s folder; the `path` of the resource that it stands in, unless given.',
      change: 'none',
    }),
    type: attribute(z.enum(['any', 'file', 'directory']).default('any'), {
      description: 'What it must be.',
      change: 'none',
    }),
  },
  examples: [
    {
      title: 'A report was written',
      source: `resource "custom" "report" {
  script = "mkdir -p out && date > out/report.txt"

  assert "file_exists" {
    path = "out/report.txt"
    type = "file"
  }
}
`,
    },
  ],
  probe(args, subject) {
    const path = args.path ?? pathOf(subject);
    if (path === undefined) return { problem: 'There is no path to look at: give `path`.' };
    return [{ kind: 'stat-path', path, digest: false }];
  },
  judge([answer], args, subject) {
    const path = args.path ?? pathOf(subject) ?? '';
    const what = args.type === 'any' ? 'file or folder' : args.type === 'file' ? 'file' : 'folder';
    const expected = `a ${what} at \`${path}\``;
    if (answer?.kind === 'absent') return fail(expected, 'nothing there');
    if (answer?.kind !== 'path') return unanswered(answer, expected);
    const found =
      answer.type === 'directory' ? 'a folder' : answer.type === 'file' ? 'a file' : 'neither file nor folder';
    if (args.type !== 'any' && args.type !== answer.type) return fail(expected, found);
    return pass(expected, found, `\`${path}\` is there.`);
  },
});

function pathOf(subject: AssertionSubject | undefined): string | undefined {
  return textOf(subject, 'path') ?? textOf(subject, 'creates');
}
