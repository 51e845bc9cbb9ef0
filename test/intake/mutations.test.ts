/** The suites' own projects with words swapped, doubled and lost: whatever comes out, it is diagnostics and a model. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { complete } from '../../core/intake/complete.ts';
import { irOf } from '../../core/intake/ir-of.ts';
import { loadParser } from '../support/parser.ts';
import { describeModel, type Files, snapshotOf } from './kit.ts';

beforeAll(loadParser);

const word = /[\w.-]+|[{}[\]="()$?:,]|"[^"\n]*"/g;

const projects: readonly Files[] = readdirSync(import.meta.dirname)
  .filter((name) => name.endsWith('.md'))
  .flatMap((name) =>
    readFileSync(path.join(import.meta.dirname, name), 'utf8')
      .split(/^## /m)
      .slice(1),
  )
  .map((section) =>
    Object.fromEntries(
      [...section.matchAll(/^```hcl ?(.*)\n([\s\S]*?)^```$/gm)].map(([, name, body = '']) => [name || 'main.cw', body]),
    ),
  )
  .filter((files) => Object.keys(files).length > 0);

const words = [...new Set(projects.flatMap((files) => Object.values(files).join('\n').match(word) ?? []))];

interface Mutation {
  readonly file: number;
  readonly at: number;
  readonly by: string;
  readonly keeps: boolean;
}

function mutated(files: Files, mutations: readonly Mutation[]): Files {
  const changed: Record<string, string> = { ...files };
  const names = Object.keys(changed);
  for (const { file, at, by, keeps } of mutations) {
    const name = names[file % names.length] ?? 'main.cw';
    const text = changed[name] ?? '';
    const found = [...text.matchAll(word)];
    const hit = found[at % Math.max(1, found.length)];
    if (hit === undefined) continue;
    changed[name] =
      `${text.slice(0, hit.index)}${by}${keeps ? ` ${hit[0]}` : ''}${text.slice(hit.index + hit[0].length)}`;
  }
  return changed;
}

it('mutated projects never make it throw, and mean the same when they are read again', () => {
  expect(projects.length).toBeGreaterThan(50);
  const mutation = fc.record({
    file: fc.nat(5),
    at: fc.nat(200),
    by: fc.constantFrom('', ...words),
    keeps: fc.boolean(),
  });
  fc.assert(
    fc.property(
      fc.constantFrom(...projects),
      fc.array(mutation, { minLength: 1, maxLength: 5 }),
      fc.boolean(),
      (files, mutations, strict) => {
        const project = mutated(files, mutations);
        const snapshot = snapshotOf(project, { unset: strict ? 'error' : 'unknown' });
        const lines = describeModel(snapshot);
        irOf(snapshot.model);
        complete(snapshot.model);
        for (const { place, related = [] } of snapshot.diagnostics) {
          for (const each of [place, ...related.map((one) => one.place)]) {
            if (each !== undefined) expect(each.span.start).toBeLessThanOrEqual(each.span.end);
          }
        }
        expect(describeModel(snapshotOf(project, { unset: strict ? 'error' : 'unknown' }))).toEqual(lines);
      },
    ),
    { numRuns: 1_500, seed: 7 },
  );
});
