/** `clockwork/plan`. */
import { RequestType } from 'vscode-languageserver';
import type { Plan, ResourceAction } from '../../core/assembly/actions.ts';
import type { ActionList } from '../../core/contracts/action-list.ts';
import type { OfflinePlan } from '../../core/ide/runs/plan.ts';
import { spanOf } from '../../core/ide/spans.ts';
import { locationOf } from '../convert.ts';
import type { Handler } from '../handler.ts';
import { handler } from '../handler.ts';
import { type ProjectView, plannedProject, problemOf } from '../project-of.ts';
import { customRequests, type PlanResult, type ProjectParams } from '../protocol.ts';
import type { Session } from '../session.ts';
import { uriOfPath } from '../uri.ts';

const planRequest = new RequestType<ProjectParams, PlanResult | null, void>(customRequests.plan);

export const planHandlers: readonly Handler[] = [
  handler(
    planRequest,
    () => ({}),
    async ({ uri }, { session, isCancelled }) => {
      const found = await plannedProject(session, uri, isCancelled);
      return found === undefined ? null : planResult(session, found.of, found.planned);
    },
  ),
];

function planResult(session: Session, of: ProjectView, answer: OfflinePlan): PlanResult {
  const project = uriOfPath(of.project.directory);
  const problems = answer.diagnostics.map((diagnostic) => problemOf(session, of, diagnostic));
  if (answer.kind === 'unavailable') return { status: 'unavailable', project, reason: answer.reason, problems };
  const { plan, observedAt } = answer;
  const steps = stepsOf(plan);
  return {
    status: 'ready',
    project,
    observedAt,
    ageMs: observedAt === null ? null : Math.max(0, session.now() - Date.parse(observedAt)),
    actions: plan.actions.map((action) => actionResult(session, of, action, steps.get(action.address) ?? [])),
    list: plan.list as ActionList,
    problems,
  };
}

function actionResult(session: Session, of: ProjectView, action: ResourceAction, steps: readonly string[]) {
  const { address, kind, reason, changed } = action;
  const place = of.view.model?.instances.get(address)?.place;
  const at = place === undefined ? undefined : spanOf(of.view, place);
  const location = at === undefined ? undefined : locationOf(session, of, at);
  return { address, kind, action: action.action, reason, changed, ...(location && { location }), steps };
}

function stepsOf({ list }: Plan): ReadonlyMap<string, readonly string[]> {
  const grouped = new Map<string, string[]>();
  for (const { id, resource } of list.steps) {
    const own = grouped.get(resource);
    if (own === undefined) grouped.set(resource, [id]);
    else own.push(id);
  }
  return grouped;
}
