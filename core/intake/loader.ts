/**
 * From a folder to a loaded project: `*.cw` of the root module and of every local module that it uses, variable files,
 * the environment and arguments. What cannot be read is reported, and the rest goes on.
 */
import type { Code } from '../diagnostics/codes.ts';
import { codes } from '../diagnostics/codes.ts';
import type { Diagnostic, Outcome } from '../diagnostics/diagnostic.ts';
import type { FileSystem } from '../ports.ts';
import type { SyntaxFile } from '../syntax/ast.ts';
import type { ParsedFile } from '../syntax/parse.ts';
import type { DiskTexts } from './disk-texts.ts';
import { literalText } from './literal.ts';
import { modulePath } from './module-path.ts';
import type { LoadedModule, LoadedProject } from './project.ts';
import { sourceOf } from './project-source.ts';
import { readAssignments } from './read-assignments.ts';

export type VariableInput =
  | { readonly kind: 'file'; readonly path: string }
  /** `NAME=VALUE`. */
  | { readonly kind: 'value'; readonly text: string };

export interface LoadOptions {
  readonly files: Pick<FileSystem, 'read' | 'stat' | 'list' | 'realPath'>;
  /** The project's folder, absolute, `/` between folders. */
  readonly directory: string;
  /** Texts that stand for files, by path relative to the folder; null: the file is not there. */
  readonly overlay: ReadonlyMap<string, string | null>;
  readonly env: Readonly<Record<string, string>>;
  /** `--var-file` and `--var` in the order in which they were given. */
  readonly inputs: readonly VariableInput[];
  readonly homeDir: string;
  readonly cwd: string;
  readonly unset: 'unknown' | 'error';
  /** Parses, or answers what the same text gave before. */
  readonly parse: (path: string, text: string) => ParsedFile;
  /** What is known of the project's files on disk; everything is read where this is absent. */
  readonly disk?: DiskTexts;
  /** See {@link ProjectWorld.version}. */
  readonly worldVersion?: number;
  /** Hears of each path that functions look at; relative to the project. */
  readonly lookedAt?: (path: string) => void;
}

export interface Loaded {
  readonly project: LoadedProject;
  readonly parsed: ReadonlyMap<string, ParsedFile>;
}

const MAX_MODULES = 1_000;

/** Modules whose files are the same objects as in `previous` are the same objects, too. */
export function loadProject(options: LoadOptions, previous?: LoadedProject): Outcome<Loaded> {
  const steps = loadInSteps(options, previous);
  for (let step = steps.next(); ; step = steps.next()) if (step.done === true) return step.value;
}

/** Pauses behind each file. */
export function* loadInSteps(
  options: LoadOptions,
  previous: LoadedProject | undefined,
): Generator<void, Outcome<Loaded>> {
  const diagnostics: Diagnostic[] = [];
  const parsed = new Map<string, ParsedFile>();
  const problem = (code: Code, message: string, file?: string) =>
    diagnostics.push({
      code,
      severity: codes[code].severity,
      message,
      ...(file !== undefined && { place: { file, item: '', span: { start: 0, end: 0 } } }),
    });
  const source = sourceOf(options);

  const parse = (path: string): SyntaxFile | undefined => {
    const known = parsed.get(path);
    if (known !== undefined) return known.file;
    const text = source.text(path);
    if (typeof text !== 'string') {
      problem(text.code, text.message, path);
      return undefined;
    }
    const result = options.parse(path, text);
    parsed.set(path, result);
    diagnostics.push(...result.diagnostics);
    return result.file;
  };

  const modules = new Map<string, LoadedModule>();
  const byRealPath = new Map<string, LoadedModule>();
  const queue = ['.'];
  for (let at = 0; at < queue.length; at++) {
    const dir = queue[at] ?? '.';
    if (modules.has(dir)) continue;
    const real = source.realPath(dir);
    const same = byRealPath.get(real);
    if (same !== undefined) {
      modules.set(dir, same);
      continue;
    }
    const names = source.names(dir);
    if (typeof names === 'string') {
      if (dir === '.') problem('unreadable-file', names);
      continue;
    }
    const files: SyntaxFile[] = [];
    let completed: SyntaxFile | undefined;
    for (const name of names) {
      const path = dir === '.' ? name : `${dir}/${name}`;
      if (/\.(cw|tf)\.json$/.test(name)) {
        diagnostics.push({
          code: 'not-in-language',
          severity: name.endsWith('.tf.json') ? 'warning' : 'error',
          message: `\`${name}\` is not read: the JSON syntax is not part of the language. Write it as a \`.cw\` file.`,
          place: { file: path, item: '', span: { start: 0, end: 0 } },
        });
      }
      if (!isSource(name)) continue;
      if (/^(override|.*_override)\.cw$/.test(name)) {
        problem(
          'not-in-language',
          `\`${name}\` is an override file, which the language does not have. Use variables, or rename the file if it is an ordinary one.`,
          path,
        );
        continue;
      }
      const file = parse(path);
      yield;
      if (file === undefined) continue;
      if (name === 'completed.cw') completed = file;
      else files.push(file);
    }
    if (files.length === 0 && completed === undefined && dir !== '.') continue;
    const module = sameModule(previous?.modules.get(dir), dir, files, completed);
    modules.set(dir, module);
    byRealPath.set(real, module);
    if (modules.size > MAX_MODULES) {
      problem('module-cycle', `The project uses more than ${MAX_MODULES} module folders; the rest is not read.`);
      break;
    }
    for (const file of files) queue.push(...calledFolders(file, dir));
  }

  const assignments = readAssignments(options, source, parse, problem);
  const files = new Map<string, SyntaxFile>();
  for (const [path, { file }] of parsed) files.set(path, file);
  return {
    value: { project: { modules, assignments, files, world: source.world, unset: options.unset }, parsed },
    diagnostics,
  };
}

function sameModule(
  before: LoadedModule | undefined,
  dir: string,
  files: readonly SyntaxFile[],
  completed: SyntaxFile | undefined,
): LoadedModule {
  const isSame =
    before?.dir === dir &&
    before.completed === completed &&
    before.files.length === files.length &&
    before.files.every((file, i) => file === files[i]);
  return isSame ? before : { dir, files, ...(completed !== undefined && { completed }) };
}

function isSource(name: string): boolean {
  return name.endsWith('.cw') && !name.startsWith('.') && !name.startsWith('#');
}

/** Folders that the `module` blocks of a file name. */
export function calledFolders(file: SyntaxFile, dir: string): readonly string[] {
  return sourcesIn(file).flatMap((source) => modulePath(dir, source) ?? []);
}

const sourcesMemo = new WeakMap<SyntaxFile, readonly string[]>();

function sourcesIn(file: SyntaxFile): readonly string[] {
  let sources = sourcesMemo.get(file);
  if (sources === undefined) {
    sources = file.items.flatMap(({ node }) => {
      if (node.kind !== 'block' || node.type.text !== 'module') return [];
      const attribute = node.body.entries.find((entry) => entry.kind === 'attribute' && entry.name.text === 'source');
      return (attribute?.kind === 'attribute' ? literalText(attribute.value) : undefined) ?? [];
    });
    sourcesMemo.set(file, sources);
  }
  return sources;
}
