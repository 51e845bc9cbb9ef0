// All the set-up there is: dependencies, a Node that works, a fresh build. Each part is skipped when nothing changed.
import path from 'node:path';
import { runChild } from './child.mjs';
import { installDependencies } from './install.mjs';
import { findNode, rememberNode } from './node.mjs';

/** Returns the Node to run the project with. Ends the process with a sentence, exit 1, when the set-up is impossible. */
export async function setUp({ build = true } = {}) {
  try {
    installDependencies();
    const node = findNode();
    rememberNode(node.path);
    const isBuilt = !build || (await runChild(node.path, [path.join('scripts', 'build.mjs')])) === 0;
    if (!isBuilt) throw new Error('The build failed.');
    return node;
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exit(1);
  }
}
