/** `template_file`: a file whose content is a rendered template. */
import { z } from 'zod';
import { digestOfBytes } from '../base/canonical-json.ts';
import { stringType } from '../language/types.ts';
import { isKnown, isNull, objectValue, textOf, unknownValue, type Value } from '../language/values.ts';
import { attribute, defineKind, output } from './define.ts';
import { isHole } from './hole.ts';
import { flags, known, mustBePlain, pick } from './parts/known.ts';
import { absent, notObserved } from './parts/observing.ts';
import {
  createParents,
  fileOwner,
  modeSchema,
  modeText,
  normalisePath,
  observedOwner,
  pathSchema,
} from './parts/paths.ts';
import { dataFile, runScript } from './parts/templates.ts';

export const templateFile = defineKind({
  name: 'template_file',
  summary: 'A file whose content is a rendered template.',
  description:
    'A template is text with `${…}` and `%{if …}`/`%{for …}`, as in quoted strings of this language. It sees the names in `vars` and nothing else. It is rendered when the plan is made, so that a plan shows whether the file will change.',
  attributes: {
    path: attribute(pathSchema, {
      description: 'Where the file stands, relative to the project’s folder.',
      change: 'replace',
    }),
    template: attribute(pathSchema.optional(), {
      description: 'Path of the template, relative to the project’s folder.',
      change: 'none',
    }),
    content: attribute(z.string().optional(), {
      description: 'The template itself, instead of `template`; write `$${` for what the template is to resolve.',
      change: 'none',
      completable: true,
    }),
    vars: attribute(z.record(z.string(), z.json()).default({}), {
      description: 'What the template may refer to, by name.',
      change: 'none',
    }),
    rendered: attribute(z.string().optional(), {
      description: 'The rendered text.',
      change: 'update',
      computed: true,
    }),
    mode: attribute(modeSchema.default('0644'), { description: 'Permission bits in octal.', change: 'update' }),
    owner: fileOwner,
    create_parents: createParents,
  },
  outputs: { path: output(z.string(), { description: 'The path, as given.' }) },
  examples: [
    {
      title: 'A page from an inline template',
      source: `resource "template_file" "page" {
  path    = "www/index.html"
  content = <<-EOT
    <h1>$\${title}</h1>
    %%{ for item in items ~}
    <p>$\${item}</p>
    %%{ endfor ~}
  EOT
  vars = {
    title = "Hello"
    items = ["one", "two"]
  }
}
`,
    },
  ],
  compute(values, tools) {
    const template = values.get('template');
    const content = values.get('content');
    const source = template === undefined || isNull(template) ? content : template;
    if (source === undefined || isNull(source)) return { values: new Map(), problems: [] };
    if (!isKnown(source) || source.type.kind !== 'string') return rendered(unknownValue(stringType));
    const vars = values.get('vars');
    const text = textOf(source);
    const result = tools.render(
      source === template ? { path: text } : { text },
      vars === undefined || isNull(vars) ? objectValue([]) : vars,
    );
    if ('value' in result) return rendered(result.value);
    const attribute = source === template ? 'template' : 'content';
    return { values: new Map(), problems: [{ attribute, message: result.message }] };
  },
  check(args) {
    const problems = [...mustBePlain(args, ['path', 'template', 'mode', 'owner'])];
    if (args.template === undefined && args.content === undefined) {
      problems.push({ attribute: 'template', message: '`template_file` needs `template` (a path) or `content`.' });
    } else if (args.template !== undefined && args.content !== undefined) {
      problems.push({
        attribute: 'content',
        message: '`template_file` takes `template` or `content`, not both. Remove one.',
      });
    }
    return problems;
  },
  claims(args) {
    const path = known(args.path);
    return path === undefined ? [] : [{ kind: 'path', value: normalisePath(path) }];
  },
  probe(args) {
    const path = known(args.path);
    return path === undefined ? [] : [{ kind: 'stat-path', path: normalisePath(path), digest: true }];
  },
  observe([answer], args) {
    if (answer?.kind === 'absent') return absent;
    if (answer?.kind !== 'path') return notObserved(answer);
    const path = known(args.path) ?? '';
    if (answer.type !== 'file') {
      return { presence: 'unknown', attributes: {}, outputs: {}, problem: `\`${path}\` is there, but is no file.` };
    }
    const owner = known(args.owner);
    const seenOwner = owner === undefined ? undefined : observedOwner(owner, answer.uid, answer.gid);
    const text = known(args.rendered);
    return {
      presence: 'present',
      attributes: {
        path,
        mode: modeText(answer.mode),
        ...(seenOwner !== undefined && { owner: seenOwner }),
        ...(text !== undefined &&
          answer.digest !== undefined && { rendered: digestOfBytes(text) === answer.digest ? text : answer.digest }),
      },
      outputs: { path },
    };
  },
  plan({ args }) {
    const path = known(args.path);
    const template = known(args.template);
    const write = path === undefined ? [] : [normalisePath(path)];
    const read = template === undefined ? [] : [normalisePath(template)];
    const names = ['path', 'rendered', 'mode', 'owner', 'create_parents'];
    return [{ name: 'write_file', args: pick(args, names), idempotent: true, needs: { write, read } }];
  },
  artifacts({ name, args }, subject) {
    const words = flags(args, ['path', 'mode', 'owner', 'create_parents']);
    if (name === 'remove_file') return runScript(name, words);
    if (isHole(args['rendered'])) return runScript('write_file', [...words, '--content-variable=CW_RENDERED']);
    const data = dataFile(`files/${subject.slug}`, String(args['rendered'] ?? ''));
    return runScript('write_file', [...words, data.path], [data]);
  },
  removal: (args) => ({ path: known(args.path) ?? '' }),
  planRemoval({ path }) {
    if (typeof path !== 'string' || path === '') return [];
    return [{ name: 'remove_file', args: { path }, idempotent: true, needs: { write: [normalisePath(path)] } }];
  },
  knownOutputs(args): Readonly<Record<string, string>> {
    const path = known(args.path);
    return path === undefined ? {} : { path };
  },
});

function rendered(value: Value): { readonly values: ReadonlyMap<string, Value>; readonly problems: readonly never[] } {
  return { values: new Map([['rendered', value]]), problems: [] };
}
