/** The cases that an oracle on HashiCorp's own parser and library has answered; see `oracle/main.go`. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { answerLine } from './answers.ts';

export const oracleDir = path.join(import.meta.dirname, 'oracle');

export interface OracleCase {
  readonly expression: string;
  /** As `answerOf` writes it. */
  readonly line: string;
  /** What the oracle says of an error. */
  readonly says: string | undefined;
}

const answerShape = z.object({
  expression: z.string(),
  type: z.string().optional(),
  unknown: z.array(z.string()).default([]),
  sensitive: z.array(z.string()).default([]),
  error: z.enum(['syntax', 'evaluation', 'infinite']).optional(),
  says: z.string().optional(),
});

export function readOracleCases(file: string = path.join(oracleDir, 'expected.jsonl')): readonly OracleCase[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map(readCase);
}

function readCase(line: string): OracleCase {
  const answer = answerShape.parse(JSON.parse(line));
  const { expression, says } = answer;
  if (answer.error !== undefined || answer.type === undefined) return { expression, line: 'error', says };
  return { expression, says, line: answerLine(answer.type, valueText(line), answer.unknown, answer.sensitive) };
}

/** The text of `value` as it stands in the line, since parsing would round its numbers. */
function valueText(line: string): string {
  const start = line.indexOf(',"value":', line.indexOf(',"type":')) + ',"value":'.length;
  let depth = 0;
  for (let i = start; i < line.length; i++) {
    const character = line[i];
    if (character === '"') i = endOfString(line, i);
    else if (character === '[' || character === '{') depth++;
    else if (character === ']' || character === '}') depth--;
    else if (character === ',' && depth === 0) return line.slice(start, i);
    if (depth < 0) return line.slice(start, i);
  }
  throw new Error(`No value in: ${line}`);
}

function endOfString(line: string, quote: number): number {
  let i = quote + 1;
  while (line[i] !== '"') i += line[i] === '\\' ? 2 : 1;
  return i;
}
