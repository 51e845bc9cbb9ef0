/**
 * From a loaded project to its model: every instance expanded, every name resolved, everything checked
 * that can be checked before anything was applied.
 */
import type { KnownFacts } from '../contracts/env-facts.ts';
import type { Diagnostic, Outcome } from '../diagnostics/diagnostic.ts';
import { createBuilder } from './builder.ts';
import { partOf } from './file-part.ts';
import type { Model } from './model.ts';
import { modelOf } from './model-of.ts';
import type { LoadedProject } from './project.ts';
import { standardVocabulary } from './standard-vocabulary.ts';
import type { Vocabulary } from './vocabulary.ts';

/**
 * Never throws for what a user wrote. The model holds all that is sound; with errors among the
 * diagnostics it is good for editors and not for planning. Linear in blocks and references. From a `previous` model of
 * the same project it takes over what did not change; the answer is the same without one.
 */
export function buildModel(
  project: LoadedProject,
  facts: KnownFacts,
  vocabulary: Vocabulary = standardVocabulary,
  previous?: Model,
): Outcome<Model> {
  const steps = buildInSteps(project, facts, vocabulary, previous);
  for (let step = steps.next(); ; step = steps.next()) if (step.done === true) return step.value;
}

/**
 * The same, with a pause every few milliseconds. A build that is dropped leaves no trace. One that does not `keep` is a
 * little faster, and no later one can take anything over from it.
 */
export function* buildInSteps(
  project: LoadedProject,
  facts: KnownFacts,
  vocabulary: Vocabulary,
  previous: Model | undefined,
  keeps = true,
): Generator<void, Outcome<Model>> {
  for (const { files, completed } of project.modules.values()) {
    for (const file of files) {
      partOf(file, vocabulary, false);
      yield;
    }
    if (completed !== undefined) partOf(completed, vocabulary, true);
  }
  for (const from of [previous, undefined]) {
    const builder = createBuilder(project, facts, vocabulary, keeps);
    const diagnostics: Diagnostic[] = [];
    const value = yield* modelOf(builder, diagnostics, from);
    if (value !== undefined) return { value, diagnostics: withoutRepeats(diagnostics) };
  }
  throw new Error('A model that takes nothing over is always made.');
}

/** The same mistake in many instances of one block is one mistake. */
function withoutRepeats(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const seen = new Set<string>();
  return diagnostics.filter(({ code, message, place }) => {
    const key = `${code} ${place?.file} ${place?.item} ${place?.span.start} ${place?.span.end} ${message}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
