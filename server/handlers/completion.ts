/** `textDocument/completion` with `completionItem/resolve`, `textDocument/inlineCompletion`, `textDocument/signatureHelp`. */
import type { Command, CompletionItem, CompletionParams, SignatureHelp } from 'vscode-languageserver';
import {
  CompletionItemKind,
  CompletionItemTag,
  CompletionRequest,
  CompletionResolveRequest,
  CompletionTriggerKind,
  InlineCompletionRequest,
  InsertTextFormat,
  MarkupKind,
  SignatureHelpRequest,
} from 'vscode-languageserver';
import type { About, Candidate, CandidateSort, Completions } from '../../core/ide/completion/candidate.ts';
import { completionsAt } from '../../core/ide/completion/complete.ts';
import { documentationOf } from '../../core/ide/completion/documentation.ts';
import { inlineCompletionAt } from '../../core/ide/completion/inline-completion.ts';
import { type Signature, signatureAt } from '../../core/ide/completion/signature-help.ts';
import type { ClientFeatures } from '../client-features.ts';
import { offsetOf, rangeOf } from '../convert.ts';
import type { Handler } from '../handler.ts';
import { handler } from '../handler.ts';
import { clientCommands } from '../protocol.ts';
import type { Session, Target } from '../session.ts';

/** What a list gives to its items so that documentation can be made for the one that is looked at. */
interface ItemData {
  readonly uri: string;
  readonly about: About;
}

export const completionHandlers: readonly Handler[] = [
  handler(
    CompletionRequest.type,
    () => ({
      completionProvider: {
        resolveProvider: true,
        triggerCharacters: ['.', '"', '{', '/'],
        completionItem: { labelDetailsSupport: true },
      },
    }),
    (params, { session }) => {
      const target = session.target(params.textDocument.uri);
      if (target === undefined) return null;
      const offset = offsetOf(target.lines, params.position);
      if (!isMeant(params, target.file.text, offset)) return null;
      const completions = completionsAt(target.view, target.path, offset);
      if (completions === undefined) return null;
      // A `/` that divides: it is in texts alone that it asks.
      if (params.context?.triggerCharacter === '/' && completions.candidates.some(isFunction)) return null;
      const { candidates, isIncomplete } = completions;
      return { isIncomplete, items: candidates.map((each) => itemOf(session, target, completions, each)) };
    },
  ),
  handler(
    CompletionResolveRequest.type,
    () => ({}),
    (item, { session }) => {
      const data = item.data as ItemData | undefined;
      const target = data === undefined ? undefined : session.target(data.uri);
      const said =
        data === undefined || target === undefined ? undefined : documentationOf(target.view, target.path, data.about);
      return said === undefined ? item : { ...item, documentation: documentationIn(session.client, said) };
    },
  ),
  handler(
    InlineCompletionRequest.type,
    ({ inlineCompletion }) => (inlineCompletion ? { inlineCompletionProvider: true } : {}),
    ({ textDocument, position }, { session }) => {
      const target = session.target(textDocument.uri);
      if (target === undefined) return null;
      const { view, path, lines } = target;
      const found = inlineCompletionAt(view, path, offsetOf(lines, position));
      // The text itself is what typing on is compared with: it stays as long as it is what is typed.
      return found === undefined ? null : [{ insertText: found.text, range: rangeOf(lines, found.span) }];
    },
  ),
  handler(
    SignatureHelpRequest.type,
    () => ({ signatureHelpProvider: { triggerCharacters: ['(', ','], retriggerCharacters: [')'] } }),
    ({ textDocument, position }, { session }) => {
      const target = session.target(textDocument.uri);
      if (target === undefined) return null;
      const signature = signatureAt(target.view, target.path, offsetOf(target.lines, position));
      return signature === undefined ? null : helpOf(session.client, signature);
    },
  ),
];

function isFunction({ sort }: Candidate): boolean {
  return sort === 'function';
}

/** More digits than a number has that is typed. */
const LONGEST_NUMBER = 32;

/**
 * Someone who types a number means that one, and no longer one of the list: `80` and Enter is not 8080. A `{` asks only
 * where it begins a part of a template, a `/` only in a text: elsewhere both are followed by Enter.
 */
function isMeant({ context }: CompletionParams, text: string, offset: number): boolean {
  if (context?.triggerKind === CompletionTriggerKind.TriggerForIncompleteCompletions) {
    return !/(?:^|[^\p{ID_Continue}.-])\d+$/u.test(text.slice(Math.max(0, offset - LONGEST_NUMBER), offset));
  }
  if (context?.triggerKind !== CompletionTriggerKind.TriggerCharacter) return true;
  if (context.triggerCharacter === '{') return /[$%]\{~?$/.test(text.slice(Math.max(0, offset - 3), offset));
  if (context.triggerCharacter !== '/') return true;
  return !/\/\/$/.test(text.slice(Math.max(0, offset - 2), offset));
}

const kinds: Readonly<Record<CandidateSort, CompletionItemKind>> = {
  block: CompletionItemKind.Struct,
  attribute: CompletionItemKind.Property,
  input: CompletionItemKind.Property,
  field: CompletionItemKind.Field,
  kind: CompletionItemKind.Class,
  assertion: CompletionItemKind.Class,
  choice: CompletionItemKind.EnumMember,
  value: CompletionItemKind.Value,
  variable: CompletionItemKind.Variable,
  local: CompletionItemKind.Constant,
  output: CompletionItemKind.Property,
  module: CompletionItemKind.Module,
  resource: CompletionItemKind.Reference,
  function: CompletionItemKind.Function,
  keyword: CompletionItemKind.Keyword,
  type: CompletionItemKind.TypeParameter,
  file: CompletionItemKind.File,
  folder: CompletionItemKind.Folder,
};

/** Characters of what stands beside a label; whole sentences are shown for the item that is looked at. */
const SHORT = 48;

function itemOf(session: Session, target: Target, completions: Completions, candidate: Candidate): CompletionItem {
  const { client } = session;
  const { label, sort, insert, snippet, detail, behind, filter, rank, deprecated, commit, goesOn, about } = candidate;
  const isSnippet = client.snippets && snippet !== undefined;
  const newText = isSnippet ? snippet : insert;
  const insertRange = rangeOf(target.lines, completions.insert);
  const replaceRange = rangeOf(target.lines, completions.replace);
  const data: ItemData | undefined = about === undefined ? undefined : { uri: target.uri, about };
  const hasDetails = client.labelDetails && (behind !== undefined || (detail !== undefined && detail.length <= SHORT));
  return {
    label,
    kind: kinds[sort],
    // Editors put items of equal text in the order of their labels.
    sortText: String(Math.round(rank * 10)).padStart(3, '0'),
    textEdit: client.insertReplace
      ? { newText, insert: insertRange, replace: replaceRange }
      : { newText, range: insertRange },
    ...(isSnippet && { insertTextFormat: InsertTextFormat.Snippet }),
    ...(filter !== undefined && { filterText: filter }),
    ...(detail !== undefined && { detail }),
    ...(hasDetails && {
      labelDetails: {
        ...(behind !== undefined && { detail: behind }),
        ...(detail !== undefined && detail.length <= SHORT && { description: detail }),
      },
    }),
    ...(deprecated === true && { tags: [CompletionItemTag.Deprecated] }),
    ...(commit !== undefined && client.commitCharacters && { commitCharacters: [...commit] }),
    ...(goesOn === true && client.commands.has(clientCommands.suggest) && { command: suggest }),
    ...(data !== undefined && { data }),
  };
}

const suggest: Command = { title: 'Suggest', command: clientCommands.suggest };

function documentationIn({ completionMarkdown }: ClientFeatures, value: string) {
  return { kind: completionMarkdown ? MarkupKind.Markdown : MarkupKind.PlainText, value };
}

function helpOf(client: ClientFeatures, { label, summary, parameters, active }: Signature): SignatureHelp {
  const kind = client.signatureMarkdown ? MarkupKind.Markdown : MarkupKind.PlainText;
  const none = client.noActiveParameter ? null : parameters.length;
  return {
    signatures: [
      {
        label,
        documentation: { kind, value: summary },
        parameters: parameters.map(({ span, description }) => ({
          label: client.parameterOffsets ? [span.start, span.end] : label.slice(span.start, span.end),
          ...(description !== undefined && { documentation: { kind, value: description } }),
        })),
      },
    ],
    activeSignature: 0,
    activeParameter: active ?? none,
  };
}
