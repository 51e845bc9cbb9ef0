import { describe, expect, test } from 'vitest';
import { LineIndex } from '../../core/base/line-index.ts';
import { locate } from '../../core/diagnostics/locate.ts';
import { renderGithub } from '../../core/diagnostics/render-github.ts';
import { codeQualityIssues, renderGitlab } from '../../core/diagnostics/render-gitlab.ts';
import { diagnosticsDocument, renderJson } from '../../core/diagnostics/render-json.ts';
import { renderJunit } from '../../core/diagnostics/render-junit.ts';
import { renderSarif, sarifLog } from '../../core/diagnostics/render-sarif.ts';
import { countText, renderText } from '../../core/diagnostics/render-text.ts';
import { sampleDiagnostics, sampleReport } from './sample.ts';

const empty = locate([], new Map());

/** What rules are called is not what this file is about. */
const withoutTitles = (sarif: string) => sarif.replaceAll(/("shortDescription": \{\s*"text": )"[^"]+"/g, '$1"(title)"');

describe('golden files', () => {
  const rendered: readonly (readonly [string, string])[] = [
    ['report.txt', renderText(sampleReport, { color: false, columns: 80 })],
    ['report.ansi', renderText(sampleReport, { color: true, columns: 120 })],
    ['report.json', renderJson(sampleReport)],
    ['report.sarif', withoutTitles(renderSarif(sampleReport, { toolVersion: '1.2.3' }))],
    ['report.github', renderGithub(sampleReport)],
    ['report.gitlab.json', renderGitlab(sampleReport)],
    ['report.junit.xml', renderJunit(sampleReport)],
  ];
  test.each(rendered)('%s', async (file, text) => {
    await expect(text).toMatchFileSnapshot(`golden/${file}`);
  });
});

describe('text', () => {
  const plain = renderText(sampleReport, { color: false, columns: 80 });

  test('every diagnostic has a first line that tools can follow, and none is missing', () => {
    const heads = plain.split('\n').filter((line) => /^(\S.*:\d+:\d+: )?(error|warning|hint|information)\[/.test(line));
    expect(heads).toHaveLength(sampleDiagnostics.length);
    expect(heads[0]).toBe(
      'main.cw:3:2: error[unknown-attribute]: Unknown attribute `imge` for `service`. Did you mean `image`?',
    );
  });

  test('no source line is wider than the screen', () => {
    const excerpts = plain.split('\n').filter((line) => /^ *\d* +\|/.test(line));
    expect(excerpts.length).toBeGreaterThan(5);
    for (const line of excerpts) expect(line.length).toBeLessThanOrEqual(80);
    expect(plain).toContain('<here>');
  });

  test('the mark stands under a wide character and behind a tab', () => {
    const lines = plain.split('\n');
    const at = lines.findIndex(
      (line) => line.includes('日本語 nginx:latest') && lines[lines.indexOf(line) + 1]?.includes('^^^'),
    );
    // Second diagnostic: the same line, marked further to the right; three wide characters are six columns.
    const marks = lines.filter((line) => line.includes('^^^^^^^^^^^^'));
    expect(at).toBeGreaterThan(0);
    expect(marks[0]?.indexOf('^')).toBe('   |     imge  = "'.length + 1 + 6);
  });

  test('control characters of messages never reach the terminal', () => {
    expect(plain).not.toContain('\u001b');
    expect(plain).not.toContain('\u0007');
    expect(plain).toContain('␛[31mred␇');
  });

  test('counts each severity, and says nothing of none', () => {
    expect(countText(sampleReport.diagnostics)).toBe('3 errors, 1 warning, 1 note, 1 hint');
    expect(countText([])).toBe('');
  });
});

describe('sarif', () => {
  test('rules are unique and every result points at its own', () => {
    const run = sarifLog(sampleReport, { toolVersion: '0' }).runs[0];
    const rules = run?.tool.driver.rules ?? [];
    expect(rules).toHaveLength(6);
    expect(run?.results?.map((result) => rules[result.ruleIndex ?? -1]?.id)).toEqual(
      run?.results?.map((result) => result.ruleId),
    );
    expect(run?.results?.map((result) => result.level)).toEqual(['error', 'warning', 'note', 'note', 'error', 'error']);
  });

  test('paths are URI references', () => {
    const text = renderSarif(sampleReport, { toolVersion: '0' });
    expect(text).toContain('"a%20b/%C3%BC%2C1%3A2.cw"');
  });

  test('an empty report is a run with no results', () => {
    expect(sarifLog(empty, { toolVersion: '0' }).runs[0]?.results).toEqual([]);
  });
});

describe('github', () => {
  test('properties and data are escaped, one line each', () => {
    const lines = renderGithub(sampleReport).trimEnd().split('\n');
    expect(lines).toHaveLength(sampleDiagnostics.length);
    expect(lines[1]).toContain('100%25 moving: pin <it> & "be" sure.%0ASecond line.');
    expect(lines[4]).toContain('file=a b/ü%2C1%3A2.cw,line=1,col=5');
  });
});

describe('gitlab', () => {
  test('fingerprints differ inside a report and stay when lines move', () => {
    const twice = locate(
      [...sampleDiagnostics.slice(0, 1), ...sampleDiagnostics.slice(0, 1)],
      new Map([['main.cw', { text: `\n\n\n${'x'.repeat(99)}`, items: [{ key: 'resource.service.web', offset: 3 }] }]]),
    );
    const [first, second] = codeQualityIssues(twice);
    expect(first?.fingerprint).not.toBe(second?.fingerprint);
    expect(first?.fingerprint).toBe(codeQualityIssues(sampleReport)[0]?.fingerprint);
    expect(first?.location.positions.begin.line).not.toBe(3);
  });
});

describe('junit', () => {
  test('only errors fail; an empty report passes', () => {
    const text = renderJunit(sampleReport);
    expect(text.match(/<failure /g)).toHaveLength(3);
    expect(text.match(/<testcase /g)).toHaveLength(6);
    expect(text).not.toContain('\u001b');
    expect(renderJunit(empty)).toContain('<testcase name="validate"');
  });
});

describe('json', () => {
  test('is valid exactly without errors', () => {
    expect(diagnosticsDocument(empty)).toEqual({ valid: true, diagnostics: [] });
    expect(diagnosticsDocument(sampleReport).valid).toBe(false);
    const hints = locate(
      sampleDiagnostics.filter((one) => one.severity !== 'error'),
      new Map(),
    );
    expect(diagnosticsDocument(hints)).toMatchObject({ valid: true });
    expect(diagnosticsDocument(hints).diagnostics).toHaveLength(3);
  });
});

describe('places', () => {
  test('follow their item when it moves', () => {
    const place = { file: 'f', item: 'attr.x', span: { start: 0, end: 1 } };
    const at = (text: string) =>
      locate(
        [{ code: 'syntax-error', severity: 'error', message: 'm', place }],
        new Map([['f', { text, items: [{ key: 'attr.x', offset: text.indexOf('x') }] }]]),
      ).diagnostics[0]?.location?.range.start;
    expect(at('x = 1')).toEqual({ line: 0, character: 0 });
    expect(at('# c\r\n\n  x = 1')).toEqual({ line: 2, character: 2 });
  });

  test('in an unknown file or item are its start', () => {
    const diagnostic = (file: string, item: string) => ({
      code: 'syntax-error' as const,
      severity: 'error' as const,
      message: 'm',
      place: { file, item, span: { start: 3, end: 4 } },
    });
    const files = new Map([['f', { text: 'a\nb\nc', items: [] }]]);
    const starts = locate([diagnostic('g', ''), diagnostic('f', 'gone'), diagnostic('f', '')], files).diagnostics.map(
      (one) => one.location?.range.start,
    );
    expect(starts).toEqual([
      { line: 0, character: 0 },
      { line: 0, character: 0 },
      { line: 1, character: 1 },
    ]);
  });

  test('are shown by the path that is asked for', () => {
    const report = locate(
      [
        {
          code: 'syntax-error',
          severity: 'error',
          message: 'm',
          place: { file: 'f', item: '', span: { start: 0, end: 1 } },
        },
      ],
      new Map([['f', { text: 'abc', items: [] }]]),
      (path) => `sub/${path}`,
    );
    expect(renderText(report, { color: false, columns: 80 })).toMatch(/^sub\/f:1:1: error/);
    expect(report.texts.get('sub/f')?.lineText(0)).toBe('abc');
  });
});

describe('lines', () => {
  test('end as the protocol of editors says', () => {
    const index = new LineIndex('\ufeffa\r\nbc\rd\n');
    expect([0, 1, 2, 3].map((line) => index.lineText(line))).toEqual(['a', 'bc', 'd', '']);
    expect(index.positionAt(1)).toEqual({ line: 0, character: 0 });
    expect(index.positionAt(5)).toEqual({ line: 1, character: 1 });
    expect(index.positionAt(999)).toEqual({ line: 3, character: 0 });
    expect(index.offsetAt({ line: 1, character: 1 })).toBe(5);
    expect(index.offsetAt({ line: 1, character: 99 })).toBe(6);
    expect(index.offsetAt({ line: 99, character: 0 })).toBe(9);
  });
});
