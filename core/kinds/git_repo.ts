/** `git_repo`: a git work tree at a given branch, tag or commit. */
import { z } from 'zod';
import { attribute, defineKind, output } from './define.ts';
import { flags, known, mustBePlain, pick } from './parts/known.ts';
import { absent, notObserved } from './parts/observing.ts';
import { asFolder, normalisePath, pathSchema } from './parts/paths.ts';
import { runScript } from './parts/templates.ts';

const refSchema = z
  .string()
  .regex(/^[^-\s~^:?*[\\][^\s~^:?*[\\]*$/, 'must be the name of a branch or tag, or a commit');

export const gitRepo = defineKind({
  name: 'git_repo',
  summary: 'A git work tree at a branch, tag or commit.',
  description:
    'It is cloned, and later brought to what `ref` says. A work tree with changes of yours, or with commits that the remote does not have, is never touched: the step is refused and says so. Passwords do not belong in `url`; git’s credential helpers and ssh keys work.',
  attributes: {
    url: attribute(z.string().regex(/^[^-\s]\S*$/, 'must be an address that git understands'), {
      description: 'Address of the remote: `https://`, `ssh://`, `git@host:path`, `file://` or a path.',
      change: 'update',
      completable: true,
    }),
    path: attribute(pathSchema, {
      description: 'Folder of the work tree, relative to the project’s folder.',
      change: 'replace',
    }),
    ref: attribute(refSchema.optional(), {
      description: 'Branch, tag or commit; the remote’s default branch unless given.',
      change: 'update',
    }),
    branch: attribute(refSchema.optional(), {
      description: 'Branch to check out.',
      change: 'none',
      deprecated: 'Use `ref`.',
    }),
    depth: attribute(z.int().min(1).optional(), {
      description: 'How many commits of history to fetch; all unless given.',
      change: 'none',
    }),
  },
  outputs: {
    path: output(z.string(), { description: 'The path, as given.' }),
    commit: output(z.string(), { description: 'Full hash of the commit that is checked out.' }),
  },
  examples: [
    {
      title: 'A repository at a tag',
      source: `resource "git_repo" "app" {
  url   = "https://example.com/team/app.git"
  path  = "src/app"
  ref   = "v1.4.0"
  depth = 1
}
`,
    },
  ],
  derive: ({ branch }) => (branch === undefined ? {} : { ref: branch }),
  check: (args) => mustBePlain(args, ['url', 'path', 'ref', 'branch']),
  claims(args) {
    const path = known(args.path);
    return path === undefined ? [] : [{ kind: 'path', value: normalisePath(path) }];
  },
  probe(args) {
    const path = known(args.path);
    return path === undefined ? [] : [{ kind: 'git-status', path: normalisePath(path) }];
  },
  observe([answer], args) {
    if (answer?.kind === 'absent') return absent;
    if (answer?.kind !== 'git') return notObserved(answer);
    const path = known(args.path) ?? '';
    const url = known(args.url) ?? '';
    const ref = observedRef(known(args.ref), answer.branch, answer.commit);
    return {
      presence: 'present',
      attributes: {
        path,
        url: withoutPassword(url) === withoutPassword(answer.remote) ? url : answer.remote,
        ...(ref !== undefined && { ref }),
      },
      outputs: { path, commit: answer.commit },
    };
  },
  plan({ args }) {
    const path = known(args.path);
    const host = hostOf(known(args.url) ?? '');
    const needs = {
      write: path === undefined ? [] : [asFolder(normalisePath(path))],
      hosts: host === undefined ? [] : [host],
    };
    return [{ name: 'fetch_repo', args: pick(args, ['url', 'path', 'ref', 'depth']), idempotent: true, needs }];
  },
  artifacts({ name, args }) {
    const words = flags(args, ['url', 'path', 'ref', 'depth']);
    return runScript(name === 'remove_repo' ? name : 'fetch_repo', words);
  },
  removal: (args) => ({ path: known(args.path) ?? '' }),
  planRemoval({ path }) {
    if (typeof path !== 'string' || path === '') return [];
    const write = [asFolder(normalisePath(path))];
    return [{ name: 'remove_repo', args: { path }, idempotent: true, needs: { write } }];
  },
  knownOutputs(args): Readonly<Record<string, string>> {
    const path = known(args.path);
    return path === undefined ? {} : { path };
  },
});

/** What is checked out, as it was asked for; undefined where that cannot be read back (a tag is only a commit). */
function observedRef(asked: string | undefined, branch: string, commit: string): string | undefined {
  if (asked === undefined) return undefined;
  if (branch !== '') return branch;
  if (!/^[0-9a-f]{7,64}$/.test(asked)) return undefined;
  return commit.startsWith(asked) ? asked : commit;
}

function withoutPassword(url: string): string {
  return url.replace(/^([a-z+]+:\/\/[^/@:]*):[^/@]*@/i, '$1@').replace(/^file:\/\//, '');
}

/** `name` or `name:port` of a remote that is reached through a network. */
function hostOf(url: string): string | undefined {
  const [, host] = /^(?:https?|ssh|git):\/\/(?:[^/@]*@)?([^/]+)/i.exec(url) ?? [];
  const [, scpHost] = /^(?:[^/@:]+@)([^/:]+):/.exec(url) ?? [];
  return host ?? scpHost;
}
