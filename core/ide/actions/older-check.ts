/** Writes the older resource types `verification` and `check` as the `check` blocks that they stand for. */
import { quoted } from '../../completion/hcl-text.ts';
import { literalText } from '../../intake/literal.ts';
import { asCheckBlock, isOlderCheck } from '../../intake/older-checks.ts';
import type { Attribute, Block, Expression, Item, SyntaxFile } from '../../syntax/ast.ts';
import type { ActionMaker } from './action.ts';
import { asLines, tidied } from './insert.ts';
import { textOf } from './uses.ts';

export const convertOlderCheck: ActionMaker = ({ view, path, file, located, role }) => {
  const item = located?.item;
  if (role !== 'source' || item?.node.kind !== 'block' || item.node.broken || !isOlderCheck(item.node)) return [];
  const problems: string[] = [];
  const check = asCheckBlock(item.node, ({ severity, message }) => {
    if (severity === undefined || severity === 'error') problems.push(message);
  });
  const { node } = item;
  const hasComment = (view.parsed.get(path)?.comments ?? []).some((comment) => comment.item === item.key);
  const problem =
    problems[0] ?? (hasComment ? 'The comments inside of the block would be lost: move them above it.' : undefined);
  return [
    {
      id: `check:${item.key}`,
      title: `Write \`${node.labels[1]?.text}\` as a \`check\` block`,
      kind: 'refactor.rewrite',
      ...(problem !== undefined && { refused: problem }),
      change: () => {
        const text = `check ${quoted(node.labels[1]?.text ?? '')} {\n${bodyText(file, item, check, 2)}}`;
        const span = { start: item.offset, end: item.offset + node.span.end };
        return { edits: tidied(file, item, [{ file: path, span, newText: asLines(file, text) }]) };
      },
    },
  ];
};

function bodyText(file: SyntaxFile, item: Item, block: Block, indent: number): string {
  const pad = ' '.repeat(indent);
  return block.body.entries
    .map((entry) => {
      if (entry.kind === 'attribute') return `${pad}${attributeText(file, item, entry)}\n`;
      if (isWritten(file, item, entry)) return `${pad}${textOf(file, item, entry)}\n`;
      const labels = entry.labels.map((label) => ` ${quoted(label.text)}`).join('');
      return `${pad}${entry.type.text}${labels} {\n${bodyText(file, item, entry, indent + 2)}${pad}}\n`;
    })
    .join('');
}

/** Blocks that the reader made up have the span of the block that they were made of. */
function isWritten(file: SyntaxFile, item: Item, block: Block): boolean {
  return textOf(file, item, block.type) === block.type.text;
}

function attributeText(file: SyntaxFile, item: Item, { name, value }: Attribute): string {
  return `${name.text} = ${valueText(file, item, value)}`;
}

/** Host and port are made of one text; what is made up is written as what it is. */
function valueText(file: SyntaxFile, item: Item, value: Expression): string {
  if (value.kind === 'number') return value.text;
  return quotedLiteral(value) ?? textOf(file, item, value);
}

function quotedLiteral(value: Expression): string | undefined {
  if (value.kind !== 'template' || value.form !== 'quoted') return undefined;
  const text = literalText(value);
  return text === undefined ? undefined : quoted(text);
}
