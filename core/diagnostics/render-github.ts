/** Diagnostics as workflow commands of GitHub Actions: each becomes an annotation on its line. */
import type { Severity } from './diagnostic.ts';
import type { LocatedDiagnostic, LocatedReport } from './locate.ts';

/** One `::error …::message` line a diagnostic; `""` for none. */
export function renderGithub(report: LocatedReport): string {
  return report.diagnostics.map((one) => `${commandOf(one)}\n`).join('');
}

function commandOf(diagnostic: LocatedDiagnostic): string {
  const properties: (readonly [name: string, value: string])[] = [];
  if (diagnostic.location !== undefined) {
    const { file, range } = diagnostic.location;
    properties.push(['file', file], ['line', String(range.start.line + 1)]);
    // Columns are understood where the range stays on one line only.
    if (range.end.line === range.start.line) {
      properties.push(['col', String(range.start.character + 1)], ['endColumn', String(range.end.character + 1)]);
    } else {
      properties.push(['endLine', String(range.end.line + 1)]);
    }
  }
  properties.push(['title', diagnostic.code]);
  const written = properties.map(([name, value]) => `${name}=${escapeProperty(value)}`).join(',');
  const help = diagnostic.fix === undefined ? '' : `\nhelp: ${diagnostic.fix.title}`;
  return `::${commandNames[diagnostic.severity]} ${written}::${escapeData(diagnostic.message + help)}`;
}

const commandNames: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  information: 'notice',
  hint: 'notice',
};

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
