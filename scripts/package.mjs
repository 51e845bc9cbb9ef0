// `npm run package`: stages the two products from explicit lists and packs them: dist/npm → dist/clockwork-V.tgz, and
// dist/vsix → dist/clockwork-V.vsix. Uses no network. `--npm` or `--vsix` packs only that one.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { build, dist } from './build.mjs';
import { withoutLocalTargets } from './readme.mjs';
import { npmCommand } from './setup/install.mjs';
import { nodeModules, root } from './setup/paths.mjs';

const manifest = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
const pick = (...names) => Object.fromEntries(names.map((name) => [name, manifest[name]]));

const products = {
  npm: {
    // Bundles by entry point; the chunks that they import come along.
    bundles: [/^dist\/cli\//, /^dist\/server\//, /^dist\/adapters\//],
    files: { 'bin/clockwork.cjs': 'bin/launch.cjs' },
    folders: ['schemas', 'examples', 'ci'],
    manifest: {
      ...pick('name', 'version', 'description', 'license', 'type'),
      bin: { clockwork: 'bin/clockwork.cjs' },
      engines: { node: manifest.engines.node },
      files: ['bin', 'dist', 'schemas', 'examples', 'ci', 'CHANGELOG.md', 'THIRD-PARTY-LICENSES.txt'],
    },
    pack: packNpm,
  },
  vsix: {
    bundles: [/^dist\/client\//, /^dist\/server\//],
    files: { 'language-configuration.json': 'language-configuration.json' },
    folders: ['syntaxes', 'snippets'],
    // Shown where none of our files are: vsce refuses relative targets, as long as there is no public repository.
    page: withoutLocalTargets,
    manifest: {
      ...pick('name', 'displayName', 'description', 'version', 'publisher', 'license', 'type'),
      ...pick('categories', 'main', 'activationEvents', 'contributes'),
      engines: { vscode: manifest.engines.vscode },
    },
    pack: packVsix,
  },
};

const wanted = Object.keys(products).filter((name) => process.argv.includes(`--${name}`));
const { record } = await build();
for (const name of wanted.length > 0 ? wanted : Object.keys(products)) {
  const folder = stage(name, products[name]);
  console.log(path.relative(process.cwd(), products[name].pack(folder)));
}

function stage(name, product) {
  const folder = path.join(dist, name);
  fs.rmSync(folder, { recursive: true, force: true });
  const outputs = closure(product.bundles);
  const copies = {
    ...Object.fromEntries(outputs.map((one) => [one, one])),
    'LICENSE.txt': 'LICENSE',
    ...product.files,
  };
  for (const [target, source] of Object.entries(copies)) {
    fs.mkdirSync(path.dirname(path.join(folder, target)), { recursive: true });
    fs.copyFileSync(path.join(root, source), path.join(folder, target));
  }
  for (const one of ['README.md', 'CHANGELOG.md']) {
    const page = fs.readFileSync(path.join(root, one), 'utf8');
    fs.writeFileSync(path.join(folder, one), product.page?.(page) ?? page);
  }
  for (const one of product.folders) {
    if (fs.existsSync(path.join(root, one)))
      fs.cpSync(path.join(root, one), path.join(folder, one), { recursive: true, filter: isSource });
  }
  fs.writeFileSync(path.join(folder, 'package.json'), `${JSON.stringify(product.manifest, undefined, 2)}\n`);
  fs.writeFileSync(path.join(folder, 'THIRD-PARTY-LICENSES.txt'), licensesOf(outputs));
  return folder;
}

// An example may have been run where it stands: what it made there is no part of the product.
function isSource(file) {
  const [folder, , inside] = path.relative(root, file).split(path.sep);
  return folder !== 'examples' || !['.clockwork', 'site', 'public', 'work'].includes(inside);
}

// The wasm files are read by whatever parses, which both products do.
function closure(patterns) {
  const isEntry = (name) => patterns.some((pattern) => pattern.test(name)) || name.endsWith('.wasm');
  const found = new Set(Object.keys(record.outputs).filter(isEntry));
  for (const name of found) for (const next of record.outputs[name].imports) found.add(next);
  return [...found].sort();
}

function licensesOf(outputs) {
  const bundled = outputs.flatMap((name) => record.outputs[name].packages ?? []);
  const names = [...new Set([...bundled, 'web-tree-sitter', 'tree-sitter-hcl'])].sort();
  return names.map(licenseOf).join(`\n${'-'.repeat(80)}\n\n`);
}

function licenseOf(name) {
  const folder = path.join(nodeModules, name);
  const { version, license } = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const file = fs.readdirSync(folder).find((one) => /^licen[cs]e/i.test(one));
  const text = file === undefined ? '' : fs.readFileSync(path.join(folder, file), 'utf8');
  return `${name} ${version} (${license})\n\n${text.trim()}\n`;
}

function packNpm(folder) {
  const { command, args } = npmCommand();
  exec(command, [...args, 'pack', '--silent', '--ignore-scripts', '--pack-destination', dist], folder);
  return path.join(dist, `${manifest.name}-${manifest.version}.tgz`);
}

function packVsix(folder) {
  const file = path.join(dist, `${manifest.name}-${manifest.version}.vsix`);
  const vsce = path.join(nodeModules, '@vscode', 'vsce', 'vsce');
  exec(process.execPath, [vsce, 'package', '--no-dependencies', '--allow-missing-repository', '--out', file], folder);
  return file;
}

function exec(command, args, cwd) {
  const run = spawnSync(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' });
  if (run.error !== undefined) throw run.error;
  if (run.status !== 0) {
    console.error(`${run.stdout}${run.stderr}`.trim());
    throw new Error(`Packing failed: ${path.basename(command)} ended with ${run.status ?? run.signal}.`);
  }
}
