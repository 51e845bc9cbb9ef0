/** Conformance rows of diagnostics that clients ask for. */
import { expect } from 'vitest';
import { pullingCapabilities } from '../../support/language-client.ts';
import type { Group, Scene } from '../conformance-kit.ts';

const ofDocument = ({ request, uri }: Scene) => request('textDocument/diagnostic', { textDocument: { uri } });

interface Whole {
  readonly items: readonly { readonly uri: string; readonly items?: readonly { readonly code: string }[] }[];
}

/** `file: codes` of every file of the row in which something is wrong. */
const ofWorkspace = async ({ request, uriOf }: Scene) => {
  const { items } = await request<Whole>('workspace/diagnostic', { previousResultIds: [] });
  const start = uriOf('');
  return items
    .filter(({ uri, items: list }) => uri.startsWith(start) && (list ?? []).length > 0)
    .map(({ uri, items: list }) => `${uri.slice(start.length + 1)}: ${list?.map(({ code }) => code).join(' ')}`)
    .sort();
};

const code = (name: string) => expect.objectContaining({ code: name });

export const group: Group = {
  name: 'diagnostics that are asked for',
  capabilities: pullingCapabilities,
  rows: [
    {
      capability: 'diagnosticProvider',
      kind: 'normal',
      title: 'a name that is not declared, with where it stands',
      files: 'output "o" { value = var.none }\n',
      ask: ofDocument,
      expect: {
        kind: 'full',
        resultId: expect.any(String),
        items: [
          expect.objectContaining({
            code: 'unknown-reference',
            severity: 1,
            source: 'clockwork',
            range: { start: { line: 0, character: 25 }, end: { line: 0, character: 29 } },
          }),
        ],
      },
    },
    {
      capability: 'diagnosticProvider',
      kind: 'normal',
      title: 'in a module, found through the project that uses it',
      files: {
        'main.cw': 'module "m" { source = "./m" }\noutput "o" { value = module.m.o }\n',
        'm/x.cw': 'output "o" { value = var.none }$0\n',
      },
      ask: ofDocument,
      expect: expect.objectContaining({ items: [code('unknown-reference')] }),
    },
    {
      capability: 'diagnosticProvider',
      kind: 'negative',
      title: 'nothing is wrong',
      files: 'output "o" { value = 1 }\n',
      ask: ofDocument,
      expect: { kind: 'full', resultId: expect.any(String), items: [] },
    },
    {
      capability: 'diagnosticProvider',
      kind: 'negative',
      title: 'a file that is not there',
      files: '',
      ask: ({ request, uriOf }) => request('textDocument/diagnostic', { textDocument: { uri: uriOf('absent.cw') } }),
      expect: expect.objectContaining({ kind: 'full', items: [] }),
    },
    {
      capability: 'diagnosticProvider',
      kind: 'broken',
      title: 'what does not parse, and what is wrong beside it',
      files: 'output "o" {\n  value = var.none\n}\nlocals {\n  a = [1,\n}\n',
      ask: ofDocument,
      expect: expect.objectContaining({
        items: expect.arrayContaining([code('unknown-reference'), code('unclosed-bracket')]),
      }),
    },
    {
      capability: 'diagnosticProvider.workspaceDiagnostics',
      kind: 'normal',
      title: 'of files that are not open',
      files: {
        'main.cw': 'module "m" { source = "./m" }\n',
        'm/x.cw': 'locals { a = var.none }\noutput "o" { value = local.a }\n',
        'clockwork.cwvars': 'nobody = 1\n',
      },
      ask: ofWorkspace,
      expect: ['clockwork.cwvars: unknown-variable', 'm/x.cw: unknown-reference unused-declaration'],
    },
    {
      capability: 'diagnosticProvider.workspaceDiagnostics',
      kind: 'negative',
      title: 'nothing is wrong anywhere',
      files: { 'main.cw': 'output "o" { value = 1 }\n', 'b.cw': '' },
      ask: ofWorkspace,
      expect: [],
    },
    {
      capability: 'diagnosticProvider.workspaceDiagnostics',
      kind: 'broken',
      title: 'a file that does not parse beside one that is sound',
      files: { 'main.cw': 'output "o" { value = 1 }\n', 'b.cw': 'locals {\n' },
      ask: ofWorkspace,
      expect: [expect.stringContaining('b.cw: unclosed-block')],
    },
  ],
};
