/** The folder that an image is built from, as a tar stream without what `.dockerignore` names. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { Readable } from 'node:stream';
import dockerIgnore from '@balena/dockerignore';
import { type Headers, pack } from 'tar-fs';
import { isRefusal, type Refusal } from '../ports.ts';
import { refusalOf, refuse } from './refusal.ts';

export interface BuildContext {
  readonly tar: Readable;
  /** Relative to the context, `/` between folders. */
  readonly dockerfile: string;
}

/** `dockerfile` is relative to `folder`. A missing folder, a missing Dockerfile or one outside the folder is refused. */
export function openBuildContext(folder: string, dockerfile: string): BuildContext | Refusal {
  const file = relative(folder, resolve(folder, dockerfile)).split(sep).join('/');
  if (file === '' || file.startsWith('../') || isAbsolute(file)) {
    return refuse('EINVAL', `The Dockerfile \`${dockerfile}\` has to be inside the build context \`${folder}\`.`);
  }
  try {
    if (!statSync(folder).isDirectory()) return refuse('ENOTDIR', `The build context \`${folder}\` is not a folder.`);
    if (!existsSync(join(folder, file))) {
      return refuse('ENOENT', `There is no Dockerfile \`${file}\` in the build context \`${folder}\`.`);
    }
    const left = ignored(folder, file);
    const options = {
      sort: true,
      ignore: (path: string) => left(relative(folder, path).split(sep).join('/')),
      // As the docker command does it: who owns a file here means nothing in an image.
      map: (header: Headers) => ({ ...header, uid: 0, gid: 0 }),
    };
    return { tar: pack(folder, options), dockerfile: file };
  } catch (error) {
    return isRefusal(error) ? error : refusalOf(error, `read the build context \`${folder}\``);
  }
}

/** The rules of `<Dockerfile>.dockerignore`, else `.dockerignore`. The engine needs the Dockerfile whatever they say. */
function ignored(folder: string, dockerfile: string): (path: string) => boolean {
  const found = [`${dockerfile}.dockerignore`, '.dockerignore'].find((name) => existsSync(join(folder, name)));
  if (found === undefined) return () => false;
  const text = readFileSync(join(folder, found), 'utf8');
  const rules = dockerIgnore.default({ ignorecase: false }).add(text);
  const hasExceptions = /^\s*!/m.test(text);
  return (path) => {
    if (path === dockerfile || path === '.dockerignore' || dockerfile.startsWith(`${path}/`)) return false;
    // What is inside a left-out folder may be taken in again by a later rule, so the folder itself has to be walked.
    if (hasExceptions && statSync(join(folder, path), { throwIfNoEntry: false })?.isDirectory() === true) return false;
    return rules.ignores(path);
  };
}
