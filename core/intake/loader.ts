/**
 * From a folder to a loaded project: `*.cw` of the root module and of every local module that it uses,
 * variable files, the environment and arguments. What cannot be read is reported, and the rest goes on.
 */
import { compareText } from '../base/text-order.ts';
import type { Code } from '../diagnostics/codes.ts';
import { codes } from '../diagnostics/codes.ts';
import type { Diagnostic, Outcome } from '../diagnostics/diagnostic.ts';
import type { FileSystem } from '../ports.ts';
import { isRefusal } from '../ports.ts';
import type { SyntaxFile } from '../syntax/ast.ts';
import type { ParsedFile } from '../syntax/parse.ts';
import { literalText } from './literal.ts';
import { modulePath, normalizePath, relativePath } from './module-path.ts';
import type { Assignment, LoadedModule, LoadedProject, ProjectWorld } from './project.ts';

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
}

export interface Loaded {
  readonly project: LoadedProject;
  readonly parsed: ReadonlyMap<string, ParsedFile>;
}

const MAX_MODULES = 1_000;

export function loadProject(options: LoadOptions): Outcome<Loaded> {
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
      if (file === undefined) continue;
      if (name === 'completed.cw') completed = file;
      else files.push(file);
    }
    if (files.length === 0 && completed === undefined && dir !== '.') continue;
    const module: LoadedModule = { dir, files, ...(completed !== undefined && { completed }) };
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

function isSource(name: string): boolean {
  return name.endsWith('.cw') && !name.startsWith('.') && !name.startsWith('#');
}

/** Folders that the `module` blocks of a file name. */
function calledFolders(file: SyntaxFile, dir: string): readonly string[] {
  return file.items.flatMap(({ node }) => {
    if (node.kind !== 'block' || node.type.text !== 'module') return [];
    const attribute = node.body.entries.find((entry) => entry.kind === 'attribute' && entry.name.text === 'source');
    const text = attribute?.kind === 'attribute' ? literalText(attribute.value) : undefined;
    const path = text === undefined ? undefined : modulePath(dir, text);
    return path === undefined ? [] : [path];
  });
}

type Problem = (code: Code, message: string, file?: string) => void;

/** Lowest first: variable files by name, the environment, arguments in order. */
function readAssignments(
  options: LoadOptions,
  source: Source,
  parse: (path: string) => SyntaxFile | undefined,
  problem: Problem,
): readonly Assignment[] {
  const assignments: Assignment[] = [];
  const loaded = new Set<string>();
  const load = (path: string) => {
    loaded.add(path);
    const file = parse(path);
    for (const item of file?.items ?? []) {
      const { node } = item;
      const home = { file: path, item: item.key };
      if (node.kind === 'block') {
        problem(
          'block-in-variable-file',
          `\`${path}\` holds values alone (\`name = value\`); move the block \`${node.type.text}\` to a \`.cw\` file.`,
          path,
        );
        continue;
      }
      const { name, value } = node;
      assignments.push({ kind: 'expression', name: name.text, expression: value, home, nameSpan: name.span });
    }
  };
  const found = source.names('.');
  const names =
    typeof found === 'string' ? [] : found.filter((name) => name.endsWith('.cwvars') && !name.startsWith('.'));
  if (names.includes('variables.cwvars') && names.includes('clockwork.cwvars')) {
    problem(
      'two-variable-files',
      'There are both `clockwork.cwvars` and the older `variables.cwvars`. Keep one of them.',
      'variables.cwvars',
    );
  }
  if (names.includes('variables.cwvars')) load('variables.cwvars');
  if (names.includes('clockwork.cwvars')) load('clockwork.cwvars');
  for (const name of names) if (name.endsWith('.auto.cwvars')) load(name);
  for (const [key, text] of Object.entries(options.env).sort(([a], [b]) => compareText(a, b))) {
    if (!key.startsWith('CLOCKWORK_VAR_')) continue;
    assignments.push({ kind: 'text', name: key.slice('CLOCKWORK_VAR_'.length), text, origin: 'environment' });
  }
  for (const input of options.inputs) {
    if (input.kind === 'file') {
      load(source.relative(input.path));
      continue;
    }
    const cut = input.text.indexOf('=');
    if (cut < 1) {
      problem('unknown-variable', `\`--var ${input.text}\` is not of the form \`NAME=VALUE\`.`);
      continue;
    }
    assignments.push({
      kind: 'text',
      name: input.text.slice(0, cut).trim(),
      text: input.text.slice(cut + 1),
      origin: 'argument',
    });
  }
  for (const name of names) {
    if (loaded.has(name)) continue;
    problem(
      'unused-variable-file',
      `Nothing loads \`${name}\`. Name it \`${name.replace(/\.cwvars$/, '.auto.cwvars')}\`, or pass \`--var-file ${name}\`.`,
      name,
    );
  }
  return assignments;
}

interface Source {
  /** Names of the files in a folder, in order; a sentence where it cannot be listed. */
  names(dir: string): readonly string[] | string;
  text(path: string): string | { readonly code: Code; readonly message: string };
  realPath(dir: string): string;
  /** The path relative to the project, of one that is absolute or relative to the working folder. */
  relative(path: string): string;
  readonly world: ProjectWorld;
}

function sourceOf(options: LoadOptions): Source {
  const { files, overlay } = options;
  const directory = normalizePath(options.directory.replaceAll('\\', '/'));
  const absolute = (path: string) => (isAbsolute(path) ? normalizePath(path) : normalizePath(`${directory}/${path}`));
  const relative = (path: string) => relativePath(directory, path);
  const read = (path: string): Uint8Array | { readonly error: string; readonly code: string } => {
    const laid = overlay.get(relative(absolute(path)));
    if (laid === null) return { error: `\`${path}\` is not there.`, code: 'ENOENT' };
    if (laid !== undefined) return new TextEncoder().encode(laid);
    const bytes = files.read(absolute(path));
    return isRefusal(bytes) ? { error: bytes.reason, code: bytes.code } : bytes;
  };
  return {
    names: (dir) => {
      const entries = files.list(absolute(dir));
      const names = new Set<string>();
      if (!isRefusal(entries)) {
        for (const entry of entries) {
          if (entry.type === 'directory' || entry.type === 'other') continue;
          if (entry.type === 'symlink') {
            const stat = files.stat(absolute(`${dir}/${entry.name}`));
            if (!isRefusal(stat) && stat.type !== 'file') continue;
          }
          names.add(entry.name);
        }
      }
      for (const [path, text] of overlay) {
        const cut = path.lastIndexOf('/');
        if ((cut < 0 ? '.' : path.slice(0, cut)) !== dir) continue;
        if (text === null) names.delete(path.slice(cut + 1));
        else names.add(path.slice(cut + 1));
      }
      if (isRefusal(entries) && names.size === 0) return entries.reason;
      return [...names].sort(compareText);
    },
    text: (path) => {
      const laid = overlay.get(path);
      if (typeof laid === 'string') return laid;
      const bytes = read(path);
      if ('error' in bytes) return { code: 'unreadable-file', message: `\`${path}\` cannot be read: ${bytes.error}` };
      try {
        // A byte order mark is left to the parser, which keeps offsets right.
        return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
      } catch {
        return { code: 'not-utf8', message: `\`${path}\` is not UTF-8 text. Save it as UTF-8.` };
      }
    },
    realPath: (dir) => {
      const real = files.realPath(absolute(dir));
      return isRefusal(real) ? absolute(dir) : real;
    },
    relative: (path) => {
      const plain = path.replaceAll('\\', '/');
      return relative(isAbsolute(plain) ? plain : normalizePath(`${options.cwd.replaceAll('\\', '/')}/${plain}`));
    },
    world: {
      directory,
      homeDir: options.homeDir,
      cwd: options.cwd,
      readFile: (path) => {
        const bytes = read(path);
        return 'error' in bytes ? { error: bytes.error } : bytes;
      },
      fileKind: (path) => {
        const laid = overlay.get(relative(absolute(path)));
        if (typeof laid === 'string') return 'file';
        const stat = files.stat(absolute(path));
        if (isRefusal(stat) || laid === null) return null;
        return stat.type === 'file' || stat.type === 'directory' ? stat.type : 'other';
      },
      listFiles: (dir) => listFiles(files, absolute(dir)),
    },
  };
}

/** Paths of the files below a folder, relative to it; links to folders are not followed. */
function listFiles(files: LoadOptions['files'], root: string): readonly string[] {
  const found: string[] = [];
  const pending = [''];
  for (let at = 0; at < pending.length && found.length < 100_000; at++) {
    const prefix = pending[at] ?? '';
    const entries = files.list(`${root}/${prefix}`);
    if (isRefusal(entries)) continue;
    for (const entry of entries) {
      const path = prefix === '' ? entry.name : `${prefix}/${entry.name}`;
      if (entry.type === 'directory') pending.push(path);
      else found.push(path);
    }
  }
  return found.sort(compareText);
}

function isAbsolute(path: string): boolean {
  return path.startsWith('/') || /^[A-Za-z]:\//.test(path);
}
