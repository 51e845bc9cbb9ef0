/**
 * Writes a validated bundle below `.clockwork/build`. A person's edits are kept: an artifact edited by
 * hand is used as edited and replaced only by force; if what the compiler would write there has changed
 * since, nothing is written and both changes are shown. All is decided before anything is touched.
 */
import { digestOfBytes } from '../base/canonical-json.ts';
import { compareText } from '../base/text-order.ts';
import type { Artifact, ArtifactBundle } from '../contracts/artifact-bundle.ts';
import type { Layout } from '../contracts/layout.ts';
import type { Diagnostic, Outcome } from '../diagnostics/diagnostic.ts';
import { type FileSystem, isRefusal } from '../ports.ts';
import { emptyManifest, linkOnTheWay, type Manifest, type ManifestEntry, readManifest } from './manifest.ts';
import { runByHandScript } from './run-by-hand.ts';
import { threeWayDiff } from './three-way-diff.ts';

export interface WriteOptions {
  readonly madeBy: 'embedded' | 'agent';
  /** Replace edited artifacts. */
  readonly force: boolean;
  /** Keep an edit although what the compiler would write has changed. */
  readonly keepEdit: boolean;
  /** Ids of steps outside this bundle whose artifacts are still of use. */
  isStillUsed(stepId: string): boolean;
  /** Whether this machine wrote the manifest of the last build; nothing of another's is taken over. */
  isOurs(manifest: Manifest): boolean;
  /** Vouches for a manifest; undefined where that is not possible. */
  seal(manifest: Manifest): string | undefined;
}

export interface WrittenBuild {
  readonly manifest: Manifest;
  readonly written: readonly string[];
  readonly kept: readonly string[];
  readonly removed: readonly string[];
}

/** What is to happen to one artifact. */
type Verdict = 'write' | 'same' | 'keep' | 'replace' | 'stale';

/** What a build would do with each artifact, by what the last one left. */
export interface DecidedBuild {
  readonly previous: Manifest;
  readonly artifacts: readonly DecidedArtifact[];
}

export interface DecidedArtifact {
  readonly artifact: Artifact;
  readonly verdict: Verdict;
  readonly digest: string;
  readonly onDisk?: string;
  readonly base?: ManifestEntry;
}

/** Reads what there is; touches nothing. */
export function decideBuild(
  files: FileSystem,
  layout: Layout,
  bundle: ArtifactBundle,
  options: Pick<WriteOptions, 'force' | 'keepEdit'>,
): DecidedBuild {
  const previous = readManifest(files, layout);
  return {
    previous,
    artifacts: bundle.artifacts.map((artifact) => decideArtifact(files, layout, artifact, previous, options)),
  };
}

export function writeBuild(
  files: FileSystem,
  layout: Layout,
  bundle: ArtifactBundle,
  options: WriteOptions,
  { previous, artifacts: decided }: DecidedBuild = decideBuild(files, layout, bundle, options),
): Outcome<WrittenBuild> {
  const real = new Set<string>();
  const links = bundle.artifacts.flatMap(({ path }) => linkProblem(linkOnTheWay(files, layout, path, real)));
  const stale = decided.filter(({ verdict }) => verdict === 'stale');
  const nothing: WrittenBuild = { manifest: previous, written: [], kept: [], removed: [] };
  if (links.length > 0 || stale.length > 0) {
    return { value: nothing, diagnostics: [...links, ...stale.map((one) => staleEdit(files, layout, one))] };
  }
  const diagnostics = decided.flatMap(editNotes);
  const written: string[] = [];
  for (const { artifact, verdict, digest } of decided) {
    if (verdict === 'same') continue;
    const problem = keepOriginal(files, layout, artifact, digest);
    if (problem !== undefined) return { value: nothing, diagnostics: [problem] };
    if (verdict === 'keep') continue;
    const refusal = writeArtifact(files, layout, artifact);
    if (refusal !== undefined) return { value: nothing, diagnostics: [...diagnostics, refusal] };
    written.push(artifact.path);
  }
  const manifest = nextManifest(options.isOurs(previous) ? previous : emptyManifest, bundle, decided, options);
  const removed = removeUnused(files, layout, previous, manifest);
  const refusal = writeManifest(files, layout, manifest, previous);
  if (refusal !== undefined) diagnostics.push(refusal);
  const kept = decided.filter(({ verdict }) => verdict === 'keep').map(({ artifact }) => artifact.path);
  return { value: { manifest, written, kept, removed }, diagnostics };
}

function decideArtifact(
  files: FileSystem,
  layout: Layout,
  artifact: Artifact,
  previous: Manifest,
  options: Pick<WriteOptions, 'force' | 'keepEdit'>,
): DecidedArtifact {
  const digest = digestOfBytes(artifact.content);
  const base = previous.artifacts[artifact.path];
  const bytes = files.read(`${layout.build}/${artifact.path}`);
  if (isRefusal(bytes)) return { artifact, verdict: 'write', digest, ...(base && { base }) };
  const onDisk = digestOfBytes(bytes);
  const found = { artifact, digest, onDisk, ...(base && { base }) };
  if (onDisk === digest)
    return { ...found, verdict: base?.digest === digest && base.mode === artifact.mode ? 'same' : 'write' };
  if (base?.digest === onDisk) return { ...found, verdict: 'write' };
  if (options.force) return { ...found, verdict: 'replace' };
  if (base?.digest === digest || options.keepEdit) return { ...found, verdict: 'keep' };
  return { ...found, verdict: 'stale' };
}

function staleEdit(files: FileSystem, layout: Layout, { artifact, base }: DecidedArtifact): Diagnostic {
  const read = (path: string) => {
    const bytes = files.read(path);
    return isRefusal(bytes) ? undefined : new TextDecoder().decode(bytes);
  };
  const original = base === undefined ? undefined : read(`${layout.originals}/${base.digest.replace(':', '-')}`);
  const edited = read(`${layout.build}/${artifact.path}`) ?? '';
  return {
    code: 'build-edit-stale',
    severity: 'error',
    message: `\`.clockwork/build/${artifact.path}\` was edited by hand, and what Clockwork would write there has changed since. Nothing was written. Keep your edit with \`--keep-edit\`, or take the new text with \`--force\`.\n${threeWayDiff(artifact.path, original, edited, artifact.content)}`,
  };
}

function editNotes({ artifact, verdict }: DecidedArtifact): readonly Diagnostic[] {
  const path = `.clockwork/build/${artifact.path}`;
  const steps = artifact.purposes ?? [];
  const serves = steps.length > 1 ? ` It serves ${steps.length} steps: ${listSome(steps)}.` : '';
  if (verdict === 'keep') {
    const message = `\`${path}\` was edited by hand and is kept as it is.${serves}`;
    return [{ code: 'build-edit-kept', severity: 'information', message }];
  }
  if (verdict === 'replace') {
    const message = `The edit of \`${path}\` was replaced, as \`--force\` asks.${serves}`;
    return [{ code: 'build-edit-replaced', severity: 'warning', message }];
  }
  return [];
}

function listSome(names: readonly string[]): string {
  const shown = names
    .slice(0, 5)
    .map((name) => `\`${name}\``)
    .join(', ');
  return names.length > 5 ? `${shown} and ${names.length - 5} more` : shown;
}

function linkProblem(at: string | undefined): readonly Diagnostic[] {
  if (at === undefined) return [];
  const message = `\`${at}\` is a symbolic link; artifacts are written into real folders only. Remove the link.`;
  return [{ code: 'bundle-path-link', severity: 'error', message }];
}

function writeArtifact(files: FileSystem, layout: Layout, artifact: Artifact): Diagnostic | undefined {
  const path = `${layout.build}/${artifact.path}`;
  const made = makeFolders(files, layout, path);
  if (made !== undefined) return made;
  const written = files.writeAtomic(path, artifact.content, Number.parseInt(artifact.mode, 8), false);
  return isRefusal(written) ? writeFailed(written.reason) : undefined;
}

function makeFolders(files: FileSystem, layout: Layout, path: string): Diagnostic | undefined {
  for (const folder of [layout.dir, path.slice(0, path.lastIndexOf('/'))]) {
    const made = files.makeDirectory(folder, 0o700);
    if (isRefusal(made)) return writeFailed(made.reason);
  }
  return undefined;
}

/** Keeps what the compiler wrote, so that a later edit can be told from a later compiler. */
function keepOriginal(files: FileSystem, layout: Layout, artifact: Artifact, digest: string): Diagnostic | undefined {
  const path = `${layout.originals}/${digest.replace(':', '-')}`;
  if (!isRefusal(files.stat(path))) return undefined;
  const made = makeFolders(files, layout, path);
  if (made !== undefined) return made;
  const written = files.writeAtomic(path, artifact.content, 0o600, false);
  return isRefusal(written) ? writeFailed(written.reason) : undefined;
}

function nextManifest(
  previous: Manifest,
  bundle: ArtifactBundle,
  decided: readonly DecidedArtifact[],
  options: WriteOptions,
): Manifest {
  const artifacts: Record<string, ManifestEntry> = {};
  const isUsed = (id: string) => options.isStillUsed(id);
  for (const [path, entry] of Object.entries(previous.artifacts)) {
    const purposes = entry.purposes.filter(isUsed);
    if (purposes.length > 0) artifacts[path] = { ...entry, purposes };
  }
  for (const { artifact, verdict, digest, onDisk } of decided) {
    const before = artifacts[artifact.path]?.purposes ?? [];
    artifacts[artifact.path] = {
      digest,
      mode: artifact.mode,
      lang: artifact.lang,
      made_by: options.madeBy,
      purposes: [...new Set([...before, ...(artifact.purposes ?? [])])].sort(compareText),
      ...(verdict === 'keep' && onDisk !== undefined && { edited: onDisk }),
    };
  }
  const steps: Manifest['steps'] = {};
  for (const [id, step] of Object.entries(previous.steps)) if (isUsed(id)) steps[id] = step;
  for (const step of bundle.steps) {
    steps[step.purpose] = {
      cmd: step.run.cmd,
      ...(step.probe && { probe: step.probe.cmd }),
      ...(step.verify && { verify: step.verify.cmd }),
    };
  }
  const manifest: Manifest = { version: '1', artifacts: byKey(artifacts), steps: byKey(steps), vars: bundle.vars };
  const seal = options.seal(manifest);
  return { ...manifest, ...(seal !== undefined && { seal }) };
}

/** Removes what no step needs any more; a file that a person edited stays. */
function removeUnused(files: FileSystem, layout: Layout, previous: Manifest, next: Manifest): readonly string[] {
  const removed: string[] = [];
  for (const [path, entry] of Object.entries(previous.artifacts)) {
    if (path in next.artifacts) continue;
    const bytes = files.read(`${layout.build}/${path}`);
    if (isRefusal(bytes) || digestOfBytes(bytes) !== entry.digest) continue;
    if (!isRefusal(files.remove(`${layout.build}/${path}`))) removed.push(path);
  }
  return removed;
}

function writeManifest(files: FileSystem, layout: Layout, next: Manifest, previous: Manifest): Diagnostic | undefined {
  const text = JSON.stringify(next, null, 2);
  if (text === JSON.stringify(previous, null, 2) && !isRefusal(files.stat(layout.manifest))) return undefined;
  const made = makeFolders(files, layout, layout.manifest);
  if (made !== undefined) return made;
  const script = files.writeAtomic(`${layout.build}/run`, runByHandScript(next), 0o755, false);
  if (isRefusal(script)) return writeFailed(script.reason);
  const written = files.writeAtomic(layout.manifest, `${text}\n`, 0o644);
  return isRefusal(written) ? writeFailed(written.reason) : undefined;
}

function byKey<T>(record: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => compareText(a, b)));
}

function writeFailed(reason: string): Diagnostic {
  return { code: 'build-write-failed', severity: 'error', message: reason };
}
