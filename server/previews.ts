/**
 * What compilers would fill in, asked at most once for the same inputs. Nothing here waits: an answer is there, on its
 * way, or cannot be had.
 */
import { type CompletionRequest, inputsDigest } from '../core/completion/request.ts';
import { embeddedPreview, type Preview } from '../core/ide/runs/preview.ts';
import type { Settings } from '../core/intake/model.ts';

/**
 * A compiler that can be asked before a build: at once, or later (an agent in a process of its own). A later answer is
 * given up through `signal`; a rejection says why there is none.
 */
export interface PreviewSource {
  ask(request: CompletionRequest, signal: AbortSignal): Preview | Promise<Preview>;
}

export type Compiler = Settings['compiler'];

export interface Previews {
  /** What is known of a request; a source that answers at once is asked, no other. */
  known(compiler: Compiler, request: CompletionRequest): Preview;
  /** The same, and a source that takes its time begins; an older question about the same resource is given up. */
  ask(compiler: Compiler, request: CompletionRequest): Preview;
}

/** The embedded completer is a pure function of the request. */
export const embeddedSource: PreviewSource = { ask: embeddedPreview };

/** Those that a session has so far. */
const sources: Readonly<Partial<Record<Compiler, PreviewSource>>> = { embedded: embeddedSource };

/** Answers that are kept; the oldest goes first. */
const KEPT = 1000;

export function createPreviews(available: Readonly<Partial<Record<Compiler, PreviewSource>>> = sources): Previews {
  const answers = new Map<string, Preview>();
  /** By address. */
  const running = new Map<string, { readonly key: string; readonly abort: AbortController }>();

  const keep = (key: string, preview: Preview) => {
    answers.delete(key);
    answers.set(key, preview);
    for (const oldest of answers.keys()) {
      if (answers.size <= KEPT) break;
      answers.delete(oldest);
    }
  };

  const begin = (key: string, source: PreviewSource, request: CompletionRequest): Preview => {
    const { address } = request;
    running.get(address)?.abort.abort();
    running.delete(address);
    const abort = new AbortController();
    const asked = source.ask(request, abort.signal);
    if (!(asked instanceof Promise)) {
      keep(key, asked);
      return asked;
    }
    running.set(address, { key, abort });
    asked
      .catch((error: unknown): Preview => ({ state: 'unavailable', reason: reasonOf(error), mayAsk: false }))
      .then((preview) => {
        if (abort.signal.aborted) return;
        running.delete(address);
        keep(key, preview);
      });
    return { state: 'computing' };
  };

  const look = (compiler: Compiler, request: CompletionRequest, mayBegin: boolean): Preview => {
    const source = available[compiler];
    if (source === undefined)
      return { state: 'unavailable', reason: `there is no compiler “${compiler}” here`, mayAsk: false };
    const key = `${compiler} ${request.address} ${inputsDigest(request)}`;
    const known = answers.get(key);
    if (known !== undefined) return known;
    if (running.get(request.address)?.key === key) return { state: 'computing' };
    if (mayBegin || source === embeddedSource) return begin(key, source, request);
    return { state: 'unavailable', reason: 'the compiler was not asked yet', mayAsk: true };
  };

  return {
    known: (compiler, request) => look(compiler, request, false),
    ask: (compiler, request) => look(compiler, request, true),
  };
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

const ofSessions = new WeakMap<object, Previews>();

/** The previews of a session; hovers and `clockwork/preview` share them. */
export function previewsOf(session: object): Previews {
  let previews = ofSessions.get(session);
  if (previews === undefined) {
    previews = createPreviews();
    ofSessions.set(session, previews);
  }
  return previews;
}
