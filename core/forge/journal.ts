/**
 * What a run did since the last state file, a record a line, each on disk before the next thing
 * happens: the intent before a step, the result after it. Its cost does not grow with the state.
 */
import type { JournalHead, JournalRecord } from '../assembly/replay-journal.ts';
import { type AppendFile, type FileSystem, isRefusal, type Refusal } from '../ports.ts';

export interface Journal {
  record(entry: JournalRecord): void | Refusal;
  close(): void;
}

/** Starts a journal on top of state `base_serial`; an older one must have been taken in before. */
export function startJournal(files: FileSystem, path: string, head: JournalHead): Journal | Refusal {
  const made = files.makeDirectory(path.slice(0, path.lastIndexOf('/')), 0o700);
  if (isRefusal(made)) return made;
  const removed = files.remove(path);
  if (isRefusal(removed)) return removed;
  let open: AppendFile | undefined;
  const record = (entry: JournalRecord): void | Refusal => {
    if (open === undefined) {
      const opened = files.openAppend(path, 0o600);
      if (isRefusal(opened)) return opened;
      open = opened;
      const first = open.append(`${JSON.stringify(head)}\n`, false);
      if (isRefusal(first)) return first;
    }
    return open.append(`${JSON.stringify(entry)}\n`, true);
  };
  return { record, close: () => open?.close() };
}
