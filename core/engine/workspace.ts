/**
 * The one engine behind the CLI and the editor: takes changes of files, and gives snapshots of what the
 * project means. A snapshot never changes. What a file's text gave is kept as long as the text stays.
 */
import { type CheckedModel, checkInSteps } from '../assembly/check-model.ts';
import { canonicalJson } from '../base/canonical-json.ts';
import { compareText } from '../base/text-order.ts';
import type { KnownFacts } from '../contracts/env-facts.ts';
import type { Diagnostic, Outcome } from '../diagnostics/diagnostic.ts';
import { buildInSteps } from '../intake/build-ir.ts';
import { diskTexts } from '../intake/disk-texts.ts';
import { withoutIgnored } from '../intake/ignore.ts';
import { type Loaded, type LoadOptions, loadInSteps, loadProject, type VariableInput } from '../intake/loader.ts';
import type { Model } from '../intake/model.ts';
import { moduleTable } from '../intake/module-table.ts';
import type { LoadedProject } from '../intake/project.ts';
import { standardVocabulary } from '../intake/standard-vocabulary.ts';
import type { Vocabulary } from '../intake/vocabulary.ts';
import type { FileSystem } from '../ports.ts';
import type { SyntaxFile } from '../syntax/ast.ts';
import type { ParsedFile } from '../syntax/parse.ts';
import { parseFile } from '../syntax/parse.ts';
import { meansTheSame } from './same-meaning.ts';
import type { Found, View } from './view.ts';

export interface WorkspaceOptions {
  readonly files: Pick<FileSystem, 'read' | 'stat' | 'list' | 'realPath'>;
  /** The project's folder, absolute. */
  readonly directory: string;
  /** Of the machine; what is missing is unknown until it is {@link Workspace.learn}ed. */
  readonly facts: KnownFacts;
  /** Environment: `CLOCKWORK_VAR_*` and HOME are read. */
  readonly env?: Readonly<Record<string, string>>;
  /** `--var-file` and `--var` in order. */
  readonly inputs?: readonly VariableInput[];
  readonly cwd?: string;
  /** What an unset required variable is; `unknown` by default, as for `validate` and editors. */
  readonly unset?: 'unknown' | 'error';
  readonly vocabulary?: Vocabulary;
  /** One snapshot is all that is asked for, as commands do: nothing is kept so that a second one takes less. */
  readonly isOneShot?: boolean;
}

export interface Snapshot {
  readonly project: LoadedProject;
  readonly model: Model;
  /** Parsed files (with comments) by path. */
  readonly parsed: ReadonlyMap<string, ParsedFile>;
  readonly files: ReadonlyMap<string, SyntaxFile>;
  /** Everything that was found, in order of file and offset; first those without a place. */
  readonly diagnostics: readonly Diagnostic[];
}

export interface Workspace {
  /** Lays `text` over a file (path relative to the project); null takes the overlay away again. */
  change(path: string, text: string | null): void;
  /**
   * Something on disk changed: it is read again. `paths`, absolute, say which of the project's own files; without them
   * all are read. Other files than those are looked at again in any case.
   */
  refresh(paths?: readonly string[]): void;
  /** The machine is known better, or is another one: what depends on it is made again. False where nothing is new. */
  learn(facts: KnownFacts): boolean;
  snapshot(): Snapshot;
  /** Reads and parses what {@link Workspace.view} shows, with a pause behind each file. */
  load(): Generator<void, void>;
  /** The current texts, parsed, with the model of the last build. Never builds one. */
  view(): View;
  /**
   * Makes the snapshot, with a pause every few milliseconds of work. What changes meanwhile is in the next one: drop
   * this and begin another. One that is dropped leaves nothing behind but what it parsed.
   */
  build(): Generator<void, Snapshot>;
}

/** The last build that came to its end. */
interface Build {
  /** Of the texts that it was made of; grows with each change. */
  readonly revision: number;
  readonly project: LoadedProject;
  readonly facts: KnownFacts;
  readonly built: Outcome<Model>;
  readonly checked: CheckedModel;
}

export function createWorkspace(options: WorkspaceOptions): Workspace {
  const overlay = new Map<string, string>();
  const parses = new Map<string, { readonly text: string; readonly parsed: ParsedFile }>();
  const vocabulary = options.vocabulary ?? standardVocabulary;
  const keeps = options.isOneShot !== true;
  const disk = diskTexts(options.files);
  /** Sources that functions looked at, as `file("main.cw")` does. */
  const lookedAt = new Set<string>();
  let { facts } = options;
  let revision = 0;
  let worldVersion = 0;
  let loaded: Outcome<Loaded> | undefined;
  let viewed: View | undefined;
  let current: Snapshot | undefined;
  let found: Found | undefined;
  let last: Build | undefined;

  const parse = (path: string, text: string): ParsedFile => {
    const known = parses.get(path);
    if (known?.text === text) return known.parsed;
    const parsed = parseFile(path, text, known?.parsed.file);
    parses.set(path, { text, parsed });
    return parsed;
  };

  const loadOptions = (): LoadOptions => ({
    files: options.files,
    directory: options.directory,
    // What is changed while files are loaded belongs to the next load.
    overlay: new Map(overlay),
    env: options.env ?? {},
    inputs: options.inputs ?? [],
    homeDir: options.env?.['HOME'] ?? '',
    cwd: options.cwd ?? options.directory,
    unset: options.unset ?? 'unknown',
    parse,
    disk,
    worldVersion,
    lookedAt: (path) => {
      if (isSource(path)) lookedAt.add(path);
    },
  });

  function* load(): Generator<void, Outcome<Loaded>> {
    const own = revision;
    const all = loaded ?? (yield* loadInSteps(loadOptions(), last?.project));
    if (own === revision) loaded = all;
    return all;
  }

  function* make(): Generator<void, Snapshot> {
    const own = revision;
    const machine = facts;
    const { value, diagnostics: loading } = yield* load();
    const { project, parsed } = value;
    const before = last;
    // Where only the layout changed (comments, blank lines), everything keeps its meaning.
    const kept = before?.facts === machine && meansTheSame(before.project, project) ? before : undefined;
    const built = kept?.built ?? (yield* buildInSteps(project, machine, vocabulary, before?.built.value, keeps));
    const checked = kept?.checked ?? (yield* checkInSteps(built.value, before?.checked, keeps));
    const { files } = project;
    const all = [...loading, ...built.diagnostics, ...checked.diagnostics];
    const diagnostics = inOrder(withoutIgnored(all, parsed), files);
    const snapshot: Snapshot = { project, model: built.value, parsed, files, diagnostics };
    if (last === undefined || last.revision <= own) {
      last = { revision: own, project, facts: machine, built, checked };
      found = { diagnostics, files };
    }
    if (own === revision) {
      current = snapshot;
      for (const path of parses.keys()) if (!parsed.has(path)) parses.delete(path);
    }
    return snapshot;
  }

  return {
    change(path, text) {
      if (overlay.get(path) === (text ?? undefined)) return;
      if (text === null) overlay.delete(path);
      else overlay.set(path, text);
      // Other files may be read by functions and templates.
      if (!isSource(path) || lookedAt.has(path)) worldVersion++;
      forget();
    },
    refresh(paths) {
      disk.forget(paths);
      worldVersion++;
      forget();
    },
    learn(now) {
      if (canonicalJson(now) === canonicalJson(facts)) return false;
      facts = now;
      forget();
      return true;
    },
    snapshot() {
      if (current !== undefined) return current;
      const steps = make();
      for (let step = steps.next(); ; step = steps.next()) if (step.done === true) return step.value;
    },
    *load() {
      yield* load();
    },
    view() {
      viewed ??= makeView();
      return viewed;
    },
    *build() {
      return current ?? (yield* make());
    },
  };

  function forget(): void {
    revision++;
    loaded = undefined;
    viewed = undefined;
    current = undefined;
  }

  function makeView(): View {
    loaded ??= loadProject(loadOptions(), last?.project);
    const { project, parsed } = loaded.value;
    return {
      directory: project.world.directory,
      project,
      parsed,
      vocabulary,
      facts,
      table: (dir) => {
        const module = project.modules.get(dir);
        return module && moduleTable(module, vocabulary);
      },
      get model() {
        return last?.built.value;
      },
      get found() {
        return found;
      },
    };
  }
}

function isSource(path: string): boolean {
  return /\.cw(vars)?$/.test(path);
}

/** By file, then by offset; what has no place comes first, in the order in which it was found. */
function inOrder(diagnostics: readonly Diagnostic[], files: ReadonlyMap<string, SyntaxFile>): readonly Diagnostic[] {
  const offsets = new Map<string, ReadonlyMap<string, number>>();
  const offsetOf = ({ place }: Diagnostic): number => {
    if (place === undefined) return -1;
    let items = offsets.get(place.file);
    if (items === undefined) {
      items = new Map((files.get(place.file)?.items ?? []).map((item) => [item.key, item.offset]));
      offsets.set(place.file, items);
    }
    return (items.get(place.item) ?? 0) + place.span.start;
  };
  return diagnostics
    .map((diagnostic) => ({ diagnostic, file: diagnostic.place?.file ?? '', offset: offsetOf(diagnostic) }))
    .sort((a, b) => compareText(a.file, b.file) || a.offset - b.offset)
    .map((each) => each.diagnostic);
}
