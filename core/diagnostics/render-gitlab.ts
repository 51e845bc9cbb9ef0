/** Diagnostics as a GitLab code quality report. */
import { createHash } from 'node:crypto';
import type { Severity } from './diagnostic.ts';
import type { LocatedReport } from './locate.ts';

export interface CodeQualityIssue {
  readonly description: string;
  readonly check_name: string;
  /** Stays the same when lines above it come or go, and differs between two issues of one report. */
  readonly fingerprint: string;
  readonly severity: 'info' | 'minor' | 'major' | 'critical' | 'blocker';
  readonly location: {
    readonly path: string;
    readonly positions: {
      readonly begin: { readonly line: number; readonly column: number };
      readonly end: { readonly line: number; readonly column: number };
    };
  };
}

/** One issue a diagnostic. What has no place is put at the start of the folder, since GitLab wants one. */
export function codeQualityIssues(report: LocatedReport): readonly CodeQualityIssue[] {
  const seen = new Map<string, number>();
  return report.diagnostics.map((one) => {
    const path = one.location?.file ?? '.';
    const identity = `${path}\0${one.code}\0${one.message}`;
    const nth = seen.get(identity) ?? 0;
    seen.set(identity, nth + 1);
    const range = one.location?.range;
    const begin = { line: (range?.start.line ?? 0) + 1, column: (range?.start.character ?? 0) + 1 };
    const end = { line: (range?.end.line ?? 0) + 1, column: (range?.end.character ?? 0) + 1 };
    return {
      description: one.message,
      check_name: one.code,
      fingerprint: createHash('sha256').update(`${identity}\0${nth}`).digest('hex'),
      severity: gravity[one.severity],
      location: { path, positions: { begin, end } },
    };
  });
}

/** The report as text, indented, with a newline at its end. */
export function renderGitlab(report: LocatedReport): string {
  return `${JSON.stringify(codeQualityIssues(report), null, 2)}\n`;
}

const gravity: Readonly<Record<Severity, CodeQualityIssue['severity']>> = {
  error: 'critical',
  warning: 'minor',
  information: 'info',
  hint: 'info',
};
