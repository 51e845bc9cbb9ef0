/**
 * From places to ranges. Stages name a place by its top-level item; here, once, at the end, it becomes
 * lines and characters. Everything that prints or publishes diagnostics works on what this gives.
 */
import type { Range } from '../base/line-index.ts';
import { LineIndex } from '../base/line-index.ts';
import type { Place } from '../base/span.ts';
import type { Code } from './codes.ts';
import type { Diagnostic, Severity } from './diagnostic.ts';

/** What is needed of a parsed file; the syntax stage's files are of this shape. */
export interface LocatableFile {
  readonly text: string;
  readonly items: readonly { readonly key: string; readonly offset: number }[];
}

/** A range in a file, 0-based, UTF-16 units; the path is as the renderers show it. */
export interface Location {
  readonly file: string;
  readonly range: Range;
}

export interface LocatedDiagnostic {
  readonly code: Code;
  readonly severity: Severity;
  readonly message: string;
  /** Absent where no text is at fault. */
  readonly location?: Location;
  readonly related: readonly { readonly message: string; readonly location: Location }[];
  readonly fix?: { readonly title: string; readonly edits: readonly (Location & { readonly newText: string })[] };
  readonly tags: readonly ('unnecessary' | 'deprecated')[];
}

/** Diagnostics with the texts that their ranges are in, by the path shown. */
export interface LocatedReport {
  readonly diagnostics: readonly LocatedDiagnostic[];
  readonly texts: ReadonlyMap<string, LineIndex>;
}

/**
 * Gives every place its range, in the order given. A place in a file that is not among `files`, or in an
 * item that the file no longer has, becomes the start of that file. `shown` says how a path is written
 * for the reader; the default leaves it as it is. `linesOf` may know a file's lines already. Never throws. Linear in diagnostics and named files.
 */
export function locate<F extends LocatableFile>(
  diagnostics: readonly Diagnostic[],
  files: ReadonlyMap<string, F>,
  shown: (path: string) => string = (path) => path,
  linesOf: (file: F) => LineIndex = (file) => new LineIndex(file.text),
): LocatedReport {
  const texts = new Map<string, LineIndex>();
  const offsets = new Map<string, ReadonlyMap<string, number>>();

  const locationOf = (place: Place): Location => {
    const path = shown(place.file);
    const file = files.get(place.file);
    if (file === undefined) return { file: path, range: startOfFile };
    let index = texts.get(path);
    if (index === undefined) {
      index = linesOf(file);
      texts.set(path, index);
    }
    let starts = offsets.get(path);
    if (starts === undefined) {
      starts = new Map(file.items.map((item) => [item.key, item.offset]));
      offsets.set(path, starts);
    }
    const base = place.item === '' ? 0 : starts.get(place.item);
    if (base === undefined) return { file: path, range: startOfFile };
    return {
      file: path,
      range: { start: index.positionAt(base + place.span.start), end: index.positionAt(base + place.span.end) },
    };
  };

  const located = diagnostics.map(
    (diagnostic): LocatedDiagnostic => ({
      code: diagnostic.code,
      severity: diagnostic.severity,
      message: diagnostic.message,
      ...(diagnostic.place === undefined ? {} : { location: locationOf(diagnostic.place) }),
      related: (diagnostic.related ?? []).map((one) => ({ message: one.message, location: locationOf(one.place) })),
      ...(diagnostic.fix === undefined
        ? {}
        : {
            fix: {
              title: diagnostic.fix.title,
              edits: diagnostic.fix.edits.map((edit) => ({ ...locationOf(edit.place), newText: edit.newText })),
            },
          }),
      tags: diagnostic.tags ?? [],
    }),
  );
  return { diagnostics: located, texts };
}

const startOfFile: Range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
