/** What a program that cannot have its port says of it, for a person who has to find out who has it. */
import { listenerOn } from './port-listener.ts';

/** What was started: where its output names no port, one of these numbers may be it. */
export interface Started {
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/** A sentence that names the port and who holds it; undefined where the output complains of something else. */
export function portTaken(output: string, started: Started): string | undefined {
  const line = output.split('\n').find((one) => complaint.test(one));
  if (line === undefined) return undefined;
  const free = 'Free it, or change `ports`.';
  const port = portIn(line) ?? portField.exec(output)?.[1] ?? portOf(started);
  if (port === undefined) return `A port that it listens on is taken by another process. ${free}`;
  const holder = listenerOn(Number(port), 'tcp') ?? listenerOn(Number(port), 'udp');
  const who = holder === null || holder === 'hidden' ? '' : ` (PID ${holder.pid}, \`${holder.name}\`)`;
  return `Port ${port} of this machine is taken by another process${who}. ${free}`;
}

const complaint = /EADDRINUSE|address already in use/i;

/** `port: 8484`, as Node prints the fields of its error. */
const portField = /\bport:? (\d{1,5})\b/i;

/** A number that the program was given and that another one listens on. */
function portOf({ command, environment }: Started): string | undefined {
  const words = [environment.PORT ?? '', ...command].flatMap((word) => word.match(/\b\d{1,5}\b/g) ?? []);
  return words.find((word) => listenerOn(Number(word), 'tcp') !== null);
}

/** The last number of the line that stands behind a colon, as in `:::8484` and `0.0.0.0:80`, or behind the word. */
function portIn(line: string): string | undefined {
  return portField.exec(line)?.[1] ?? [...line.matchAll(/[:\]](\d{1,5})\b(?![.:]\d)/g)].at(-1)?.[1];
}
