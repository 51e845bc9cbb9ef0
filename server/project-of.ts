/** The project that a request about a whole project names: by a document of it, or by its folder. */

import type { Diagnostic } from '../core/diagnostics/diagnostic.ts';
import type { Project } from '../core/engine/projects.ts';
import type { View } from '../core/engine/view.ts';
import { type OfflinePlan, offlinePlanInSteps } from '../core/ide/runs/plan.ts';
import { spanOf } from '../core/ide/spans.ts';
import { locationOf } from './convert.ts';
import type { PlanProblem } from './protocol.ts';
import type { Session } from './session.ts';
import { uriOfPath } from './uri.ts';

export interface ProjectView {
  readonly project: Project;
  readonly view: View;
}

/** Undefined for what is no project of ours. */
export function projectOf(session: Session, uri: string): ProjectView | undefined {
  const target = session.target(uri);
  if (target !== undefined) return target;
  const plain = uri.replace(/\/$/, '');
  return session.views().find(({ project }) => uriOfPath(project.directory) === plain);
}

/** Resolves when what is known to have changed of the project is built; for a folder, of all projects. */
function settledProject(session: Session, uri: string): Promise<void> {
  return session.settled(session.target(uri) === undefined ? undefined : uri);
}

/** The project's plan without looking, once its last change is built. Undefined for no project of ours, or a cancel. */
export async function plannedProject(
  session: Session,
  uri: string,
  isCancelled: () => boolean,
): Promise<{ readonly of: ProjectView; readonly planned: OfflinePlan } | undefined> {
  await settledProject(session, uri);
  const of = isCancelled() ? undefined : projectOf(session, uri);
  if (of === undefined) return undefined;
  const planned = await session.inSlices(offlinePlanInSteps(of.view, session.files), isCancelled);
  return planned && { of, planned };
}

export function problemOf(session: Session, of: ProjectView, diagnostic: Diagnostic): PlanProblem {
  const { code, severity, message, place } = diagnostic;
  const at = place === undefined ? undefined : spanOf(of.view, place);
  const location = at === undefined ? undefined : locationOf(session, of, at);
  return { code, severity, message, ...(location !== undefined && { location }) };
}
