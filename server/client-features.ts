/** What the client said that it can do, read once from `initialize` into plain answers. */
import type { InitializeParams } from 'vscode-languageserver';

export interface ClientFeatures {
  /** Diagnostics are asked for, not pushed. */
  readonly pullsDiagnostics: boolean;
  readonly refreshesDiagnostics: boolean;
  /** Diagnostics may name other places. */
  readonly relatesDiagnostics: boolean;
  readonly versionedEdits: boolean;
  readonly changeAnnotations: boolean;
  readonly snippets: boolean;
  readonly markdown: boolean;
  readonly hierarchicalSymbols: boolean;
  readonly definitionLinks: boolean;
  readonly declarationLinks: boolean;
  readonly typeDefinitionLinks: boolean;
  readonly implementationLinks: boolean;
  readonly linkTooltips: boolean;
  readonly codeActionLiterals: boolean;
  readonly codeActionResolve: boolean;
  /** Code actions that cannot be carried out may be shown with the reason. */
  readonly disabledActions: boolean;
  readonly actionData: boolean;
  /** Edits may make files. */
  readonly createsFiles: boolean;
  readonly preparesRename: boolean;
  /** Asks before files are renamed. */
  readonly tellsRenames: boolean;
  readonly insertReplace: boolean;
  readonly commitCharacters: boolean;
  readonly completionMarkdown: boolean;
  readonly inlineCompletion: boolean;
  readonly signatureMarkdown: boolean;
  /** Parameters are found in a signature by offsets, not by their text. */
  readonly parameterOffsets: boolean;
  /** A signature may have no parameter that is active. */
  readonly noActiveParameter: boolean;
  readonly labelDetails: boolean;
  readonly progress: boolean;
  /** What it did to files and folders by itself. */
  readonly tellsOf: { readonly created: boolean; readonly renamed: boolean; readonly deleted: boolean };
  readonly watchesFiles: boolean;
  /** Watches files by a folder and a pattern in it. */
  readonly watchesRelativePatterns: boolean;
  readonly asksConfiguration: boolean;
  readonly registersConfiguration: boolean;
  readonly appliesEdits: boolean;
  readonly refreshesLenses: boolean;
  readonly refreshesTokens: boolean;
  readonly refreshesInlayHints: boolean;
  readonly foldsLinesOnly: boolean;
  /** Folder with the pages of the documentation, from `initializationOptions.documentation`: a URI without `/` at its end. */
  readonly documentation: string | undefined;
  /** Commands that the client carries out, from `initializationOptions.commands`: a lens is offered for these alone. */
  readonly commands: ReadonlySet<string>;
}

export function clientFeatures({ capabilities, initializationOptions }: InitializeParams): ClientFeatures {
  const { textDocument, workspace, window } = capabilities;
  const item = textDocument?.completion?.completionItem;
  const signature = textDocument?.signatureHelp?.signatureInformation;
  const options = initializationOptions as
    | { readonly commands?: unknown; readonly documentation?: unknown }
    | undefined;
  const commands = Array.isArray(options?.commands) ? options.commands : [];
  return {
    pullsDiagnostics: textDocument?.diagnostic !== undefined,
    refreshesDiagnostics: workspace?.diagnostics?.refreshSupport === true,
    relatesDiagnostics:
      textDocument?.publishDiagnostics?.relatedInformation === true ||
      textDocument?.diagnostic?.relatedInformation === true,
    versionedEdits: workspace?.workspaceEdit?.documentChanges === true,
    changeAnnotations: workspace?.workspaceEdit?.changeAnnotationSupport !== undefined,
    snippets: item?.snippetSupport === true,
    markdown: textDocument?.hover?.contentFormat?.includes('markdown') === true,
    hierarchicalSymbols: textDocument?.documentSymbol?.hierarchicalDocumentSymbolSupport === true,
    definitionLinks: textDocument?.definition?.linkSupport === true,
    declarationLinks: textDocument?.declaration?.linkSupport === true,
    typeDefinitionLinks: textDocument?.typeDefinition?.linkSupport === true,
    implementationLinks: textDocument?.implementation?.linkSupport === true,
    linkTooltips: textDocument?.documentLink?.tooltipSupport === true,
    codeActionLiterals: textDocument?.codeAction?.codeActionLiteralSupport !== undefined,
    codeActionResolve: textDocument?.codeAction?.resolveSupport !== undefined,
    disabledActions: textDocument?.codeAction?.disabledSupport === true,
    actionData: textDocument?.codeAction?.dataSupport === true,
    createsFiles: workspace?.workspaceEdit?.resourceOperations?.includes('create') === true,
    preparesRename: textDocument?.rename?.prepareSupport === true,
    tellsRenames: workspace?.fileOperations?.willRename === true,
    insertReplace: item?.insertReplaceSupport === true,
    commitCharacters: item?.commitCharactersSupport === true,
    completionMarkdown: item?.documentationFormat?.includes('markdown') === true,
    inlineCompletion: textDocument?.inlineCompletion !== undefined,
    signatureMarkdown: signature?.documentationFormat?.includes('markdown') === true,
    parameterOffsets: signature?.parameterInformation?.labelOffsetSupport === true,
    noActiveParameter: signature?.noActiveParameterSupport === true,
    labelDetails: item?.labelDetailsSupport === true,
    progress: window?.workDoneProgress === true,
    tellsOf: {
      created: workspace?.fileOperations?.didCreate === true,
      renamed: workspace?.fileOperations?.didRename === true,
      deleted: workspace?.fileOperations?.didDelete === true,
    },
    watchesFiles: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    watchesRelativePatterns: workspace?.didChangeWatchedFiles?.relativePatternSupport === true,
    asksConfiguration: workspace?.configuration === true,
    registersConfiguration: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    appliesEdits: workspace?.applyEdit === true,
    refreshesLenses: workspace?.codeLens?.refreshSupport === true,
    refreshesTokens: workspace?.semanticTokens?.refreshSupport === true,
    refreshesInlayHints: workspace?.inlayHint?.refreshSupport === true,
    foldsLinesOnly: textDocument?.foldingRange?.lineFoldingOnly === true,
    documentation: typeof options?.documentation === 'string' ? options.documentation.replace(/\/$/, '') : undefined,
    commands: new Set(commands.filter((each): each is string => typeof each === 'string')),
  };
}
