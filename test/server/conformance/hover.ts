/** Conformance rows of hover. */
import { expect } from 'vitest';
import type { Hover, MarkupContent } from 'vscode-languageserver';
import type { Group, Scene } from '../conformance-kit.ts';

const hover = async ({ request, at, textIn }: Scene) => {
  const found = await request<Hover | null>('textDocument/hover', at());
  if (found === null) return null;
  const { kind, value } = found.contents as MarkupContent;
  return { kind, value, text: found.range === undefined ? undefined : textIn(found.range) };
};

export const group: Group = {
  name: 'hover',
  rows: [
    {
      capability: 'hoverProvider',
      kind: 'normal',
      title: 'a variable, with its value and where that comes from',
      files: {
        'main.cw': 'variable "port" { default = 80 }\nlocals { a = var.po$0rt }\n',
        'clockwork.cwvars': 'port = 81\n',
      },
      ask: hover,
      expect: {
        kind: 'markdown',
        text: 'var.port',
        value: expect.stringMatching(
          /var\.port: number[\s\S]*`81`[\s\S]*\[clockwork\.cwvars:1\]\(file:[^)]*clockwork\.cwvars#L1\)/,
        ),
      },
    },
    {
      capability: 'hoverProvider',
      kind: 'normal',
      title: 'a resource, with what the compiler would fill in',
      files: 'resource "docker_container" "ca$0che" {\n  description = "a redis cache"\n}\n',
      ask: hover,
      expect: {
        kind: 'markdown',
        text: '"cache"',
        value: expect.stringContaining('| `image` | `"redis:7-alpine"` | completed at build, by embedded |'),
      },
    },
    {
      capability: 'hoverProvider',
      kind: 'normal',
      title: 'behind a character outside of the basic plane',
      files: 'locals {\n  a = "😀 ${upper("é")}" == up$0per("x")\n}\n',
      ask: hover,
      expect: { kind: 'markdown', text: 'upper', value: expect.stringContaining('Value: `"X"`') },
    },
    {
      capability: 'hoverProvider',
      kind: 'negative',
      title: 'in a comment',
      files: '# var.po$0rt\nvariable "port" {}\n',
      ask: hover,
      expect: null,
    },
    {
      capability: 'hoverProvider',
      kind: 'negative',
      title: 'a sensitive value is not shown',
      files: 'variable "token" {\n  sensitive = true\n  default = "hunter2"\n}\nlocals { a = var.to$0ken }\n',
      ask: hover,
      expect: expect.objectContaining({ value: expect.not.stringContaining('hunter2') }),
    },
    {
      capability: 'hoverProvider',
      kind: 'broken',
      title: 'in a block that is not closed',
      files: 'variable "port" { default = 80 }\nlocals {\n  b =\n  a = var.po$0rt\nresource "file" {\n',
      ask: hover,
      expect: expect.objectContaining({ text: 'var.port', value: expect.stringContaining('`80`') }),
    },
  ],
};
