/**
 * Reads the journal that a run keeps beside the state: what it did since the last state file, a record a line. A run that
 * was cut off leaves it behind; whoever plans takes it in.
 */
import { z } from 'zod';
import { type ResourceState, resourceStateSchema } from '../contracts/state.ts';

const headSchema = z.object({
  type: z.literal('run'),
  run: z.string(),
  command: z.string(),
  lineage: z.string(),
  base_serial: z.int(),
});
const intentSchema = z.object({
  type: z.literal('intent'),
  step: z.string(),
  resource: z.string(),
  idempotent: z.boolean(),
  /** What to record if nothing more is heard of the step. */
  provisional: resourceStateSchema.nullable(),
});
const resultSchema = z.object({
  type: z.literal('result'),
  step: z.string(),
  resource: z.string(),
  status: z.enum(['succeeded', 'failed']),
  /** The resource as it is recorded now; null where it is gone; absent where the step changed no record. */
  record: resourceStateSchema.nullable().optional(),
});
const recordSchema = z.discriminatedUnion('type', [headSchema, intentSchema, resultSchema]);

export type JournalHead = z.output<typeof headSchema>;
export type JournalRecord = z.output<typeof recordSchema>;

export interface Replayed {
  readonly head: JournalHead;
  /** Latest record by address; null: gone. */
  readonly records: ReadonlyMap<string, ResourceState | null>;
  /** Steps whose intent has no result. */
  readonly inDoubt: readonly { readonly step: string; readonly resource: string; readonly idempotent: boolean }[];
}

/**
 * Reads what a run left behind. A last line that was cut off by a crash is dropped: what it would have
 * said did not happen yet. Undefined where there is no journal; a string where it is damaged.
 */
export function replayJournal(text: string): Replayed | undefined | { readonly damaged: string } {
  const lines = text.split('\n');
  const last = lines.pop();
  if (lines.length === 0) return undefined;
  const records = new Map<string, ResourceState | null>();
  const open = new Map<string, { step: string; resource: string; idempotent: boolean }>();
  let head: JournalHead | undefined;
  for (const [i, line] of lines.entries()) {
    const parsed = parseRecord(line);
    if (parsed === undefined) return { damaged: `line ${i + 1} is not a journal record` };
    if (parsed.type === 'run') {
      head = parsed;
      continue;
    }
    if (parsed.type === 'intent') {
      open.set(parsed.step, { step: parsed.step, resource: parsed.resource, idempotent: parsed.idempotent });
      if (parsed.provisional !== null) records.set(parsed.resource, parsed.provisional);
      continue;
    }
    open.delete(parsed.step);
    if (parsed.record !== undefined) records.set(parsed.resource, parsed.record);
  }
  if (head === undefined) return { damaged: 'it does not say which run wrote it' };
  void last;
  return { head, records, inDoubt: [...open.values()] };
}

function parseRecord(line: string): JournalRecord | undefined {
  try {
    const parsed = recordSchema.safeParse(JSON.parse(line));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
