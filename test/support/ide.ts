/** Text fixtures for editor features: files in memory with `$0`, `$1` … where the cursors are, and a view of them. */

import type { KnownFacts } from '../../core/contracts/env-facts.ts';
import type { View } from '../../core/engine/view.ts';
import { createWorkspace, type Workspace, type WorkspaceOptions } from '../../core/engine/workspace.ts';
import { memoryFileSystem } from '../fakes/filesystem.ts';

export interface Mark {
  readonly path: string;
  readonly offset: number;
}

export interface IdeFixture {
  readonly workspace: Workspace;
  /** Made after the model was built, so that values are there. */
  readonly view: View;
  /** Without the marks. */
  readonly texts: Readonly<Record<string, string>>;
  /** Where `$0` stood. */
  readonly cursor: Mark;
  /** Where each mark stood, by number. */
  readonly marks: ReadonlyMap<number, Mark>;
}

/** As an editor has them before the first run of the command line. */
export const fixtureFacts: KnownFacts = { version: '1', os: 'linux', arch: 'x64' };

export interface IdeFixtureOptions extends Partial<Pick<WorkspaceOptions, 'env' | 'inputs' | 'facts'>> {
  /** False: no model was built yet. */
  readonly isBuilt?: boolean;
}

/** One file `main.cw`, or several by path; lines `=== path` in one text split it into files. */
export function ideFixture(
  source: string | Readonly<Record<string, string>>,
  { isBuilt = true, ...given }: IdeFixtureOptions = {},
): IdeFixture {
  const sources = typeof source === 'string' ? splitFiles(source) : source;
  const marks = new Map<number, Mark>();
  const texts: Record<string, string> = {};
  for (const [path, marked] of Object.entries(sources)) {
    let text = '';
    let from = 0;
    for (const found of marked.matchAll(/\$(\d)(?!\{)/g)) {
      text += marked.slice(from, found.index);
      marks.set(Number(found[1]), { path, offset: text.length });
      from = found.index + found[0].length;
    }
    texts[path] = text + marked.slice(from);
  }
  const world = Object.fromEntries(Object.entries(texts).map(([path, text]) => [`/project/${path}`, text]));
  const files = memoryFileSystem(world);
  const workspace = createWorkspace({ files, directory: '/project', facts: fixtureFacts, ...given });
  if (isBuilt) workspace.snapshot();
  const cursor = marks.get(0) ?? [...marks.values()][0] ?? { path: Object.keys(texts)[0] ?? 'main.cw', offset: 0 };
  return { workspace, view: workspace.view(), texts, cursor, marks };
}

function splitFiles(source: string): Readonly<Record<string, string>> {
  const parts = source.split(/^=== (\S+)\n/m);
  if (parts.length === 1) return { 'main.cw': source };
  const files: Record<string, string> = {};
  for (let i = 1; i < parts.length; i += 2) files[parts[i] ?? ''] = parts[i + 1] ?? '';
  return files;
}

/** The text of a span with a little around it: `…"«web»" {…`, for expectations that can be read. */
export function shownAt(text: string, span: { readonly start: number; readonly end: number }): string {
  return `${text.slice(Math.max(0, span.start - 12), span.start)}«${text.slice(span.start, span.end)}»${text.slice(span.end, span.end + 12)}`.replaceAll(
    '\n',
    '⏎',
  );
}
