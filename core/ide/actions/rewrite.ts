/** Other ways to write the same: texts, templates, one-line blocks, attributes as blocks and blocks as attributes. */
import { quoted } from '../../completion/hcl-text.ts';
import type { Attribute, Item, SyntaxFile } from '../../syntax/ast.ts';
import type { Node } from '../../syntax/locate.ts';
import { headOf, schemaOf } from '../schema/body-schema.ts';
import type { FileEdit } from '../spans.ts';
import type { Action, ActionContext, ActionMaker } from './action.ts';
import { asLines, indentAt, isOnOneLine, tidied } from './insert.ts';
import { textOf } from './uses.ts';

export const rewrite: ActionMaker = (context) => {
  const { located, role } = context;
  if (located === undefined || located.item.node.kind === 'attribute' || role === 'variables') return [];
  return [
    ...asText(context, located.item),
    ...withoutQuotes(context, located.item),
    ...overLines(context, located.item),
    ...asBlock(context, located.item),
    ...asAttribute(context, located.item),
  ];
};

function action(id: string, title: string, change: () => readonly FileEdit[]): Action {
  return { id, title, kind: 'refactor.rewrite', change: () => ({ edits: change() }) };
}

function attributeAt({ located }: ActionContext): Attribute | undefined {
  return located?.path.findLast((node): node is Attribute => isAttribute(node));
}

function isAttribute(node: Node): node is Attribute {
  return 'kind' in node && node.kind === 'attribute' && 'value' in node;
}

function replace(file: SyntaxFile, item: Item, span: FileEdit['span'], newText: string): FileEdit {
  return { file: file.path, span: { start: item.offset + span.start, end: item.offset + span.end }, newText };
}

/** `port = 80` where a text belongs. */
function asText(context: ActionContext, item: Item): readonly Action[] {
  const { view, path, file, blocks } = context;
  const attribute = attributeAt(context);
  if (attribute === undefined || (attribute.value.kind !== 'number' && attribute.value.kind !== 'bool')) return [];
  const type = schemaOf(view, path, blocks.map(headOf))?.attributes.get(attribute.name.text)?.type;
  if (type?.kind !== 'string') return [];
  const { value } = attribute;
  if (!/^(-?\d+|true|false)$/.test(textOf(file, item, value))) return [];
  const text = quoted(textOf(file, item, value));
  return [
    action(`as-text:${value.span.start}`, `Write ${text} as a text`, () => [replace(file, item, value.span, text)]),
  ];
}

/** `"${x}"` is `x`, whatever it gives. */
function withoutQuotes({ file, located }: ActionContext, item: Item): readonly Action[] {
  const template = located?.path.findLast((node) => 'kind' in node && node.kind === 'template');
  if (template === undefined || !('kind' in template) || template.kind !== 'template') return [];
  const [part, more] = template.parts;
  if (template.form !== 'quoted' || part?.kind !== 'interpolation' || more !== undefined) return [];
  const text = textOf(file, item, part.value);
  if (text.includes('\n') || textOf(file, item, template).includes('#')) return [];
  const index = located?.path.indexOf(template) ?? 0;
  const around = located?.path[index - 1];
  const isTight =
    around !== undefined && 'kind' in around && ['binary', 'unary', 'conditional', 'index'].includes(around.kind);
  const bare = isTight ? `(${text})` : text;
  return [
    action(`without-quotes:${template.span.start}`, `Write \`${text}\` without quotes`, () => [
      replace(file, item, template.span, bare),
    ]),
  ];
}

/** A block on one line, with a line for each entry. */
function overLines({ file, blocks, at }: ActionContext, item: Item): readonly Action[] {
  const block = blocks.at(-1);
  if (block === undefined || block.body.entries.length === 0 || !isOnOneLine(file, item, block)) return [];
  return [
    action(`lines:${block.span.start}:${at.start}`, 'Write this block over several lines', () => {
      const indent = indentAt(file.text, item.offset + block.span.start);
      const lines = block.body.entries.map((entry) => `${indent}  ${textOf(file, item, entry)}\n`);
      return tidied(file, item, [replace(file, item, block.body.span, asLines(file, `\n${lines.join('')}${indent}`))]);
    }),
  ];
}

/** `health_check = { path = "/" }` as a block, where the attribute can be one. */
function asBlock(context: ActionContext, item: Item): readonly Action[] {
  const { view, path, file, blocks } = context;
  const attribute = attributeAt(context);
  if (attribute?.value.kind !== 'object') return [];
  const schema = schemaOf(view, path, blocks.map(headOf));
  if (schema?.attributes.get(attribute.name.text)?.block === undefined) return [];
  const { value, name, span } = attribute;
  const names = value.items.map(({ key }) =>
    key.kind === 'template' ? textOf(file, item, key).replace(/^"(.*)"$/, '$1') : '',
  );
  if (names.some((each) => !/^[\p{ID_Start}_][\p{ID_Continue}-]*$/u.test(each)) || hasComment(context, span)) return [];
  return [
    action(`block:${span.start}`, `Write \`${name.text}\` as a block`, () => {
      const indent = indentAt(file.text, item.offset + span.start);
      const lines = value.items.map((each, i) => `${indent}  ${names[i]} = ${textOf(file, item, each.value)}\n`);
      return tidied(file, item, [
        replace(file, item, span, asLines(file, `${name.text} {\n${lines.join('')}${indent}}`)),
      ]);
    }),
  ];
}

/** `health_check { … }` as an attribute, where it stands once and holds attributes alone. */
function asAttribute(context: ActionContext, item: Item): readonly Action[] {
  const { view, path, file, blocks } = context;
  const block = blocks.at(-1);
  const around = blocks.at(-2);
  if (block === undefined || around === undefined || block.labels.length > 0 || hasComment(context, block.span))
    return [];
  const spec = schemaOf(view, path, blocks.slice(0, -1).map(headOf))?.attributes.get(block.type.text);
  if (spec?.block !== 'one') return [];
  const alike = around.body.entries.filter(
    (entry) => (entry.kind === 'block' ? entry.type.text : entry.name.text) === block.type.text,
  );
  if (alike.length !== 1 || block.body.entries.some(({ kind }) => kind === 'block')) return [];
  return [
    action(`attribute:${block.span.start}`, `Write \`${block.type.text}\` as an attribute`, () => {
      const indent = indentAt(file.text, item.offset + block.span.start);
      const lines = block.body.entries.map((entry) => `${indent}  ${textOf(file, item, entry)}\n`);
      const body = lines.length === 0 ? '{}' : `{\n${lines.join('')}${indent}}`;
      return tidied(file, item, [replace(file, item, block.span, asLines(file, `${block.type.text} = ${body}`))]);
    }),
  ];
}

function hasComment({ view, path, located }: ActionContext, span: FileEdit['span']): boolean {
  const comments = view.parsed.get(path)?.comments ?? [];
  return comments.some(
    (comment) => comment.item === located?.item.key && span.start <= comment.span.start && comment.span.end <= span.end,
  );
}
