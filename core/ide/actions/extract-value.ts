/** Gives an expression a name: as a local value, or, if it is written out, as a variable. */
import type { Span } from '../../base/span.ts';
import { isWrittenOut, literalText } from '../../intake/literal.ts';
import { isIdentifier } from '../../intake/read-common.ts';
import { reservedInputs } from '../../intake/read-module.ts';
import { referencesIn } from '../../language/references.ts';
import type { Attribute, Expression } from '../../syntax/ast.ts';
import type { Node } from '../../syntax/locate.ts';
import { namesIn } from '../names/bindings.ts';
import { headOf, schemaOf } from '../schema/body-schema.ts';
import type { FileEdit } from '../spans.ts';
import type { ActionContext, ActionMaker } from './action.ts';
import { declareLocal, literalType } from './declare.ts';
import { newBlock } from './insert.ts';
import { freeName } from './names.ts';
import { variableText } from './type-text.ts';
import { textOf } from './uses.ts';

export const extractValue: ActionMaker = (context) => {
  const { view, dir, file, located } = context;
  const chosen = selected(context);
  const table = view.table(dir);
  if (chosen === undefined || located === undefined || table === undefined) return [];
  const { expression, title } = chosen;
  const span = { start: located.item.offset + expression.span.start, end: located.item.offset + expression.span.end };
  const text = textOf(file, located.item, expression);
  const put = (reference: string): FileEdit => ({ file: file.path, span, newText: reference });
  const local = freeName(title, (name) => table.locals.has(name));
  const variable = freeName(title, (name) => table.variables.has(name) || reservedInputs.includes(name));
  const problem = whyNot(context, expression);
  return [
    {
      id: `extract-local:${span.start}:${span.end}`,
      title: `Extract to local value \`${local}\``,
      kind: 'refactor.extract',
      ...(problem !== undefined && { refused: problem }),
      change: () => declareLocal(context, local, text, [put(`local.${local}`)]),
    },
    ...(isWrittenOut(expression)
      ? [
          {
            id: `extract-variable:${span.start}:${span.end}`,
            title: `Extract to variable \`${variable}\``,
            kind: 'refactor.extract' as const,
            ...(problem !== undefined && { refused: problem }),
            change: () => {
              const declared = variableText(variable, literalType(expression), `  default = ${text}\n`);
              const edit = newBlock(view, dir, file.path, 'variable', 'variables.cw', declared, located.item);
              return { edits: edit === undefined ? [] : [edit, put(`var.${variable}`)] };
            },
          },
        ]
      : []),
  ];
};

/** The expression that is selected, or the value of the attribute that the cursor is in; with what it is called there. */
function selected({
  view,
  path,
  role,
  at,
  located,
  file,
  blocks,
}: ActionContext): { readonly expression: Expression; readonly title: string } | undefined {
  if (located === undefined || role !== 'source' || blocks.length === 0) return undefined;
  const { item, path: nodes } = located;
  if (item.node.kind !== 'block' || item.node.broken) return undefined;
  const index = nodes.findIndex((node) => isAttribute(node));
  const attribute = nodes[index];
  if (attribute === undefined || !isAttribute(attribute)) return undefined;
  if (!takesAnything(view, path, blocks, attribute)) return undefined;
  const wanted = trimmed(file.text, at);
  const relative = { start: wanted.start - item.offset, end: wanted.end - item.offset };
  if (wanted.start === wanted.end) {
    if (relative.start < attribute.value.span.start) return undefined;
    return isWorthIt(attribute.value) ? { expression: attribute.value, title: attribute.name.text } : undefined;
  }
  const found = nodes.findIndex(
    (node, i) =>
      i > index && isExpression(node) && node.span.start === relative.start && node.span.end === relative.end,
  );
  const exact = nodes[found];
  if (exact === undefined || !isExpression(exact) || isNoValue(exact, nodes[found - 1])) return undefined;
  const field = nodes.slice(0, found).findLast((node) => !('kind' in node));
  const key = field !== undefined && !('kind' in field) ? literalText(field.key) : undefined;
  return { expression: exact, title: key !== undefined && isIdentifier(key) ? key.toLowerCase() : attribute.name.text };
}

/** The `var` of `var.x` and the key of `{ x = 1 }` are parts of something, and mean nothing by themselves. */
function isNoValue(expression: Expression, around: Node | undefined): boolean {
  if (expression.kind === 'invalid' || expression.kind === 'variable') return true;
  if (expression.kind === 'get-attribute' && expression.object.kind === 'variable') {
    const { name } = expression.object;
    if (name === 'resource' || name === 'module') return true;
  }
  return around !== undefined && !('kind' in around) && around.key === expression;
}

/** Whether any expression may stand there: no reference to a thing, nothing that must be written out. */
function takesAnything(
  view: ActionContext['view'],
  path: string,
  blocks: ActionContext['blocks'],
  { name }: Attribute,
): boolean {
  const [top] = blocks;
  if (
    top === undefined ||
    ['moved', 'import', 'removed', 'clockwork', 'provider', 'variable'].includes(top.type.text)
  ) {
    return false;
  }
  if (top.type.text === 'resource' && !view.vocabulary.kinds.has(top.labels[0]?.text ?? '')) return false;
  const schema = schemaOf(view, path, blocks.map(headOf));
  const attribute = schema?.attributes.get(name.text);
  if (attribute === undefined) return schema?.isOpen === true && top.type.text !== 'module';
  return attribute.origin !== 'language' || computed.has(name.text);
}

/** Attributes of the language that take what has to be computed; all others must be written out. */
const computed: ReadonlySet<string> = new Set(['count', 'for_each', 'value', 'condition', 'error_message']);

/** A name for a name is no gain. */
function isWorthIt(expression: Expression): boolean {
  return !['variable', 'get-attribute', 'index', 'invalid'].includes(expression.kind);
}

function whyNot({ view, dir, path, located }: ActionContext, expression: Expression): string | undefined {
  const waits = [...(view.table(dir)?.previous.keys() ?? [])].some(
    ({ home }) => home.file === path && home.item === located?.item.key,
  );
  if (waits) return 'A short form that refers to something no longer waits for the one before it.';
  const roots = referencesIn(expression).map(({ root }) => root);
  const own = roots.find((root) => root === 'each' || root === 'count' || root === 'self');
  if (own !== undefined) return `\`${own}\` has a meaning only in this block.`;
  const binding = (located === undefined ? [] : namesIn(located.item.node).bindings).find(
    ({ declared, uses }) => uses.some((use) => inside(use, expression.span)) && !inside(declared, expression.span),
  );
  return binding === undefined ? undefined : `\`${binding.name}\` is known only inside of the \`for\`.`;
}

function inside(part: Span, whole: Span): boolean {
  return whole.start <= part.start && part.end <= whole.end;
}

function trimmed(text: string, { start, end }: Span): Span {
  const chosen = text.slice(start, end);
  const left = chosen.length - chosen.trimStart().length;
  const right = chosen.length - chosen.trimEnd().length;
  return left === chosen.length ? { start, end: start } : { start: start + left, end: end - right };
}

function isAttribute(node: Node): node is Attribute {
  return 'kind' in node && node.kind === 'attribute' && 'value' in node;
}

const noExpressions: ReadonlySet<string> = new Set(['block', 'attribute', 'text', 'interpolation', 'if', 'for']);

function isExpression(node: Node): node is Expression {
  return 'kind' in node && !noExpressions.has(node.kind);
}
