/** What one module declares, by name: all its files together, with duplicates reported. */
import type { Span } from '../base/span.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Block, Expression } from '../syntax/ast.ts';
import { amendedTable, rememberTable } from './amended-table.ts';
import type {
  CompletionDeclaration,
  Declaration,
  ImportDeclaration,
  LocalsDeclaration,
  ModuleDeclaration,
  MovedDeclaration,
  OutputDeclaration,
  RefusedFeature,
  RemovedDeclaration,
  ResourceDeclaration,
  SettingsDeclaration,
  VariableDeclaration,
} from './declarations.ts';
import { type FilePart, localsOf, partOf } from './file-part.ts';
import type { Home } from './finding.ts';
import { diagnosticOf } from './finding.ts';
import type { LoadedModule } from './project.ts';
import { refersToNothing } from './short-forms.ts';
import type { Vocabulary } from './vocabulary.ts';

export interface Entry<D> {
  readonly declaration: D;
  readonly block: Block;
  readonly home: Home;
}

export interface LocalEntry {
  readonly name: string;
  readonly nameSpan: Span;
  readonly expression: Expression;
  readonly home: Home;
}

export type Unit = Entry<ResourceDeclaration> | Entry<ModuleDeclaration>;

export interface ModuleTable {
  readonly dir: string;
  /** What each of its files adds, `completed.cw` last. */
  readonly parts: readonly FilePart[];
  readonly variables: ReadonlyMap<string, Entry<VariableDeclaration>>;
  readonly locals: ReadonlyMap<string, LocalEntry>;
  readonly outputs: ReadonlyMap<string, Entry<OutputDeclaration>>;
  /** By kind, then by name. */
  readonly resources: ReadonlyMap<string, ReadonlyMap<string, Entry<ResourceDeclaration>>>;
  readonly modules: ReadonlyMap<string, Entry<ModuleDeclaration>>;
  /** Resources and modules in source order. */
  readonly units: readonly Unit[];
  /** Short form → the short form before it that it waits for. */
  readonly previous: ReadonlyMap<Entry<ResourceDeclaration>, Entry<ResourceDeclaration>>;
  readonly moved: readonly Entry<MovedDeclaration>[];
  readonly imports: readonly Entry<ImportDeclaration>[];
  readonly removed: readonly Entry<RemovedDeclaration>[];
  readonly settings: readonly Entry<SettingsDeclaration>[];
  /** Of the module's own `completed.cw`, by address. */
  readonly completions: ReadonlyMap<string, Entry<CompletionDeclaration>>;
  readonly refusals: readonly (RefusedFeature & { readonly home: Home })[];
  /** Every declaration, also doubled ones, in source order. */
  readonly all: readonly Entry<Declaration>[];
  /** Something in the module does not parse. */
  readonly broken: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

const memo = new WeakMap<LoadedModule, { readonly vocabulary: Vocabulary; readonly table: ModuleTable }>();

/** Made once for each loaded module. Linear in declarations, of which those in unchanged files cost a look-up each. */
export function moduleTable(module: LoadedModule, vocabulary: Vocabulary): ModuleTable {
  const known = memo.get(module);
  if (known?.vocabulary === vocabulary) return known.table;
  const parts = partsOf(module, vocabulary);
  const table = amendedTable(module.dir, parts) ?? tableOf(module.dir, parts);
  rememberTable(table);
  memo.set(module, { vocabulary, table });
  return table;
}

function partsOf({ files, completed }: LoadedModule, vocabulary: Vocabulary): readonly FilePart[] {
  const parts = files.map((file) => partOf(file, vocabulary, false));
  return completed === undefined ? parts : [...parts, partOf(completed, vocabulary, true)];
}

function tableOf(dir: string, parts: readonly FilePart[]): ModuleTable {
  const diagnostics: Diagnostic[] = parts.flatMap((part) => part.diagnostics);
  const variables = new Map<string, Entry<VariableDeclaration>>();
  const locals = new Map<string, LocalEntry>();
  const outputs = new Map<string, Entry<OutputDeclaration>>();
  const resources = new Map<string, Map<string, Entry<ResourceDeclaration>>>();
  const modules = new Map<string, Entry<ModuleDeclaration>>();
  const units: Unit[] = [];
  const previous = new Map<Entry<ResourceDeclaration>, Entry<ResourceDeclaration>>();
  const moved: Entry<MovedDeclaration>[] = [];
  const imports: Entry<ImportDeclaration>[] = [];
  const removed: Entry<RemovedDeclaration>[] = [];
  const settings: Entry<SettingsDeclaration>[] = [];
  const completions = new Map<string, Entry<CompletionDeclaration>>();
  let lastShortForm: Entry<ResourceDeclaration> | undefined;

  const put = <D extends { readonly name: string; readonly nameSpan: Span }>(
    map: Map<string, Entry<D>>,
    entry: Entry<D>,
    what: (declaration: D) => string,
  ): boolean => {
    const { declaration, home } = entry;
    const first = map.get(declaration.name);
    if (first === undefined) {
      map.set(declaration.name, entry);
      return true;
    }
    diagnostics.push(duplicate(what(declaration), home, declaration.nameSpan, first.home, first.declaration.nameSpan));
    return false;
  };

  const addResource = (entry: Entry<ResourceDeclaration>) => {
    const { declaration } = entry;
    let named = resources.get(declaration.type);
    if (named === undefined) {
      named = new Map();
      resources.set(declaration.type, named);
    }
    if (!put(named, entry, ({ type, name }) => `\`${type}.${name}\``)) return;
    units.push(entry);
    if (declaration.shortForm === undefined) return;
    if (lastShortForm !== undefined && refersToNothing(declaration)) previous.set(entry, lastShortForm);
    lastShortForm = entry;
  };

  const addLocal = (entry: LocalEntry) => {
    const first = locals.get(entry.name);
    if (first === undefined) locals.set(entry.name, entry);
    else if (first.home !== entry.home) {
      diagnostics.push(
        duplicate(`local value \`${entry.name}\``, entry.home, entry.nameSpan, first.home, first.nameSpan),
      );
    }
  };

  const addCompletion = (entry: Entry<CompletionDeclaration>) => {
    const { address } = entry.declaration;
    const first = completions.get(address);
    if (first === undefined) {
      completions.set(address, entry);
      return;
    }
    const at = entry.block.labels[0]?.span ?? entry.block.type.span;
    const before = first.block.labels[0]?.span ?? first.block.type.span;
    diagnostics.push(duplicate(`completion of \`${address}\``, entry.home, at, first.home, before));
  };

  const add = (entry: Entry<Declaration>) => {
    switch (entry.declaration.kind) {
      case 'variable':
        put(variables, entry as Entry<VariableDeclaration>, ({ name }) => `variable \`${name}\``);
        return;
      case 'output':
        put(outputs, entry as Entry<OutputDeclaration>, ({ name }) => `output \`${name}\``);
        return;
      case 'locals':
        for (const local of localsOf(entry as Entry<LocalsDeclaration>)) addLocal(local);
        return;
      case 'resource':
        addResource(entry as Entry<ResourceDeclaration>);
        return;
      case 'module': {
        const call = entry as Entry<ModuleDeclaration>;
        if (put(modules, call, ({ name }) => `module \`${name}\``)) units.push(call);
        return;
      }
      case 'moved':
        moved.push(entry as Entry<MovedDeclaration>);
        return;
      case 'import':
        imports.push(entry as Entry<ImportDeclaration>);
        return;
      case 'removed':
        removed.push(entry as Entry<RemovedDeclaration>);
        return;
      case 'settings':
        settings.push(entry as Entry<SettingsDeclaration>);
        return;
      case 'completion':
        addCompletion(entry as Entry<CompletionDeclaration>);
    }
  };

  for (const part of parts) for (const entry of part.entries) add(entry);
  return {
    dir,
    parts,
    variables,
    locals,
    outputs,
    resources,
    modules,
    units,
    previous,
    moved,
    imports,
    removed,
    settings,
    completions,
    refusals: parts.flatMap((part) => part.refusals),
    get all() {
      return parts.flatMap((part) => part.entries);
    },
    broken: parts.some((part) => part.broken),
    diagnostics,
  };
}

function duplicate(what: string, home: Home, span: Span, firstHome: Home, firstSpan: Span): Diagnostic {
  return {
    ...diagnosticOf(
      {
        code: 'duplicate-declaration',
        message: `The ${what} is declared twice in this module. Rename one of them, or remove it.`,
        span,
      },
      home,
    ),
    related: [{ message: 'The first one', place: { ...firstHome, span: firstSpan } }],
  };
}
