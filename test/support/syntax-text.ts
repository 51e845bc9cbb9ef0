/** A syntax tree and its diagnostics as short text, for tests to compare. */
import { LineIndex } from '../../core/base/line-index.ts';
import type { Diagnostic } from '../../core/diagnostics/diagnostic.ts';
import type { Attribute, Block, Expression, ObjectItem, SplatStep, TemplatePart } from '../../core/syntax/ast.ts';
import { placeOffset } from '../../core/syntax/locate.ts';
import type { ParsedFile } from '../../core/syntax/parse.ts';

/** One entry a line, blocks indented; `!` marks a broken block, `<invalid>` what could not be read. */
export function printTree(parsed: ParsedFile): string {
  return parsed.file.items.map(({ node }) => printEntry(node, '')).join('');
}

/** The tree without what formatting spells anew: quotes of labels, a whole value in `"${}"` or parentheses, old types. */
export function printMeaning(parsed: ParsedFile): string {
  return parsed.file.items.map(({ node }) => printEntry(plainEntry(node), '')).join('');
}

function plainEntry<T extends Attribute | Block>(node: T): T;
function plainEntry(node: Attribute | Block): Attribute | Block {
  if (node.kind === 'attribute') return { ...node, value: plainValue(node.value) };
  const holdsType = node.type.text === 'variable';
  const entries = node.body.entries.map((entry) =>
    holdsType && entry.kind === 'attribute' && entry.name.text === 'type'
      ? { ...entry, value: plainType(entry.value) }
      : plainEntry(entry),
  );
  const labels = node.labels.map((label) => ({ ...label, quoted: true }));
  return { ...node, labels, body: { ...node.body, entries } };
}

function plainValue(value: Expression): Expression {
  if (value.kind === 'parenthesized') return plainValue(value.inner);
  const [part] = value.kind === 'template' && value.form === 'quoted' && value.parts.length === 1 ? value.parts : [];
  return part?.kind === 'interpolation' ? plainValue(part.value) : value;
}

function plainType(value: Expression): Expression {
  const [part] = value.kind === 'template' ? value.parts : [];
  const { span } = value;
  const name = value.kind === 'variable' ? value.name : part?.kind === 'text' ? part.value : '';
  if (name === 'string') return { kind: 'variable', name, span };
  if (name !== 'list' && name !== 'map' && name !== 'set') return value;
  const any: Expression = { kind: 'variable', name: 'any', span };
  return { kind: 'call', name: { text: name, span }, args: [any], expandLast: false, span };
}

/** `line:column-line:column code: message`, 1-based, one a line in source order. */
export function printDiagnostics(parsed: ParsedFile): string {
  const index = new LineIndex(parsed.file.text);
  const shown = (offset: number): string => {
    const { line, character } = index.positionAt(offset);
    return `${line + 1}:${character + 1}`;
  };
  const printed = parsed.diagnostics.map((diagnostic) => {
    const { start, end } = offsetsOf(parsed, diagnostic);
    return { start, text: `${shown(start)}-${shown(end)} ${diagnostic.code}: ${diagnostic.message}\n` };
  });
  return printed
    .sort((a, b) => a.start - b.start)
    .map(({ text }) => text)
    .join('');
}

/** Where a diagnostic of this file points. Throws where it names an item that is not there. */
export function offsetsOf(
  parsed: ParsedFile,
  diagnostic: Diagnostic,
): { readonly start: number; readonly end: number } {
  const span = diagnostic.place === undefined ? undefined : placeOffset(parsed.file, diagnostic.place);
  if (span === undefined) throw new Error(`a diagnostic points nowhere: ${diagnostic.message}`);
  return span;
}

function printEntry(node: Block | Attribute, indent: string): string {
  if (node.kind === 'attribute') return `${indent}${node.name.text} = ${printExpression(node.value)}\n`;
  const labels = node.labels.map(({ text, quoted }) => ` ${quoted ? JSON.stringify(text) : text}`).join('');
  const entries = node.body.entries.map((entry) => printEntry(entry, `${indent}  `)).join('');
  return `${indent}${node.broken ? '!' : ''}${node.type.text}${labels}\n${entries}`;
}

/** An S-expression. */
export function printExpression(node: Expression): string {
  switch (node.kind) {
    case 'number':
      return node.text;
    case 'bool':
      return String(node.value);
    case 'null':
      return 'null';
    case 'variable':
      return node.name;
    case 'template':
      return printTemplate(node.parts);
    case 'get-attribute':
      return `(. ${printExpression(node.object)} ${node.name.text})`;
    case 'index':
      return `([] ${printExpression(node.object)} ${printExpression(node.key)})`;
    case 'splat':
      return `(splat ${node.form} ${printExpression(node.object)}${node.each.map(printStep).join('')})`;
    case 'call':
      return list(`call ${node.name.text}`, [...node.args.map(printExpression), ...(node.expandLast ? ['...'] : [])]);
    case 'unary':
      return `(${node.operator} ${printExpression(node.operand)})`;
    case 'binary':
      return `(${node.operator} ${printExpression(node.left)} ${printExpression(node.right)})`;
    case 'conditional':
      return list('?', [node.condition, node.then, node.otherwise].map(printExpression));
    case 'tuple':
      return list('tuple', node.items.map(printExpression));
    case 'object':
      return list('object', node.items.map(printItem));
    case 'for-tuple':
      return list('for', [...printLoop(node), printExpression(node.value), ...printCondition(node)]);
    case 'for-object': {
      const pair = `${printExpression(node.key)} => ${printExpression(node.value)}${node.grouping ? ' ...' : ''}`;
      return list('for', [...printLoop(node), pair, ...printCondition(node)]);
    }
    case 'parenthesized':
      return `(paren ${printExpression(node.inner)})`;
    case 'invalid':
      return '<invalid>';
  }
}

function printItem({ key, bare, value }: ObjectItem): string {
  const text = printExpression(key);
  return `(${bare ? String(JSON.parse(text)) : text} ${printExpression(value)})`;
}

function printStep(step: SplatStep): string {
  switch (step.kind) {
    case 'attribute':
      return ` .${step.name.text}`;
    case 'index':
      return ` [${printExpression(step.key)}]`;
    case 'splat':
      return ` (${step.form}${step.each.map(printStep).join('')})`;
  }
}

function printTemplate(parts: readonly TemplatePart[]): string {
  const [first, ...rest] = parts;
  if (first === undefined) return '""';
  return first.kind === 'text' && rest.length === 0 ? printPart(first) : list('template', parts.map(printPart));
}

function printPart(part: TemplatePart): string {
  switch (part.kind) {
    case 'text':
      return JSON.stringify(part.value);
    case 'interpolation':
      return printExpression(part.value);
    case 'if': {
      const otherwise = part.otherwise === undefined ? [] : ['else', ...part.otherwise.map(printPart)];
      return list('if', [printExpression(part.condition), ...part.then.map(printPart), ...otherwise]);
    }
    case 'for':
      return list('for', [...printLoop(part), ...part.body.map(printPart)]);
  }
}

function printLoop(node: {
  readonly keyName?: { readonly text: string };
  readonly valueName: { readonly text: string };
  readonly collection: Expression;
}): string[] {
  const key = node.keyName === undefined ? '' : `${node.keyName.text} `;
  return [`${key}${node.valueName.text} in ${printExpression(node.collection)}`];
}

function printCondition(node: { readonly condition?: Expression }): string[] {
  return node.condition === undefined ? [] : [`if ${printExpression(node.condition)}`];
}

function list(head: string, rest: readonly string[]): string {
  return `(${[head, ...rest].join(' ')})`;
}
