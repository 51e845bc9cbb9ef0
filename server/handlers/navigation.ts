/** Definition, declaration, type definition, implementation, references and document highlights. */
import type {
  Definition,
  DefinitionLink,
  Location,
  LocationLink,
  TextDocumentPositionParams,
} from 'vscode-languageserver';
import {
  DeclarationRequest,
  DefinitionRequest,
  DocumentHighlightKind,
  DocumentHighlightRequest,
  ImplementationRequest,
  ReferencesRequest,
  TypeDefinitionRequest,
} from 'vscode-languageserver';
import type { View } from '../../core/engine/view.ts';
import { declarationAt, definitionAt } from '../../core/ide/navigation/definition.ts';
import type { Destinations } from '../../core/ide/navigation/destinations.ts';
import { implementationAt, typeDefinitionAt } from '../../core/ide/navigation/implementation.ts';
import { pageAt } from '../../core/ide/navigation/pages.ts';
import { highlightsAt, referencesAt } from '../../core/ide/navigation/references.ts';
import { linesOf } from '../../core/ide/spans.ts';
import { normalizePath, relativePath } from '../../core/intake/module-path.ts';
import { locationOf, offsetOf, rangeOf } from '../convert.ts';
import type { Context, Handler } from '../handler.ts';
import { handler } from '../handler.ts';
import type { Session, Target } from '../session.ts';

export const navigationHandlers: readonly Handler[] = [
  handler(
    DefinitionRequest.type,
    () => ({ definitionProvider: true }),
    (params, { session }) => lead(params, session, definitionAt, session.client.definitionLinks),
  ),
  handler(
    DeclarationRequest.type,
    () => ({ declarationProvider: true }),
    (params, { session }) => lead(params, session, declarationAt, session.client.declarationLinks),
  ),
  handler(
    TypeDefinitionRequest.type,
    () => ({ typeDefinitionProvider: true }),
    (params, { session }) =>
      lead(params, session, typeDefinitionAt, session.client.typeDefinitionLinks) ?? page(params, session),
  ),
  handler(
    ImplementationRequest.type,
    () => ({ implementationProvider: true }),
    (params, { session }) => lead(params, session, implementationAt, session.client.implementationLinks),
  ),
  handler(
    ReferencesRequest.type,
    () => ({ referencesProvider: true }),
    ({ textDocument, position, context: { includeDeclaration } }, context) => {
      const target = context.session.target(textDocument.uri);
      if (target === undefined) return null;
      return referencesInAll(target, offsetOf(target.lines, position), includeDeclaration, context);
    },
  ),
  handler(
    DocumentHighlightRequest.type,
    () => ({ documentHighlightProvider: true }),
    ({ textDocument, position }, { session }) => {
      const target = session.target(textDocument.uri);
      if (target === undefined) return null;
      return highlightsAt(target.view, target.path, offsetOf(target.lines, position)).map(({ span, role }) => ({
        range: rangeOf(target.lines, span),
        kind: role === 'read' ? DocumentHighlightKind.Read : DocumentHighlightKind.Write,
      }));
    },
  ),
];

type Find = (view: View, path: string, offset: number) => Destinations | undefined;

/** Null where nothing is found. With links where the client knows them: they say what stands at the cursor, too. */
function lead(
  { textDocument, position }: TextDocumentPositionParams,
  session: Session,
  find: Find,
  asLinks: boolean,
): Definition | DefinitionLink[] | null {
  const target = session.target(textDocument.uri);
  if (target === undefined) return null;
  const result = find(target.view, target.path, offsetOf(target.lines, position));
  if (result === undefined || result.found.length === 0) return null;
  const originSelectionRange = rangeOf(target.lines, result.origin);
  const links = result.found.map(({ file, span, selection }): LocationLink => {
    const known = target.view.project.files.get(file);
    const start = { line: 0, character: 0 };
    const none = { start, end: start };
    return {
      originSelectionRange,
      targetUri: session.uriOf(target.project, file),
      targetRange: known === undefined ? none : rangeOf(linesOf(known), span),
      targetSelectionRange: known === undefined ? none : rangeOf(linesOf(known), selection),
    };
  });
  if (asLinks) return links;
  return links.map(({ targetUri, targetSelectionRange }) => ({ uri: targetUri, range: targetSelectionRange }));
}

/** The page on a resource's kind, where the client said where the documentation is. */
function page({ textDocument, position }: TextDocumentPositionParams, session: Session): Location[] | null {
  const { documentation } = session.client;
  const target = documentation === undefined ? undefined : session.target(textDocument.uri);
  if (target === undefined) return null;
  const found = pageAt(target.view, target.path, offsetOf(target.lines, position));
  const start = { line: 0, character: 0 };
  return found === undefined ? null : [{ uri: `${documentation}/${found.page}`, range: { start, end: start } }];
}

/** A module that several projects use is looked for in each of them. */
function referencesInAll(
  target: Target,
  offset: number,
  declarations: boolean,
  { session, isCancelled }: Context,
): Location[] {
  const found = new Map<string, Location>();
  const absolute = normalizePath(`${target.view.directory}/${target.path}`);
  const views = [target, ...session.views().filter(({ project }) => project !== target.project)];
  for (const { project, view } of views) {
    if (isCancelled()) break;
    const path = relativePath(view.directory, absolute);
    if (view.project.files.get(path)?.text !== target.file.text) continue;
    for (const each of referencesAt(view, path, offset, { declarations })) {
      const location = locationOf(session, { project, view }, each);
      if (location === undefined) continue;
      const { uri, range } = location;
      found.set(`${uri}#${range.start.line}:${range.start.character}`, location);
    }
  }
  return [...found.values()];
}
