/** Conformance rows of `clockwork/plan`. */
import { expect } from 'vitest';
import { customRequests, type PlanResult } from '../../../server/protocol.ts';
import type { Group, Scene } from '../conformance-kit.ts';

const capability = customRequests.plan;
const source = 'resource "file" "a" {\n  path = "a"\n  content = "x"\n}\n';

const plan = ({ request }: Scene, uri: string) => request<PlanResult | null>(capability, { uri });

export const group: Group = {
  name: 'plan',
  rows: [
    {
      capability,
      kind: 'normal',
      title: 'actions with their ranges, and the list; nobody has looked yet',
      files: source,
      ask: (scene) => plan(scene, scene.uri),
      expect: expect.objectContaining({
        status: 'ready',
        observedAt: null,
        ageMs: null,
        problems: [],
        actions: [
          expect.objectContaining({
            address: 'file.a',
            action: 'create',
            location: expect.objectContaining({
              range: { start: { line: 0, character: 9 }, end: { line: 0, character: 19 } },
            }),
          }),
        ],
        list: expect.objectContaining({ version: '1', steps: [expect.objectContaining({ resource: 'file.a' })] }),
      }),
    },
    {
      capability,
      kind: 'normal',
      title: 'by the last look, with its age',
      files: {
        'main.cw': `${source}$0`,
        '.clockwork/cache/observations.json': JSON.stringify({
          version: '1',
          at: '2020-01-01T00:00:00.000Z',
          resources: { 'file.a': { presence: 'present', attributes: { content: 'other' }, outputs: {} } },
        }),
      },
      ask: (scene) => plan(scene, scene.uri),
      expect: expect.objectContaining({
        observedAt: '2020-01-01T00:00:00.000Z',
        ageMs: expect.any(Number),
        actions: [expect.objectContaining({ action: 'update', changed: ['content'] })],
      }),
    },
    {
      capability,
      kind: 'normal',
      title: 'nothing sensitive is in it',
      files:
        'variable "k" {\n  sensitive = true\n  default = "s3cret-s3cret"\n}\nresource "file" "a" {\n  path = "a"\n  content = var.k\n}\n',
      ask: async (scene) => {
        const text = JSON.stringify(await plan(scene, scene.uri));
        return [text.includes('"ready"'), text.includes('s3cret')];
      },
      expect: [true, false],
    },
    {
      capability,
      kind: 'negative',
      title: 'a file that is none of a project',
      files: source,
      ask: (scene) => plan(scene, scene.uriOf('absent/x.cw')),
      expect: null,
    },
    {
      capability,
      kind: 'negative',
      title: 'a damaged state: no plan, and why',
      files: { 'main.cw': `${source}$0`, '.clockwork/state.json': '{' },
      ask: (scene) => plan(scene, scene.uri),
      expect: expect.objectContaining({
        status: 'unavailable',
        problems: [expect.objectContaining({ code: 'state-damaged' })],
      }),
    },
    {
      capability,
      kind: 'broken',
      title: 'text that does not parse is not planned',
      files: 'resource "file" "a" {\n  path = \n',
      ask: (scene) => plan(scene, scene.uri),
      expect: expect.objectContaining({ status: 'unavailable', reason: 'The project has errors.' }),
    },
  ],
};
