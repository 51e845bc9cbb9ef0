// All the set-up there is: dependencies, a Node that works, a fresh build. Each part is skipped when nothing changed.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { installDependencies } from './install.mjs';
import { findNode, rememberNode } from './node.mjs';
import { root } from './paths.mjs';

/** Returns the Node to run the project with. Ends the process with a sentence, exit 1, when the set-up is impossible. */
export function setUp({ build = true } = {}) {
  try {
    installDependencies();
    const node = findNode();
    rememberNode(node.path);
    if (build && run(node, [path.join('scripts', 'build.mjs')]) !== 0) throw new Error('The build failed.');
    return node;
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exit(1);
  }
}

/** Runs one of the project's scripts under that Node, its output passed through. Returns its exit code. */
export function run(node, args, env = process.env) {
  const child = spawnSync(node.path, args, { cwd: root, stdio: 'inherit', env });
  if (child.error !== undefined) throw child.error;
  return child.status ?? 1;
}
