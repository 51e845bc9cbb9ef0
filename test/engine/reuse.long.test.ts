/** The same as `reuse.test.ts`, for 10,000 series of edits. */
import { beforeAll, expect, it } from 'vitest';
import { loadParser } from '../support/parser.ts';
import { randomNumbers } from '../support/random.ts';
import { editedProject, fresh, said } from './edited-project.ts';

beforeAll(loadParser);

it('after each of 10,000 series of edits a snapshot is what it would be from scratch', () => {
  for (let seed = 1000; seed < 11_000; seed++) {
    const project = editedProject(randomNumbers(seed));
    const { workspace } = project;
    workspace.snapshot();
    for (let round = 0; round < 5; round++) {
      project.edit();
      const texts = project.texts();
      expect(said(workspace.snapshot()), `${seed} ${round}`).toEqual(said(fresh(texts)));
    }
  }
}, 3_600_000);
