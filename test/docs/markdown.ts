/** The fenced blocks of a Markdown page, section by section. */
import fs from 'node:fs';

export interface Fence {
  /** First word behind the fence: `cw`, `console`. */
  readonly language: string;
  /** Second word, the name of a file; empty where there is none. */
  readonly name: string;
  readonly text: string;
  /** 0-based line of the first line of the text. */
  readonly lineIndex: number;
}

export interface Section {
  readonly title: string;
  readonly fences: readonly Fence[];
}

/** Sections of any level that have fenced blocks. Throws where a fence is never closed. */
export function sectionsOf(file: string): readonly Section[] {
  const lines = fs.readFileSync(file, 'utf8').split('\n');
  const sections: { title: string; fences: Fence[] }[] = [{ title: 'the top of the page', fences: [] }];
  for (let i = 0; i < lines.length; i++) {
    const heading = /^#+ (.*)$/.exec(lines[i] ?? '')?.[1];
    if (heading !== undefined) sections.push({ title: heading, fences: [] });
    const fence = /^(`{3,})(\S*) ?(.*)$/.exec(lines[i] ?? '');
    if (fence === null) continue;
    const [, marks = '', language = '', name = ''] = fence;
    const start = i + 1;
    const end = lines.indexOf(marks, start);
    if (end < 0) throw new Error(`${file}:${start}: the fence is never closed`);
    const text = lines
      .slice(start, end)
      .map((line) => `${line}\n`)
      .join('');
    sections.at(-1)?.fences.push({ language, name: name.trim(), text, lineIndex: start });
    i = end;
  }
  return sections.filter((section) => section.fences.length > 0);
}
