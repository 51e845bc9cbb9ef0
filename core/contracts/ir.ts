/**
 * The IR: what a project means, as Intake hands it on. Every instance is expanded and every name
 * resolved. A value that is unknown, sensitive or not completed yet is `null`, and its JSON pointer
 * stands in the list that says why.
 */
import { z } from 'zod';
import { jsonSchema } from './json.ts';

const pointers = (what: string) =>
  z.array(z.string()).describe(`JSON pointers into \`attributes\` of values that are ${what}`);

const irDependencySchema = z.object({
  address: z.string().describe('Address of the instance that comes first'),
  via: z.enum(['reference', 'depends_on', 'connect', 'order']),
});

const irAssertionSchema = z.object({
  address: z.string(),
  kind: z.string(),
  name: z.string(),
  attributes: z.record(z.string(), jsonSchema),
  unknown: z.array(z.string()),
  sensitive: z.array(z.string()),
});

export const irResourceSchema = z.object({
  address: z.string().describe('`module.m["k"].KIND.NAME[0]`'),
  kind: z.string().describe('Name of a kind, or `check`'),
  name: z.string().describe('Label of the block'),
  key: z
    .union([z.string(), z.number()])
    .optional()
    .describe('Key of the instance, where the block has `count` or `for_each`'),
  module: z.string().describe('Address of its module, empty for the root'),
  module_dir: z.string().describe('Folder of its module, relative to the project'),
  file: z.string().describe('File that its block stands in'),
  description: z.string().optional(),
  attributes: z.record(z.string(), jsonSchema).describe('What was given and completed, before the kind’s defaults'),
  unknown: pointers('known only after other resources were applied'),
  sensitive: pointers('sensitive'),
  incomplete: pointers('filled in by a compiler at build'),
  big: pointers('integers beyond 2^53, given as strings'),
  provenance: z.record(z.string(), z.enum(['source', 'completed'])).describe('Where each attribute’s value comes from'),
  depends_on: z.array(irDependencySchema),
  connections: z.array(z.object({ to: z.string(), as: z.string(), rename: z.record(z.string(), z.string()) })),
  assertions: z.array(irAssertionSchema),
  lifecycle: z.object({
    prevent_destroy: z.boolean(),
    ignore_changes: z.union([z.literal('all'), z.array(z.string())]),
    replace_triggered_by: z.array(z.object({ address: z.string(), attribute: z.string().optional() })),
  }),
});

const irValueSchema = z.object({
  name: z.string(),
  value: jsonSchema.describe('Null where it is unknown or sensitive'),
  unknown: z.boolean().describe('Some of it is known only after apply'),
  sensitive: z.boolean(),
  description: z.string().optional(),
});

export const irSchema = z
  .object({
    version: z.literal('1'),
    settings: z.object({
      compiler: z.enum(['embedded', 'agent']),
      parallelism: z.int().min(1).optional(),
      timeout_per_step: z.string().optional(),
    }),
    variables: z.array(irValueSchema).describe('Of the root module'),
    resources: z.array(irResourceSchema).describe('In source order, modules depth first'),
    outputs: z.array(irValueSchema).describe('Of the root module'),
    moved: z.array(z.object({ from: z.string(), to: z.string() })),
    imports: z.array(z.object({ to: z.string(), id: z.string() })),
    removed: z.array(z.object({ from: z.string(), destroy: z.boolean() })),
    bound_to_folder: z.boolean().describe('Something depends on the folder’s absolute path'),
  })
  .describe('What a project means: resources expanded, references resolved');

export type IrResource = z.output<typeof irResourceSchema>;
export type Ir = z.output<typeof irSchema>;
