/**
 * One line of source with a mark under a part of it. Wide characters take two columns, a tab becomes
 * spaces, and a line that is too long for the screen is cut around the marked part.
 */
import stringWidth from 'string-width';
import type { LineIndex, Range } from '../base/line-index.ts';
import { visible } from './visible.ts';

export interface Excerpt {
  /** 1-based. */
  readonly lineNumber: number;
  /** Fits into the columns asked for. */
  readonly text: string;
  /** Columns before the mark. */
  readonly indent: number;
  /** Columns of the mark, at least 1. */
  readonly width: number;
  /** 1-based number of the line where the range ends, where that is a later one. */
  readonly throughLine?: number;
}

/**
 * The first line of `range` in at most `columns` columns; undefined where the text has no such line. With `isSecret`
 * stars stand for what is marked, so that a log does not spread it.
 */
export function excerptOf(index: LineIndex, range: Range, columns: number, isSecret = false): Excerpt | undefined {
  const { start, end } = range;
  if (start.line >= index.lineCount) return undefined;
  const line = index.lineText(start.line);
  const several = end.line > start.line;
  const cells = cellsOf(line);
  const from = cells.findIndex((cell) => cell.offset + cell.units > start.character);
  const first = from === -1 ? cells.length : from;
  const stop = several ? line.length : end.character;
  let last = first;
  while (last < cells.length && (cells[last]?.offset ?? 0) < stop) last++;

  const window = windowOf(cells, first, last, Math.max(columns, 20));
  const before = cells.slice(window.from, first);
  const marked = cells.slice(first, Math.min(last, window.to));
  const text = cells
    .slice(window.from, window.to)
    .map((cell, i) => (isSecret && isWithin(i + window.from, first, last) ? '*'.repeat(cell.width) : cell.shown));
  const cutLeft = window.from > 0;
  const cutRight = window.to < cells.length;
  return {
    lineNumber: start.line + 1,
    text: `${cutLeft ? '…' : ''}${text.join('')}${cutRight ? '…' : ''}`.trimEnd(),
    indent: widthOf(before) + (cutLeft ? 1 : 0),
    width: Math.max(1, widthOf(marked)),
    ...(several ? { throughLine: end.line + 1 } : {}),
  };
}

function isWithin(i: number, first: number, last: number): boolean {
  return i >= first && i < last;
}

interface Cell {
  readonly shown: string;
  readonly width: number;
  /** In UTF-16 units from the line's start. */
  readonly offset: number;
  readonly units: number;
}

const TAB = '    ';
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

function cellsOf(line: string): readonly Cell[] {
  const cells: Cell[] = [];
  // Segmenting is slow on lines of megabytes, and plain text needs none.
  const pieces = /^[\t\x20-\x7e]*$/.test(line) ? line : Array.from(graphemes.segment(line), (part) => part.segment);
  let offset = 0;
  for (const piece of pieces) {
    const shown = piece === '\t' ? TAB : visible(piece);
    const width = piece === '\t' ? TAB.length : piece.length === 1 && piece <= '~' ? 1 : stringWidth(shown);
    cells.push({ shown, width, offset, units: piece.length });
    offset += piece.length;
  }
  return cells;
}

function widthOf(cells: readonly Cell[]): number {
  let width = 0;
  for (const cell of cells) width += cell.width;
  return width;
}

/** The cells to show: all of them where they fit, else as much context as fits on both sides of the mark. */
function windowOf(cells: readonly Cell[], first: number, last: number, columns: number): { from: number; to: number } {
  if (widthOf(cells) <= columns) return { from: 0, to: cells.length };
  const room = columns - 2;
  let from = Math.min(first, cells.length);
  let to = from;
  let used = 0;
  const widthAt = (i: number) => cells[i]?.width ?? 0;
  // A mark that is longer than the screen keeps some of what stands before it.
  const spare = Math.min(20, Math.floor(room / 4));
  while (to < last && used + widthAt(to) <= room - spare) used += widthAt(to++);
  let grew = true;
  while (grew) {
    grew = false;
    if (from > 0 && used + widthAt(from - 1) <= room) {
      used += widthAt(--from);
      grew = true;
    }
    if (to < cells.length && used + widthAt(to) <= room) {
      used += widthAt(to++);
      grew = true;
    }
  }
  return { from, to };
}
