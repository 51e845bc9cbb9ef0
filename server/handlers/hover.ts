/** `textDocument/hover`. */
import { HoverRequest, MarkupKind } from 'vscode-languageserver';
import { hoverAt } from '../../core/ide/hover/hover.ts';
import type { LinkTarget } from '../../core/ide/hover/parts.ts';
import { renderHover } from '../../core/ide/hover/render.ts';
import { compilerOf } from '../../core/ide/runs/preview.ts';
import { agoText } from '../../core/ide/runs/result-text.ts';
import { linesOf } from '../../core/ide/spans.ts';
import { factsAt } from '../../core/ide/values/missing-facts.ts';
import { offsetOf, rangeOf } from '../convert.ts';
import type { Handler } from '../handler.ts';
import { handler } from '../handler.ts';
import { previewsOf } from '../previews.ts';
import { clientCommands, type PreviewArguments } from '../protocol.ts';
import type { Session, Target } from '../session.ts';

export const hoverHandlers: readonly Handler[] = [
  handler(
    HoverRequest.type,
    () => ({ hoverProvider: true }),
    ({ textDocument, position }, { session }) => {
      const target = session.target(textDocument.uri);
      if (target === undefined) return null;
      const { view, path, lines } = target;
      const previews = previewsOf(session);
      const hover = hoverAt(view, path, offsetOf(lines, position), {
        factsAge: () => {
          const at = factsAt(view, session.files);
          return at === undefined ? undefined : agoText(session.now() - Date.parse(at));
        },
        preview: (request) => previews.known(compilerOf(view), request),
        askCommand: session.client.commands.has(clientCommands.preview) ? clientCommands.preview : undefined,
      });
      if (hover === undefined) return null;
      const format = session.client.markdown ? 'markdown' : 'plaintext';
      const value = renderHover(hover.parts, format, (link) => uriOf(session, target, link));
      const kind = session.client.markdown ? MarkupKind.Markdown : MarkupKind.PlainText;
      return { contents: { kind, value }, range: rangeOf(lines, hover.span) };
    },
  ),
];

function uriOf(session: Session, { uri, project, view }: Target, link: LinkTarget): string | undefined {
  switch (link.kind) {
    case 'url':
      return link.url;
    case 'place': {
      const file = view.project.files.get(link.at.file);
      if (file === undefined) return undefined;
      const line = linesOf(file).positionAt(link.at.span.start).line + 1;
      return `${session.uriOf(project, link.at.file)}#L${line}`;
    }
    case 'page': {
      const { documentation } = session.client;
      return documentation === undefined ? undefined : `${documentation}/${link.page}`;
    }
    case 'command': {
      const argument: PreviewArguments = { uri, address: link.argument };
      return `command:${link.command}?${encodeURIComponent(JSON.stringify([argument]))}`;
    }
  }
}
