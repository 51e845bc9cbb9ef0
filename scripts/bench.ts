/**
 * `npm run bench [WORD…] [--json]`: runs every bench of scripts/bench (or those whose name holds a WORD) and prints the
 * median of each figure beside its goal. A missed goal is said plainly and exits 1.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** One round's measurements by name, each in the unit that its figure says. */
export type Samples = Readonly<Record<string, number>>;

/** What is printed. `goal` is an upper bound on `value`; `atLeast` a lower one. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: 'ms' | 's' | 'MB' | 'times' | 'steps/s';
  readonly goal?: { readonly below: number } | { readonly atLeast: number };
}

export interface PreparedBench {
  /** Measured once for warming up, then `rounds` times. */
  round(): Samples | Promise<Samples>;
  /** From the median of each sample to what is printed. */
  figures(medians: Samples): readonly Figure[];
  /** 5 unless told, and never less. */
  readonly rounds?: number;
  dispose?(): void | Promise<void>;
}

/** Each module in scripts/bench exports one as `bench`. */
export interface Bench {
  readonly name: string;
  prepare(): PreparedBench | Promise<PreparedBench>;
}

/** Processes that wanted a processor before the first bench: what else the machine was doing. */
const loadBefore = os.loadavg()[0] ?? 0;
const words = process.argv.slice(2);
const isJson = words.includes('--json');
const filters = words.filter((word) => !word.startsWith('--'));

const benches = (await loadBenches()).filter((one) => filters.every((word) => one.name.includes(word)));
if (benches.length === 0) {
  console.error(`No bench has a name with ${filters.join(', ')}.`);
  process.exit(2);
}
const results: { readonly bench: string; readonly rounds: number; readonly figures: readonly Figure[] }[] = [];
for (const bench of benches) {
  const result = await runBench(bench);
  results.push(result);
  if (!isJson) console.log([bench.name, ...result.figures.map(describeFigure)].join('\n  '));
}
const missed = results.flatMap(({ figures }) => figures).filter((figure) => !isMet(figure));
if (isJson) console.log(JSON.stringify({ machine: describeMachine(), results, missed }, undefined, 2));
else console.log(`${describeMissed()}\n${machineLine()}`);
process.exitCode = missed.length === 0 ? 0 : 1;

function describeMissed(): string {
  if (missed.length === 0) return 'Every goal is met.';
  const names = missed.map(({ name }) => `  ${name}`);
  return [`${missed.length} ${missed.length === 1 ? 'goal is' : 'goals are'} missed:`, ...names].join('\n');
}

async function loadBenches(): Promise<readonly Bench[]> {
  const folder = path.join(import.meta.dirname, 'bench');
  const names = fs
    .readdirSync(folder)
    .filter((name) => name.endsWith('.ts'))
    .sort();
  const modules = names.map(
    (name) => import(pathToFileURL(path.join(folder, name)).href) as Promise<{ bench?: Bench }>,
  );
  return (await Promise.all(modules)).flatMap(({ bench }) => bench ?? []);
}

async function runBench(bench: Bench) {
  const prepared = await bench.prepare();
  try {
    const rounds = Math.max(5, prepared.rounds ?? 5);
    await prepared.round();
    const samples: Samples[] = [];
    for (let index = 0; index < rounds; index += 1) samples.push(await prepared.round());
    return { bench: bench.name, rounds, figures: prepared.figures(medians(samples)) };
  } finally {
    await prepared.dispose?.();
  }
}

function medians(samples: readonly Samples[]): Samples {
  const names = Object.keys(samples[0] ?? {});
  return Object.fromEntries(names.map((name) => [name, median(samples.map((one) => one[name] ?? Number.NaN))]));
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? Number.NaN) + (sorted[Math.ceil(middle)] ?? Number.NaN)) / 2;
}

function isMet({ value, goal }: Figure): boolean {
  if (goal === undefined) return true;
  return 'below' in goal ? value < goal.below : value >= goal.atLeast;
}

function describeFigure(figure: Figure): string {
  const { name, value, unit, goal } = figure;
  const text = `${name}: ${value.toPrecision(3)} ${unit}`;
  if (goal === undefined) return text;
  const wanted = 'below' in goal ? `below ${goal.below}` : `at least ${goal.atLeast}`;
  return `${text} (goal: ${wanted} ${unit}; ${isMet(figure) ? 'met' : 'MISSED'})`;
}

function machineLine(): string {
  const { node, os: system, arch, cpu, cpus, loadBefore: load, memoryMb } = describeMachine();
  return `Node ${node}, ${system} ${arch}, ${cpus} × ${cpu}, ${memoryMb} MB, load ${load} before the first bench`;
}

function describeMachine() {
  const cpus = os.cpus();
  const memoryMb = Math.round(os.totalmem() / 1024 ** 2);
  return {
    node: process.version,
    os: process.platform,
    arch: process.arch,
    cpu: cpus[0]?.model,
    cpus: cpus.length,
    loadBefore: Number(loadBefore.toFixed(1)),
    memoryMb,
  };
}
