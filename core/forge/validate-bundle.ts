/**
 * The gate between a compiler and the disk. A bundle is untrusted until it passed here; what passes is
 * normalised. Each rule has its own code and a message that names artifact and rule.
 */
import type { z } from 'zod';
import type { PlannedActionList } from '../contracts/action-list.ts';
import {
  type Artifact,
  type ArtifactBundle,
  artifactBundleSchema,
  type BundleStep,
} from '../contracts/artifact-bundle.ts';
import { engineBodySchema } from '../contracts/engine-body.ts';
import { issueText } from '../contracts/issue-text.ts';
import type { Code } from '../diagnostics/codes.ts';
import type { Diagnostic, Outcome } from '../diagnostics/diagnostic.ts';
import { checkArtifactPath, foldPath } from './artifact-path.ts';
import { checkBodyPowers } from './body-rules.ts';
import { normaliseCommand } from './bundle-command.ts';
import { isAllowedVariable } from './bundle-vars.ts';

export type BundleOrigin = 'embedded' | 'agent' | 'user';

/** Most that an agent may send. */
const agentLimits = { artifacts: 1000, bytes: 10_000_000 };

/** Languages, and what a shebang line of theirs may name. */
const interpreters: Readonly<Record<string, readonly string[]>> = {
  bash: ['bash'],
  sh: ['sh', 'dash'],
  python: ['python3', 'python'],
  python3: ['python3', 'python'],
  node: ['node'],
  javascript: ['node'],
  typescript: ['node', 'deno'],
  deno: ['deno'],
  go: ['go'],
  json: [],
  text: [],
};

/**
 * Checks a bundle against the ActionList that it was made for. The value is the normalised bundle;
 * use it only where no diagnostic is an error.
 */
export function validateBundle(
  untrusted: unknown,
  list:
    | Pick<PlannedActionList, 'steps'>
    | { readonly steps: readonly { readonly id?: string; readonly name: string }[] },
  origin: BundleOrigin,
): Outcome<ArtifactBundle> {
  const parsed = artifactBundleSchema.safeParse(untrusted);
  if (!parsed.success) {
    const empty: ArtifactBundle = { version: '1', artifacts: [], steps: [], vars: {} };
    return { value: empty, diagnostics: parsed.error.issues.map((issue) => shapeProblem(issue, untrusted)) };
  }
  const bundle = parsed.data;
  const diagnostics: Diagnostic[] = [];
  const report = (code: Code, message: string, severity: Diagnostic['severity'] = 'error') => {
    diagnostics.push({ code, severity, message });
  };
  if (origin === 'agent') checkSize(bundle, report);
  checkPaths(bundle.artifacts, report);
  for (const artifact of bundle.artifacts) checkArtifact(artifact, origin, report);
  checkVariables(bundle, report);
  const resolve = purposeResolver(list.steps);
  const steps = bundle.steps.map((step) => normaliseStep(step, bundle.artifacts, origin, resolve, report));
  checkPurposes(list.steps, steps, bundle.artifacts, resolve, report);
  const artifacts = bundle.artifacts.map((artifact) => normaliseArtifact(artifact, resolve));
  return { value: { ...bundle, artifacts, steps }, diagnostics };
}

export type Report = (code: Code, message: string, severity?: Diagnostic['severity']) => void;

function shapeProblem(issue: z.core.$ZodIssue, untrusted: unknown): Diagnostic {
  const code: Code = issue.code === 'unrecognized_keys' ? 'bundle-unknown-key' : 'bundle-shape';
  return { code, severity: 'error', message: `Bundle: ${issueText(issue, untrusted, 'the whole')}.` };
}

function checkSize(bundle: ArtifactBundle, report: Report): void {
  if (bundle.artifacts.length > agentLimits.artifacts) {
    report(
      'bundle-too-large',
      `The bundle holds ${bundle.artifacts.length} artifacts; at most ${agentLimits.artifacts} are accepted.`,
    );
  }
  const bytes = bundle.artifacts.reduce((sum, artifact) => sum + Buffer.byteLength(artifact.content), 0);
  if (bytes > agentLimits.bytes) {
    report('bundle-too-large', `The bundle holds ${bytes} bytes; at most ${agentLimits.bytes} are accepted.`);
  }
}

function checkVariables(bundle: ArtifactBundle, report: Report): void {
  for (const name of Object.keys(bundle.vars)) {
    if (isAllowedVariable(name)) continue;
    report(
      'bundle-var',
      `The variable ${JSON.stringify(name)} is not accepted: shells and runtimes may act on it. Choose a name of capital letters, digits and \`_\` that nothing else gives a meaning to.`,
    );
  }
}

/** Same path twice, names that meet when case is folded, and a file where another needs a folder. */
function checkPaths(artifacts: readonly Artifact[], report: Report): void {
  const exact = new Set<string>();
  const folded = new Map<string, string>();
  for (const { path } of artifacts) {
    const problem = checkArtifactPath(path);
    if (problem !== undefined) {
      report(problem.code, `Artifact ${JSON.stringify(path)}: ${problem.message}`);
      continue;
    }
    if (exact.has(path)) report('bundle-path-twice', `Artifact \`${path}\` is given twice.`);
    exact.add(path);
    const key = foldPath(path);
    const other = folded.get(key);
    if (other !== undefined && other !== path) {
      report('bundle-path-collision', `Artifacts \`${other}\` and \`${path}\` are one file where case does not count.`);
    }
    folded.set(key, path);
  }
  for (const [key, path] of folded) {
    for (let slash = key.lastIndexOf('/'); slash > 0; slash = key.lastIndexOf('/', slash - 1)) {
      const parent = folded.get(key.slice(0, slash));
      if (parent !== undefined) {
        report(
          'bundle-path-collision',
          `Artifact \`${path}\` lies in a folder that artifact \`${parent}\` is a file of.`,
        );
      }
    }
  }
}

/** Rules that an artifact keeps by itself. */
export function checkArtifact(artifact: Artifact, origin: BundleOrigin, report: Report): void {
  const mode = Number.parseInt(artifact.mode, 8);
  if ((mode & ~0o755) !== 0) {
    report('bundle-mode', `Artifact \`${artifact.path}\` asks for mode ${artifact.mode}; at most 0755 is accepted.`);
  }
  const allowed = Object.hasOwn(interpreters, artifact.lang) ? interpreters[artifact.lang] : undefined;
  if (allowed === undefined) {
    report(
      'bundle-language',
      `Artifact \`${artifact.path}\` is in \`${artifact.lang}\`, which is none of ${Object.keys(interpreters).join(', ')}.`,
    );
    return;
  }
  // Text and JSON are never run, whatever they begin with: the gate for commands sees to it.
  const problem = allowed.length === 0 ? undefined : shebangProblem(artifact.content, allowed, origin);
  if (problem !== undefined) {
    report(
      'bundle-shebang',
      `Artifact \`${artifact.path}\` is in \`${artifact.lang}\`, but its first line ${problem}.`,
    );
  }
}

/** Where an interpreter may lie. */
const interpreterFolders = ['/bin', '/usr/bin', '/usr/local/bin', '/opt/homebrew/bin'];

/**
 * A first line names one interpreter of the artifact's language and nothing else: `env -S` and flags could run
 * something else. What the person wrote into the configuration may have flags; Clockwork runs it by its runtime anyway.
 */
function shebangProblem(content: string, allowed: readonly string[], origin: BundleOrigin): string | undefined {
  const line = /^\ufeff?#!([^\n]*)/.exec(content);
  if (line === null) return undefined;
  if (content.startsWith('\ufeff') && origin !== 'embedded') return 'hides `#!` behind a byte order mark';
  const [program = '', ...words] = (line[1] ?? '').split(/\s+/).filter((word) => word !== '');
  const slash = program.lastIndexOf('/');
  const name = program.slice(slash + 1);
  const rest = name === 'env' && origin === 'embedded' ? words.filter((word) => word !== '-S') : words;
  const named = name === 'env' ? (rest[0] ?? '') : name;
  if (!allowed.includes(named)) return `calls \`${named}\``;
  if (origin === 'embedded') return undefined;
  if (!interpreterFolders.includes(program.slice(0, slash)))
    return `calls \`${program}\`, outside of the system’s folders`;
  const extra = name === 'env' ? words.slice(1) : words;
  return extra.length === 0
    ? undefined
    : `gives \`${named}\` more words (\`${extra.join(' ')}\`), which is not accepted`;
}

type Resolve = (purpose: string) => string | undefined;

/** A purpose is a step's id, or its name where only one step has it. */
function purposeResolver(steps: readonly { readonly id?: string; readonly name: string }[]): Resolve {
  const ids = new Set(steps.flatMap((step) => (step.id === undefined ? [] : [step.id])));
  const byName = new Map<string, string | null>();
  for (const step of steps) byName.set(step.name, byName.has(step.name) ? null : (step.id ?? step.name));
  return (purpose) => (ids.has(purpose) ? purpose : (byName.get(purpose) ?? undefined));
}

function normaliseArtifact(artifact: Artifact, resolve: Resolve): Artifact {
  const { purpose, purposes, ...rest } = artifact;
  const all = purposes ?? (purpose === undefined ? [] : [purpose]);
  return { ...rest, purposes: all.map((name) => resolve(name) ?? name) };
}

function normaliseStep(
  step: BundleStep,
  artifacts: readonly Artifact[],
  origin: BundleOrigin,
  resolve: Resolve,
  report: Report,
): BundleStep {
  const id = resolve(step.purpose);
  if (id === undefined) {
    report('bundle-purpose', `Bundle step \`${step.purpose}\` matches no step of the plan (or several: use its id).`);
  }
  const normalise = (cmd: readonly string[]) => {
    const outcome = normaliseCommand(cmd, artifacts);
    for (const problem of outcome.problems) {
      report(problem.code, `Step \`${step.purpose}\`: ${problem.message}`, problem.severity);
    }
    const body = outcome.body;
    if (body !== undefined) checkBody(step.purpose, body, origin, report);
    return { cmd: [...outcome.cmd] };
  };
  return {
    purpose: id ?? step.purpose,
    run: normalise(step.run.cmd),
    ...(step.probe && { probe: normalise(step.probe.cmd) }),
    ...(step.verify && { verify: normalise(step.verify.cmd) }),
  };
}

/** An engine body is one that core knows, and asks for no power over the machine. */
export function checkBody(purpose: string, artifact: Artifact, origin: BundleOrigin, report: Report): void {
  let json: unknown;
  try {
    json = JSON.parse(artifact.content);
  } catch (error) {
    report('bundle-body', `Step \`${purpose}\`: \`${artifact.path}\` is not JSON: ${(error as Error).message}.`);
    return;
  }
  const parsed = engineBodySchema.safeParse(json);
  if (!parsed.success) {
    const why = issueText(parsed.error.issues[0], json, 'the body');
    report('bundle-body', `Step \`${purpose}\`: \`${artifact.path}\`: ${why}.`);
    return;
  }
  for (const message of checkBodyPowers(parsed.data, origin)) {
    report('bundle-body-power', `Step \`${purpose}\`: \`${artifact.path}\`: ${message}`);
  }
}

/** Every step is carried out exactly once, and every artifact serves a step. */
function checkPurposes(
  planned: readonly { readonly id?: string; readonly name: string }[],
  steps: readonly BundleStep[],
  artifacts: readonly Artifact[],
  resolve: Resolve,
  report: Report,
): void {
  const seen = new Set<string>();
  for (const step of steps) {
    if (seen.has(step.purpose)) report('bundle-step-twice', `The bundle carries out step \`${step.purpose}\` twice.`);
    seen.add(step.purpose);
  }
  for (const step of planned) {
    const id = step.id ?? step.name;
    if (!seen.has(id)) report('bundle-step-missing', `The bundle does not say how to carry out step \`${id}\`.`);
  }
  for (const artifact of artifacts) {
    const purposes = artifact.purposes ?? (artifact.purpose === undefined ? [] : [artifact.purpose]);
    if (purposes.length === 0) report('bundle-purpose', `Artifact \`${artifact.path}\` has no purpose.`);
    for (const purpose of purposes) {
      if (resolve(purpose) === undefined) {
        report(
          'bundle-purpose',
          `Artifact \`${artifact.path}\` serves \`${purpose}\`, which matches no step of the plan.`,
        );
      }
    }
  }
}
