// Preloaded into the command line: writes the process's peak memory in MB to a file as it exits.
import fs from 'node:fs';

const file = process.env.CLOCKWORK_BENCH_PEAK;
const isCli = /[\\/](clockwork|launch\.cjs)$/.test(process.argv[1] ?? '');
if (file !== undefined && isCli) {
  process.on('exit', () => fs.writeFileSync(file, String(process.resourceUsage().maxRSS / 1024)));
}
