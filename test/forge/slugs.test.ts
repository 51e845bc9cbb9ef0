/** Names of artifacts that would be one file where case does not count. */
import { beforeAll, expect, test } from 'vitest';
import { loadParser } from '../support/parser.ts';
import { testProject } from '../support/project.ts';

beforeAll(loadParser);

const source = (keys: string) =>
  `resource "file" "x" {\n  for_each = toset(${keys})\n  path = "\${each.key}-\${length(each.key)}.txt"\n  content = each.key\n}\n`;
const slugs = (keys: string) =>
  Object.fromEntries(
    [
      ...testProject({ 'main.cw': source(keys) })
        .snapshot()
        .model.instances.values(),
    ].map(({ address, slug }) => [address, slug]),
  );

test('keys that differ in case, or in signs alone, are applied', async () => {
  const project = testProject({ 'main.cw': source('["A", "a", "b c", "b-c"]').replace('-${length', '_${length') });
  const applied = await project.apply();
  expect(applied.result?.exit_code).toBe(0);
  expect([project.read('A_1.txt'), project.read('a_1.txt'), project.read('b-c_3.txt')]).toEqual(['A', 'a', 'b-c']);
});

test('their slugs differ, and are the same whatever else there is and in which order', () => {
  const two = slugs('["A", "a"]');
  expect(new Set(Object.values(two).map((slug) => slug.toLowerCase())).size).toBe(2);
  expect(Object.values(two).every((slug) => /^file_x_a_[0-9a-f]{8}$/i.test(slug))).toBe(true);
  expect(slugs('["a", "A", "0"]')).toEqual({ ...two, 'file.x["0"]': 'file_x_0' });
  expect(slugs('["a", "b"]')).toEqual({ 'file.x["a"]': 'file_x_a', 'file.x["b"]': 'file_x_b' });
});
