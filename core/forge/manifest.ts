/**
 * `manifest.json` of a build: what each artifact is, who made it, whether a person edited it, and the
 * command of each step. It is what `apply` and `run STEP` go by.
 */
import { z } from 'zod';
import { canonicalJson } from '../base/canonical-json.ts';
import { jsonSchema } from '../contracts/json.ts';
import type { Layout } from '../contracts/layout.ts';
import { type FileSystem, isRefusal, type Sealer } from '../ports.ts';
import { checkArtifactPath } from './artifact-path.ts';

const entrySchema = z.object({
  digest: z.string().describe('Of what the compiler wrote'),
  mode: z.string(),
  lang: z.string(),
  made_by: z.enum(['embedded', 'agent']),
  purposes: z.array(z.string()),
  edited: z.string().optional().describe('Digest of what a person made of it; absent where nobody did'),
});

const stepSchema = z.object({
  cmd: z.array(z.string()),
  probe: z.array(z.string()).optional(),
  verify: z.array(z.string()).optional(),
});

export const manifestSchema = z
  .object({
    version: z.literal('1'),
    artifacts: z.record(z.string(), entrySchema),
    steps: z.record(z.string(), stepSchema),
    vars: z.record(z.string(), jsonSchema),
    seal: z.string().optional().describe('Keyed digest of all the rest: this machine wrote it'),
  })
  .describe('What lies in `.clockwork/build`');

export type ManifestEntry = z.output<typeof entrySchema>;
export type ManifestStep = z.output<typeof stepSchema>;
export type Manifest = z.output<typeof manifestSchema>;

export const emptyManifest: Manifest = { version: '1', artifacts: {}, steps: {}, vars: {} };

/**
 * The manifest of the last build. An absent or unreadable one counts as none, since a build can be made again; so does
 * one that names a file outside of the build, which may have come with a clone.
 */
export function readManifest(files: FileSystem, layout: Layout): Manifest {
  const bytes = files.read(layout.manifest);
  if (isRefusal(bytes)) return emptyManifest;
  try {
    const parsed = manifestSchema.safeParse(JSON.parse(new TextDecoder().decode(bytes)));
    return parsed.success && staysInside(files, layout, parsed.data) ? parsed.data : emptyManifest;
  } catch {
    return emptyManifest;
  }
}

function staysInside(files: FileSystem, layout: Layout, manifest: Manifest): boolean {
  const real = new Set<string>();
  return Object.keys(manifest.artifacts).every(
    (path) => checkArtifactPath(path) === undefined && linkOnTheWay(files, layout, path, real) === undefined,
  );
}

/**
 * The first symbolic link on the way to an artifact, `.clockwork` included: it would lead a read, a write or a removal
 * somewhere else. `real` keeps the folders that are known to be none.
 */
export function linkOnTheWay(
  files: FileSystem,
  layout: Layout,
  path: string,
  real: Set<string> = new Set(),
): string | undefined {
  const parts = path.split('/');
  const ways = [layout.dir, layout.build, ...parts.map((_, i) => `${layout.build}/${parts.slice(0, i + 1).join('/')}`)];
  for (const at of ways) {
    if (real.has(at)) continue;
    const stat = files.stat(at, true);
    if (isRefusal(stat)) return undefined;
    if (stat.type === 'symlink') return at;
    real.add(at);
  }
  return undefined;
}

/** Undefined where the machine's key cannot be used; such a manifest vouches for no edit. */
export function sealManifest(sealer: Sealer, manifest: Manifest): string | undefined {
  const { seal: _, ...rest } = manifest;
  const seal = sealer.seal('manifest', canonicalJson(rest));
  return isRefusal(seal) ? undefined : seal;
}

/** Whether this machine wrote the manifest, just as it is. */
export function isSealedHere(sealer: Sealer, manifest: Manifest): boolean {
  return manifest.seal !== undefined && manifest.seal === sealManifest(sealer, manifest);
}
