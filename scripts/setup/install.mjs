// Installs the locked dependencies when what is in node_modules is not what package-lock.json says.
// Runs under any Node >= 18, without dependencies.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { nodeModules, root } from './paths.mjs';

/** Runs `npm ci` if needed, with the npm that called us. Returns whether it did; throws a sentence when npm fails. */
export function installDependencies({ say = console.error } = {}) {
  const lockText = fs.readFileSync(path.join(root, 'package-lock.json'), 'utf8');
  const digest = createHash('sha256').update(lockText).digest('hex');
  const stamp = path.join(nodeModules, '.clockwork-lock');
  if (readIfThere(stamp) === digest) return false;
  if (isInstalled(lockText)) {
    fs.writeFileSync(stamp, digest);
    return false;
  }
  say('Installing the locked dependencies (npm ci) …');
  const { command, args } = npmCommand();
  const run = spawnSync(command, [...args, 'ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
  if (run.error !== undefined) throw new Error(`npm could not be started: ${run.error.message}.`);
  if (run.status !== 0) throw new Error('npm ci failed; what it printed above says why.');
  fs.writeFileSync(stamp, digest);
  return true;
}

/** The npm that started this process, so that one set-up never mixes two of them; else the one on the PATH. */
export function npmCommand() {
  const caller = process.env.npm_execpath;
  if (caller !== undefined && /^np[mx]-cli\.c?js$/.test(path.basename(caller))) {
    return { command: process.execPath, args: [path.join(path.dirname(caller), 'npm-cli.js')] };
  }
  return { command: 'npm', args: [] };
}

// npm keeps what it installed in node_modules/.package-lock.json. Anything optional may be absent from it.
function isInstalled(lockText) {
  const installedText = readIfThere(path.join(nodeModules, '.package-lock.json'));
  if (installedText === undefined) return false;
  const installed = JSON.parse(installedText).packages;
  const { '': _root, ...locked } = JSON.parse(lockText).packages;
  const isSame = (name) => installed[name].integrity === locked[name]?.integrity;
  return (
    Object.keys(installed).every(isSame) &&
    Object.keys(locked).every((name) => name in installed || locked[name].optional || locked[name].devOptional)
  );
}

function readIfThere(file) {
  return fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : undefined;
}
