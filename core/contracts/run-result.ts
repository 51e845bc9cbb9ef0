/** RunResult and the events that lead to it: what `apply`, `destroy`, `verify` and `assert` print with `--json`. */
import { z } from 'zod';
import { jsonSchema } from './json.ts';

export const stepStatuses = ['succeeded', 'failed', 'timed_out', 'cancelled', 'skipped', 'unchanged'] as const;

export const stepResultSchema = z.object({
  id: z.string(),
  status: z.enum(stepStatuses),
  attempts: z.int().min(0),
  duration_ms: z.number().min(0),
  exit_code: z.int().nullable(),
  message: z.string().optional().describe('Why it failed or was skipped'),
  log: z.string().optional().describe('Path of its log, relative to the project'),
});

export const assertionStatuses = ['pass', 'fail', 'timeout', 'error', 'skipped'] as const;
export const assertionResultSchema = z.object({
  address: z.string(),
  kind: z.string(),
  status: z.enum(assertionStatuses),
  expected: z.string(),
  actual: z.string(),
  message: z.string(),
  duration_ms: z.number().min(0),
});

export const runEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('run_started'), at: z.string(), run: z.string(), command: z.string(), steps: z.int() }),
  z.object({ type: z.literal('step_started'), at: z.string(), id: z.string(), attempt: z.int() }),
  z.object({
    type: z.literal('step_output'),
    at: z.string(),
    id: z.string(),
    stream: z.enum(['stdout', 'stderr']),
    text: z.string(),
  }),
  z.object({
    type: z.literal('step_retry'),
    at: z.string(),
    id: z.string(),
    attempt: z.int().describe('The attempt that failed, from 1'),
    attempts: z.int().optional().describe('How many there may be'),
    wait_ms: z.number(),
    message: z.string(),
  }),
  z.object({ type: z.literal('step_heartbeat'), at: z.string(), id: z.string(), elapsed_ms: z.number() }),
  z.object({ type: z.literal('step_finished'), at: z.string() }).extend(stepResultSchema.shape),
  z.object({ type: z.literal('assertion'), at: z.string() }).extend(assertionResultSchema.shape),
  z.object({ type: z.literal('warning'), at: z.string(), message: z.string() }),
]);

export const runResultSchema = z
  .object({
    type: z.literal('run_result'),
    version: z.literal('1'),
    run: z.string(),
    command: z.string(),
    status: z.enum(['succeeded', 'failed', 'cancelled']),
    exit_code: z.int(),
    started_at: z.string(),
    duration_ms: z.number(),
    steps: z.array(stepResultSchema),
    assertions: z.array(assertionResultSchema),
    outputs: z.record(z.string(), jsonSchema).describe('Outputs that are not sensitive'),
    serial: z.int(),
  })
  .describe('How a run ended');

export type StepStatus = (typeof stepStatuses)[number];
export type StepResult = z.output<typeof stepResultSchema>;
export type AssertionStatus = (typeof assertionStatuses)[number];
export type AssertionResult = z.output<typeof assertionResultSchema>;
export type RunEvent = z.output<typeof runEventSchema>;
export type RunResult = z.output<typeof runResultSchema>;
