/** The engine's answer to a pull or a build: a stream of JSON, one object a line, in which a failure is an ordinary line. */
import { isRecord } from './engine-endpoint.ts';

/**
 * Reads to the end, giving each line worth showing. Throws an error with the engine's words when the stream reports a
 * failure, and when `signal` aborts. Returns the id that a build reports, if any.
 */
export async function followProgress(
  stream: NodeJS.ReadableStream,
  progress: (line: string) => void,
  signal: AbortSignal,
): Promise<string | undefined> {
  const stop = () => {
    if ('destroy' in stream && typeof stream.destroy === 'function') stream.destroy();
  };
  signal.addEventListener('abort', stop, { once: true });
  const seen = new Set<string>();
  let id: string | undefined;
  try {
    for await (const entry of jsonLines(stream)) {
      if (typeof entry.error === 'string') throw new Error(entry.error.trim());
      if (isRecord(entry.aux) && typeof entry.aux.ID === 'string') id = entry.aux.ID;
      for (const line of linesOf(entry)) {
        // Bars repeat each status many times; once a layer is enough.
        if (typeof entry.status === 'string' && seen.has(line)) continue;
        if (typeof entry.status === 'string') seen.add(line);
        progress(line);
      }
    }
    if (signal.aborted) throw new Error('cancelled');
    return id;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function linesOf(entry: Record<string, unknown>): readonly string[] {
  if (typeof entry.stream === 'string') return entry.stream.split('\n').filter((line) => line.trim() !== '');
  if (typeof entry.status !== 'string') return [];
  return [typeof entry.id === 'string' ? `${entry.id}: ${entry.status}` : entry.status];
}

async function* jsonLines(stream: NodeJS.ReadableStream): AsyncGenerator<Record<string, unknown>> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of stream) {
    rest += typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
    const lines = rest.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield* parsed(line);
  }
  yield* parsed(rest);
}

function* parsed(line: string): Generator<Record<string, unknown>> {
  if (line.trim() === '') return;
  try {
    const entry: unknown = JSON.parse(line);
    if (isRecord(entry)) yield entry;
  } catch {
    // Half a line: the connection was cut, and what follows will say so.
  }
}
