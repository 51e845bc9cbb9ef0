/** Every diagnostic code is raised somewhere and named by a test, so that none is without a case that fires it. */
import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { codes } from '../../core/diagnostics/codes.ts';

const root = path.join(import.meta.dirname, '..', '..');
const textBelow = (folder: string, leaveOut: string) =>
  fs
    .readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ts|md)$/.test(name) && !name.includes(leaveOut))
    .map((name) => fs.readFileSync(path.join(root, folder, name), 'utf8'))
    .join('\n');

const names = Object.keys(codes);

test.each([
  ['raised', 'core', 'diagnostics/codes'],
  ['named by a test', 'test', 'repository/codes'],
])('every code is %s', (_, folder, leaveOut) => {
  const text = textBelow(folder, leaveOut);
  expect(names.length).toBeGreaterThan(50);
  expect(names.filter((name) => !text.includes(name))).toEqual([]);
});
