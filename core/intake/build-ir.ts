/**
 * From a loaded project to its model: every instance expanded, every name resolved, everything checked
 * that can be checked before anything was applied.
 */
import type { EnvFacts } from '../contracts/env-facts.ts';
import type { Diagnostic, Outcome } from '../diagnostics/diagnostic.ts';
import { createBuilder } from './builder.ts';
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
  facts: EnvFacts,
  vocabulary: Vocabulary = standardVocabulary,
  previous?: Model,
): Outcome<Model> {
  const builder = createBuilder(project, facts, vocabulary);
  const diagnostics: Diagnostic[] = [];
  const value = modelOf(builder, diagnostics, previous);
  return { value, diagnostics: withoutRepeats(diagnostics) };
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
