/**
 * The open documents as the client has them. Changes come in the order of their versions; one that comes late is put
 * where it belongs, one that came before is ignored, so that the text is never anything that the client did not have.
 */
import type {
  DidChangeTextDocumentParams,
  TextDocumentContentChangeEvent,
  TextDocumentItem,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { pathOfDocument } from './uri.ts';

export interface OpenDocument {
  readonly uri: string;
  /** Where it lies for the core. */
  readonly path: string;
  /** Null where the client counts no versions. */
  readonly version: number | null;
  readonly text: string;
}

export interface Documents {
  /** Undefined for a document that is none of ours. One that is open already is replaced. */
  open(item: TextDocumentItem): OpenDocument | undefined;
  /** What was done with a change, for the log. */
  change(params: DidChangeTextDocumentParams): 'changed' | 'resynced' | 'ignored' | 'not-open';
  /** The document that was open. */
  close(uri: string): OpenDocument | undefined;
  get(uri: string): OpenDocument | undefined;
  all(): readonly OpenDocument[];
}

/** A step from one version to the next, and the text before it. */
interface Step {
  readonly version: number;
  readonly before: string;
  readonly changes: readonly TextDocumentContentChangeEvent[];
}

interface Held extends OpenDocument {
  /** The last steps since a version was left out, which may still come; empty where none was. */
  readonly steps: readonly Step[];
  /** The version before those steps. */
  readonly base: number;
}

/** How many changes a late one may be late by. */
const KEPT_STEPS = 32;

export function createDocuments(): Documents {
  const held = new Map<string, Held>();
  return {
    open({ uri, languageId, version, text }) {
      const path = pathOfDocument(uri, languageId);
      if (path === undefined) return undefined;
      const document: Held = {
        uri,
        path,
        version: numberOr(version, null),
        text: countable(text),
        steps: [],
        base: version,
      };
      held.set(uri, document);
      return document;
    },
    change({ textDocument, contentChanges }) {
      const { uri } = textDocument;
      const document = held.get(uri);
      if (document === undefined) return 'not-open';
      const version = numberOr(textDocument.version, null);
      const current = document.version;
      if (version === null || current === null || version > current) {
        const step: Step = { version: version ?? 0, before: document.text, changes: contentChanges };
        const text = applied(uri, document.text, contentChanges);
        const leftOut = version !== null && current !== null && version > current + 1;
        const steps =
          document.steps.length > 0 && document.steps.length < KEPT_STEPS
            ? [...document.steps, step]
            : leftOut
              ? [step]
              : [];
        const base = steps.length === 1 ? (current ?? 0) : document.base;
        held.set(uri, { ...document, version, text, steps, base });
        return 'changed';
      }
      const { steps } = document;
      const first = steps[0];
      const isMissing = version > document.base && !steps.some((step) => step.version === version);
      if (first === undefined || !isMissing) return 'ignored';
      // A late one: everything since is done once more, in order.
      const late = [...steps, { version, before: '', changes: contentChanges }].sort((a, b) => a.version - b.version);
      let { before: text } = first;
      const redone = late.map((step): Step => {
        const before = text;
        text = applied(uri, text, step.changes);
        return { ...step, before };
      });
      held.set(uri, { ...document, text, steps: redone });
      return 'resynced';
    },
    close(uri) {
      const document = held.get(uri);
      held.delete(uri);
      return document;
    },
    get: (uri) => held.get(uri),
    all: () => [...held.values()],
  };
}

function applied(uri: string, text: string, changes: readonly TextDocumentContentChangeEvent[]): string {
  let document = TextDocument.create(uri, '', 0, text);
  for (const change of changes) {
    const isBeyond = 'range' in change && change.range.end.line >= document.lineCount;
    document = TextDocument.update(document, [change], 0);
    // Its table of lines is of use only where the range was inside of the text.
    if (isBeyond) document = TextDocument.create(uri, '', 0, document.getText());
  }
  return countable(document.getText());
}

/** A client that leaves a byte order mark in its text counts it as a character; the core, as editors show it, does not. */
function countable(text: string): string {
  return text.charCodeAt(0) === 0xfeff ? ` ${text.slice(1)}` : text;
}

function numberOr<T>(value: unknown, otherwise: T): number | T {
  return typeof value === 'number' ? value : otherwise;
}
