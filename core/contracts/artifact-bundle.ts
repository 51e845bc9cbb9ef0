/**
 * ArtifactBundle: what a compiler answers. Scripts and data files below `.clockwork/build/`, and for
 * each step of the ActionList the command that carries it out. Untrusted until validated.
 */
import { z } from 'zod';
import { jsonSchema } from './json.ts';

const commandSchema = z.strictObject({
  cmd: z.array(z.string()).min(1).describe('Program and arguments; paths are relative to `.clockwork/build`'),
});

export const artifactSchema = z.strictObject({
  path: z.string().min(1).describe('Relative to `.clockwork/build`, `/` between folders'),
  mode: z
    .string()
    .regex(/^0?[0-7]{3,4}$/)
    .describe('Octal permission bits, at most 0755'),
  purpose: z.string().optional().describe('Id of the step it serves, or its name where that is unique'),
  purposes: z.array(z.string()).min(1).optional().describe('The same, for an artifact that serves several steps'),
  lang: z.string().min(1).describe('bash, sh, python, node, deno, go, json, text'),
  content: z.string(),
});

export const bundleStepSchema = z.strictObject({
  purpose: z.string().min(1),
  run: commandSchema,
  probe: commandSchema.optional().describe('Exit 0: already done; 1: to do; anything else: not known, the step fails'),
  verify: commandSchema.optional().describe('Exit 0: it works'),
});

export const artifactBundleSchema = z
  .strictObject({
    version: z.literal('1'),
    artifacts: z.array(artifactSchema),
    steps: z.array(bundleStepSchema),
    vars: z.record(z.string(), jsonSchema).default({}).describe('Values handed to every script as environment'),
  })
  .describe('Scripts that carry out an ActionList');

export type Artifact = z.output<typeof artifactSchema>;
export type BundleStep = z.output<typeof bundleStepSchema>;
export type ArtifactBundle = z.output<typeof artifactBundleSchema>;
