/**
 * Diagnostics as a JUnit report: a suite a file, a case a diagnostic. Errors are failures; the rest passes
 * and says what it has to say in its output. A report without diagnostics has one case, which passes.
 */
import type { LocatedDiagnostic, LocatedReport } from './locate.ts';

export function renderJunit(report: LocatedReport): string {
  const files = [...new Set(report.diagnostics.map((one) => one.location?.file ?? NOWHERE))];
  const suites = files.map((file) =>
    suiteOf(
      file,
      report.diagnostics.filter((one) => (one.location?.file ?? NOWHERE) === file),
    ),
  );
  if (suites.length === 0) {
    suites.push(
      '  <testsuite name="clockwork" tests="1" failures="0">\n    <testcase name="validate" classname="clockwork"/>\n  </testsuite>\n',
    );
  }
  const failures = report.diagnostics.filter((one) => one.severity === 'error').length;
  const tests = Math.max(1, report.diagnostics.length);
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="clockwork validate" tests="${tests}" failures="${failures}">
${suites.join('')}</testsuites>
`;
}

const NOWHERE = 'clockwork';

function suiteOf(file: string, diagnostics: readonly LocatedDiagnostic[]): string {
  const failures = diagnostics.filter((one) => one.severity === 'error').length;
  const cases = diagnostics.map((one) => caseOf(file, one)).join('');
  return `  <testsuite name="${escapeXml(file)}" tests="${diagnostics.length}" failures="${failures}">\n${cases}  </testsuite>\n`;
}

function caseOf(file: string, diagnostic: LocatedDiagnostic): string {
  const start = diagnostic.location?.range.start;
  const at = start === undefined ? '' : `:${start.line + 1}:${start.character + 1}`;
  const help = diagnostic.fix === undefined ? '' : `\nhelp: ${diagnostic.fix.title}`;
  const text = escapeXml(`${start === undefined ? '' : `${file}${at}: `}${diagnostic.message}${help}`);
  const head = `    <testcase name="${escapeXml(`${diagnostic.code}${at}`)}" classname="${escapeXml(file)}">\n`;
  const body =
    diagnostic.severity === 'error'
      ? `      <failure type="${diagnostic.code}" message="${escapeXml(diagnostic.message)}">${text}</failure>\n`
      : `      <system-out>${diagnostic.severity}: ${text}</system-out>\n`;
  return `${head}${body}    </testcase>\n`;
}

/** XML 1.0 forbids most control characters even when escaped. */
function escapeXml(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\r', '&#13;')
    .replaceAll('\n', '&#10;');
}
