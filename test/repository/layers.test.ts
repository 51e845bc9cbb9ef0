/** The sources keep to the architecture, and the check that says so bites. */
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkFile } from './layer-check.ts';
import { findImports } from './source-scan.ts';

const root = path.join(import.meta.dirname, '..', '..');

describe('layers', () => {
  test('every source file imports only what stands before it, and touches the world only where that is allowed', () => {
    const files = ['core', 'server', 'client'].flatMap(sourceFiles);
    expect(files.length).toBeGreaterThan(10);
    const problems = files.flatMap((file) => checkFile(file, fs.readFileSync(path.join(root, file), 'utf8')));
    expect(problems.join('\n')).toBe('');
  });
});

describe('what the language server is made of', () => {
  const reached = reachedFrom('server/main.ts');

  test('starts no program and opens no connection: no source of ours in it can', () => {
    expect(reached.size).toBeGreaterThan(200);
    const able = [...reached].flatMap(([file, modules]) =>
      modules.filter((module) => reaching.test(module)).map((module) => `${file}: ${module}`),
    );
    expect(able).toEqual([]);
  });

  test('reads files and clocks', () => {
    const adapters = [...reached.keys()].filter((file) => file.startsWith('core/adapters/')).sort();
    expect(adapters).toEqual(
      ['clock', 'file-system', 'refusal', 'wasm-files'].map((name) => `core/adapters/${name}.ts`),
    );
  });

  test('is told from what can: the command line reaches all of it', () => {
    const modules = new Set([...reachedFrom('core/cli/main.ts').values()].flat());
    for (const module of ['node:child_process', 'node:http', 'dockerode']) expect(modules).toContain(module);
  });
});

/** Modules by which a program can be started, or another machine be reached. */
const reaching =
  /^(?:node:)?(?:child_process|cluster|worker_threads|net|tls|dgram|dns|http|https|http2|inspector)(?:\/|$)|^(?:dockerode|execa|ssh2|ai|undici|ws)(?:\/|$)/;

/** Every source that a file imports over any number of files, also on demand → all that each imports. */
function reachedFrom(entry: string): ReadonlyMap<string, readonly string[]> {
  const reached = new Map<string, readonly string[]>();
  const pending = [entry];
  for (let file = pending.pop(); file !== undefined; file = pending.pop()) {
    if (reached.has(file)) continue;
    const modules = findImports(fs.readFileSync(path.join(root, file), 'utf8')).flatMap(({ module }) => module ?? []);
    reached.set(file, modules);
    for (const module of modules) {
      if (module.startsWith('.')) pending.push(path.posix.join(path.posix.dirname(file), module));
    }
  }
  return reached;
}

describe('what the layer check refuses', () => {
  const cases: readonly (readonly [file: string, text: string, reason: string])[] = [
    ['core/syntax/a.ts', "import { x } from '../language/values.ts';", 'core/syntax stands before core/language'],
    ['core/base/a.ts', "import type { x } from '../ports.ts';", 'core/base stands before core/ports.ts'],
    ['core/base/a.ts', "export * from '../ports.ts';", 'core/base stands before core/ports.ts'],
    ['core/base/a.ts', "type X = import('../ports.ts').World;", 'core/base stands before core/ports.ts'],
    ['core/engine/a.ts', "import {\n  one,\n  two,\n} from '../adapters/clock.ts';", 'core/engine stands before'],
    ['core/cli/commands/a.ts', "import { x } from '../../adapters/clock.ts';", 'only an entry point wires adapters'],
    ['core/adapters/a.ts', "import { x } from '../kinds/define.ts';", 'an adapter does what a port says'],
    ['server/handlers.ts', "import { x } from '../core/forge/state.ts';", 'the language server executes nothing'],
    ['server/handlers.ts', "await import('../core/adapters/clock.ts');", 'the language server executes nothing'],
    ['server/main.ts', "import { x } from '../core/adapters/node-world.ts';", 'nothing to do it with'],
    ['server/main.ts', "await import('../core/adapters/facts.ts');", 'nothing to do it with'],
    ['client/tests.ts', "import { x } from '../core/base/span.ts';", 'the extension asks the server'],
    ['core/engine/a.ts', "import fs from 'node:fs';", 'touches the world'],
    ['core/engine/a.ts', "const fs = require('node:fs');", 'touches the world'],
    ['core/engine/a.ts', "import 'node:child_process';", 'touches the world'],
    ['core/engine/a.ts', "import { execa } from 'execa';", 'belongs to core/adapters'],
    ['core/intake/a.ts', "import { Parser } from 'web-tree-sitter';", 'belongs to core/syntax'],
    ['core/ide/a.ts', "import { Range } from 'vscode-languageserver/node';", 'the core knows no LSP types'],
    ['core/base/a.ts', "import { test } from 'vitest';", 'is not part of the product'],
    ['core/base/a.ts', "import { x } from '../../scripts/build.mjs';", "outside of the product's layers"],
    ['core/unheard/a.ts', '', 'stands in no layer'],
    ['core/engine/a.ts', 'await import(name);', 'computed'],
    ['core/engine/a.ts', 'const t = Date.now();', 'take the clock port'],
    ['core/engine/a.ts', 'const t = `${new Date()}`;', 'take the clock port'],
    ['core/engine/a.ts', 'const r = Math.random();', 'take the entropy port'],
    ['core/cli/commands/a.ts', "const home = process.env['HOME'];", 'an entry point reads it once'],
    ['core/engine/a.ts', "const a = /['\"`]/;\nimport fs from 'node:fs';", 'a.ts:2: imports `node:fs`'],
  ];
  test.each(cases)('%s: %s', (file, text, reason) => {
    const problems = checkFile(file, text);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(reason);
  });
});

describe('what the layer check accepts', () => {
  const cases: readonly (readonly [file: string, text: string])[] = [
    ['core/language/a.ts', "import { x } from '../syntax/ast.ts';\nimport { y } from './values.ts';"],
    ['core/cli/main.ts', "import { x } from '../adapters/clock.ts';\nconst home = process.env['HOME'];"],
    ['server/main.ts', "import { x } from '../core/adapters/clock.ts';\nconst os = process.platform;"],
    ['core/adapters/clock.ts', "import fs from 'node:fs';\nconst t = Date.now();"],
    ['core/base/a.ts', "import { createHash } from 'node:crypto';"],
    ['core/base/a.ts', "// import fs from 'node:fs'; Date.now()\n/* import 'node:net' */"],
    ['core/base/a.ts', 'const text = `import fs from "node:fs"; ${1} Date.now()`;'],
    ['core/base/a.ts', 'const text = "import fs from \'node:fs\'; process.env";'],
    ['core/forge/a.ts', 'run.process.start();'],
    ['client/extension.ts', "import path from 'node:path';\nimport { x } from '../server/protocol.ts';"],
  ];
  test.each(cases)('%s: %s', (file, text) => {
    expect(checkFile(file, text)).toEqual([]);
  });

  test('finds every form of import, in order', () => {
    const text = [
      "import a from 'one';",
      "import 'two';",
      "export { b } from 'three';",
      "const c = await import('four');",
      "type D = import('five').D;",
    ].join('\n');
    expect(findImports(text)).toEqual(
      ['one', 'two', 'three', 'four', 'five'].map((module, index) => ({ module, lineNumber: index + 1 })),
    );
  });
});

function sourceFiles(folder: string): readonly string[] {
  return fs
    .readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `${folder}/${name.split(path.sep).join('/')}`);
}
