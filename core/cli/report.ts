/** Prints diagnostics in the format that was asked for. Renderers are loaded when they are needed. */
import { forgeCodes } from '../diagnostics/codes-forge.ts';
import type { Diagnostic, Severity } from '../diagnostics/diagnostic.ts';
import { type LocatableFile, type LocatedReport, locate } from '../diagnostics/locate.ts';
import type { Invocation, Paint } from './context.ts';
import { type ExitCode, exitCodes } from './exit-code.ts';
import { type DiagnosticFormat, diagnosticFormats } from './options.ts';
import { version } from './version.ts';

/** Where the places of diagnostics are. */
export interface Places {
  readonly files: ReadonlyMap<string, LocatableFile>;
  shown(path: string): string;
}

/** The format of `--format`; a command whose `--format` means something else prints text. */
export function formatOf(invocation: Invocation): DiagnosticFormat {
  const { format } = invocation.options;
  return diagnosticFormats.find((known) => known === format) ?? 'text';
}

/** The report as text in `format`; `""` where there is nothing to say in it. */
export async function render(
  report: LocatedReport,
  format: DiagnosticFormat,
  look: { readonly paint: Paint; readonly columns: number },
): Promise<string> {
  switch (format) {
    case 'text':
      return (await import('../diagnostics/render-text.ts')).renderText(report, {
        color: look.paint.isColorSupported,
        columns: look.columns,
      });
    case 'json':
      return (await import('../diagnostics/render-json.ts')).renderJson(report);
    case 'sarif':
      return (await import('../diagnostics/render-sarif.ts')).renderSarif(report, { toolVersion: version });
    case 'github':
      return (await import('../diagnostics/render-github.ts')).renderGithub(report);
    case 'gitlab':
      return (await import('../diagnostics/render-gitlab.ts')).renderGitlab(report);
    case 'junit':
      return (await import('../diagnostics/render-junit.ts')).renderJunit(report);
  }
}

const ranks: Readonly<Record<Severity, number>> = { error: 0, warning: 1, information: 2, hint: 3 };

/**
 * Says on standard error what is wrong, for commands whose result is something else. Hints are left to `validate` and
 * the editor: they would stand between a plan and its reader.
 */
export async function sayDiagnostics(
  invocation: Invocation,
  places: Places,
  diagnostics: readonly Diagnostic[],
): Promise<void> {
  const all = diagnostics.filter((one) => ranks[one.severity] < ranks.hint);
  if (all.length === 0) return;
  const { stderr } = invocation.host.terminal;
  const isText = formatOf(invocation) === 'text';
  const { said, held } = isText ? withoutFloods(byCause(all)) : { said: all, held: new Map() };
  const report = locate(said, places.files, (path) => places.shown(path));
  const text = await render(report, formatOf(invocation), { paint: invocation.paint.err, columns: stderr.columns });
  stderr.write(`${text}\n`);
  for (const [code, count] of held) stderr.write(`… and ${count} more of [${code}].\n\n`);
}

/** What befell several for one reason is said once: an engine that does not answer says the same of every container. */
function byCause(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const keyOf = ({ code, cause }: Diagnostic) => (cause === undefined ? undefined : `${code} ${cause.reason}`);
  const groups = Map.groupBy(diagnostics, keyOf);
  return diagnostics.flatMap((one) => {
    const group = one.cause === undefined ? [] : (groups.get(keyOf(one)) ?? []);
    if (one.cause === undefined || group.length < 2) return [one];
    if (group[0] !== one) return [];
    const names = group.slice(0, NAMES_OF_A_CAUSE).map(({ cause }) => `\`${cause?.of}\``);
    const more = group.length - names.length;
    const list = `${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
    const { code, severity, cause } = one;
    return [{ code, severity, message: `${cause.reason}\n${group.length} resources were not observed: ${list}.` }];
  });
}

const NAMES_OF_A_CAUSE = 4;

/** How many warnings of one code are said. */
const SAID_OF_A_CODE = 3;

function withoutFloods(diagnostics: readonly Diagnostic[]): {
  readonly said: readonly Diagnostic[];
  readonly held: ReadonlyMap<string, number>;
} {
  const counts = new Map<string, number>();
  const held = new Map<string, number>();
  const said = diagnostics.filter((one) => {
    const count = (counts.get(one.code) ?? 0) + 1;
    counts.set(one.code, count);
    if (one.severity === 'error' || count <= SAID_OF_A_CODE) return true;
    held.set(one.code, (held.get(one.code) ?? 0) + 1);
    return false;
  });
  return { said, held };
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((one) => one.severity === 'error');
}

/**
 * Whether what is wrong lies in the files (exit 3), in the record, the build or the world (exit 1), or is something that
 * is refused: by this version, or because an artifact was edited elsewhere (exit 7).
 */
export function failureCode(diagnostics: readonly Diagnostic[]): ExitCode {
  const errors = diagnostics.filter((one) => one.severity === 'error');
  if (errors.some(({ code }) => code === 'not-carried-out' || code === 'build-edit-foreign')) return exitCodes.refused;
  const isOfFiles = (code: string) => !(code in forgeCodes) || code === 'values-missing';
  return errors.some(({ code }) => isOfFiles(code)) ? exitCodes.configuration : exitCodes.failed;
}
