/**
 * The one shape in which every stage reports a problem to the person who wrote the text.
 * A diagnostic names a {@link Place}, not a line: positions are computed once, by whoever renders.
 */
import type { Place } from '../base/span.ts';
import type { Code } from './codes.ts';

export type Severity = 'error' | 'warning' | 'information' | 'hint';

export interface Related {
  readonly message: string;
  readonly place: Place;
}

/** One replacement of text; an empty span inserts. */
export interface Edit {
  readonly place: Place;
  readonly newText: string;
}

export interface Fix {
  /** What the fix does, as a command: "Change `imge` to `image`". */
  readonly title: string;
  readonly edits: readonly Edit[];
}

export interface Diagnostic {
  readonly code: Code;
  readonly severity: Severity;
  /** What is wrong, what was expected, what to do. */
  readonly message: string;
  /** Absent where no text is at fault (a damaged state file, an engine that does not answer). */
  readonly place?: Place;
  readonly related?: readonly Related[];
  readonly fix?: Fix;
  /** `unnecessary` and `deprecated` are shown dimmed and struck through in editors. */
  /** What several of one code have in common, and whom it befell: `No engine answers.` and `service.web`. */
  readonly cause?: { readonly reason: string; readonly of: string };
  readonly tags?: readonly ('unnecessary' | 'deprecated')[];
}

/** What every stage returns: as much of the value as could be made, and what was wrong. */
export interface Outcome<T> {
  readonly value: T;
  readonly diagnostics: readonly Diagnostic[];
}
