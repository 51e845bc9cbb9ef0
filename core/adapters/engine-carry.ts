/** Words shared by the files that carry out one sort of engine object each. */
import type { EngineBody } from '../contracts/engine-body.ts';
import type { JsonObject } from '../contracts/json.ts';
import type { EngineProgress } from '../ports.ts';

export type CarryBody<O extends EngineBody['operation']> = Extract<EngineBody, { operation: O }>;

export interface CarryContext {
  /** The project's folder; relative paths in a body start there. */
  readonly baseDir: string;
  readonly progress: EngineProgress;
  readonly signal: AbortSignal;
}

export interface Carried {
  readonly outputs: JsonObject;
  readonly changed: boolean;
}
