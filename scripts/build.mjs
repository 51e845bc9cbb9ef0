// Bundles the products into dist/. Skips the work when no input changed, by content. `--watch` rebuilds on every change.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { context, build as esbuild } from 'esbuild';
import { nodeModules, root } from './setup/paths.mjs';

export const dist = path.join(root, 'dist');
const recordFile = path.join(dist, '.build.json');

/** Grammar and runtime of the parser: they are loaded as files, beside the bundles. */
export const wasmFiles = {
  'web-tree-sitter.wasm': path.join(nodeModules, 'web-tree-sitter', 'web-tree-sitter.wasm'),
  'tree-sitter-hcl.wasm': path.join(nodeModules, 'tree-sitter-hcl', 'tree-sitter-hcl.wasm'),
};

/**
 * Builds what is out of date. Returns whether anything was built and the record of the build: inputs and outputs by path
 * (relative to the checkout), each output with what it imports. Throws when the sources do not compile.
 */
export async function build() {
  const before = readRecord();
  if (before !== undefined && before.digest === digestOf(Object.keys(before.inputs), before.outputs)) {
    return { isBuilt: false, record: before };
  }
  const results = await Promise.all([esbuild(esmOptions()), esbuild(clientOptions())]);
  return { isBuilt: true, record: finish(results.map((result) => result.metafile)) };
}

// Everything that Node runs, in one build, so that the command line and the server share chunks. What a command does not
// need (dockerode, the parser) stays in chunks of its own, loaded on demand: `version` reads two small files.
function esmOptions() {
  const adapters = path.join(root, 'core', 'adapters');
  const mains = fs.existsSync(adapters) ? fs.readdirSync(adapters).filter((name) => name.endsWith('-main.ts')) : [];
  return {
    ...commonOptions(),
    entryPoints: {
      'cli/main': 'core/cli/main.ts',
      'server/main': 'server/main.ts',
      ...Object.fromEntries(mains.map((name) => [`adapters/${name.slice(0, -3)}`, `core/adapters/${name}`])),
    },
    outdir: 'dist',
    format: 'esm',
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    // Bundled CommonJS packages ask for `require` and `__dirname`, which a module does not have.
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
    define: { ...commonOptions().define, __dirname: 'import.meta.dirname', __filename: 'import.meta.filename' },
    // Native parts that their packages do without.
    external: ['cpu-features', '*.node'],
    plugins: [
      {
        // zod carries its messages in fifty languages; ours are our own.
        name: 'without-zod-locales',
        setup({ onLoad }) {
          onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
            contents: "export { default as en } from './en.js';",
            resolveDir: path.join(nodeModules, 'zod', 'v4', 'locales'),
          }));
        },
      },
      {
        // dockerode starts gRPC for BuildKit sessions alone, which nothing here uses: 1 MB less to ship.
        name: 'without-buildkit-sessions',
        setup({ onLoad }) {
          onLoad({ filter: /[\\/]dockerode[\\/]lib[\\/]session\.js$/ }, () => ({
            contents: "module.exports = () => { throw new Error('BuildKit sessions are not part of this bundle.'); };",
          }));
        },
      },
    ],
  };
}

// The extension host of VS Code loads CommonJS, and gives `vscode`.
function clientOptions() {
  return {
    ...commonOptions(),
    entryPoints: ['client/extension.ts'],
    outfile: 'dist/client/extension.cjs',
    format: 'cjs',
    external: ['vscode'],
  };
}

function commonOptions() {
  const { version } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
  return {
    absWorkingDir: root,
    bundle: true,
    platform: 'node',
    target: 'node22.13',
    // The packages' ES modules where they have both: several UMD builds of the LSP libraries cannot be bundled.
    mainFields: ['module', 'main'],
    define: { CLOCKWORK_VERSION: JSON.stringify(version) },
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
  };
}

function finish(metafiles) {
  const inputs = Object.assign({}, ...metafiles.map((file) => file.inputs));
  const outputs = Object.assign({}, ...metafiles.map((file) => file.outputs));
  for (const [name, source] of Object.entries(wasmFiles)) {
    fs.copyFileSync(source, path.join(dist, name));
    outputs[`dist/${name}`] = { imports: [] };
  }
  removeLeftovers(Object.keys(outputs));
  const record = {
    digest: '',
    inputs: Object.fromEntries(Object.keys(inputs).map((name) => [name, {}])),
    outputs: Object.fromEntries(
      Object.entries(outputs).map(([name, output]) => [
        name,
        {
          imports: output.imports.filter((one) => !one.external).map((one) => one.path),
          packages: packagesOf(Object.keys(output.inputs ?? {})),
        },
      ]),
    ),
  };
  record.digest = digestOf(Object.keys(record.inputs), record.outputs);
  fs.writeFileSync(recordFile, JSON.stringify(record));
  return record;
}

// Chunks of earlier builds have other names and would pile up.
function removeLeftovers(outputs) {
  for (const folder of ['cli', 'server', 'client', 'adapters', 'chunks']) {
    const at = path.join(dist, folder);
    if (!fs.existsSync(at)) continue;
    for (const name of fs.readdirSync(at)) {
      if (!outputs.includes(`dist/${folder}/${name}`)) fs.rmSync(path.join(at, name), { recursive: true });
    }
  }
}

function packagesOf(inputs) {
  const names = inputs.flatMap((name) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(name)?.[1] ?? []);
  return [...new Set(names)].sort();
}

// The packages are stood for by the lockfile, our own sources by their text; an output that was deleted counts as a change.
function digestOf(inputs, outputs) {
  if (Object.keys(outputs).some((name) => !fs.existsSync(path.join(root, name)))) return undefined;
  const own = inputs.filter((name) => !name.startsWith('node_modules/'));
  const mains = Object.values(esmOptions().entryPoints);
  const hash = createHash('sha256');
  const names = [...new Set([...own, ...mains, 'package.json', 'package-lock.json', 'scripts/build.mjs'])].sort();
  for (const name of names) {
    const file = path.join(root, name);
    if (!fs.existsSync(file)) return undefined;
    hash.update(`${name}\0`).update(createHash('sha256').update(fs.readFileSync(file)).digest());
  }
  return hash.digest('hex');
}

function readRecord() {
  try {
    return JSON.parse(fs.readFileSync(recordFile, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Rebuilds whenever a source changes, until the process ends. */
export async function watch() {
  await build();
  const plugin = {
    name: 'say',
    setup: ({ onEnd }) =>
      onEnd((result) => console.error(result.errors.length === 0 ? 'dist/ is built.' : 'Not built.')),
  };
  const options = [esmOptions(), clientOptions()];
  const contexts = await Promise.all(
    options.map((one) => context({ ...one, plugins: [...(one.plugins ?? []), plugin] })),
  );
  // The record is about one finished build; while watching there is none to trust.
  fs.rmSync(recordFile, { force: true });
  await Promise.all(contexts.map((one) => one.watch()));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const startedAt = performance.now();
  try {
    const { isBuilt } = await build();
    if (isBuilt) console.error(`Built dist/ in ${((performance.now() - startedAt) / 1000).toFixed(1)} s.`);
  } catch (error) {
    // esbuild has printed its own errors with their places.
    if (error.errors === undefined) throw error;
    process.exit(1);
  }
}
