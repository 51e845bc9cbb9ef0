/** Conformance rows of `clockwork/graph`. */
import { expect } from 'vitest';
import { customRequests, type GraphResult } from '../../../server/protocol.ts';
import type { Group, Scene } from '../conformance-kit.ts';

const capability = customRequests.graph;

const graph = async ({ request, textIn }: Scene, uri: string) => {
  const answer = await request<GraphResult | null>(capability, { uri });
  if (answer === null) return null;
  const at = (location: GraphResult['nodes'][number]['location']) =>
    location === undefined ? '?' : textIn(location.range);
  return [
    ...answer.nodes.map(({ address, action, location }) => `${address} ${action} ${at(location)}`),
    ...answer.edges.map(({ from, to, via, location }) => `${from} → ${to} ${via} ${at(location)}`),
  ];
};

const source =
  'resource "file" "a" {\n  path = "a"\n  content = "x"\n}\nresource "file" "b" {\n  path = "b"\n  content = file.a.path\n}\n';
const expected = ['file.a create "file" "a"', 'file.b create "file" "b"', 'file.b → file.a reference file'];

export const group: Group = {
  name: 'graph',
  rows: [
    {
      capability,
      kind: 'normal',
      title: 'nodes with their action, edges with where they are written',
      files: source,
      ask: (scene) => graph(scene, scene.uri),
      expect: expected,
    },
    {
      capability,
      kind: 'normal',
      title: "by the project's folder",
      files: source,
      ask: (scene) => graph(scene, scene.uriOf('')),
      expect: expected,
    },
    {
      capability,
      kind: 'negative',
      title: 'a folder that is no project',
      files: source,
      ask: (scene) => graph(scene, scene.uriOf('absent')),
      expect: null,
    },
    {
      capability,
      kind: 'broken',
      title: 'text that does not parse: what can be known, without a plan',
      files: 'resource "file" "a" {\n  path = "a"\n  content = "x"\n}\nresource "file" "b" {\n  path = \n',
      ask: (scene) => graph(scene, scene.uri),
      expect: expect.arrayContaining(['file.a undefined "file" "a"']),
    },
  ],
};
