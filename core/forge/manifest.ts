/**
 * `manifest.json` of a build: what each artifact is, who made it, whether a person edited it, and the
 * command of each step. It is what `apply` and `run STEP` go by.
 */
import { z } from 'zod';
import { jsonSchema } from '../contracts/json.ts';
import { type FileSystem, isRefusal } from '../ports.ts';
import type { Layout } from './layout.ts';

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
  })
  .describe('What lies in `.clockwork/build`');

export type ManifestEntry = z.output<typeof entrySchema>;
export type ManifestStep = z.output<typeof stepSchema>;
export type Manifest = z.output<typeof manifestSchema>;

export const emptyManifest: Manifest = { version: '1', artifacts: {}, steps: {}, vars: {} };

/** The manifest of the last build; an absent or unreadable one counts as none, since a build can be made again. */
export function readManifest(files: FileSystem, layout: Layout): Manifest {
  const bytes = files.read(layout.manifest);
  if (isRefusal(bytes)) return emptyManifest;
  try {
    const parsed = manifestSchema.safeParse(JSON.parse(new TextDecoder().decode(bytes)));
    return parsed.success ? parsed.data : emptyManifest;
  } catch {
    return emptyManifest;
  }
}
