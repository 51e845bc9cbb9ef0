/** HashiCorp's own parser, as wasm, on every file of a folder, parsing alone. Argument: the folder. */
import fs from 'node:fs';
import path from 'node:path';
import { parse } from '@cdktf/hcl2json';

const [directory = ''] = process.argv.slice(2);
for (const name of fs.readdirSync(directory).filter((one) => one.endsWith('.cw'))) {
  await parse(name, fs.readFileSync(path.join(directory, name), 'utf8'));
}
process.stdout.write(JSON.stringify({ coldMs: performance.now(), peakMb: process.resourceUsage().maxRSS / 1024 }));
// Its Go runtime keeps the process alive.
process.exit(0);
