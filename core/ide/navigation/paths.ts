/**
 * Texts that name files: sources of modules, arguments of functions that read files, attributes that hold paths, and any
 * text that begins like a relative path. Only what is there counts. Relative paths start at the project's folder.
 */
import type { z } from 'zod';
import type { Span } from '../../base/span.ts';
import { moduleDirOf, type View } from '../../engine/view.ts';
import { literalText } from '../../intake/literal.ts';
import { modulePath, normalizePath, relativePath } from '../../intake/module-path.ts';
import { declaredBy } from '../../intake/read-block.ts';
import type { Vocabulary } from '../../intake/vocabulary.ts';
import { defOf } from '../../kinds/attribute-type.ts';
import type { AttributeTable } from '../../kinds/define.ts';
import { pathSchema } from '../../kinds/parts/paths.ts';
import { functionTable } from '../../language/functions/table.ts';
import type { Attribute, Block, Expression, Template } from '../../syntax/ast.ts';
import { childNodes, itemAt, type Node } from '../../syntax/locate.ts';
import { filesOfModule } from '../names/module-files.ts';
import { roleOf } from '../names/occurrences.ts';
import { insideQuotes, shifted } from '../spans.ts';

export interface PathText {
  readonly sort: 'module' | 'file';
  /** Of the path, without quotes. */
  readonly span: Span;
  /** The file that it names, of a module the first one; relative to the project. */
  readonly target: string;
  /** As it is written, with `path.module` and `path.root` filled in. */
  readonly path: string;
}

/** Every text in a file that names a file which is there, in source order. */
export function pathsIn(view: View, path: string): readonly PathText[] {
  const file = view.project.files.get(path);
  if (file === undefined) return [];
  return file.items.flatMap(({ node, offset }) =>
    candidatesIn(node, roleOf(path) === 'completed', view.vocabulary).flatMap(
      (candidate) => resolved(view, path, candidate, offset) ?? [],
    ),
  );
}

export function pathAt(view: View, path: string, offset: number): PathText | undefined {
  const file = view.project.files.get(path);
  const item = file === undefined ? undefined : itemAt(file, offset);
  if (item === undefined) return undefined;
  const at = offset - item.offset;
  const candidate = candidatesIn(item.node, roleOf(path) === 'completed', view.vocabulary).find(
    ({ span }) => span.start <= at && at <= span.end,
  );
  return candidate === undefined ? undefined : resolved(view, path, candidate, item.offset);
}

interface Candidate {
  readonly sort: PathText['sort'];
  /** Relative to the item. */
  readonly span: Span;
  /** With {@link MODULE} for the module's folder. */
  readonly text: string;
}

/** Stands in no path: files cannot have it in their names. */
const MODULE = '\0';

function resolved(view: View, from: string, { sort, span, text }: Candidate, by: number): PathText | undefined {
  const dir = view.table(moduleDirOf(from))?.dir ?? moduleDirOf(from);
  const path = text.replaceAll(MODULE, dir);
  const target = sort === 'module' ? moduleFile(view, dir, path) : fileAt(view, path);
  return target === undefined ? undefined : { sort, span: shifted(span, by), target, path };
}

function moduleFile(view: View, dir: string, source: string): string | undefined {
  const called = modulePath(dir, source);
  return called === undefined ? undefined : filesOfModule(view, called)[0];
}

function fileAt({ project, directory }: View, path: string): string | undefined {
  const plain = path.replaceAll('\\', '/');
  const target = plain.startsWith('/') ? relativePath(directory, plain) : normalizePath(plain);
  return project.world.fileKind(plain) === 'file' ? target : undefined;
}

const memo = new WeakMap<Block | Attribute, readonly Candidate[]>();

function candidatesIn(node: Block | Attribute, inCompleted: boolean, vocabulary: Vocabulary): readonly Candidate[] {
  let known = memo.get(node);
  if (known === undefined) {
    known = collect(node, inCompleted, vocabulary);
    memo.set(node, known);
  }
  return known;
}

function collect(root: Block | Attribute, inCompleted: boolean, vocabulary: Vocabulary): readonly Candidate[] {
  const found: Candidate[] = [];
  const seen = new Set<Expression>();
  const add = (expression: Expression | undefined, sort: PathText['sort']) => {
    if (expression?.kind !== 'template' || seen.has(expression)) return;
    seen.add(expression);
    const text = pathText(expression);
    if (text !== undefined && text !== '') found.push({ sort, span: insideQuotes(expression.span, true), text });
  };
  if (root.kind === 'block') {
    const source = root.type.text === 'module' ? sourceOf(root) : undefined;
    add(source, 'module');
    for (const expression of givenPaths(root, inCompleted, vocabulary)) add(expression, 'file');
  }
  const pending: Node[] = [root];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if ('kind' in node && node.kind === 'call' && readsFile(node.name.text)) add(node.args[0], 'file');
    if ('kind' in node && node.kind === 'template' && looksLikePath(node)) add(node, 'file');
    const recipe = 'kind' in node ? dockerfileIn(node) : undefined;
    if (recipe !== undefined) {
      seen.add(recipe.expression);
      found.push({ sort: 'file', span: insideQuotes(recipe.expression.span, true), text: recipe.text });
    }
    pending.push(...childNodes(node));
  }
  return found.sort((a, b) => a.span.start - b.span.start);
}

function sourceOf({ body }: Block): Expression | undefined {
  const source = body.entries.find((entry) => entry.kind === 'attribute' && entry.name.text === 'source');
  return source?.kind === 'attribute' && literalText(source.value) !== undefined ? source.value : undefined;
}

/** Values of attributes that hold paths, of the resource and of its assertions. */
function givenPaths(block: Block, inCompleted: boolean, vocabulary: Vocabulary): readonly Expression[] {
  const { declaration } = declaredBy(block, vocabulary, inCompleted);
  if (declaration?.kind !== 'resource') return [];
  const given = [
    ...[...declaration.attributes.values()].map((each) => [vocabulary.kinds.get(declaration.type), each] as const),
    ...declaration.asserts.flatMap(({ kind, attributes }) =>
      attributes.map((each) => [vocabulary.assertions.get(kind), each] as const),
    ),
  ];
  return given.flatMap(([kind, each]) =>
    each.kind === 'expression' && holdsPath(kind?.attributes, each.name) ? [each.expression] : [],
  );
}

function holdsPath(table: AttributeTable | undefined, name: string): boolean {
  const spec = table !== undefined && Object.hasOwn(table, name) ? table[name] : undefined;
  let schema: z.core.$ZodType | undefined = spec?.schema;
  while (schema !== undefined && schema !== pathSchema) {
    const def = defOf(schema);
    schema = 'innerType' in def ? def.innerType : undefined;
  }
  return schema !== undefined;
}

/** The `dockerfile` of a `build`, which starts at its `context`. */
function dockerfileIn(node: Node): { readonly expression: Expression; readonly text: string } | undefined {
  const given = new Map<string, Expression>();
  if (!('kind' in node)) return undefined;
  if (node.kind === 'block' && node.type.text === 'build') {
    for (const entry of node.body.entries) if (entry.kind === 'attribute') given.set(entry.name.text, entry.value);
  } else if (
    node.kind === 'attribute' &&
    'value' in node &&
    node.name.text === 'build' &&
    node.value.kind === 'object'
  ) {
    for (const { key, value } of node.value.items) given.set(literalText(key) ?? '', value);
  }
  const recipe = given.get('dockerfile');
  const context = given.get('context');
  const text = recipe?.kind === 'template' ? pathText(recipe) : undefined;
  const folder = context === undefined ? '.' : context.kind === 'template' ? pathText(context) : undefined;
  if (recipe === undefined || text === undefined || text === '' || folder === undefined) return undefined;
  return { expression: recipe, text: text.startsWith('/') ? text : `${folder}/${text}` };
}

const notRead: ReadonlySet<string> = new Set(['abspath', 'basename', 'dirname', 'pathexpand', 'fileset']);

/** Whether the function's first argument is the path of a file that it looks at. */
function readsFile(name: string): boolean {
  return functionTable.get(name)?.parameters[0]?.name === 'path' && !notRead.has(name);
}

function looksLikePath({ form, parts }: Template): boolean {
  if (form !== 'quoted') return false;
  const [first] = parts;
  if (first?.kind === 'text') return /^\.\.?\//.test(first.value);
  return first?.kind === 'interpolation' && folderOf(first.value) !== undefined;
}

/** The text of a template in which nothing has to be computed but the module's and the project's folder. */
function pathText({ form, parts }: Template): string | undefined {
  if (form !== 'quoted') return undefined;
  let text = '';
  for (const part of parts) {
    const known = part.kind === 'text' ? part.value : part.kind === 'interpolation' ? folderOf(part.value) : undefined;
    if (known === undefined) return undefined;
    text += known;
  }
  return text;
}

function folderOf(expression: Expression): string | undefined {
  if (expression.kind !== 'get-attribute' || expression.object.kind !== 'variable') return undefined;
  if (expression.object.name !== 'path') return undefined;
  return expression.name.text === 'module' ? MODULE : expression.name.text === 'root' ? '.' : undefined;
}
