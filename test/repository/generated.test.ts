/** What is generated is what its sources say. */
import { expect, test } from 'vitest';
import { findStale, generateAll } from '../../scripts/generate.ts';

test('every generated file is fresh', async () => {
  const stale = findStale(await generateAll());
  expect(stale.map((file) => file.path)).toEqual([]);
});
