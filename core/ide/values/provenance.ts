/** Where values come from: those of variables, and the fields of a resource. */
import { inputsDigest } from '../../completion/request.ts';
import type { Json } from '../../contracts/json.ts';
import type { View } from '../../engine/view.ts';
import type { Given, ResourceDeclaration } from '../../intake/declarations.ts';
import type { Home } from '../../intake/finding.ts';
import { noResults } from '../../intake/model.ts';
import { modulePath } from '../../intake/module-path.ts';
import type { Entry, ModuleTable } from '../../intake/module-table.ts';
import { attributeFacts } from '../../intake/vocabulary.ts';
import { fromPlain } from '../../language/value-json.ts';
import { isNull, markSensitive, type Value } from '../../language/values.ts';
import type { Expression } from '../../syntax/ast.ts';
import { type KnownPreview, openIn, type Preview } from '../runs/preview.ts';
import { type FileSpan, spanOf } from '../spans.ts';
import { wasEdited } from './completed.ts';
import { offeredTo } from './offered.ts';

export type VariableOrigin =
  | { readonly kind: 'default'; readonly at: FileSpan | undefined; readonly expression: Expression }
  /** A line of a `.cwvars` file. */
  | { readonly kind: 'file'; readonly at: FileSpan | undefined; readonly file: string }
  /** `CLOCKWORK_VAR_port`. */
  | { readonly kind: 'environment'; readonly name: string }
  | { readonly kind: 'argument'; readonly name: string };

/** What gives a value to a variable of the root module, the one that counts first; empty where it has none. */
export function originsOfRoot(view: View, name: string): readonly VariableOrigin[] {
  const found: VariableOrigin[] = [];
  const { assignments } = view.project;
  for (let i = assignments.length - 1; i >= 0; i--) {
    const given = assignments[i];
    if (given === undefined) continue;
    if (given.kind === 'expression') {
      if (given.name !== name) continue;
      const span = { start: given.nameSpan.start, end: given.expression.span.end };
      found.push({ kind: 'file', file: given.home.file, at: spanOf(view, { ...given.home, span }) });
    } else if (given.origin === 'environment') {
      if (given.name !== name.replaceAll('-', '_')) continue;
      found.push({ kind: 'environment', name: `CLOCKWORK_VAR_${given.name}` });
    } else if (given.name === name) found.push({ kind: 'argument', name });
  }
  return [...found, ...defaultOf(view, '.', name)];
}

export function defaultOf(view: View, dir: string, name: string): readonly (VariableOrigin & { kind: 'default' })[] {
  const entry = view.table(dir)?.variables.get(name);
  const expression = entry?.declaration.fallback;
  if (entry === undefined || expression === undefined) return [];
  return [{ kind: 'default', expression, at: spanOf(view, { ...entry.home, span: expression.span }) }];
}

/** A block that calls a module, in the text as it is now. */
export interface ModuleCall {
  readonly dir: string;
  readonly name: string;
  readonly home: Home;
  /** Where the call gives a variable its value; undefined where the default counts. */
  input(variable: string): FileSpan | undefined;
}

/** The calls of the module in a folder, of all modules of the project. */
export function callsOf(view: View, dir: string): readonly ModuleCall[] {
  const tables = new Set([...view.project.modules.keys()].flatMap((each) => view.table(each) ?? []));
  return [...tables].flatMap((table) =>
    [...table.modules.values()].flatMap(({ declaration, home }): readonly ModuleCall[] => {
      const target = declaration.source === undefined ? undefined : modulePath(table.dir, declaration.source);
      if (target === undefined || view.table(target)?.dir !== dir) return [];
      const input = (variable: string) => {
        const given = declaration.inputs.get(variable);
        return given === undefined ? undefined : spanOf(view, { ...home, span: given.span });
      };
      return [{ dir: table.dir, name: declaration.name, home, input }];
    }),
  );
}

export type FieldOrigin =
  | { readonly kind: 'source'; readonly at: FileSpan | undefined; readonly isConnected: boolean }
  | {
      readonly kind: 'completed';
      readonly at: FileSpan | undefined;
      readonly by: string | undefined;
      /** RFC 3339, as it is noted. */
      readonly when: string | undefined;
      readonly inputs: string | undefined;
      readonly edited: boolean;
      /** The resource has changed since. */
      readonly stale: boolean;
    }
  /** Of the kind, or derived from other attributes. */
  | { readonly kind: 'default' }
  /** Nobody gives it, and it is required. */
  | { readonly kind: 'missing' }
  /** Added by a `connect` block. */
  | { readonly kind: 'connection' }
  /** To be filled in at build; with what would be, as far as it is known. */
  | { readonly kind: 'build'; readonly preview: Preview; readonly problem: string | undefined };

export interface Field {
  readonly name: string;
  /** Undefined where nothing can be said, as before the first build. */
  readonly value: Value | undefined;
  readonly origin: FieldOrigin;
}

export interface Fields {
  readonly fields: readonly Field[];
  /** Attributes that nobody gives a value. */
  readonly absent: readonly string[];
}

/** Every attribute of a resource's kind, in the kind's order. `instance` is an address of the last build. */
export function fieldsOf(
  view: View,
  table: ModuleTable,
  entry: Entry<ResourceDeclaration>,
  instance: string | undefined,
  preview: KnownPreview,
): Fields {
  const { declaration, home } = entry;
  const kind = view.vocabulary.kinds.get(declaration.type);
  const open = openIn(view, table, entry, instance);
  if (kind === undefined || open === undefined) return { fields: [], absent: [] };
  const fields: Field[] = [];
  const absent: string[] = [];
  const known = valuesOf(view, instance);
  const offered = instance === undefined ? undefined : offeredTo(view, instance);
  const answer = open.incomplete.length === 0 ? undefined : preview(open.request);
  for (const [name, spec] of Object.entries(kind.attributes)) {
    const secret = (value: Value | undefined) =>
      value !== undefined && spec.sensitive === true ? markSensitive(value) : value;
    const own = offered?.attribute === name ? offered.value : known.given(name);
    const put = (origin: FieldOrigin, value = own) => fields.push({ name, value: secret(value), origin });
    const given = declaration.attributes.get(name);
    const completed = open.completed?.attributes.get(name);
    if (given !== undefined) {
      const at = spanOf(view, { ...home, span: given.nameSpan });
      const isConnected = offered?.attribute === name;
      put({ kind: 'source', at, isConnected }, isConnected ? own : (valueNow(view, instance, given) ?? own));
    } else if (completed !== undefined) {
      const { by, at: when, inputs } = completed.from.declaration.from;
      const stale = inputs !== undefined && inputs !== inputsDigest(open.request);
      const at = spanOf(view, { ...completed.home, span: completed.given.nameSpan });
      put({ kind: 'completed', at, by, when, inputs, edited: wasEdited(view, completed.from), stale });
    } else if (answer !== undefined && open.incomplete.includes(name)) {
      const problems = answer.state === 'ready' ? answer.problems : [];
      const problem = problems.find(({ attribute }) => attribute === name)?.message;
      put({ kind: 'build', preview: answer, problem }, previewed(answer, name));
    } else if (own !== undefined) {
      put({ kind: spec.computed === true ? 'default' : 'connection' });
    } else if (attributeFacts(spec).required) {
      put({ kind: 'missing' });
    } else {
      const value = known.fallback(name);
      if (value === undefined || isNull(value)) absent.push(name);
      else put({ kind: 'default' }, value);
    }
  }
  return { fields, absent };
}

/** Of what is written now, which may be newer than the last build. */
function valueNow(view: View, instance: string | undefined, given: Given): Value | undefined {
  const known = instance === undefined ? undefined : view.model?.instances.get(instance);
  if (view.model === undefined || known === undefined || given.kind !== 'expression') return undefined;
  if (given.encode !== undefined) return undefined;
  const scope = { module: known.module, instance: known.address };
  const { value, problems } = view.model.inspect.evaluate(scope, given.expression);
  return problems.length > 0 ? undefined : value;
}

function previewed(preview: Preview, name: string): Value | undefined {
  const json: Json | undefined =
    preview.state === 'ready' && Object.hasOwn(preview.values, name) ? preview.values[name] : undefined;
  return json === undefined ? undefined : fromPlain(json);
}

/** Values of the last build: those that were given, and those that follow when nothing is. */
function valuesOf(view: View, instance: string | undefined) {
  const { model } = view;
  const address = instance !== undefined && model?.instances.has(instance) === true ? instance : undefined;
  const values = address === undefined ? undefined : model?.evaluate(address, noResults).values;
  return {
    given: (name: string): Value | undefined => values?.get(name),
    fallback: (name: string): Value | undefined =>
      address === undefined ? undefined : model?.inspect.attribute(address, name),
  };
}
