// `npm start`: sets up what is missing, then does the main job once: the quickstart example, from text to services that
// run and were checked. A second run finds everything as it should be and changes nothing.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { root } from './setup/paths.mjs';
import { setUp } from './setup/setup.mjs';

const node = setUp();
console.error(`Ready: Node ${node.version}.`);

const example = path.join('examples', 'quickstart');
const commands = [['plan'], ['build'], ['apply', '--auto-approve'], ['assert']];
for (const command of commands) {
  const words = [...command, '--chdir', example];
  console.error(`\n$ bin/clockwork ${words.join(' ')}`);
  const run = spawnSync(path.join(root, 'bin', 'clockwork'), words, { cwd: root, stdio: 'inherit' });
  if (run.error !== undefined) throw run.error;
  if (run.status !== 0) process.exit(run.status ?? 1);
}
console.error(
  `\nEverything in ${example} runs and was checked. \`bin/clockwork destroy --chdir ${example}\` removes it.`,
);
