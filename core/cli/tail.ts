/** The end of what a step wrote, for people who look on and for those who look back at a failure. */
import { visible } from '../diagnostics/visible.ts';

/** How many lines of a failed step's output are repeated below it. */
const TAIL_LINES = 12;

/** What a step wrote, as far as it is needed: its last lines. */
export class Tail {
  #lines: string[] = [];
  #rest = '';

  add(text: string): void {
    const parts = (this.#rest + text).split('\n');
    this.#rest = (parts.pop() ?? '').slice(-4096);
    this.#lines = [...this.#lines, ...parts].slice(-TAIL_LINES);
  }

  /** A progress bar rewrites its line with carriage returns: what stood last counts. */
  lines(): readonly string[] {
    const all = this.#rest === '' ? this.#lines : [...this.#lines, this.#rest];
    return all.map((line) => visible(line.replace(/\r$/, '').split('\r').at(-1)?.replaceAll('\t', '    ') ?? ''));
  }

  /** The last whole line: what is still being written may be held back in the middle of a word. */
  last(): string {
    const whole = [...this.#lines, ...this.#rest.split('\r').slice(0, -1)];
    const line = whole.findLast((one) => one.trim() !== '') ?? this.#rest;
    return visible(line.trim().replaceAll('\t', ' '));
  }
}
