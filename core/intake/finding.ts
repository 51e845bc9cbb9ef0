/**
 * A problem inside one top-level item, before it is known in which file the item stands. What is read
 * from a block is kept as long as the block itself, so it names neither file nor item; a finding
 * becomes a diagnostic where both are known.
 */
import type { Span } from '../base/span.ts';
import type { Code } from '../diagnostics/codes.ts';
import { codes } from '../diagnostics/codes.ts';
import type { Diagnostic, Severity } from '../diagnostics/diagnostic.ts';

export interface Finding {
  readonly code: Code;
  readonly message: string;
  readonly span: Span;
  /** Of the code where absent. */
  readonly severity?: Severity;
  readonly fix?: {
    readonly title: string;
    readonly edits: readonly { readonly span: Span; readonly newText: string }[];
  };
  readonly related?: readonly { readonly message: string; readonly span: Span }[];
  readonly tags?: readonly ('unnecessary' | 'deprecated')[];
}

export type Report = (finding: Finding) => void;

/** Where a top-level item stands. */
export interface Home {
  readonly file: string;
  readonly item: string;
}

export function diagnosticOf(finding: Finding, home: Home): Diagnostic {
  const place = (span: Span) => ({ file: home.file, item: home.item, span });
  return {
    code: finding.code,
    severity: finding.severity ?? codes[finding.code].severity,
    message: finding.message,
    place: place(finding.span),
    ...(finding.related && {
      related: finding.related.map(({ message, span }) => ({ message, place: place(span) })),
    }),
    ...(finding.fix && {
      fix: {
        title: finding.fix.title,
        edits: finding.fix.edits.map(({ span, newText }) => ({ place: place(span), newText })),
      },
    }),
    ...(finding.tags && { tags: finding.tags }),
  };
}

/** A fix that replaces one word by another. */
export function renameFix(from: string, to: string, span: Span): NonNullable<Finding['fix']> {
  return { title: `Change \`${from}\` to \`${to}\``, edits: [{ span, newText: to }] };
}
