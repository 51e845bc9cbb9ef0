/** The project that a request about a whole project names: by a document of it, or by its folder. */

import type { Diagnostic } from '../core/diagnostics/diagnostic.ts';
import type { Project } from '../core/engine/projects.ts';
import type { View } from '../core/engine/view.ts';
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
export function settledProject(session: Session, uri: string): Promise<void> {
  return session.settled(session.target(uri) === undefined ? undefined : uri);
}

export function problemOf(session: Session, of: ProjectView, diagnostic: Diagnostic): PlanProblem {
  const { code, severity, message, place } = diagnostic;
  const at = place === undefined ? undefined : spanOf(of.view, place);
  const location = at === undefined ? undefined : locationOf(session, of, at);
  return { code, severity, message, ...(location !== undefined && { location }) };
}
