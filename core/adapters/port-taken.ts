/** What a program that cannot have its port says of it, for a person who has to find out who has it. */
import { listenerOn } from './port-listener.ts';

/** A sentence that names the port and who holds it; undefined where the output complains of something else. */
export function portTaken(output: string, environment: Readonly<Record<string, string>>): string | undefined {
  const line = output.split('\n').find((one) => complaint.test(one));
  if (line === undefined) return undefined;
  const free = 'Free it, or change `ports`.';
  const port = portIn(line) ?? portField.exec(output)?.[1] ?? environment.PORT;
  if (port === undefined) return `A port that it listens on is taken by another process. ${free}`;
  const holder = listenerOn(Number(port), 'tcp') ?? listenerOn(Number(port), 'udp');
  const who = holder === null || holder === 'hidden' ? '' : ` (PID ${holder.pid}, \`${holder.name}\`)`;
  return `Port ${port} of this machine is taken by another process${who}. ${free}`;
}

const complaint = /EADDRINUSE|address already in use/i;

/** `port: 8484`, as Node prints the fields of its error. */
const portField = /\bport:? (\d{1,5})\b/i;

/** The last number of the line that stands behind a colon, as in `:::8484` and `0.0.0.0:80`, or behind the word. */
function portIn(line: string): string | undefined {
  return portField.exec(line)?.[1] ?? [...line.matchAll(/[:\]](\d{1,5})\b(?![.:]\d)/g)].at(-1)?.[1];
}
