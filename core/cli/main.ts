/** Entry point of the command line. So far it knows one command, `version`. */
import { version } from './version.ts';

const [command] = process.argv.slice(2);
if (command === 'version' || command === '--version') {
  console.log(version);
} else {
  console.error(`Unknown command \`${command ?? ''}\`. The only command so far is \`version\`.`);
  process.exitCode = 2;
}
