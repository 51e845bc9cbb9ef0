/** The script templates as artifacts. */
import type { ArtifactFile, Compiled } from '../define.ts';
import { scripts } from '../scripts.gen.ts';

export type ScriptName = keyof typeof scripts;

/** A step that runs a template with arguments, and the data files that it is given. */
export function runScript(
  name: ScriptName,
  args: readonly string[],
  files: readonly ArtifactFile[] = [],
): Extract<Compiled, { kind: 'script' }> {
  const script: ArtifactFile = { path: `scripts/${name}.sh`, mode: '0755', lang: 'bash', content: scripts[name] };
  return { kind: 'script', files: [script, ...files], cmd: ['bash', script.path, ...args] };
}

export function dataFile(path: string, content: string, lang: ArtifactFile['lang'] = 'text'): ArtifactFile {
  return { path, mode: '0644', lang, content };
}
