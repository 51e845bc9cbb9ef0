/** Conformance rows of `clockwork/preview`. */
import { expect } from 'vitest';
import type { PreviewResult } from '../../../server/protocol.ts';
import type { Group, Scene } from '../conformance-kit.ts';

const capability = 'clockwork/preview';

const here = ({ request, at }: Scene) => {
  const { textDocument, position } = at();
  return request<PreviewResult | null>(capability, { uri: textDocument.uri, position });
};

export const group: Group = {
  name: 'preview',
  rows: [
    {
      capability,
      kind: 'normal',
      title: 'what the embedded compiler would fill in',
      files: 'resource "docker_container" "cache" {$0\n  description = "a redis cache"\n}\n',
      ask: here,
      expect: expect.objectContaining({
        address: 'docker_container.cache',
        compiler: 'embedded',
        state: 'ready',
        problems: [],
        inputs: expect.stringMatching(/^sha256:/),
        fields: expect.arrayContaining([{ name: 'image', text: '"redis:7-alpine"', from: 'build', by: 'embedded' }]),
      }),
    },
    {
      capability,
      kind: 'normal',
      title: 'what was filled in, by an address',
      files: {
        'main.cw': 'module "m" {$0\n  source = "./m"\n}\n',
        'm/main.cw': 'resource "docker_container" "cache" {\n  description = "a redis cache"\n}\n',
        'completed.cw':
          'completion "module.m.docker_container.cache" {\n  image = "redis:6"\n  from {\n    by = "embedded"\n  }\n}\n',
      },
      ask: async ({ request, uri }) => {
        const found = await request<PreviewResult>(capability, { uri, address: 'module.m.docker_container.cache' });
        return found.fields.map(({ location, ...field }) => ({ ...field, line: location?.range.start.line }));
      },
      expect: [
        { name: 'image', text: '"redis:6"', from: 'completed', by: 'embedded', edited: true, stale: false, line: 1 },
      ],
    },
    {
      capability,
      kind: 'normal',
      title: 'an agent that is not there',
      files:
        'clockwork { compiler = "agent" }\nresource "docker_container" "cache" {$0\n  description = "a redis cache"\n}\n',
      ask: here,
      expect: expect.objectContaining({
        compiler: 'agent',
        state: 'unavailable',
        reason: 'there is no compiler “agent” here',
        fields: expect.arrayContaining([{ name: 'image', from: 'build' }]),
      }),
    },
    {
      capability,
      kind: 'negative',
      title: 'no resource',
      files: 'locals {$0\n  a = 1\n}\n',
      ask: here,
      expect: null,
    },
    {
      capability,
      kind: 'negative',
      title: 'an address that there is not',
      files: 'locals {$0\n  a = 1\n}\n',
      ask: ({ request, uri }) => request(capability, { uri, address: 'file.none' }),
      expect: null,
    },
    {
      capability,
      kind: 'broken',
      title: 'in a block that is not closed',
      files: 'resource "docker_container" "cache" {\n  description = "a redis cache"\n  ports = [$0\n',
      ask: here,
      expect: expect.objectContaining({ address: 'docker_container.cache', state: 'ready' }),
    },
  ],
};
