/**
 * Completion, by Markdown suites: a fenced `cw` block holds the files with `$0` at the cursor. `offered` is what is left
 * of the list once it is narrowed down by the word that was typed, at most 14; `applied` the line after the first of
 * them was accepted, with the places of its snippet; `documented` what one reads about it.
 */
import fs from 'node:fs';
import path from 'node:path';
import { beforeAll } from 'vitest';
import type { Candidate, Completions } from '../../../core/ide/completion/candidate.ts';
import { completionsAt } from '../../../core/ide/completion/complete.ts';
import { documentationOf } from '../../../core/ide/completion/documentation.ts';
import { type IdeFixture, ideFixture } from '../../support/ide.ts';
import { describeMarkdown } from '../../support/markdown-suite.ts';
import { loadParser } from '../../support/parser.ts';

beforeAll(loadParser);

const SHOWN = 14;

for (const name of fs.readdirSync(import.meta.dirname).filter((each) => each.endsWith('.md'))) {
  describeMarkdown(path.join(import.meta.dirname, name), ({ blocks }) => {
    const fixture = ideFixture(blocks.find((block) => block.name === 'cw')?.text ?? '');
    const { view, cursor } = fixture;
    const completions = completionsAt(view, cursor.path, cursor.offset);
    const left = completions === undefined ? [] : narrowedByClient(fixture, completions);
    const [first] = left;
    return {
      offered: completions === undefined ? 'nothing\n' : shown(left),
      applied: completions === undefined || first === undefined ? '' : applied(fixture, completions, first),
      documented: first?.about === undefined ? '' : `${documentationOf(view, cursor.path, first.about) ?? ''}\n`,
    };
  });
}

/** As editors do it: what was typed occurs in it as a beginning of it or of a word in it. */
function narrowedByClient({ texts, cursor }: IdeFixture, { candidates, insert }: Completions): readonly Candidate[] {
  const typed = (texts[cursor.path] ?? '').slice(insert.start, insert.end).toLowerCase();
  return candidates.filter(({ label, filter = label }) =>
    ` ${filter.toLowerCase()}`.replace(/[^a-z0-9]/g, ' ').includes(` ${typed}`.replace(/[^a-z0-9]/g, ' ').trimEnd()),
  );
}

function shown(candidates: readonly Candidate[]): string {
  const lines = candidates.slice(0, SHOWN).map(({ label, behind, sort, detail, deprecated }) => {
    const name = `${label}${behind ?? ''}${deprecated === true ? ' (deprecated)' : ''}`;
    return `${sort} ${name}${detail === undefined ? '' : `: ${detail}`}\n`;
  });
  const more = candidates.length - lines.length;
  return `${lines.join('')}${more > 0 ? `… ${more} more\n` : ''}`;
}

/** The lines that changed. */
function applied({ texts, cursor }: IdeFixture, { replace }: Completions, { insert, snippet }: Candidate): string {
  const text = texts[cursor.path] ?? '';
  const from = text.lastIndexOf('\n', replace.start - 1) + 1;
  const to = text.indexOf('\n', replace.end);
  const before = text.slice(from, replace.start);
  const indented = (snippet ?? insert).replaceAll('\n', `\n${/^\s*/.exec(before)?.[0] ?? ''}`);
  return `${before}${indented}${text.slice(replace.end, to < 0 ? text.length : to)}\n`;
}
