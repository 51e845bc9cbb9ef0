/** `clockwork/preview`: what a compiler filled in for a resource, and what it would. */
import { RequestType } from 'vscode-languageserver';
import { inputsDigest } from '../../core/completion/request.ts';
import { compilerOf, type Open, openAt, openWith, previewedText } from '../../core/ide/runs/preview.ts';
import { spanOf } from '../../core/ide/spans.ts';
import { wasEdited } from '../../core/ide/values/completed.ts';
import { locationOf, offsetOf } from '../convert.ts';
import type { Handler } from '../handler.ts';
import { handler } from '../handler.ts';
import { previewsOf } from '../previews.ts';
import { customRequests, type PreviewField, type PreviewParams, type PreviewResult } from '../protocol.ts';
import type { Session, Target } from '../session.ts';

const previewRequest = new RequestType<PreviewParams, PreviewResult | null, never>(customRequests.preview);

export const previewHandlers: readonly Handler[] = [
  handler(
    previewRequest,
    () => ({}),
    ({ uri, position, address }, { session }) => {
      const target = session.target(uri);
      if (target === undefined) return null;
      const { view, path, lines } = target;
      const open =
        address !== undefined
          ? openWith(view, address)
          : position !== undefined
            ? openAt(view, path, offsetOf(lines, position))
            : undefined;
      return open === undefined ? null : previewOf(session, target, open);
    },
  ),
];

function previewOf(session: Session, target: Target, open: Open): PreviewResult {
  const { view } = target;
  const { request, incomplete } = open;
  const compiler = compilerOf(view);
  const preview =
    incomplete.length === 0
      ? ({ state: 'ready', by: compiler, values: {}, problems: [] } as const)
      : previewsOf(session).ask(compiler, request);
  const inputs = inputsDigest(request);
  const coming = incomplete.map((name): PreviewField => {
    if (preview.state !== 'ready') return { name, from: 'build' };
    const text = previewedText(preview, name);
    return { name, from: 'build', by: preview.by, ...(text !== undefined && { text }) };
  });
  return {
    address: open.address,
    compiler,
    inputs,
    state: preview.state,
    ...(preview.state === 'unavailable' && { reason: preview.reason }),
    fields: [...completedFields(session, target, open, inputs), ...coming],
    problems: preview.state === 'ready' ? preview.problems : [],
  };
}

/** What stands in a `completed.cw`, as far as the source does not say it itself. */
function completedFields(session: Session, target: Target, open: Open, inputs: string): readonly PreviewField[] {
  const { view } = target;
  return [...(open.completed?.attributes ?? [])].flatMap(([name, { given, home, from }]): readonly PreviewField[] => {
    if (open.entry.declaration.attributes.has(name)) return [];
    const at = spanOf(view, { ...home, span: given.span });
    const value = given.kind === 'expression' ? spanOf(view, { ...home, span: given.expression.span }) : at;
    const text =
      value === undefined
        ? undefined
        : view.project.files.get(value.file)?.text.slice(value.span.start, value.span.end);
    const location = at === undefined ? undefined : locationOf(session, target, at);
    const noted = from.declaration.from;
    return [
      {
        name,
        from: 'completed',
        ...(text !== undefined && { text }),
        ...(noted.by !== undefined && { by: noted.by }),
        ...(noted.at !== undefined && { at: noted.at }),
        edited: wasEdited(view, from),
        stale: noted.inputs !== undefined && noted.inputs !== inputs,
        ...(location !== undefined && { location }),
      },
    ];
  });
}
