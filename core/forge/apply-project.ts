/**
 * Apply and destroy from plan to state: plan, compile, show, ask once, execute exactly that. The caller
 * holds the project's lock (`withLock`).
 */

import { layoutOf } from '../contracts/layout.ts';
import type { RunResult } from '../contracts/run-result.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Model } from '../intake/model.ts';
import type { EventSink, World } from '../ports.ts';
import { type ApplyOptions, applyPlan } from './apply-plan.ts';
import { approve, type ProbeScript, unapprovedProbes } from './approvals.ts';
import { type BuildOptions, type Built, buildPlan } from './build-project.ts';
import { missingValues } from './missing-values.ts';
import { type PlanProjectOptions, type ProjectPlan, planProject } from './plan-project.ts';

export interface ApplyProjectOptions extends PlanProjectOptions, BuildOptions, ApplyOptions {
  /** Looks at the plan before anything is written, also where it has no steps; stops it by throwing. */
  check?(project: ProjectPlan): void;
  /** Shows the plan and asks; called only where there is a step to execute. */
  confirm(project: ProjectPlan, built: Shown, diagnostics: readonly Diagnostic[]): Promise<Consent>;
}

/** What is shown beside the plan before anything is executed. */
export interface Shown extends Built {
  /** Probe scripts that a `given` consent approves. */
  readonly probes: readonly ProbeScript[];
}

/** `given`: a person said yes; `assumed`: a flag did, which grants no approval. */
export type Consent = 'given' | 'assumed' | 'declined';

export type ApplyProjectOutcome =
  | {
      readonly kind: 'done';
      readonly result: RunResult;
      readonly project: ProjectPlan;
      readonly diagnostics: readonly Diagnostic[];
    }
  /** Some diagnostic is an error; nothing was executed. */
  | { readonly kind: 'invalid'; readonly diagnostics: readonly Diagnostic[] }
  | { readonly kind: 'declined' }
  /** The world refused a journal or a state file. */
  | { readonly kind: 'refused'; readonly reason: string };

export async function applyProject(
  world: World,
  projectDir: string,
  model: Model,
  options: ApplyProjectOptions,
  sink: EventSink,
  signal: AbortSignal,
): Promise<ApplyProjectOutcome> {
  const refusals = options.destroy === true ? [] : model.refusals;
  if (refusals.length > 0) {
    return {
      kind: 'invalid',
      diagnostics: refusals.map(({ message, place }) => ({
        code: 'not-carried-out',
        severity: 'error',
        message,
        place,
      })),
    };
  }
  const planned = await planProject(world, projectDir, model, { ...options, isLocked: true }, signal);
  const project = planned.value;
  const diagnostics = [...planned.diagnostics];
  if (project !== undefined) diagnostics.push(...missingValues(project.plan));
  if (project === undefined || diagnostics.some(isError)) return { kind: 'invalid', diagnostics };
  options.check?.(project);
  if (project.plan.list.steps.length > 0) {
    const built = await buildPlan(world, projectDir, model, project.plan, options);
    diagnostics.push(...built.diagnostics);
    if (built.diagnostics.some(isError)) return { kind: 'invalid', diagnostics };
    const layout = layoutOf(projectDir);
    const probes = unapprovedProbes(world, layout, project.prepared);
    const consent = await options.confirm(project, { ...built.value, probes }, diagnostics);
    if (consent === 'declined') return { kind: 'declined' };
    const refused = consent === 'given' ? approve(world, layout, probes) : undefined;
    if (refused !== undefined) return { kind: 'refused', reason: refused.reason };
  }
  const outcome = await applyPlan(world, projectDir, project, options, sink, signal);
  if ('problem' in outcome) return { kind: 'refused', reason: outcome.problem };
  return { kind: 'done', result: outcome.result, project, diagnostics };
}

function isError(diagnostic: Diagnostic): boolean {
  return diagnostic.severity === 'error';
}
