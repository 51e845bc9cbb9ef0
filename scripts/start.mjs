// `npm start`: sets up what is missing, then does the main job once: the quickstart example, from text to services that
// run and were checked. A second run finds everything as it should be and changes nothing.
import path from 'node:path';
import { runChild } from './setup/child.mjs';
import { root } from './setup/paths.mjs';
import { setUp } from './setup/setup.mjs';

const node = await setUp();
console.error(`Ready: Node ${node.version}.`);

const example = path.join('examples', 'quickstart');
const commands = [['plan'], ['build'], ['apply', '--auto-approve'], ['assert']];
for (const command of commands) {
  const words = [...command, '--chdir', example];
  console.error(`\n$ bin/clockwork ${words.join(' ')}`);
  const code = await runChild(path.join(root, 'bin', 'clockwork'), words);
  if (code !== 0) process.exit(code);
}
console.error(
  `\nEverything in ${example} runs and was checked. \`bin/clockwork destroy --chdir ${example}\` removes it.`,
);
