/** The vocabulary of all kinds and assertions that the product has. */
import { assertionTable } from '../assertions/table.ts';
import { kindTable } from '../kinds/table.ts';
import type { Vocabulary } from './vocabulary.ts';

export const standardVocabulary: Vocabulary = { kinds: kindTable, assertions: assertionTable };
