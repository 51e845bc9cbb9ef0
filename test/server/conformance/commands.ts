/** Conformance rows of the server's own commands: each is an edit that the client is asked to apply. */
import { expect } from 'vitest';
import type { ApplyWorkspaceEditParams } from 'vscode-languageserver';
import type { Group, Scene } from '../conformance-kit.ts';
import { edited, refusal } from '../edited.ts';

/** What the command answers, and what it asks the client to change. */
const run = async (scene: Scene, command: string, argument: unknown) => {
  const { client } = scene;
  const before = client.requests.length;
  const answer = await scene.request('workspace/executeCommand', { command, arguments: [argument] });
  const asked = client.requests.slice(before).filter(({ method }) => method === 'workspace/applyEdit');
  return [answer, ...asked.map(({ params }) => edited(scene, (params as ApplyWorkspaceEditParams).edit))];
};

const complete = (scene: Scene) => run(scene, 'clockwork.complete', { uri: scene.uri });
const fixAll = (scene: Scene) => run(scene, 'clockwork.fixAll', { code: 'quoted-type' });

const cache = 'resource "docker_container" "cache$0" {\n  description = "a redis cache"\n}\n';

export const group: Group = {
  name: 'commands',
  rows: [
    {
      capability: 'executeCommand clockwork.complete',
      kind: 'normal',
      title: 'a new completed.cw',
      files: cache,
      ask: complete,
      expect: [
        { completed: [{ address: 'docker_container.cache', names: expect.arrayContaining(['image']) }] },
        { 'create completed.cw': '', 'completed.cw': expect.stringContaining('completion "docker_container.cache" {') },
      ],
    },
    {
      capability: 'executeCommand clockwork.complete',
      kind: 'normal',
      title: 'one more in a completed.cw that is there',
      files: { 'main.cw': cache, 'completed.cw': '# Mine.\n' },
      ask: complete,
      expect: [
        { completed: [{ address: 'docker_container.cache', names: expect.arrayContaining(['image']) }] },
        { 'completed.cw': expect.stringMatching(/^# Mine\.\n\ncompletion/) },
      ],
    },
    {
      capability: 'executeCommand clockwork.complete',
      kind: 'negative',
      title: 'nothing to fill in',
      files: 'resource "file" "a$0" {\n  path    = "a"\n  content = ""\n}\n',
      ask: complete,
      expect: [{ completed: [] }],
    },
    {
      capability: 'executeCommand clockwork.complete',
      kind: 'negative',
      title: 'what nobody can know is refused, and nothing is written',
      files: 'resource "docker_container" "frobnicator$0" {\n  description = "something of our own"\n}\n',
      ask: (scene) => refusal(complete(scene)),
      expect: expect.stringContaining('image'),
    },
    {
      capability: 'executeCommand clockwork.complete',
      kind: 'broken',
      title: 'a project with a block that does not parse',
      files: `${cache}locals {\n  a = (\n`,
      ask: complete,
      expect: [
        { completed: [{ address: 'docker_container.cache', names: expect.arrayContaining(['image']) }] },
        expect.objectContaining({ 'create completed.cw': '' }),
      ],
    },
    {
      capability: 'executeCommand clockwork.fixAll',
      kind: 'normal',
      title: 'two files at once',
      files: {
        'main.cw': 'variable "a$0" { type = "string" }\noutput "o" { value = "${var.a}${var.b}" }\n',
        'more.cw': 'variable "b" { type = "number" }\n',
      },
      ask: fixAll,
      expect: [
        2,
        {
          'main.cw': 'variable "a" { type = string }\noutput "o" { value = "${var.a}${var.b}" }\n',
          'more.cw': 'variable "b" { type = number }\n',
        },
      ],
    },
    {
      capability: 'executeCommand clockwork.fixAll',
      kind: 'negative',
      title: 'nothing to fix',
      files: 'variable "a$0" { type = string }\n',
      ask: fixAll,
      expect: [0],
    },
    {
      capability: 'executeCommand clockwork.fixAll',
      kind: 'negative',
      title: 'without the code it takes nothing',
      files: 'variable "a$0" { type = string }\n',
      ask: (scene) => refusal(run(scene, 'clockwork.fixAll', {})),
      expect: 'The command takes one argument, an object with a text `code`.',
    },
    {
      capability: 'executeCommand clockwork.fixAll',
      kind: 'broken',
      title: 'beside text that does not parse',
      files: 'variable "a$0" { type = "string" }\nlocals {\n  x = (\n',
      ask: fixAll,
      expect: [1, { 'main.cw': 'variable "a" { type = string }\nlocals {\n  x = (\n' }],
    },
  ],
};
