/**
 * Diagnostics for people: one line that editors and terminals can follow to the place, then the source
 * with a mark under it, what it has to do with, and what would help.
 */
import picocolors from 'picocolors';
import type { Severity } from './diagnostic.ts';
import { excerptOf } from './excerpt.ts';
import type { LocatedDiagnostic, LocatedReport, Location } from './locate.ts';
import { visible, visibleLines } from './visible.ts';

export interface TextOptions {
  readonly color: boolean;
  /** Columns of the screen; long lines of source are cut to fit. */
  readonly columns: number;
}

/**
 * All diagnostics in the order given, a blank line between two; `""` for none. The first line of each is
 * `file:line:col: severity[CODE]: message`, 1-based, columns in UTF-16 units.
 */
export function renderText(report: LocatedReport, options: TextOptions): string {
  return report.diagnostics.map((diagnostic) => renderOne(diagnostic, report, options)).join('\n');
}

/** How many there are of each severity: `2 errors, 1 warning`; `""` for none. */
export function countText(diagnostics: readonly { readonly severity: Severity }[]): string {
  const count = (severity: Severity) => diagnostics.filter((one) => one.severity === severity).length;
  const parts = [
    plural(count('error'), 'error'),
    plural(count('warning'), 'warning'),
    plural(count('information'), 'note'),
    plural(count('hint'), 'hint'),
  ];
  return parts.filter((part) => part !== '').join(', ');
}

type Paint = ReturnType<typeof picocolors.createColors>;

function renderOne(diagnostic: LocatedDiagnostic, report: LocatedReport, options: TextOptions): string {
  const paint = picocolors.createColors(options.color);
  const tone = toneOf(paint, diagnostic.severity);
  const [head = '', ...rest] = visibleLines(diagnostic.message).split('\n');
  const where = diagnostic.location === undefined ? '' : `${pointer(diagnostic.location)}: `;
  const lines = [`${where}${tone(`${diagnostic.severity}[${diagnostic.code}]`)}${paint.bold(`: ${head}`)}`];
  for (const line of rest) lines.push(line === '' ? '' : `  ${line}`);

  const gutter = gutterOf(diagnostic, report);
  if (diagnostic.location !== undefined) {
    const isSecret = diagnostic.code === 'secret-in-source';
    lines.push(...excerptLines(diagnostic.location, report, options, gutter, '^', tone, paint, isSecret));
  }
  for (const related of diagnostic.related) {
    lines.push(`${pointer(related.location)}: ${paint.cyan('note')}: ${visible(related.message)}`);
    lines.push(...excerptLines(related.location, report, options, gutter, '-', paint.cyan, paint));
  }
  if (diagnostic.fix !== undefined) {
    const title = visible(diagnostic.fix.title);
    lines.push(`${' '.repeat(gutter)} ${paint.blue('=')} ${paint.green('help')}: ${title}`);
  }
  return `${lines.join('\n')}\n`;
}

function excerptLines(
  location: Location,
  report: LocatedReport,
  options: TextOptions,
  gutter: number,
  mark: string,
  tone: (text: string) => string,
  paint: Paint,
  isSecret = false,
): readonly string[] {
  const index = report.texts.get(location.file);
  if (index === undefined) return [];
  const excerpt = excerptOf(index, location.range, options.columns - gutter - 4, isSecret);
  if (excerpt === undefined) return [];
  const bar = paint.blue('|');
  const margin = `${' '.repeat(gutter)} ${bar}`;
  const number = paint.blue(String(excerpt.lineNumber).padStart(gutter));
  const through = excerpt.throughLine === undefined ? '' : ` to line ${excerpt.throughLine}`;
  return [
    margin,
    `${number} ${bar} ${excerpt.text}`.trimEnd(),
    `${margin} ${' '.repeat(excerpt.indent)}${tone(`${mark.repeat(excerpt.width)}${through}`)}`,
  ];
}

/** Digits of the largest line number that is shown, so that all bars of one diagnostic stand in a column. */
function gutterOf(diagnostic: LocatedDiagnostic, report: LocatedReport): number {
  const locations = [diagnostic.location, ...diagnostic.related.map((one) => one.location)];
  const numbers = locations.map((one) => (one !== undefined && report.texts.has(one.file) ? one.range.start.line : 0));
  return Math.max(2, String(Math.max(...numbers) + 1).length);
}

function pointer(location: Location): string {
  const { line, character } = location.range.start;
  return `${visible(location.file)}:${line + 1}:${character + 1}`;
}

function toneOf(paint: Paint, severity: Severity): (text: string) => string {
  switch (severity) {
    case 'error':
      return (text) => paint.bold(paint.red(text));
    case 'warning':
      return (text) => paint.bold(paint.yellow(text));
    case 'information':
      return (text) => paint.bold(paint.blue(text));
    case 'hint':
      return (text) => paint.bold(paint.cyan(text));
  }
}

function plural(count: number, noun: string): string {
  return count === 0 ? '' : `${count} ${noun}${count === 1 ? '' : 's'}`;
}
