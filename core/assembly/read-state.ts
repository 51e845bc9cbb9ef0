/**
 * Reads what was applied: the state file, and the journal of a run that ended before it wrote one. A state that cannot
 * be trusted is refused with the reason and the way out, never taken for an empty one.
 */
import { issueText } from '../contracts/issue-text.ts';
import type { Layout } from '../contracts/layout.ts';
import { type State, stateSchema } from '../contracts/state.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { kindTable } from '../kinds/table.ts';
import { type FileSystem, isRefusal } from '../ports.ts';
import { replayJournal } from './replay-journal.ts';

export interface LoadedState {
  readonly state: State;
  /** Steps of a run that ended without a word about them. */
  readonly inDoubt: readonly { readonly step: string; readonly resource: string; readonly idempotent: boolean }[];
  /** Whether a journal was taken in that the state file does not hold yet. */
  readonly recovered: boolean;
}

/** The state, or why there is none to work with. A project without one gets an empty state of serial 0. */
export function loadState(
  files: Pick<FileSystem, 'read'>,
  layout: Layout,
): LoadedState | { readonly problem: Diagnostic } {
  const file = readState(files, layout);
  if ('problem' in file) return file;
  const bytes = files.read(layout.journal);
  if (isRefusal(bytes)) {
    if (bytes.code === 'ENOENT') return { state: file.state, inDoubt: [], recovered: false };
    return { problem: problem('state-unreadable', `The journal beside the state cannot be read: ${bytes.reason}`) };
  }
  const replayed = replayJournal(new TextDecoder().decode(bytes));
  if (replayed === undefined) return { state: file.state, inDoubt: [], recovered: false };
  if ('damaged' in replayed) {
    const text = `\`.clockwork/journal/current.jsonl\` is damaged: ${replayed.damaged}. It holds what the last run did after the state file was written. Put a copy of it back; or, if the world is as \`.clockwork/state.json\` says, move it away.`;
    return { problem: problem('state-damaged', text) };
  }
  const isOlder = replayed.head.base_serial < file.state.serial && replayed.head.lineage === file.state.lineage;
  if (isOlder) return { state: file.state, inDoubt: [], recovered: false };
  const isOurs = file.state.lineage === '' || replayed.head.lineage === file.state.lineage;
  if (!isOurs || replayed.head.base_serial > file.state.serial) {
    const text = `\`.clockwork/journal/current.jsonl\` belongs to another state than \`.clockwork/state.json\` (serial ${replayed.head.base_serial} and ${file.state.serial}). Put back the state file that it belongs to.`;
    return { problem: problem('state-damaged', text) };
  }
  const resources = { ...file.state.resources };
  for (const [address, record] of replayed.records) {
    if (record === null) delete resources[address];
    else resources[address] = record;
  }
  const state = { ...file.state, lineage: replayed.head.lineage, resources };
  return { state, inDoubt: replayed.inDoubt, recovered: true };
}

function readState(
  files: Pick<FileSystem, 'read'>,
  layout: Layout,
): { readonly state: State } | { readonly problem: Diagnostic } {
  const bytes = files.read(layout.state);
  if (isRefusal(bytes)) {
    if (bytes.code === 'ENOENT') return { state: emptyState() };
    return { problem: problem('state-unreadable', `The state cannot be read: ${bytes.reason} Nothing was changed.`) };
  }
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    return { problem: damaged(bytes.length === 0 ? 'it is empty' : `it is not JSON (${(error as Error).message})`) };
  }
  const version = (json as { version?: unknown } | null)?.version;
  if (typeof version === 'string' && version !== '1') {
    const text = `\`.clockwork/state.json\` was written by a newer Clockwork (state version ${version}; this one reads 1). Use that version; nothing was changed.`;
    return { problem: problem('state-newer', text) };
  }
  const parsed = stateSchema.safeParse(json);
  if (!parsed.success) {
    return { problem: damaged(issueText(parsed.error.issues[0], json, 'what it holds')) };
  }
  const odd = Object.entries(parsed.data.resources).find(([, { kind }]) => kind !== 'check' && !kindTable.has(kind));
  if (odd === undefined) return { state: parsed.data };
  const text = `\`.clockwork/state.json\` records \`${odd[0]}\` of the kind \`${odd[1].kind}\`, which this Clockwork does not have. Use the version that made it; or, if it is gone already, say \`clockwork state rm ${odd[0]}\`. Nothing was changed.`;
  return { problem: problem('state-unknown-kind', text) };
}

export function emptyState(): State {
  return { version: '1', serial: 0, lineage: '', resources: {}, outputs: {} };
}

function damaged(why: string): Diagnostic {
  const text = `\`.clockwork/state.json\` is damaged: ${why}. Nothing was changed. Restore it from your own copy; only if nothing that it described exists any more, move it away and apply anew.`;
  return problem('state-damaged', text);
}

function problem(
  code: 'state-damaged' | 'state-newer' | 'state-unreadable' | 'state-unknown-kind',
  message: string,
): Diagnostic {
  return { code, severity: 'error', message };
}
