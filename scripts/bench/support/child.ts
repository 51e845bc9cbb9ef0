/**
 * Runs one measurement in a fresh process. The child is bundled as the product is, so that reading many small source
 * files is no part of what is measured.
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';

const root = path.join(import.meta.dirname, '..', '..', '..');
const cache = path.join(root, 'node_modules', '.cache', 'clockwork-bench');

/** Bundles a file of scripts/bench/children; answers the path of the bundle. */
export async function bundleChild(name: string): Promise<string> {
  const outfile = path.join(cache, `${name}.mjs`);
  await build({
    absWorkingDir: root,
    entryPoints: [path.join(import.meta.dirname, '..', 'children', `${name}.ts`)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node22.13',
    mainFields: ['module', 'main'],
    external: ['@cdktf/hcl2json'],
    define: { CLOCKWORK_VERSION: '"bench"' },
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
    logLevel: 'warning',
  });
  return outfile;
}

/** Runs a bundled child; answers the JSON that it prints. Throws where it fails. */
export function runChild(bundle: string, args: readonly string[]): Readonly<Record<string, number>> {
  const run = spawnSync(process.execPath, [bundle, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
  });
  if (run.error !== undefined || run.status !== 0) {
    throw new Error(`The child ${path.basename(bundle)} failed (${run.error?.message ?? run.status}).`);
  }
  return JSON.parse(run.stdout);
}

/** A folder for the bench's own files, by default below the checkout's cache; `dispose` removes it. */
export function scratchFolder(): { readonly path: string; dispose(): void } {
  fs.mkdirSync(cache, { recursive: true });
  const folder = fs.mkdtempSync(path.join(cache, 'run-'));
  return { path: folder, dispose: () => fs.rmSync(folder, { recursive: true, force: true }) };
}
