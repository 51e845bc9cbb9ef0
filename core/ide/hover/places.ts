/** Places in the project as links: `clockwork.cwvars:3`. */
import { cutText } from '../../base/cut.ts';
import type { View } from '../../engine/view.ts';
import { type FileSpan, linesOf } from '../spans.ts';
import { type Inline, link, plain } from './parts.ts';

export function placeLink(view: View, at: FileSpan): Inline {
  const file = view.project.files.get(at.file);
  if (file === undefined) return plain(at.file);
  const line = linesOf(file).positionAt(at.span.start).line + 1;
  return link(`${at.file}:${line}`, { kind: 'place', at });
}

/** As it is written, on one line, cut where it is long. */
export function writtenAt(view: View, { file, span }: FileSpan, limit = 60): string {
  const text = view.project.files.get(file)?.text.slice(span.start, span.end) ?? '';
  return cutText(text.replace(/\s+/g, ' '), limit);
}
