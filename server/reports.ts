/**
 * What is wrong in each file, as clients are told: the diagnostics of every project that the file is part of, without
 * repeats. The lists are the command line's own. One without a place is shown at the start of the project's first file.
 */
import {
  type Diagnostic,
  type DiagnosticRelatedInformation,
  DiagnosticSeverity,
  DiagnosticTag,
} from 'vscode-languageserver';
import type { Severity } from '../core/diagnostics/diagnostic.ts';
import { type LocatedDiagnostic, type Location, locate } from '../core/diagnostics/locate.ts';
import type { Project } from '../core/engine/projects.ts';
import type { Snapshot } from '../core/engine/workspace.ts';
import { linesOf } from '../core/ide/spans.ts';

export interface Report {
  readonly uri: string;
  /** Another one for every other list of the file. */
  readonly resultId: string;
  readonly items: readonly Diagnostic[];
}

export interface Reports {
  /** Takes over what a build found. Gives the files whose lists are others now, by identity. */
  update(project: Project, found: Pick<Snapshot, 'diagnostics' | 'files'>): ReadonlySet<string>;
  /** The same for a project that is gone. */
  forget(project: Project): ReadonlySet<string>;
  /** Of a file by its identity; an empty list where nothing is wrong. */
  of(identity: string): Report;
  /** Of every file in which something is wrong, or was. */
  identities(): readonly string[];
}

export interface ReportsOptions {
  /** One name for a file of a project that other projects may have as well. */
  readonly identityOf: (project: Project, path: string) => string;
  /** How the client names a file. */
  readonly uriOf: (identity: string) => string;
  readonly relates: () => boolean;
}

/** A diagnostic with its text, by which it is compared. */
interface Told {
  readonly diagnostic: Diagnostic;
  readonly key: string;
}

/** Put into `data`, so that a code action for the diagnostic finds it again. */
export interface DiagnosticData {
  /** Title of the fix that comes with it. */
  readonly fix?: string;
}

export function createReports(options: ReportsOptions): Reports {
  const byProject = new Map<Project, ReadonlyMap<string, readonly Told[]>>();
  const ids = new Map<string, number>();
  let lastId = 0;

  const replace = (project: Project, lists: ReadonlyMap<string, readonly Told[]>): ReadonlySet<string> => {
    const before = byProject.get(project) ?? new Map<string, readonly Told[]>();
    if (lists.size === 0) byProject.delete(project);
    else byProject.set(project, lists);
    const changed = new Set<string>();
    for (const [identity, list] of lists) if (!isSame(before.get(identity) ?? [], list)) changed.add(identity);
    for (const identity of before.keys()) if (!lists.has(identity)) changed.add(identity);
    for (const identity of changed) ids.set(identity, ++lastId);
    return changed;
  };

  const of = (identity: string): Report => {
    const items = new Map<string, Diagnostic>();
    for (const lists of byProject.values()) {
      for (const { key, diagnostic } of lists.get(identity) ?? []) if (!items.has(key)) items.set(key, diagnostic);
    }
    return {
      uri: options.uriOf(identity),
      resultId: String(ids.get(identity) ?? 0),
      items: [...items.values()],
    };
  };

  return {
    update(project, { diagnostics, files }) {
      const identities = new Map<string, string>();
      const identityOf = (path: string): string => {
        let identity = identities.get(path);
        if (identity === undefined) {
          identity = options.identityOf(project, path);
          identities.set(path, identity);
        }
        return identity;
      };
      const uriOf = (path: string) => options.uriOf(identityOf(path));
      const first = [...files.keys()].find((path) => path.endsWith('.cw'));
      const lists = new Map<string, Told[]>();
      for (const located of locate(diagnostics, files, undefined, linesOf).diagnostics) {
        const location = located.location ?? (first === undefined ? undefined : { file: first, range: startOfFile });
        if (location === undefined) continue;
        const diagnostic = toClient(located, location, options.relates() ? uriOf : undefined);
        const told = { diagnostic, key: JSON.stringify(diagnostic) };
        const identity = identityOf(location.file);
        const list = lists.get(identity);
        if (list === undefined) lists.set(identity, [told]);
        else list.push(told);
      }
      return replace(project, lists);
    },
    forget: (project) => replace(project, new Map()),
    of,
    identities: () => [...ids.keys()],
  };
}

const startOfFile = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

const severities: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

const tags = { unnecessary: DiagnosticTag.Unnecessary, deprecated: DiagnosticTag.Deprecated } as const;

function toClient(
  { code, severity, message, related, fix, tags: marks }: LocatedDiagnostic,
  { range }: Location,
  uriOf: ((path: string) => string) | undefined,
): Diagnostic {
  const data: DiagnosticData = { ...(fix !== undefined && { fix: fix.title }) };
  return {
    range,
    severity: severities[severity],
    code,
    source: 'clockwork',
    message,
    ...(marks.length > 0 && { tags: marks.map((mark) => tags[mark]) }),
    ...(uriOf !== undefined && related.length > 0 && { relatedInformation: related.map(relatedTo(uriOf)) }),
    data,
  };
}

function relatedTo(uriOf: (path: string) => string) {
  return ({ message, location }: LocatedDiagnostic['related'][number]): DiagnosticRelatedInformation => ({
    message,
    location: { uri: uriOf(location.file), range: location.range },
  });
}

function isSame(a: readonly Told[], b: readonly Told[]): boolean {
  return a.length === b.length && a.every(({ key }, i) => key === b[i]?.key);
}
