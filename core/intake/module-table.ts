/** What one module declares, by name: all its files together, with duplicates reported. */
import type { Span } from '../base/span.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Block, Expression, SyntaxFile } from '../syntax/ast.ts';
import type {
  CompletionDeclaration,
  Declaration,
  ImportDeclaration,
  ModuleDeclaration,
  MovedDeclaration,
  OutputDeclaration,
  RefusedFeature,
  RemovedDeclaration,
  ResourceDeclaration,
  SettingsDeclaration,
  VariableDeclaration,
} from './declarations.ts';
import type { Home } from './finding.ts';
import { diagnosticOf } from './finding.ts';
import type { LoadedModule } from './project.ts';
import { declaredBy } from './read-block.ts';
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

export function moduleTable(module: LoadedModule, vocabulary: Vocabulary): ModuleTable {
  const diagnostics: Diagnostic[] = [];
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
  const refusals: (RefusedFeature & { readonly home: Home })[] = [];
  const all: Entry<Declaration>[] = [];
  let broken = false;
  let lastShortForm: Entry<ResourceDeclaration> | undefined;

  const put = <D extends { readonly nameSpan: Span }>(
    map: Map<string, Entry<D>>,
    name: string,
    entry: Entry<D>,
    what: string,
  ): boolean => {
    const first = map.get(name);
    if (first === undefined) {
      map.set(name, entry);
      return true;
    }
    diagnostics.push(duplicate(what, entry.home, entry.declaration.nameSpan, first.home, first.declaration.nameSpan));
    return false;
  };

  const add = (declaration: Declaration, block: Block, home: Home) => {
    switch (declaration.kind) {
      case 'variable':
        put(variables, declaration.name, { declaration, block, home }, `variable \`${declaration.name}\``);
        return;
      case 'output':
        put(outputs, declaration.name, { declaration, block, home }, `output \`${declaration.name}\``);
        return;
      case 'locals':
        for (const { name, nameSpan, expression } of declaration.values) {
          const first = locals.get(name);
          if (first === undefined) locals.set(name, { name, nameSpan, expression, home });
          else if (first.home !== home) {
            diagnostics.push(duplicate(`local value \`${name}\``, home, nameSpan, first.home, first.nameSpan));
          }
        }
        return;
      case 'resource': {
        let named = resources.get(declaration.type);
        if (named === undefined) {
          named = new Map();
          resources.set(declaration.type, named);
        }
        const entry = { declaration, block, home };
        if (!put(named, declaration.name, entry, `\`${declaration.type}.${declaration.name}\``)) return;
        units.push(entry);
        if (declaration.shortForm === undefined) return;
        if (lastShortForm !== undefined && refersToNothing(declaration)) previous.set(entry, lastShortForm);
        lastShortForm = entry;
        return;
      }
      case 'module': {
        const entry = { declaration, block, home };
        if (put(modules, declaration.name, entry, `module \`${declaration.name}\``)) units.push(entry);
        return;
      }
      case 'moved':
        moved.push({ declaration, block, home });
        return;
      case 'import':
        imports.push({ declaration, block, home });
        return;
      case 'removed':
        removed.push({ declaration, block, home });
        return;
      case 'settings':
        settings.push({ declaration, block, home });
        return;
      case 'completion': {
        const entry = { declaration, block, home };
        const first = completions.get(declaration.address);
        if (first === undefined) completions.set(declaration.address, entry);
        else {
          const at = block.labels[0]?.span ?? block.type.span;
          const before = first.block.labels[0]?.span ?? first.block.type.span;
          diagnostics.push(duplicate(`completion of \`${declaration.address}\``, home, at, first.home, before));
        }
      }
    }
  };

  const readFile = (file: SyntaxFile, inCompleted: boolean) => {
    for (const item of file.items) {
      const home: Home = { file: file.path, item: item.key };
      if (item.node.kind === 'attribute') {
        diagnostics.push(
          diagnosticOf(
            {
              code: 'stray-attribute',
              message: `\`${item.node.name.text} = …\` stands outside of any block. Put it into \`locals { … }\`, or into a \`.cwvars\` file if it sets a variable.`,
              span: item.node.name.span,
            },
            home,
          ),
        );
        continue;
      }
      const { declaration, findings, refusals: refused } = declaredBy(item.node, vocabulary, inCompleted);
      for (const finding of findings) diagnostics.push(diagnosticOf(finding, home));
      for (const refusal of refused) refusals.push({ ...refusal, home });
      if (item.node.broken) broken = true;
      if (declaration === undefined) continue;
      all.push({ declaration, block: item.node, home });
      add(declaration, item.node, home);
    }
  };

  for (const file of module.files) readFile(file, false);
  if (module.completed !== undefined) readFile(module.completed, true);
  return {
    dir: module.dir,
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
    refusals,
    all,
    broken,
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
