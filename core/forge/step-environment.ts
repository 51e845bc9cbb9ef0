/**
 * The environment of a step's script: built from empty, then what the step was declared to be handed. A
 * sensitive value, or one too long for an environment, arrives as a 0600 file that is removed after the step.
 */
import type { Json } from '../contracts/json.ts';
import { eachHole } from '../kinds/fill.ts';
import type { Hole, HoleyObject } from '../kinds/hole.ts';
import { type FileSystem, isRefusal, type Refusal } from '../ports.ts';
import { atPointer } from './pointer.ts';

const longestInlineBytes = 65_536;
/** All that a script inherits from the user's own environment. */
const inherited = ['PATH', 'HOME', 'USER', 'LOGNAME', 'TMPDIR', 'SSH_AUTH_SOCK'];

export interface StepEnvironment {
  readonly env: Readonly<Record<string, string>>;
  /** Removes the files that carried values. */
  dispose(): void;
}

export function stepEnvironment(
  files: FileSystem,
  dir: string,
  user: Readonly<Record<string, string>>,
  own: Readonly<Record<string, string>>,
  args: HoleyObject,
  revealed: HoleyObject,
): StepEnvironment | Refusal {
  const env: Record<string, string> = { LANG: 'C.UTF-8', ...own };
  for (const name of inherited) {
    const value = user[name];
    if (value !== undefined) env[name] = value;
  }
  let hasFiles = false;
  const dispose = () => {
    if (hasFiles) files.remove(dir);
  };
  const holes: { readonly pointer: string; readonly hole: Hole }[] = [];
  eachHole(args, (pointer, hole) => holes.push({ pointer, hole }));
  for (const { pointer, hole } of holes) {
    const value = atPointer(revealed, hole.$hole);
    if (value === undefined || value === null) continue;
    const text = typeof value === 'string' ? value : JSON.stringify(value as Json);
    const name = environmentName(pointer);
    if (hole.why !== 'sensitive' && Buffer.byteLength(text) <= longestInlineBytes && !text.includes('\0')) {
      env[name] = text;
      continue;
    }
    const made = files.makeDirectory(dir, 0o700);
    if (isRefusal(made)) return made;
    hasFiles = true;
    const path = `${dir}/${name}`;
    const written = files.writeAtomic(path, text, 0o600, false);
    if (isRefusal(written)) {
      dispose();
      return written;
    }
    env[`${name}_FILE`] = path;
  }
  return { env, dispose };
}

/** `/environment/api-token` → `CW_ENVIRONMENT_API_TOKEN`. */
export function environmentName(pointer: string): string {
  return `CW${pointer
    .replaceAll('~1', '/')
    .replaceAll('~0', '~')
    .replace(/[^A-Za-z0-9]+/g, '_')}`.toUpperCase();
}
