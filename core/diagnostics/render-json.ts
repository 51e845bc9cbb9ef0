/** Diagnostics for programs: what `clockwork validate --json` prints. Lines and characters as in LSP. */
import type { Range } from '../base/line-index.ts';
import type { Severity } from './diagnostic.ts';
import type { LocatedReport } from './locate.ts';

export interface DiagnosticsDocument {
  /** No diagnostic is an error. */
  readonly valid: boolean;
  readonly diagnostics: readonly JsonDiagnostic[];
}

export interface JsonDiagnostic {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  /** Absent, like `range`, where no text is at fault. */
  readonly file?: string;
  /** 0-based, UTF-16 units, `end` exclusive. */
  readonly range?: Range;
  /** What the text is besides: used nowhere, or an older form. Absent where it is neither. */
  readonly tags?: readonly ('unnecessary' | 'deprecated')[];
  readonly related: readonly { readonly message: string; readonly file: string; readonly range: Range }[];
  readonly fix?: {
    readonly title: string;
    readonly edits: readonly { readonly file: string; readonly range: Range; readonly newText: string }[];
  };
}

export function diagnosticsDocument(report: LocatedReport): DiagnosticsDocument {
  return {
    valid: !report.diagnostics.some((one) => one.severity === 'error'),
    diagnostics: report.diagnostics.map((one) => ({
      code: one.code,
      severity: one.severity,
      message: one.message,
      ...(one.location === undefined ? {} : { file: one.location.file, range: one.location.range }),
      ...(one.tags.length === 0 ? {} : { tags: one.tags }),
      related: one.related.map(({ message, location }) => ({ message, file: location.file, range: location.range })),
      ...(one.fix === undefined
        ? {}
        : {
            fix: {
              title: one.fix.title,
              edits: one.fix.edits.map(({ file, range, newText }) => ({ file, range, newText })),
            },
          }),
    })),
  };
}

/** The document as text, indented, with a newline at its end. */
export function renderJson(report: LocatedReport): string {
  return `${JSON.stringify(diagnosticsDocument(report), null, 2)}\n`;
}
