/** What the client said that it can do, read once from `initialize` into plain answers. */
import type { InitializeParams } from 'vscode-languageserver';

export interface ClientFeatures {
  /** Diagnostics are asked for, not pushed. */
  readonly pullsDiagnostics: boolean;
  readonly refreshesDiagnostics: boolean;
  readonly versionedEdits: boolean;
  readonly changeAnnotations: boolean;
  readonly snippets: boolean;
  readonly markdown: boolean;
  readonly hierarchicalSymbols: boolean;
  readonly definitionLinks: boolean;
  readonly codeActionLiterals: boolean;
  readonly codeActionResolve: boolean;
  readonly insertReplace: boolean;
  readonly labelDetails: boolean;
  readonly progress: boolean;
  readonly watchesFiles: boolean;
  readonly asksConfiguration: boolean;
  readonly refreshesLenses: boolean;
  readonly refreshesTokens: boolean;
  readonly refreshesInlayHints: boolean;
  readonly foldsLinesOnly: boolean;
  /** Commands that the client carries out, from `initializationOptions.commands`: a lens is offered for these alone. */
  readonly commands: ReadonlySet<string>;
}

export function clientFeatures({ capabilities, initializationOptions }: InitializeParams): ClientFeatures {
  const { textDocument, workspace, window } = capabilities;
  const item = textDocument?.completion?.completionItem;
  const options = initializationOptions as { readonly commands?: unknown } | undefined;
  const commands = Array.isArray(options?.commands) ? options.commands : [];
  return {
    pullsDiagnostics: textDocument?.diagnostic !== undefined,
    refreshesDiagnostics: workspace?.diagnostics?.refreshSupport === true,
    versionedEdits: workspace?.workspaceEdit?.documentChanges === true,
    changeAnnotations: workspace?.workspaceEdit?.changeAnnotationSupport !== undefined,
    snippets: item?.snippetSupport === true,
    markdown: textDocument?.hover?.contentFormat?.includes('markdown') === true,
    hierarchicalSymbols: textDocument?.documentSymbol?.hierarchicalDocumentSymbolSupport === true,
    definitionLinks: textDocument?.definition?.linkSupport === true,
    codeActionLiterals: textDocument?.codeAction?.codeActionLiteralSupport !== undefined,
    codeActionResolve: textDocument?.codeAction?.resolveSupport !== undefined,
    insertReplace: item?.insertReplaceSupport === true,
    labelDetails: item?.labelDetailsSupport === true,
    progress: window?.workDoneProgress === true,
    watchesFiles: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    asksConfiguration: workspace?.configuration === true,
    refreshesLenses: workspace?.codeLens?.refreshSupport === true,
    refreshesTokens: workspace?.semanticTokens?.refreshSupport === true,
    refreshesInlayHints: workspace?.inlayHint?.refreshSupport === true,
    foldsLinesOnly: textDocument?.foldingRange?.lineFoldingOnly === true,
    commands: new Set(commands.filter((each): each is string => typeof each === 'string')),
  };
}
