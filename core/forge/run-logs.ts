/** Logs of one run: a file a step, and every event as a line of `events.jsonl`. A log that cannot be written never stops a run. */
import { digestOfBytes } from '../base/canonical-json.ts';
import type { RunEvent } from '../contracts/run-result.ts';
import { type AppendFile, type FileSystem, isRefusal } from '../ports.ts';
import type { RunLogs } from './run.ts';

export interface EventLog {
  readonly logs: RunLogs;
  write(event: RunEvent): void;
  close(): void;
}

export function openRunLogs(files: FileSystem, logsDir: string, runId: string): EventLog {
  const dir = `${logsDir}/${runId}`;
  files.makeDirectory(dir, 0o700);
  const open = (path: string): AppendFile | undefined => {
    const opened = files.openAppend(path, 0o600);
    return isRefusal(opened) ? undefined : opened;
  };
  const events = open(`${dir}/events.jsonl`);
  return {
    logs: {
      dir,
      step: (id) => {
        const name = `${logName(id)}.log`;
        let file: AppendFile | undefined;
        return {
          path: `.clockwork/logs/${runId}/${name}`,
          write: (text) => {
            file ??= open(`${dir}/${name}`);
            file?.append(text, false);
          },
          close: () => file?.close(),
        };
      },
    },
    write: (event) => void events?.append(`${JSON.stringify(event)}\n`, false),
    close: () => events?.close(),
  };
}

/** Fit for a file name and unique: `service.web#ensure_service` keeps its words. */
function logName(id: string): string {
  const plain = id.replace(/[^A-Za-z0-9._-]+/g, '-');
  return plain === id.replace('#', '-') ? plain : `${plain.slice(0, 100)}-${digestOfBytes(id).slice(7, 15)}`;
}
