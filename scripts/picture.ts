/**
 * Makes docs/images/quickstart.svg: a session with the quickstart as a terminal shows it. Everything in it is what the built
 * program printed just now, in a copy of the example. `node scripts/picture.ts` after a build; needs `script` of util-linux.
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const root = path.join(import.meta.dirname, '..');
const columns = 80;
const session = [
  'clockwork plan --out first.plan',
  'clockwork apply first.plan',
  'clockwork apply',
  'clockwork assert',
];

/** Text of one colour and weight, as `class` names. */
interface Run {
  text: string;
  readonly style: string;
}
type Line = Run[];

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'clockwork-picture-'));
try {
  const example = path.join(folder, 'quickstart');
  fs.cpSync(path.join(root, 'examples', 'quickstart'), example, {
    recursive: true,
    filter: (name) => !['.clockwork', 'site'].includes(path.basename(name)),
  });
  const lines: Line[] = [];
  for (const command of session) {
    if (lines.length > 0) lines.push([]);
    lines.push([
      { text: '$ ', style: 'dim' },
      { text: command, style: 'bold' },
    ]);
    lines.push(...screenOf(inTerminal(command, example)));
  }
  inTerminal('clockwork destroy --auto-approve', example);
  const target = path.join(root, 'docs', 'images', 'quickstart.svg');
  fs.mkdirSync(path.dirname(target), { recursive: true });
  fs.writeFileSync(target, svgOf(lines));
  console.log(`Wrote ${path.relative(root, target)}: ${lines.length} lines.`);
} finally {
  fs.rmSync(folder, { recursive: true, force: true });
}

/** What the command writes to a terminal of its own, with all control sequences. */
function inTerminal(command: string, cwd: string): string {
  const { PATH = '' } = process.env;
  const env = { PATH: `${path.join(root, 'bin')}:${PATH}`, HOME: folder, TERM: 'xterm-256color', LANG: 'C.UTF-8' };
  const done = spawnSync('script', ['-qec', `stty cols ${columns} rows 50; ${command}`, '/dev/null'], {
    cwd,
    env,
    encoding: 'utf8',
  });
  if (done.status !== 0) throw new Error(`\`${command}\` ended with ${done.status}: ${done.stdout}${done.stderr}`);
  return done.stdout;
}

/** The lines that a terminal shows after `output`: colours, carriage returns and what is erased are carried out. */
function screenOf(output: string): Line[] {
  const cells: { char: string; style: string }[][] = [[]];
  let row = 0;
  let column = 0;
  let style = new Set<string>();
  for (const [token, sequence] of output.matchAll(/\u001b\[([0-9;?]*[A-Za-z])|\u001b.|[\s\S]/gu)) {
    if (sequence !== undefined) {
      const amount = Number.parseInt(sequence, 10) || 0;
      switch (sequence.at(-1)) {
        case 'm':
          style = restyled(style, sequence.slice(0, -1));
          break;
        case 'A':
          row = Math.max(0, row - Math.max(1, amount));
          break;
        case 'B':
          row += Math.max(1, amount);
          while (cells.length <= row) cells.push([]);
          break;
        case 'G':
          column = Math.max(1, amount) - 1;
          break;
        case 'K':
          cells[row]?.splice(amount === 2 ? 0 : column);
          break;
        case 'J':
          cells[row]?.splice(column);
          cells.splice(row + 1);
      }
    } else if (token === '\n') {
      row++;
      while (cells.length <= row) cells.push([]);
    } else if (token === '\r') column = 0;
    else if (!token.startsWith('\u001b')) {
      const line = cells[row] ?? [];
      while (line.length < column) line.push({ char: ' ', style: '' });
      line[column++] = { char: token, style: [...style].sort().join(' ') };
    }
  }
  const lines = cells.map((line) => {
    const runs: Line = [];
    for (const cell of line) {
      const last = runs.at(-1);
      if (last?.style === cell.style) last.text += cell.char;
      else runs.push({ text: cell.char, style: cell.style });
    }
    return runs;
  });
  const isEmpty = (line: Line | undefined) => line?.every((run) => run.text.trim() === '') === true;
  while (lines.length > 0 && isEmpty(lines.at(-1))) lines.pop();
  while (lines.length > 0 && isEmpty(lines[0])) lines.shift();
  return lines;
}

function restyled(before: ReadonlySet<string>, codes: string): Set<string> {
  const style = new Set(before);
  for (const code of codes === '' ? ['0'] : codes.split(';')) {
    const colour = { 31: 'red', 32: 'green', 33: 'yellow', 34: 'blue', 35: 'magenta', 36: 'cyan' }[code];
    if (code === '0') style.clear();
    else if (code === '1') style.add('bold');
    else if (code === '2') style.add('dim');
    else if (code === '22') for (const weight of ['bold', 'dim']) style.delete(weight);
    else if (colour !== undefined || code === '39') {
      for (const other of ['red', 'green', 'yellow', 'blue', 'magenta', 'cyan']) style.delete(other);
      if (colour !== undefined) style.add(colour);
    }
  }
  return style;
}

/** Light and dark as the reader's system has it. Each run has its own position, so that no font moves a column. */
function svgOf(lines: readonly Line[]): string {
  const cell = 8.4;
  const lineHeight = 19;
  const margin = 20;
  const width = Math.ceil(columns * cell + 2 * margin);
  const height = lines.length * lineHeight + 2 * margin;
  const texts = lines.map((line, index) => {
    let column = 0;
    const runs = line.map((run) => {
      const text = run.text.trim();
      const at = (margin + (column + run.text.length - run.text.trimStart().length) * cell).toFixed(1);
      const length = ([...text].length * cell).toFixed(1);
      column += [...run.text].length;
      const style = run.style === '' ? '' : ` class="${run.style}"`;
      return text === '' ? '' : `<tspan x="${at}" textLength="${length}"${style}>${escaped(text)}</tspan>`;
    });
    const y = margin + index * lineHeight + 14;
    return runs.join('') === '' ? '' : `<text y="${y}">${runs.join('')}</text>\n`;
  });
  const words = lines.map((line) => line.map((run) => run.text).join('')).join('\n');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" xml:space="preserve">
<title>The quickstart in a terminal: plan, apply, an apply that has nothing to do, and assert</title>
<desc>${escaped(words)}</desc>
<style>
text { font: 14px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; fill: #1f2328; white-space: pre; }
rect { fill: #f6f8fa; stroke: #d1d9e0; }
.bold { font-weight: bold; } .dim { fill: #59636e; }
.red { fill: #cf222e; } .green { fill: #1a7f37; } .yellow { fill: #9a6700; }
.blue { fill: #0969da; } .magenta { fill: #8250df; } .cyan { fill: #1b7c83; }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3; } rect { fill: #0d1117; stroke: #30363d; } .dim { fill: #8d96a0; }
.red { fill: #ff7b72; } .green { fill: #3fb950; } .yellow { fill: #d29922; }
.blue { fill: #58a6ff; } .magenta { fill: #bc8cff; } .cyan { fill: #39c5cf; }
}
</style>
<rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8"/>
${texts.join('')}</svg>
`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
