/** One report that shows everything a renderer has to cope with; each golden file is this report. */
import type { Diagnostic } from '../../core/diagnostics/diagnostic.ts';
import type { LocatableFile, LocatedReport } from '../../core/diagnostics/locate.ts';
import { locate } from '../../core/diagnostics/locate.ts';

const mainText = [
  '# Ein Kommentar',
  'resource "service" "web" {',
  '\timge  = "日本語 nginx:latest"',
  '  port = {',
  '    a = 1',
  '  }',
  '}',
  `x = "${'long '.repeat(60)}<here>${' tail'.repeat(60)}"`,
  '',
].join('\r\n');

const blockOffset = mainText.indexOf('resource');
const attributeOffset = mainText.indexOf('x = ');

export const sampleFiles: ReadonlyMap<string, LocatableFile> = new Map([
  [
    'main.cw',
    {
      text: mainText,
      items: [
        { key: 'resource.service.web', offset: blockOffset },
        { key: 'attr.x', offset: attributeOffset },
      ],
    },
  ],
  ['a b/ü,1:2.cw', { text: '\ufeffy = 1', items: [{ key: 'attr.y', offset: 1 }] }],
]);

/** Span of `part`, relative to the item that starts at `base`. */
function span(part: string, base: number): { start: number; end: number } {
  const start = mainText.indexOf(part) - base;
  return { start, end: start + part.length };
}

const inBlock = (part: string) => ({ file: 'main.cw', item: 'resource.service.web', span: span(part, blockOffset) });

export const sampleDiagnostics: readonly Diagnostic[] = [
  {
    code: 'unknown-attribute',
    severity: 'error',
    message: 'Unknown attribute `imge` for `service`. Did you mean `image`?',
    place: inBlock('imge'),
    related: [{ message: 'the block starts here', place: inBlock('resource "service" "web"') }],
    fix: { title: 'Change `imge` to `image`', edits: [{ place: inBlock('imge'), newText: 'image' }] },
  },
  {
    code: 'claimed-twice',
    severity: 'warning',
    message: 'Tag `latest`, 100% moving: pin <it> & "be" sure.\nSecond line.',
    place: inBlock('nginx:latest'),
  },
  {
    code: 'syntax-error',
    severity: 'hint',
    message: 'A range of several lines.',
    place: inBlock('{\r\n    a = 1\r\n  }'),
  },
  {
    code: 'unclosed-block',
    severity: 'information',
    message: 'Far to the right.',
    place: { file: 'main.cw', item: 'attr.x', span: span('<here>', attributeOffset) },
  },
  {
    code: 'unknown-function',
    severity: 'error',
    message: 'In a file with an odd name and a byte order mark.',
    place: { file: 'a b/ü,1:2.cw', item: 'attr.y', span: { start: 4, end: 5 } },
  },
  { code: 'state-damaged', severity: 'error', message: 'No text is at fault: \u001b[31mred\u0007.' },
];

export const sampleReport: LocatedReport = locate(sampleDiagnostics, sampleFiles);
