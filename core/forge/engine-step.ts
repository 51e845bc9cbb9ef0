/**
 * Carries out an engine body: the artifact of a step that is data, not a script. Placeholders get their
 * real values here, in memory, at the last moment.
 */
import { digestOfJson } from '../base/canonical-json.ts';
import { type EngineBody, engineBodySchema } from '../contracts/engine-body.ts';
import { issueText } from '../contracts/issue-text.ts';
import type { Json, JsonObject } from '../contracts/json.ts';
import type { AssertionResult } from '../contracts/run-result.ts';
import { type ContainerEngine, isRefusal, type ServiceHost } from '../ports.ts';
import type { AssertionCall, Patience } from './assertion.ts';
import { checkBodyPowers } from './body-rules.ts';
import { atPointer } from './pointer.ts';

export interface BodyContext {
  readonly engine: ContainerEngine;
  readonly services: ServiceHost;
  readonly project: string;
  readonly address: string;
  /** Name of the step that is carried out. */
  readonly step: string;
  /** What `engine = "auto"` means: the engine that made what exists. */
  readonly engineInUse: 'docker' | 'podman' | undefined;
  readonly isImported: boolean;
  readonly kind: string;
  /** The project's folder, absolute. */
  readonly baseDir: string;
  readonly progress: (line: string) => void;
  readonly signal: AbortSignal;
  /** Real values of the resource's attributes, for placeholders. */
  readonly revealed: JsonObject;
  assert(call: AssertionCall, patience: Patience): Promise<AssertionResult>;
}

export type BodyOutcome =
  | { readonly status: 'done'; readonly outputs: JsonObject }
  | { readonly status: 'failed'; readonly message: string };

/** Parses the artifact's text, fills it in and carries it out. Never rejects. */
export async function carryOutBody(text: string, path: string, context: BodyContext): Promise<BodyOutcome> {
  const body = parseBody(text, path, context.revealed);
  if ('failed' in body) return { status: 'failed', message: body.failed };
  switch (body.operation) {
    case 'verify':
      return verify(body, context);
    case 'service':
      return runService(body, context);
    case 'remove_service': {
      const stopped = await context.services.stop(body.name, { forget: true });
      return isRefusal(stopped) ? { status: 'failed', message: stopped.reason } : { status: 'done', outputs: {} };
    }
    default: {
      const owner = { project: context.project, address: context.address, isImported: context.isImported };
      const { baseDir, progress, signal } = context;
      const engine = body.engine === 'auto' ? (context.engineInUse ?? 'auto') : body.engine;
      const answer = await context.engine.carryOut({ ...body, engine }, owner, { baseDir, progress, signal });
      return isRefusal(answer)
        ? { status: 'failed', message: answer.reason }
        : { status: 'done', outputs: answer.outputs };
    }
  }
}

function parseBody(text: string, path: string, revealed: JsonObject): EngineBody | { readonly failed: string } {
  let json: Json;
  try {
    json = JSON.parse(text) as Json;
  } catch (error) {
    return { failed: `\`${path}\` is not JSON: ${(error as Error).message}` };
  }
  const missing: string[] = [];
  const filled = fill(json, revealed, missing);
  if (missing.length > 0) return { failed: `\`${path}\` asks for \`${missing[0]}\`, which has no value.` };
  const parsed = engineBodySchema.safeParse(filled);
  if (parsed.success) {
    // Again, now that nothing hides behind a placeholder any more.
    const [power] = checkBodyPowers(parsed.data, 'embedded');
    return power === undefined ? parsed.data : { failed: `\`${path}\`: ${power}` };
  }
  return { failed: `\`${path}\`: ${issueText(parsed.error.issues[0], filled, 'the body')}.` };
}

function fill(value: Json, revealed: JsonObject, missing: string[]): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => fill(item as Json, revealed, missing));
  const entries = value as JsonObject;
  const pointer = entries['$value'];
  if (typeof pointer === 'string' && Object.keys(entries).length === 1) {
    const found = atPointer(revealed, pointer);
    if (found === undefined) missing.push(pointer);
    return (found ?? null) as Json;
  }
  return Object.fromEntries(Object.entries(entries).map(([key, item]) => [key, fill(item, revealed, missing)]));
}

async function runService(
  body: Extract<EngineBody, { operation: 'service' }>,
  context: BodyContext,
): Promise<BodyOutcome> {
  if (body.state === 'stopped') {
    const stopped = await context.services.stop(body.name, { forget: false });
    return isRefusal(stopped) ? { status: 'failed', message: stopped.reason } : { status: 'done', outputs: {} };
  }
  const spec = body.spec as typeof body.spec & { command: string[]; environment: Record<string, string> };
  const { baseDir, signal } = context;
  const answer = await context.services.ensure(body.name, spec, { baseDir, specDigest: digestOfJson(spec), signal });
  return isRefusal(answer) ? { status: 'failed', message: answer.reason } : { status: 'done', outputs: answer.outputs };
}

/** All assertions of the body must pass, each with the body's patience. */
async function verify(body: Extract<EngineBody, { operation: 'verify' }>, context: BodyContext): Promise<BodyOutcome> {
  if (body.assertions.length === 0) return { status: 'failed', message: 'There is nothing to check.' };
  const patience = { forMs: body.for_seconds * 1000, everyMs: body.every_seconds * 1000 };
  const subject = { address: context.address, kind: context.kind, values: context.revealed };
  const results = await Promise.all(
    body.assertions.map(({ kind, name, args }, i) => {
      // What a kind checks by itself goes by its step's name, here and in `assert`.
      const own = context.kind === 'check' ? `assert.${kind}${name === '' ? `[${i}]` : `.${name}`}` : context.step;
      const address = `${context.address}/${own}`;
      return context.assert({ address, kind, args: args as JsonObject, subject }, patience);
    }),
  );
  const bad = results.filter((result) => result.status !== 'pass');
  if (bad.length === 0) return { status: 'done', outputs: {} };
  return { status: 'failed', message: bad.map((result) => result.message).join(' ') };
}
