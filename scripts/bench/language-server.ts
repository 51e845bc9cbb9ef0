/**
 * What a person waits for while typing, over the real protocol: from a keystroke to the syntax and to all diagnostics, and
 * for completion, hover, references, semantic tokens and rename; in projects of 100, 1,000 and 5,000 blocks in 50 files,
 * and in one file of 10,000 lines. Every keystroke inserts a text that was never there before, so that no cache can lie.
 * No peer is measured: those there are come as binaries that the package registry does not have.
 */
import fs from 'node:fs';
import path from 'node:path';
import type { Bench, Figure, Samples } from '../bench.ts';
import { build } from '../build.mjs';
import { scratchFolder } from './support/child.ts';
import { type Editor, startEditor } from './support/editor.ts';
import { editorWorkspace, longFile } from './support/editor-workspace.ts';

/** Keystrokes before those that are measured, and those. */
const WARM_UP = 40;
const MEASURED = 60;

const actions = ['syntax', 'diagnostics', 'completion', 'hover', 'references', 'tokens', 'rename'] as const;
type Action = (typeof actions)[number];

const shownNames: Readonly<Record<Action, string>> = {
  syntax: 'keystroke → syntax',
  diagnostics: 'keystroke → all diagnostics',
  completion: 'keystroke → completion',
  hover: 'hover',
  references: 'references',
  tokens: 'keystroke → semantic tokens, delta',
  rename: 'rename',
};

const workspaces = [
  { name: '100 blocks', files: editorWorkspace(100, 50) },
  { name: '1,000 blocks', files: editorWorkspace(1_000, 50) },
  { name: '5,000 blocks', files: editorWorkspace(5_000, 50) },
  { name: '10,000 lines in one file', files: [longFile(10_000)] },
] as const;

export const bench: Bench = {
  name: 'language server',
  async prepare() {
    await build();
    const scratch = scratchFolder();
    const folders = workspaces.map(({ files }, index) => {
      const folder = path.join(scratch.path, String(index));
      fs.mkdirSync(folder);
      for (const { name, text } of files) fs.writeFileSync(path.join(folder, name), text);
      return folder;
    });
    let round = 0;
    return {
      async round() {
        round += 1;
        const samples: Record<string, number> = {};
        for (const [index, { name, files }] of workspaces.entries()) {
          Object.assign(
            samples,
            await measure(
              folders[index] ?? '',
              name,
              files.map((file) => file.name),
              round,
            ),
          );
        }
        return samples;
      },
      figures: (medians) => workspaces.flatMap(({ name }) => figuresOf(name, medians)),
      dispose: () => scratch.dispose(),
    };
  },
};

function figuresOf(workspace: string, medians: Samples): readonly Figure[] {
  const value = (what: string) => medians[`${workspace} ${what}`] ?? Number.NaN;
  const isLarge = workspace === '5,000 blocks';
  const goals: Readonly<Partial<Record<Action, number>>> = isLarge
    ? { syntax: 16, diagnostics: 50, completion: 20, hover: 20 }
    : { syntax: 16, completion: 20, hover: 20 };
  return [
    { name: `${workspace}: first scan`, value: value('scan'), unit: 'ms', ...(isLarge && { goal: { below: 2_000 } }) },
    {
      name: `${workspace}: memory after it`,
      value: value('memory'),
      unit: 'MB',
      ...(isLarge && { goal: { below: 200 } }),
    },
    ...actions.flatMap((action): readonly Figure[] => [
      { name: `${workspace}: ${shownNames[action]}, p50`, value: value(`${action} p50`), unit: 'ms' },
      {
        name: `${workspace}: ${shownNames[action]}, p95`,
        value: value(`${action} p95`),
        unit: 'ms',
        ...(goals[action] !== undefined && { goal: { below: goals[action] } }),
      },
      { name: `${workspace}: ${shownNames[action]}, max`, value: value(`${action} max`), unit: 'ms' },
    ]),
  ];
}

async function measure(folder: string, workspace: string, names: readonly string[], round: number): Promise<Samples> {
  const editor = await startEditor(folder, names[0] ?? '');
  try {
    // What is collected when the server is idle is not there any more for the person either.
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    const memory = editor.memoryMb();
    const times: Record<Action, number[]> = {
      syntax: [],
      diagnostics: [],
      completion: [],
      hover: [],
      references: [],
      tokens: [],
      rename: [],
    };
    for (let index = 0; index < WARM_UP + MEASURED; index += 1) {
      const one = await typeOnce(
        editor,
        names[(index * 7) % Math.min(names.length, 10)] ?? '',
        `${round}_${index}`,
        index,
      );
      if (index < WARM_UP) continue;
      for (const action of actions) times[action].push(one[action]);
    }
    return Object.fromEntries([
      [`${workspace} scan`, editor.firstScanMs],
      [`${workspace} memory`, memory],
      ...actions.flatMap((action) => {
        const sorted = times[action].sort((a, b) => a - b);
        const at = (share: number) =>
          sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
        return [
          [`${workspace} ${action} p50`, at(0.5)],
          [`${workspace} ${action} p95`, at(0.95)],
          [`${workspace} ${action} max`, sorted.at(-1) ?? Number.NaN],
        ];
      }),
    ]);
  } finally {
    await editor.stop();
  }
}

/** Types in one file at another place each time, waits for the answers, and asks what a person would ask there. */
async function typeOnce(editor: Editor, name: string, unique: string, index: number): Promise<Record<Action, number>> {
  await editor.open(name);
  const textDocument = { uri: editor.uri(name) };
  const tokensBefore = await editor.request<{ readonly resultId?: string }>('textDocument/semanticTokens/full', {
    textDocument,
  });

  const offset = placeToType(editor.text(name), index);
  const typed = performance.now();
  const { sent, answered } = editor.type(name, offset, `u${unique}_`);
  const syntax = editor
    .request('textDocument/selectionRange', { textDocument, positions: [editor.position(name, offset)] })
    .then(() => performance.now() - typed);
  const diagnostics = answered.then(() => performance.now() - typed);
  await sent;
  const times = { syntax: await syntax, diagnostics: await diagnostics };

  const tokens = await timed(async () => {
    const change = editor.type(name, offset, 'w');
    const answer = editor.request('textDocument/semanticTokens/full/delta', {
      textDocument,
      previousResultId: tokensBefore.resultId ?? '',
    });
    await answer;
    return () => change.answered;
  });

  const reference = editor.text(name).lastIndexOf('var.name_') + 'var.na'.length;
  const position = editor.position(name, reference);
  const hover = await timed(() => editor.request('textDocument/hover', { textDocument, position }));
  const references = await timed(() =>
    editor.request('textDocument/references', { textDocument, position, context: { includeDeclaration: true } }),
  );
  const rename = await timed(() =>
    editor.request('textDocument/rename', { textDocument, position, newName: `renamed_${unique}` }),
  );

  // A new line in a block, on which a reference is begun.
  const line = editor.text(name).lastIndexOf('\n}') + 1;
  const begun = `  u${unique} = var.n\n`;
  const completion = await timed(async () => {
    const change = editor.type(name, line, begun);
    const answer = editor.request('textDocument/completion', {
      textDocument,
      position: editor.position(name, line + begun.length - 1),
    });
    await answer;
    return () => change.answered;
  });
  return { ...times, tokens, hover, references, rename, completion };
}

/** The time to the answer. Where that is a function, it is called then and awaited, and not timed. */
async function timed(ask: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  const answer = await ask();
  const elapsedMs = performance.now() - started;
  if (typeof answer === 'function') await answer();
  return elapsedMs;
}

/** In a string of a resource, in a heredoc, or in the default that many others are computed from, in turn. */
function placeToType(text: string, index: number): number {
  const marks = ['path = "out/', '#!/bin/sh\n    # ', 'default     = "', '"Where configuration '];
  const found = marks
    .map((_, at) => marks[(index + at) % marks.length] ?? '')
    .flatMap((mark) => {
      const start = text.indexOf(mark, Math.floor((text.length * ((index * 37) % 100)) / 100));
      const any = start < 0 ? text.indexOf(mark) : start;
      return any < 0 ? [] : [any + mark.length];
    });
  return found[0] ?? text.indexOf('"') + 1;
}
