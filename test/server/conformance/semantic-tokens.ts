/** Conformance rows of semantic tokens: whole, as an edit, of a range. */
import { expect } from 'vitest';
import type { SemanticTokens, SemanticTokensDelta } from 'vscode-languageserver';
import { tokenTypes } from '../../../core/ide/tokens/token-legend.ts';
import type { Group, Row, Scene } from '../conformance-kit.ts';

const method = 'textDocument/semanticTokens';

/** Types in order, as the legend of `initialize` names them. */
const typesOf = ({ client }: Scene, data: readonly number[] | undefined) => {
  const types = client.result.capabilities.semanticTokensProvider?.legend.tokenTypes ?? [];
  return (data ?? []).flatMap((value, i) => (i % 5 === 3 ? [types[value]] : []));
};

const full = async (scene: Scene) => {
  const { uri, request } = scene;
  const answer = await request<SemanticTokens | null>(`${method}/full`, { textDocument: { uri } });
  return typesOf(scene, answer?.data);
};

const absent = (what: string, more: object = {}) => ({
  files: 'variable "a" {}\n',
  ask: ({ request, uriOf }: Scene) =>
    request(`${method}/${what}`, { textDocument: { uri: uriOf('absent.cw') }, ...more }),
  expect: null,
});

const broken = 'variable "a" {\n  default = [\nresource "file" "b" {\n';
const wholeFile = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };

/** Changes the document after a first answer; answers what the delta gives, applied, beside what the whole gives then. */
const changed = (text: string) => async (scene: Scene) => {
  const { client, uri, request } = scene;
  const first = await request<SemanticTokens>(`${method}/full`, { textDocument: { uri } });
  await client.change(uri, 2, text);
  const params = { textDocument: { uri }, previousResultId: first.resultId };
  const delta = await request<SemanticTokensDelta>(`${method}/full/delta`, params);
  const data = [...first.data];
  for (const { start, deleteCount, data: added = [] } of delta.edits) data.splice(start, deleteCount, ...added);
  const whole = await request<SemanticTokens>(`${method}/full`, { textDocument: { uri } });
  return { isSame: JSON.stringify(data) === JSON.stringify(whole.data), edits: delta.edits.length };
};

const whole = (capability: string): readonly Row[] => [
  {
    capability,
    kind: 'normal',
    title: 'a variable and a reference to it',
    files: 'variable "a" {}\noutput "b" { value = var.a }\n',
    ask: full,
    expect: ['keyword', 'parameter', 'keyword', 'property', 'property', 'variable', 'parameter'],
  },
  { capability, kind: 'negative', title: 'a file that is not there', ...absent('full') },
  {
    capability,
    kind: 'broken',
    title: 'blocks that are not closed',
    files: broken,
    ask: full,
    expect: expect.arrayContaining(['keyword', 'parameter']),
  },
];

export const group: Group = {
  name: 'semantic tokens',
  rows: [
    {
      capability: 'semanticTokensProvider',
      kind: 'normal',
      title: 'the legend names every type',
      files: '',
      ask: async ({ client }) => client.result.capabilities.semanticTokensProvider?.legend.tokenTypes,
      expect: [...tokenTypes],
    },
    ...whole('semanticTokensProvider'),
    ...whole('semanticTokensProvider.full'),
    {
      capability: 'semanticTokensProvider.full.delta',
      kind: 'normal',
      title: 'a block added above is one edit',
      files: 'variable "a" {}\n',
      ask: changed('variable "b" {}\n\nvariable "a" {}\n'),
      expect: { isSame: true, edits: 1 },
    },
    {
      capability: 'semanticTokensProvider.full.delta',
      kind: 'normal',
      title: 'nothing changed',
      files: 'variable "a" {}\n',
      ask: changed('variable "a" {}\n'),
      expect: { isSame: true, edits: 0 },
    },
    {
      capability: 'semanticTokensProvider.full.delta',
      kind: 'negative',
      title: 'an answer that the server does not know any more gives the whole',
      files: 'variable "a" {}\n',
      ask: async ({ uri, request }) => {
        const params = { textDocument: { uri }, previousResultId: 'none' };
        return (await request<SemanticTokens>(`${method}/full/delta`, params)).data.length;
      },
      expect: 10,
    },
    {
      capability: 'semanticTokensProvider.full.delta',
      kind: 'broken',
      title: 'a quote and a brace that are not closed',
      files: 'variable "a" {}\nvariable "b" {}\n',
      ask: changed('variable "a {\nvariable "b" {}\n'),
      expect: { isSame: true, edits: 1 },
    },
    {
      capability: 'semanticTokensProvider.range',
      kind: 'normal',
      title: 'one line',
      files: 'variable "a" {}\nmodule "m" {}\n',
      ask: async (scene) => {
        const range = { start: { line: 1, character: 0 }, end: { line: 2, character: 0 } };
        const params = { textDocument: { uri: scene.uri }, range };
        const { data } = await scene.request<SemanticTokens>(`${method}/range`, params);
        return { types: typesOf(scene, data), line: data[0] };
      },
      expect: { types: ['keyword', 'namespace'], line: 1 },
    },
    {
      capability: 'semanticTokensProvider.range',
      kind: 'negative',
      title: 'a file that is not there',
      ...absent('range', { range: wholeFile }),
    },
    {
      capability: 'semanticTokensProvider.range',
      kind: 'broken',
      title: 'blocks that are not closed',
      files: broken,
      ask: async (scene) => {
        const params = { textDocument: { uri: scene.uri }, range: wholeFile };
        return typesOf(scene, (await scene.request<SemanticTokens>(`${method}/range`, params)).data);
      },
      expect: expect.arrayContaining(['keyword', 'parameter']),
    },
  ],
};
