/**
 * The one engine behind the CLI and the editor: takes changes of files, and gives snapshots of what the
 * project means. A snapshot never changes. What a file's text gave is kept as long as the text stays.
 */
import { checkModel } from '../assembly/check-model.ts';
import { compareText } from '../base/text-order.ts';
import type { EnvFacts } from '../contracts/env-facts.ts';
import type { Diagnostic, Outcome } from '../diagnostics/diagnostic.ts';
import { buildModel } from '../intake/build-ir.ts';
import { withoutIgnored } from '../intake/ignore.ts';
import type { VariableInput } from '../intake/loader.ts';
import { type Loaded, loadProject } from '../intake/loader.ts';
import type { Model } from '../intake/model.ts';
import { type ModuleTable, moduleTable } from '../intake/module-table.ts';
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
  readonly facts: EnvFacts;
  /** Environment: `CLOCKWORK_VAR_*` and HOME are read. */
  readonly env?: Readonly<Record<string, string>>;
  /** `--var-file` and `--var` in order. */
  readonly inputs?: readonly VariableInput[];
  readonly cwd?: string;
  /** What an unset required variable is; `unknown` by default, as for `validate` and editors. */
  readonly unset?: 'unknown' | 'error';
  readonly vocabulary?: Vocabulary;
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
  /** Something on disk changed: the next snapshot reads it again. */
  refresh(): void;
  snapshot(): Snapshot;
  /** The current texts, parsed, with the model of the last build. Never builds one. */
  view(): View;
  /** Makes the snapshot in slices of a few milliseconds; what changes meanwhile is in the next one. */
  build(): Generator<void, Snapshot>;
}

export function createWorkspace(options: WorkspaceOptions): Workspace {
  const overlay = new Map<string, string>();
  const parses = new Map<string, { readonly text: string; readonly parsed: ParsedFile }>();
  const vocabulary = options.vocabulary ?? standardVocabulary;
  let loaded: Outcome<Loaded> | undefined;
  let viewed: View | undefined;
  let current: Snapshot | undefined;
  let found: Found | undefined;
  let previous: { readonly project: LoadedProject; readonly built: Outcome<Model> } | undefined;

  const parse = (path: string, text: string): ParsedFile => {
    const known = parses.get(path);
    if (known?.text === text) return known.parsed;
    const parsed = parseFile(path, text, known?.parsed.file);
    parses.set(path, { text, parsed });
    return parsed;
  };

  const load = (): Outcome<Loaded> =>
    loadProject({
      files: options.files,
      directory: options.directory,
      overlay,
      env: options.env ?? {},
      inputs: options.inputs ?? [],
      homeDir: options.env?.['HOME'] ?? '',
      cwd: options.cwd ?? options.directory,
      unset: options.unset ?? 'unknown',
      parse,
    });

  const make = (): Snapshot => {
    loaded ??= load();
    const { value, diagnostics: loading } = loaded;
    // Where only the layout changed (comments, blank lines), everything keeps its meaning.
    const kept = previous !== undefined && meansTheSame(previous.project, value.project) ? previous : undefined;
    const built = kept?.built ?? buildModel(value.project, options.facts, vocabulary, previous?.built.value);
    previous = { project: value.project, built };
    const { value: model, diagnostics: building } = built;
    for (const path of parses.keys()) if (!value.parsed.has(path)) parses.delete(path);
    const { files } = value.project;
    const diagnostics = inOrder(withoutIgnored([...loading, ...building, ...checkModel(model)], value.parsed), files);
    found = { diagnostics, files };
    return { project: value.project, model, parsed: value.parsed, files, diagnostics };
  };

  return {
    change(path, text) {
      if (text === null) overlay.delete(path);
      else overlay.set(path, text);
      // Other files may be read by functions and templates.
      if (!/\.cw(vars)?$/.test(path)) previous = undefined;
      forget();
    },
    refresh() {
      previous = undefined;
      forget();
    },
    snapshot() {
      current ??= make();
      return current;
    },
    view() {
      viewed ??= makeView();
      return viewed;
    },
    // biome-ignore lint/correctness/useYield: one slice, so far
    *build() {
      current ??= make();
      return current;
    },
  };

  function forget(): void {
    loaded = undefined;
    viewed = undefined;
    current = undefined;
  }

  function makeView(): View {
    loaded ??= load();
    const { project, parsed } = loaded.value;
    const tables = new Map<string, ModuleTable>();
    return {
      directory: project.world.directory,
      project,
      parsed,
      vocabulary,
      facts: options.facts,
      table(dir) {
        const module = project.modules.get(dir);
        if (module === undefined) return undefined;
        let made = tables.get(module.dir);
        if (made === undefined) {
          made = moduleTable(module, vocabulary);
          tables.set(module.dir, made);
        }
        return made;
      },
      get model() {
        return previous?.built.value;
      },
      get found() {
        return found;
      },
    };
  }
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
