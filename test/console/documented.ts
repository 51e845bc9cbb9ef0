/** Reads `documented.txt`: cases under the address of the page that documents them. */
import { readFileSync } from 'node:fs';
import path from 'node:path';

export interface DocumentedCase {
  readonly page: string;
  readonly expression: string;
  readonly line: string;
}

/** Throws where the file is not as its first lines say. */
export function readDocumentedCases(): readonly DocumentedCase[] {
  const lines = readFileSync(path.join(import.meta.dirname, 'documented.txt'), 'utf8').split('\n');
  const cases: DocumentedCase[] = [];
  let page: string | undefined;
  let expression: string | undefined;
  for (const [index, line] of lines.entries()) {
    if (line === '' || line.startsWith('#')) continue;
    if (line.startsWith('https://')) page = line;
    else if (line.startsWith('> ')) expression = line.slice(2);
    else if (page !== undefined && expression !== undefined) {
      cases.push({ page, expression, line });
      expression = undefined;
    } else throw new Error(`documented.txt, line ${index + 1}: an answer without an expression.`);
  }
  return cases;
}
