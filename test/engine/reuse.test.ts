/** Whatever a snapshot takes over from the one before, it says what a fresh one says: random edits of a small project. */
import { beforeAll, expect, it } from 'vitest';
import { loadParser } from '../support/parser.ts';
import { randomNumbers } from '../support/random.ts';
import { editedProject, fresh, said } from './edited-project.ts';

beforeAll(loadParser);

it('after any series of edits a snapshot is what it would be from scratch', () => {
  let shared = 0;
  let made = 0;
  for (let seed = 1; seed <= 12; seed++) {
    const project = editedProject(randomNumbers(seed));
    const { workspace } = project;
    workspace.snapshot();
    for (let round = 0; round < 30; round++) {
      const before = workspace.snapshot().model;
      project.edit();
      const after = workspace.snapshot();
      const texts = project.texts();
      expect(said(after), `${seed} ${round}\n${JSON.stringify(texts, undefined, 1)}`).toEqual(said(fresh(texts)));
      for (const [address, instance] of after.model.instances) {
        made++;
        if (before.instances.get(address) === instance) shared++;
      }
    }
  }
  expect(shared / made).toBeGreaterThan(0.5);
});
