/**
 * The language server starts no program, opens no socket and asks no container engine, whatever a session asks of it. It
 * stands among traps: programs that tell of themselves where it would look for runtimes, an engine that counts who comes,
 * and, where there is one, a tracer of system calls. The command line, which has to do all of this, walks into each.
 */
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type LanguageClient, startClient, uriOf } from '../support/language-client.ts';
import { describeReal } from '../support/real.ts';
import { tempFolder, writeFiles } from '../support/temp.ts';

const root = path.join(import.meta.dirname, '..', '..');
const text = `# A project that asks for everything
resource "service" "web" {
  image = "nginx"
  ports = [8080]
  environment = {
    WORKERS = facts.cpus
    PYTHON  = facts.runtimes.python3.version
    ENGINE  = length(facts.engines)
  }
  assert "port_accessible" {
    port = 8080
  }
}

resource "custom" "seed" {
  script     = "exit 1"
  depends_on = [service.web]
}

resource "git_repo" "r" {
  url  = "https://example.invalid/r.git"
  path = "r"
}

module "m" {
  source = "https://example.invalid/m.git"
}

resource "wait" "up" {
  url = "http://127.0.0.1:9/"
}

output "os" {
  value = file("main.cw")
}
`;

/** Everything that a client can ask at every place of a document. Gives how much was answered. */
async function session(client: LanguageClient, uri: string): Promise<number> {
  await client.open(uri, text);
  await client.diagnostics(uri);
  const textDocument = { uri };
  let answered = 0;
  const ask = async (method: string, params: object) => {
    // Some are refused for what they ask, as a rename without a name.
    const isAnswered = await client.request(method, params).then(
      () => true,
      () => false,
    );
    if (isAnswered) answered++;
  };
  const lines = text.split('\n');
  const whole = { start: { line: 0, character: 0 }, end: { line: lines.length, character: 0 } };
  for (const [line, content] of lines.entries()) {
    for (const character of [Math.ceil(content.length / 3), content.length]) {
      const at = { textDocument, position: { line, character } };
      for (const method of ['hover', 'completion', 'definition', 'references', 'signatureHelp', 'inlineCompletion']) {
        await ask(`textDocument/${method}`, { ...at, context: { includeDeclaration: true, triggerKind: 1 } });
      }
    }
    await ask('textDocument/codeAction', {
      textDocument,
      range: { start: { line, character: 0 }, end: { line, character: content.length } },
      context: { diagnostics: [] },
    });
  }
  const options = { tabSize: 2, insertSpaces: true };
  for (const method of ['documentSymbol', 'documentLink', 'codeLens', 'foldingRange', 'formatting', 'inlayHint']) {
    await ask(`textDocument/${method}`, { textDocument, options, range: whole });
  }
  await ask('textDocument/semanticTokens/full', { textDocument });
  await ask('textDocument/rename', { textDocument, position: { line: 1, character: 21 }, newName: 'front' });
  await ask('workspace/symbol', { query: '' });
  for (const method of ['graph', 'plan']) await ask(`clockwork/${method}`, { uri });
  await ask('clockwork/preview', { uri, address: 'service.web' });
  for (const command of client.result.capabilities.executeCommandProvider?.commands ?? []) {
    await ask('workspace/executeCommand', { command, arguments: [{ uri, address: 'service.web' }] });
  }
  await client.change(uri, 2, `${text}\nlocals {\n  n = facts.`);
  await client.notify('textDocument/didSave', { textDocument });
  await ask('textDocument/completion', { textDocument, position: { line: lines.length + 1, character: 12 } });
  return answered;
}

interface Traps {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  /** Who walked into one, each once. */
  caught(): readonly string[];
}

/** A project with programs and an engine around it that tell who came. */
async function traps(): Promise<Traps> {
  const folder = writeFiles(tempFolder(), { 'p/main.cw': text });
  const tell = path.join(folder, 'caught');
  const bin = path.join(folder, 'bin');
  fs.mkdirSync(bin);
  for (const name of ['bash', 'sh', 'deno', 'git', 'go', 'node', 'python3', 'docker', 'podman', 'bwrap', 'ps']) {
    fs.writeFileSync(path.join(bin, name), `#!/bin/sh\necho ${name} >>'${tell}'\necho ${name} 1.2.3\n`, {
      mode: 0o755,
    });
  }
  const socket = path.join(folder, 'engine.sock');
  const engine = createServer((client) => {
    fs.appendFileSync(tell, 'engine\n');
    client.destroy();
  });
  await new Promise<void>((resolve) => void engine.listen(socket, resolve));
  onTestFinished(() => void engine.close());
  const host = `unix://${socket}`;
  return {
    folder: path.join(folder, 'p'),
    env: {
      PATH: bin,
      HOME: folder,
      XDG_CACHE_HOME: path.join(folder, 'cache'),
      DOCKER_HOST: host,
      CONTAINER_HOST: host,
    },
    caught: () => (fs.existsSync(tell) ? [...new Set(fs.readFileSync(tell, 'utf8').trim().split('\n'))].sort() : []),
  };
}

const cli = path.join(root, 'dist', 'cli', 'main.js');

/** Its exit code does not matter here: a plan of this project fails. */
function run(command: readonly [string, ...string[]], { folder: cwd, env }: Traps): Promise<void> {
  const [program, ...words] = command;
  return new Promise((resolve) => {
    spawn(program, words, { cwd, env, stdio: 'ignore' }).on('close', () => resolve());
  });
}

describe('among traps', () => {
  test('a session walks into none', async () => {
    const set = await traps();
    const client = await startClient({ folders: [set.folder], env: set.env });
    expect(await session(client, uriOf(set.folder, 'main.cw'))).toBeGreaterThan(400);
    expect(await client.stop()).toBe(0);
    expect(set.caught()).toEqual([]);
    expect(fs.existsSync(path.join(set.folder, '.clockwork'))).toBe(false);
  });

  test('the command line walks into them', async () => {
    const set = await traps();
    const client = await startClient({ folders: [set.folder], env: set.env });
    await client.stop();
    await run([process.execPath, cli, 'plan'], set);
    expect(set.caught()).toEqual(expect.arrayContaining(['bash', 'engine', 'python3']));
  });
});

describeReal('strace', 'traced', () => {
  const calls = 'trace=execve,execveat,socket,connect,bind';
  const traced = (file: string): readonly [string, ...string[]] => ['strace', '-f', '-qq', '-e', calls, '-o', file];

  /** The calls without the first, which started Node itself. */
  function callsIn(file: string): readonly string[] {
    const lines = fs.readFileSync(file, 'utf8').split('\n');
    const found = lines.flatMap(
      (line) => /^\d+\s+((?:execve|execveat|socket|connect|bind)\(.*)$/.exec(line)?.[1] ?? [],
    );
    expect(found[0]).toContain(process.execPath);
    return found.slice(1);
  }

  test('a session starts nothing and opens no socket', async () => {
    const set = await traps();
    const file = path.join(set.folder, '..', 'trace');
    const bundle = path.join(root, 'dist', 'server', 'main.js');
    const client = await startClient({
      folders: [set.folder],
      env: { ...set.env, PATH: `${process.env['PATH']}` },
      command: [...traced(file), process.execPath, bundle, '--stdio'],
    });
    expect(await session(client, uriOf(set.folder, 'main.cw'))).toBeGreaterThan(400);
    expect(await client.stop()).toBe(0);
    expect(callsIn(file)).toEqual([]);
  });

  test('the command line does both', async () => {
    const set = await traps();
    const file = path.join(set.folder, '..', 'trace');
    const strace = spawnSync('sh', ['-c', 'command -v strace'], { encoding: 'utf8' }).stdout.trim();
    const [, ...words] = traced(file);
    await run([strace, ...words, process.execPath, cli, 'plan'], set);
    const found = callsIn(file);
    expect(found.filter((call) => call.startsWith('execve')).length).toBeGreaterThan(3);
    expect(found.filter((call) => call.startsWith('connect'))).not.toEqual([]);
  });
});
