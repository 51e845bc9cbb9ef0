/** `directory`: a folder. */
import { z } from 'zod';
import { attribute, defineKind, output } from './define.ts';
import { flags, known, mustBePlain, pick } from './parts/known.ts';
import { absent, notObserved } from './parts/observing.ts';
import {
  asFolder,
  createParents,
  modeSchema,
  modeText,
  normalisePath,
  observedOwner,
  ownerSchema,
  pathSchema,
} from './parts/paths.ts';
import { runScript } from './parts/templates.ts';

export const directory = defineKind({
  name: 'directory',
  summary: 'A folder.',
  description: 'It is removed only if Clockwork made it and nothing is in it any more.',
  attributes: {
    path: attribute(pathSchema, {
      description: 'Where the folder stands, relative to the project’s folder.',
      change: 'replace',
    }),
    mode: attribute(modeSchema.default('0755'), { description: 'Permission bits in octal.', change: 'update' }),
    owner: attribute(ownerSchema.optional(), {
      description: 'Owner as `user` or `user:group`; only root may give folders away.',
      change: 'update',
    }),
    create_parents: createParents,
  },
  outputs: { path: output(z.string(), { description: 'The path, as given.' }) },
  examples: [
    {
      title: 'A private folder',
      source: `resource "directory" "keys" {
  path = "out/keys"
  mode = "0700"
}
`,
    },
  ],
  check: (args) => mustBePlain(args, ['path', 'mode', 'owner']),
  claims(args) {
    const path = known(args.path);
    return path === undefined ? [] : [{ kind: 'path', value: normalisePath(path) }];
  },
  probe(args) {
    const path = known(args.path);
    return path === undefined ? [] : [{ kind: 'stat-path', path: normalisePath(path), digest: false }];
  },
  observe([answer], args) {
    if (answer?.kind === 'absent') return absent;
    if (answer?.kind !== 'path') return notObserved(answer);
    const path = known(args.path) ?? '';
    if (answer.type !== 'directory') {
      return { presence: 'unknown', attributes: {}, outputs: {}, problem: `\`${path}\` is there, but is no folder.` };
    }
    const owner = known(args.owner);
    const seenOwner = owner === undefined ? undefined : observedOwner(owner, answer.uid, answer.gid);
    return {
      presence: 'present',
      attributes: { path, mode: modeText(answer.mode), ...(seenOwner !== undefined && { owner: seenOwner }) },
      outputs: { path },
    };
  },
  plan({ args }) {
    const path = known(args.path);
    const write = path === undefined ? [] : [asFolder(normalisePath(path))];
    const names = ['path', 'mode', 'owner', 'create_parents'];
    return [{ name: 'make_directory', args: pick(args, names), idempotent: true, needs: { write } }];
  },
  artifacts({ name, args }) {
    const script = name === 'remove_directory' ? name : 'make_directory';
    return runScript(script, flags(args, ['path', 'mode', 'owner', 'create_parents']));
  },
  removal: (args) => ({ path: known(args.path) ?? '' }),
  planRemoval({ path }) {
    if (typeof path !== 'string' || path === '') return [];
    const write = [asFolder(normalisePath(path))];
    return [{ name: 'remove_directory', args: { path }, idempotent: true, needs: { write } }];
  },
  knownOutputs(args): Readonly<Record<string, string>> {
    const path = known(args.path);
    return path === undefined ? {} : { path };
  },
});
