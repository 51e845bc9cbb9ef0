/** The contracts that other programs depend on, by the name under which `schemas/` and `clockwork schema` give them. */
import type { z } from 'zod';
import { actionListSchema } from './action-list.ts';
import { artifactBundleSchema } from './artifact-bundle.ts';
import { engineBodySchema } from './engine-body.ts';
import { envFactsSchema } from './env-facts.ts';
import { irSchema } from './ir.ts';
import { observationsSchema } from './observations.ts';
import { runEventSchema, runResultSchema } from './run-result.ts';
import { stateSchema } from './state.ts';

export const publishedSchemas: Readonly<Record<string, z.ZodType>> = {
  'action-list': actionListSchema,
  'artifact-bundle': artifactBundleSchema,
  'engine-body': engineBodySchema,
  'env-facts': envFactsSchema,
  ir: irSchema,
  observations: observationsSchema,
  'run-event': runEventSchema,
  'run-result': runResultSchema,
  state: stateSchema,
};
