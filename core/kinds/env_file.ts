/** `env_file`: a file of environment variables. */
import { z } from 'zod';
import { compareText } from '../base/text-order.ts';
import { attribute, defineKind, output } from './define.ts';
import { type HoleyJson, type HoleyObject, isHole } from './hole.ts';
import { carrierOf, environmentSchema, sharedCarriers } from './parts/environment.ts';
import { flags, known, mustBePlain, pick } from './parts/known.ts';
import { absent, notObserved } from './parts/observing.ts';
import { fileOwner, modeSchema, modeText, normalisePath, observedOwner, pathSchema } from './parts/paths.ts';
import { runScript } from './parts/templates.ts';

const maxBytes = 1_048_576;
type Format = 'shell' | 'docker';

export const envFile = defineKind({
  name: 'env_file',
  summary: 'A file of environment variables, one `NAME=value` a line.',
  description:
    'Sorted by name. A value of letters, digits and `_ . , : / @ % + = -` stands as it is, which a shell, Docker Compose and `docker run --env-file` read alike. With `format = "shell"` any other value is put in double quotes with what a shell would expand escaped; `format = "docker"` never quotes, as `docker run --env-file` takes every character literally.',
  attributes: {
    path: attribute(pathSchema, {
      description: 'Where the file stands, relative to the project’s folder.',
      change: 'replace',
    }),
    values: attribute(environmentSchema, {
      description: 'The variables: name → text.',
      example: '{ LOG_LEVEL = "info" }',
      change: 'update',
    }),
    format: attribute(z.enum(['shell', 'docker']).default('shell'), {
      description: 'How values are quoted that hold more than plain characters.',
      change: 'update',
    }),
    mode: attribute(modeSchema.default('0600'), { description: 'Permission bits in octal.', change: 'update' }),
    owner: fileOwner,
  },
  outputs: { path: output(z.string(), { description: 'The path, as given.' }) },
  environmentAttribute: 'values',
  runsIn: 'host',
  examples: [
    {
      title: 'Settings of an application',
      source: `resource "env_file" "app" {
  path = "app/.env"
  values = {
    APP_ENV  = "production"
    GREETING = "Hello, world"
    PORT     = 8080
  }
}
`,
    },
  ],
  check(args) {
    const problems = [...mustBePlain(args, ['path', 'format', 'mode', 'owner'])];
    const values = (known(args.values) ?? {}) as HoleyObject;
    problems.push(...sharedCarriers(values).map((message) => ({ attribute: 'values', message })));
    if (args.format === 'docker') {
      for (const [name, value] of Object.entries(values)) {
        if (typeof value !== 'string' || !/[\r\n]/.test(value)) continue;
        const message = `\`values.${name}\` holds a line break, which \`format = "docker"\` cannot write. Use \`format = "shell"\`.`;
        problems.push({ attribute: 'values', message });
      }
    }
    return problems;
  },
  claims(args) {
    const path = known(args.path);
    return path === undefined ? [] : [{ kind: 'path', value: normalisePath(path) }];
  },
  probe(args) {
    const path = known(args.path);
    if (path === undefined) return [];
    const target = normalisePath(path);
    return [
      { kind: 'stat-path', path: target, digest: false },
      { kind: 'read-file', path: target, maxBytes },
    ];
  },
  observe([stat, content], args) {
    if (stat?.kind === 'absent') return absent;
    if (stat?.kind !== 'path') return notObserved(stat);
    const path = known(args.path) ?? '';
    const owner = known(args.owner);
    const seenOwner = owner === undefined ? undefined : observedOwner(owner, stat.uid, stat.gid);
    const values =
      content?.kind === 'content' && !content.truncated ? readLines(content.text, formatOf(args)) : undefined;
    return {
      presence: 'present',
      attributes: {
        path,
        mode: modeText(stat.mode),
        ...(values !== undefined && { values }),
        ...(seenOwner !== undefined && { owner: seenOwner }),
      },
      outputs: { path },
    };
  },
  plan({ args }) {
    const path = known(args.path);
    const write = path === undefined ? [] : [normalisePath(path)];
    const names = ['path', 'values', 'format', 'mode', 'owner'];
    return [{ name: 'write_env_file', args: pick(args, names), idempotent: true, needs: { write } }];
  },
  artifacts({ name, args }) {
    if (name === 'remove_file') return runScript(name, flags(args, ['path']));
    const words = [...flags(args, ['path', 'format', 'mode', 'owner']), ...lineFlags(args['values'])];
    return runScript('write_env_file', words);
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

/** Known values as they are, others by the variable that carries them; sorted by name. */
function lineFlags(values: HoleyJson | undefined): readonly string[] {
  if (typeof values !== 'object' || values === null) return [];
  if (isHole(values)) return [];
  return Object.entries(values as HoleyObject)
    .sort(([a], [b]) => compareText(a, b))
    .map(([name, value]) =>
      isHole(value) ? `--carry=${name}=${carrierOf('values', name)}` : `--set=${name}=${value}`,
    );
}

/** Reads back what the script writes; lines of another form count as variables with their whole text as name. */
function readLines(text: string, format: Format): Record<string, string> {
  const values: Record<string, string> = {};
  if (format === 'docker') {
    for (const line of text.split('\n')) {
      const split = line.indexOf('=');
      if (line !== '') values[split < 0 ? line : line.slice(0, split)] = split < 0 ? '' : line.slice(split + 1);
    }
    return values;
  }
  const pattern = /([^=\n]*)=(?:"((?:[^"\\]|\\[\s\S])*)"|([^\n]*))(?:\n|$)|([^\n]+)(?:\n|$)/g;
  for (const [, name, quoted, plain, other] of text.matchAll(pattern)) {
    if (other !== undefined) values[other] = '';
    else if (name !== undefined)
      values[name] = quoted === undefined ? (plain ?? '') : quoted.replace(/\\([\s\S])/g, '$1');
  }
  return values;
}

function formatOf(args: object): Format {
  return (args as HoleyObject)['format'] === 'docker' ? 'docker' : 'shell';
}
