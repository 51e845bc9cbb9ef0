/** What every editor has to have seen. */
import { expect } from 'vitest';
import type { Seen } from './fixture.ts';

export function expectAll(seen: Seen): void {
  expect(seen.problems).toContain('unknown-attribute');
  expect(seen.problems.length).toBeGreaterThan(1);
  expect(seen.completions).toContain('greeting');
  expect(seen.completions).not.toContain('page');
  expect(seen.hover).toContain('greeting');
  expect(seen.hover).toContain('Good morning');
  expect(seen.problemsAfter).toEqual([]);
  expect(seen.formatted).toContain('  path    = "page.html"\n  content = var.greeting\n');
  expect(seen.renamed).toEqual({
    'main.cw': seen.formatted.replaceAll('greeting', 'salute'),
    'more.cw': 'output "again" {\n  value = upper(var.salute)\n}\n',
    'clockwork.cwvars': 'salute = "Good morning"\n',
  });
}
