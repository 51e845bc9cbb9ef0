/** What happens when Clockwork itself is at fault: details into a file, one sentence on the screen. */
import { join } from 'node:path';
import { visible } from '../diagnostics/visible.ts';
import { isRefusal } from '../ports.ts';
import type { CliHost } from './context.ts';
import { version } from './version.ts';

/** Writes the details where this user keeps such things, and answers the sentence to print. Never throws. */
export async function reportCrash(host: CliHost, argv: readonly string[], error: unknown): Promise<string> {
  const what = visible((error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '').slice(0, 200);
  const sentence = `Clockwork made a mistake of its own: ${what || 'no reason was given'}.`.replace(/\.\.$/, '.');
  try {
    const world = await host.world();
    const home = world.env['HOME'];
    const base = world.env['XDG_STATE_HOME'] ?? (home === undefined ? undefined : join(home, '.local', 'state'));
    if (base === undefined) return sentence;
    const folder = join(base, 'clockwork');
    const at = new Date(world.clock.now()).toISOString();
    const path = join(folder, `mistake-${at.replaceAll(/[:.]/g, '-')}-${world.entropy.hex(3)}.txt`);
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    // Values of variables may be secrets; which options were given is enough.
    const words = argv.map((word, i) => (argv[i - 1] === '--var' ? '…' : word.replace(/^(--var=).*/s, '$1…')));
    const details = `Clockwork ${version}\n${at}\nclockwork ${words.join(' ')}\n\n${stack}\n`;
    if (isRefusal(world.files.makeDirectory(folder, 0o700))) return sentence;
    if (isRefusal(world.files.writeAtomic(path, details, 0o600))) return sentence;
    return `${sentence} The details are in ${path}.`;
  } catch {
    return sentence;
  }
}
