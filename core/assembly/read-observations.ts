/** Reads what the last plan or run saw of the world. */
import type { Layout } from '../contracts/layout.ts';
import { type Observations, observationsSchema } from '../contracts/observations.ts';
import { type FileSystem, isRefusal } from '../ports.ts';

/** What the last plan saw; null where there is nothing to read. */
export function readObservations(files: Pick<FileSystem, 'read'>, layout: Layout): Observations | null {
  const bytes = files.read(layout.observations);
  if (isRefusal(bytes)) return null;
  try {
    const parsed = observationsSchema.safeParse(JSON.parse(new TextDecoder().decode(bytes)));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
