/** Conformance rows of inlay hints. */
import type { InlayHint } from 'vscode-languageserver';
import type { Group, Scene } from '../conformance-kit.ts';

const hints = async ({ request, uri, text }: Scene, path?: string) => {
  const range = { start: { line: 0, character: 0 }, end: { line: text().split('\n').length, character: 0 } };
  const found = await request<InlayHint[] | null>('textDocument/inlayHint', {
    textDocument: { uri: path ?? uri },
    range,
  });
  return found?.map(({ position, label }) => `${position.line}:${position.character} ${String(label)}`) ?? null;
};

export const group: Group = {
  name: 'inlay hints',
  rows: [
    {
      capability: 'inlayHintProvider',
      kind: 'normal',
      title: 'values and counts',
      files: 'resource "file" "a" {\n  count = 2\n  path  = "${count.index}.txt"\n}\n',
      ask: (scene) => hints(scene),
      expect: ['0:19 ×2', '2:30 = "0.txt" | "1.txt"'],
    },
    {
      capability: 'inlayHintProvider',
      kind: 'negative',
      title: 'nothing where everything is written out',
      files: 'locals {\n  a = 1\n}\n',
      ask: (scene) => hints(scene),
      expect: [],
    },
    {
      capability: 'inlayHintProvider',
      kind: 'negative',
      title: 'a file that is not there',
      files: 'locals {}\n',
      ask: (scene) => hints(scene, scene.uriOf('absent.cw')),
      expect: null,
    },
    {
      capability: 'inlayHintProvider',
      kind: 'broken',
      title: 'around a line that does not parse',
      files: 'locals {\n  a = upper("a")\n  b = upper(\n  c = upper("c")\n}\n',
      ask: (scene) => hints(scene),
      expect: ['1:16 = "A"', '3:16 = "C"'],
    },
  ],
};
