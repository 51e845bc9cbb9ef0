/** What changes do to the files of a fixture. */
import type { Snapshot } from '../../core/engine/workspace.ts';
import { type Change, withEdits } from '../../core/ide/changes.ts';
import { noResults } from '../../core/intake/model.ts';
import { describeModel, snapshotOf } from '../intake/kit.ts';

export type Texts = Readonly<Record<string, string>>;

/** Files whose text is another afterwards, and new ones, by path in order. */
export function changedFiles(texts: Texts, { edits, newFiles = [] }: Change): Texts {
  const changed: Record<string, string> = {};
  for (const path of [...new Set(edits.map(({ file }) => file))].sort()) {
    const before = texts[path];
    if (before === undefined) throw new Error(`an edit names ${path}, which is not there`);
    const own = edits.filter(({ file }) => file === path).sort((a, b) => a.span.start - b.span.start);
    for (const [i, { span }] of own.entries()) {
      if (span.start < (own[i - 1]?.span.end ?? 0)) throw new Error(`edits of ${path} overlap at ${span.start}`);
    }
    const after = withEdits(before, own);
    if (after !== before) changed[path] = after;
  }
  for (const { path, text } of newFiles) {
    if (texts[path] !== undefined) throw new Error(`${path} would be made, and is there`);
    changed[path] = text;
  }
  return changed;
}

/** Codes of all diagnostics by file, without lines: names and layout may change them. */
export function codesOf(texts: Texts): readonly string[] {
  return snapshotOf(texts)
    .diagnostics.map(({ code, place }) => `${place?.file ?? ''} ${code}`)
    .sort();
}

/** What a project means, with the names that things have without being given one, as far as no key is part of them. */
export function meaningOf(snapshot: Snapshot): readonly string[] {
  const { model } = snapshot;
  const names = [...model.instances.values()].flatMap(({ address }) => {
    if (address.includes('[') || model.evaluate(address, noResults).values.has('name')) return [];
    const name = model.inspect.attribute(address, 'name')?.raw;
    return typeof name === 'string' ? [`  name = ${JSON.stringify(name)}`] : [];
  });
  return [...describeModel(snapshot), ...names];
}
