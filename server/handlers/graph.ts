/** `clockwork/graph`. */
import { RequestType } from 'vscode-languageserver';
import { graphOf } from '../../core/ide/runs/graph.ts';
import type { OfflinePlan } from '../../core/ide/runs/plan.ts';
import type { FileSpan } from '../../core/ide/spans.ts';
import { locationOf } from '../convert.ts';
import type { Handler } from '../handler.ts';
import { handler } from '../handler.ts';
import { type ProjectView, plannedProject } from '../project-of.ts';
import { customRequests, type GraphResult, type ProjectParams } from '../protocol.ts';
import type { Session } from '../session.ts';
import { uriOfPath } from '../uri.ts';

const graphRequest = new RequestType<ProjectParams, GraphResult | null, void>(customRequests.graph);

export const graphHandlers: readonly Handler[] = [
  handler(
    graphRequest,
    () => ({}),
    async ({ uri }, { session, isCancelled }) => {
      const found = await plannedProject(session, uri, isCancelled);
      return found === undefined ? null : graphResult(session, found.of, found.planned);
    },
  ),
];

function graphResult(session: Session, of: ProjectView, planned: OfflinePlan): GraphResult {
  const actions = planned.kind === 'ready' ? planned.plan.actions : [];
  const graph = graphOf(of.view, new Map(actions.map(({ address, action }) => [address, action])));
  const located = (at: FileSpan | undefined) => {
    const location = at === undefined ? undefined : locationOf(session, of, at);
    return location === undefined ? {} : { location };
  };
  return {
    project: uriOfPath(of.project.directory),
    nodes: graph.nodes.map(({ at, action, ...node }) => ({ ...node, ...located(at), ...(action && { action }) })),
    edges: graph.edges.map(({ at, ...edge }) => ({ ...edge, ...located(at) })),
  };
}
