/**
 * What `clockwork validate` prints and what an editor is told are one list: code, severity, message, range, what it has to do
 * with and tags, in the same order, for every example and everything in the corpus. Both are asked as programs are asked.
 */
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { Diagnostic, WorkspaceDiagnosticReport } from 'vscode-languageserver';
import type { DiagnosticsDocument } from '../../core/diagnostics/render-json.ts';
import { clockwork } from '../cli/run-cli.ts';
import { corpusFolder, describeCorpus } from '../support/corpus.ts';
import { filesBelow } from '../support/files-below.ts';
import { type LanguageClient, pullingCapabilities, startClient, uriOf } from '../support/language-client.ts';
import { tempFolder } from '../support/temp.ts';

const root = path.join(import.meta.dirname, '..', '..');
const examples = path.join(root, 'examples');

/** By file, relative to the folder that is open. */
type Lists = Readonly<Record<string, readonly Shown[]>>;

interface Shown {
  readonly code: string;
  readonly severity: string;
  readonly message: string;
  readonly range: Diagnostic['range'];
  readonly related: readonly { readonly message: string; readonly file: string; readonly range: Diagnostic['range'] }[];
  readonly tags: readonly string[];
}

test('for every example, as it is and with a mistake in it', { timeout: 120_000 }, async () => {
  const folder = tempFolder();
  fs.cpSync(examples, path.join(folder, 'right'), { recursive: true, filter: isSource });
  fs.cpSync(examples, path.join(folder, 'wrong'), { recursive: true, filter: isSource });
  for (const file of filesBelow(path.join(folder, 'wrong')).filter((name) => name.endsWith('.cw'))) {
    fs.appendFileSync(file, mistakes);
  }
  const roots = ['right', 'wrong'].flatMap((half) =>
    fs.readdirSync(path.join(folder, half)).map((name) => `${half}/${name}`),
  );
  const all = await compare(folder, roots);
  expect(all.length).toBeGreaterThan(30);
  expect(all.filter((one) => one.related.length > 0).length).toBeGreaterThan(3);
  expect(all.filter((one) => one.tags.length > 0).length).toBeGreaterThan(3);
  expect(new Set(all.map((one) => one.severity)).size).toBeGreaterThan(1);
});

test('for texts that only the editor has, sent to a client that does not ask', { timeout: 120_000 }, async () => {
  const written = tempFolder();
  const edited = tempFolder();
  fs.cpSync(examples, written, { recursive: true, filter: isSource });
  fs.cpSync(examples, edited, { recursive: true, filter: isSource });
  const client = await startClient({ folders: [edited] });
  try {
    for (const name of fs.readdirSync(edited)) {
      const text = `${fs.readFileSync(path.join(written, name, 'main.cw'), 'utf8')}${mistakes}`;
      fs.writeFileSync(path.join(written, name, 'main.cw'), text);
      const uri = uriOf(edited, `${name}/main.cw`);
      await client.open(uri, text);
      const printed = (await printedFor(written, name))[`${name}/main.cw`] ?? [];
      const sent = await client.diagnostics(uri, (items) => items.length === printed.length);
      expect(sent.map((one) => shownOf(one, edited))).toEqual(printed);
      expect(printed.length).toBeGreaterThan(3);
    }
  } finally {
    await client.stop();
  }
});

describeCorpus('clockwork-original', 'original projects', () => {
  test('are told as they are printed', { timeout: 120_000 }, async () => {
    const folder = tempFolder();
    fs.cpSync(path.join(corpusFolder, 'clockwork-original'), folder, { recursive: true });
    const roots = filesBelow(folder)
      .filter((file) => file.endsWith('.cw'))
      .map((file) => path.relative(folder, path.dirname(file)));
    expect((await compare(folder, [...new Set(roots)])).length).toBeGreaterThan(3);
  });
});

describeCorpus('hcl-real-world', 'real Terraform files', (corpus) => {
  test('are told as they are printed, each as a project', { timeout: 300_000 }, async () => {
    const folder = tempFolder();
    const files = filesBelow(corpus).filter((file) => /\.(?:tf|hcl)$/.test(file));
    const roots = files.map((file, index) => {
      fs.mkdirSync(path.join(folder, `p${index}`));
      fs.copyFileSync(file, path.join(folder, `p${index}`, 'main.cw'));
      return `p${index}`;
    });
    expect(roots.length).toBeGreaterThan(1000);
    expect((await compare(folder, roots)).length).toBeGreaterThan(5000);
  });
});

const mistakes = `
variable "never_used" {
  type = "string"
}

resource "file" "mistaken" {
  pth     = "x"
  content = var.nowhere
}

resource "file" "first" {
  path    = "one"
  content = file.second.path
}

resource "file" "second" {
  path    = "two"
  content = file.first.path
}

resource "file" "first" {
  path = "three"
}

output "half" {
  value =
}
`;

/** Compares all projects below the folder; gives all that was printed. */
async function compare(folder: string, roots: readonly string[]): Promise<readonly Shown[]> {
  const printed: Record<string, readonly Shown[]> = {};
  for (const project of roots) Object.assign(printed, await printedFor(folder, project));
  const client = await startClient({ folders: [folder], capabilities: pullingCapabilities });
  try {
    expect(await toldBy(client, folder)).toEqual(printed);
  } finally {
    await client.stop();
  }
  return Object.values(printed).flat();
}

async function toldBy(client: LanguageClient, folder: string): Promise<Lists> {
  const report = await client.request<WorkspaceDiagnosticReport>('workspace/diagnostic', { previousResultIds: [] });
  const lists = report.items.map((item): [string, readonly Shown[]] => {
    const items = item.kind === 'full' ? item.items : [];
    return [nameOf(item.uri, folder), items.map((one) => shownOf(one, folder))];
  });
  return Object.fromEntries(lists.filter(([, list]) => list.length > 0));
}

async function printedFor(folder: string, project: string): Promise<Lists> {
  const run = await clockwork(['--chdir', project, 'validate', '--format', 'json'], { cwd: folder });
  const document: DiagnosticsDocument = JSON.parse(run.stdout);
  const shown = document.diagnostics.map((one) => {
    const { code, severity, message, related, tags = [] } = one;
    // Where no text is at fault an editor shows it at the start of the project's first file.
    const range = one.range ?? { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
    const file = one.file ?? `${project}/main.cw`;
    return { file, shown: { code, severity, message, range, related, tags } };
  });
  const byFile = Map.groupBy(shown, (one) => one.file);
  return Object.fromEntries([...byFile].map(([file, list]) => [file, list.map((one) => one.shown)]));
}

function shownOf(one: Diagnostic, folder: string): Shown {
  return {
    code: String(one.code),
    severity: ['', 'error', 'warning', 'information', 'hint'][one.severity ?? 0] ?? '',
    message: typeof one.message === 'string' ? one.message : one.message.value,
    range: one.range,
    related: (one.relatedInformation ?? []).map(({ message, location }) => ({
      message,
      file: nameOf(location.uri, folder),
      range: location.range,
    })),
    tags: (one.tags ?? []).map((tag) => ['', 'unnecessary', 'deprecated'][tag] ?? ''),
  };
}

function nameOf(uri: string, folder: string): string {
  return path.relative(folder, fileURLToPath(uri)).replaceAll(path.sep, '/');
}

function isSource(file: string): boolean {
  return path.basename(file) !== '.clockwork';
}
