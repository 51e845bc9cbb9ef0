/** Diagnostics as SARIF 2.1.0, for code scanning services and editors. */
import type { Log, Region, Result, Location as SarifLocation } from 'sarif';
import type { Range } from '../base/line-index.ts';
import { codes } from './codes.ts';
import type { Severity } from './diagnostic.ts';
import type { LocatedDiagnostic, LocatedReport, Location } from './locate.ts';

export interface SarifOptions {
  readonly toolVersion: string;
}

/** One run with one result a diagnostic; `rules` lists the codes that occur, in the order of their first use. */
export function sarifLog(report: LocatedReport, options: SarifOptions): Log {
  const used = [...new Set(report.diagnostics.map((one) => one.code))];
  return {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'clockwork',
            version: options.toolVersion,
            rules: used.map((code) => ({
              id: code,
              shortDescription: { text: codes[code].title },
              defaultConfiguration: { level: levelOf(codes[code].severity) },
            })),
          },
        },
        columnKind: 'utf16CodeUnits',
        results: report.diagnostics.map((one) => resultOf(one, used.indexOf(one.code))),
      },
    ],
  };
}

/** The log as text, indented, with a newline at its end. */
export function renderSarif(report: LocatedReport, options: SarifOptions): string {
  return `${JSON.stringify(sarifLog(report, options), null, 2)}\n`;
}

function resultOf(diagnostic: LocatedDiagnostic, ruleIndex: number): Result {
  return {
    ruleId: diagnostic.code,
    ruleIndex,
    level: levelOf(diagnostic.severity),
    message: { text: diagnostic.message },
    ...(diagnostic.location === undefined ? {} : { locations: [locationOf(diagnostic.location)] }),
    ...(diagnostic.related.length === 0
      ? {}
      : {
          relatedLocations: diagnostic.related.map((one, id) => ({
            id,
            ...locationOf(one.location),
            message: { text: one.message },
          })),
        }),
    ...(diagnostic.fix === undefined ? {} : { fixes: [fixOf(diagnostic.fix)] }),
  };
}

function fixOf(fix: NonNullable<LocatedDiagnostic['fix']>): NonNullable<Result['fixes']>[number] {
  const files = [...new Set(fix.edits.map((edit) => edit.file))];
  return {
    description: { text: fix.title },
    artifactChanges: files.map((file) => ({
      artifactLocation: { uri: uriOf(file) },
      replacements: fix.edits
        .filter((edit) => edit.file === file)
        .map((edit) => ({ deletedRegion: regionOf(edit.range), insertedContent: { text: edit.newText } })),
    })),
  };
}

function locationOf(location: Location): SarifLocation {
  return {
    physicalLocation: { artifactLocation: { uri: uriOf(location.file) }, region: regionOf(location.range) },
  };
}

/** SARIF counts from 1; its `endColumn` is exclusive like ours. */
function regionOf(range: Range): Region {
  return {
    startLine: range.start.line + 1,
    startColumn: range.start.character + 1,
    endLine: range.end.line + 1,
    endColumn: range.end.character + 1,
  };
}

function uriOf(file: string): string {
  return file.split('/').map(encodeURIComponent).join('/');
}

function levelOf(severity: Severity): 'error' | 'warning' | 'note' {
  return severity === 'error' || severity === 'warning' ? severity : 'note';
}
