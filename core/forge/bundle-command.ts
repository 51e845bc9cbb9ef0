/**
 * The grammar of a step's command: an allow-listed runtime, then a script of the bundle, then its
 * arguments. Nothing else stands before the script: flags are core's to compute.
 */
import type { Artifact } from '../contracts/artifact-bundle.ts';
import type { Code } from '../diagnostics/codes.ts';
import type { Severity } from '../diagnostics/diagnostic.ts';

export interface NormalisedCommand {
  readonly cmd: readonly string[];
  readonly problems: readonly { readonly code: Code; readonly message: string; readonly severity: Severity }[];
  /** The engine body that core carries out itself. */
  readonly body?: Artifact;
}

/** Runtimes, and the languages that each may be given. */
const languages: Readonly<Record<string, readonly string[]>> = {
  bash: ['bash', 'sh'],
  sh: ['sh', 'bash'],
  python3: ['python', 'python3'],
  node: ['node', 'javascript'],
  deno: ['deno', 'typescript'],
  go: ['go'],
};
const runtimes = Object.keys(languages);

export function normaliseCommand(cmd: readonly string[], artifacts: readonly Artifact[]): NormalisedCommand {
  const problems: { code: Code; message: string; severity: Severity }[] = [];
  const refuse = (code: Code, message: string): NormalisedCommand => ({
    cmd,
    problems: [...problems, { code, message, severity: 'error' }],
  });
  const find = (word: string | undefined) => artifacts.find((artifact) => artifact.path === word?.replace(/^\.\//, ''));
  const program = cmd[0] ?? '';
  if (cmd.some((word) => word.includes('\0'))) return refuse('bundle-command', 'an argument holds a NUL character.');

  if (program === 'clockwork') {
    const body = find(cmd[3]);
    if (cmd[1] !== 'engine' || cmd[2] !== 'apply' || cmd.length !== 4) {
      return refuse(
        'bundle-runtime',
        'the only command of `clockwork` that a step may use is `clockwork engine apply FILE`.',
      );
    }
    if (body === undefined) return refuse('bundle-command', `\`${cmd[3]}\` is not an artifact of the bundle.`);
    return { cmd: ['clockwork', 'engine', 'apply', body.path], problems, body };
  }
  if (program.endsWith('.go') && find(program) !== undefined) {
    return normaliseCommand(['go', 'run', program.replace(/^\.\//, ''), ...cmd.slice(1)], artifacts);
  }
  const spoken = runtimes.includes(program) ? languages[program] : undefined;
  if (spoken === undefined) {
    return refuse('bundle-runtime', describeRuntime(program, find(program) !== undefined));
  }
  let rest = cmd.slice(1);
  const head = [program];
  if (program === 'deno' || program === 'go') {
    if (rest[0] !== 'run') return refuse('bundle-command', `\`${program}\` must be followed by \`run\`.`);
    head.push('run');
    rest = rest.slice(1);
  }
  if (program === 'deno') {
    const flags = rest.slice(
      0,
      rest.findIndex((word) => !word.startsWith('-')),
    );
    const powers = flags.filter((flag) => /^(--allow-|--deny-|-A$|-[RWENSI](=|$))/.test(flag));
    if (powers.length > 0) {
      const message = `the permissions ${powers.join(' ')} were dropped; Clockwork computes them from what the plan declares.`;
      problems.push({ code: 'bundle-deno-permissions', message, severity: 'warning' });
    }
    rest = [...flags.filter((flag) => !powers.includes(flag)), ...rest.slice(flags.length)];
  }
  const word = rest[0];
  const script = find(word);
  if (script === undefined) return refuse('bundle-command', describeWord(program, word));
  if (!spoken.includes(script.lang)) {
    return refuse('bundle-command', `\`${script.path}\` is in \`${script.lang}\`, which \`${program}\` does not run.`);
  }
  const source = rest[1];
  if (program === 'go' && source?.endsWith('.go')) {
    return refuse('bundle-command', `\`go run\` would compile \`${source}\` too; one script is run, named once.`);
  }
  return { cmd: [...head, script.path, ...rest.slice(1)], problems };
}

function describeRuntime(program: string, isArtifact: boolean): string {
  if (isArtifact) return `\`${program}\` is run by itself; name its runtime: \`bash ${program.replace(/^\.\//, '')}\`.`;
  const name = program.split('/').at(-1) ?? program;
  if (['env', 'sudo', 'su', 'nohup', 'timeout', 'xargs', 'nice', 'setsid', 'exec', 'busybox'].includes(name)) {
    return `\`${program}\` wraps another program; a step names its runtime itself.`;
  }
  return `\`${program}\` is not an allowed runtime (${runtimes.join(', ')}).`;
}

function describeWord(program: string, word: string | undefined): string {
  if (word === undefined) return `\`${program}\` is given no script.`;
  if (/^-(-eval|-print|-command|[a-z]*[cep])/.test(word))
    return `\`${program} ${word}\` runs text instead of a script of the bundle.`;
  if (word.startsWith('-')) return `\`${word}\` stands before the script; runtime flags are Clockwork’s to set.`;
  return `\`${word}\` is not an artifact of the bundle.`;
}
