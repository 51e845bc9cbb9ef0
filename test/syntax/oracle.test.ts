/**
 * The same trees, errors and layout as HashiCorp's own parser and formatter give; `oracle/main.go` wrote down what
 * those are.
 */
import fs from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { Attribute, Block, Expression, SplatStep, TemplatePart } from '../../core/syntax/ast.ts';
import { layOutText } from '../../core/syntax/format.ts';
import { parseFile } from '../../core/syntax/parse.ts';
import { loadParser } from '../support/parser.ts';
import { offsetsOf, printDiagnostics } from '../support/syntax-text.ts';

interface OracleCase {
  readonly input: string;
  /** Line numbers of what it refuses. */
  readonly errors?: readonly number[];
  readonly tree: string;
  readonly format: string;
}

const cases = fs
  .readFileSync(path.join(import.meta.dirname, 'oracle', 'expected.jsonl'), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as OracleCase);
const accepted = cases.filter(({ errors }) => errors === undefined);
const refused = cases.filter(({ errors }) => errors !== undefined);

beforeAll(loadParser);

test(`${accepted.length} accepted texts have the same tree and the same layout`, () => {
  expect(accepted.length).toBeGreaterThan(200);
  for (const { input, tree, format } of accepted) {
    const parsed = parseFile('case.cw', input);
    expect(printDiagnostics(parsed), input).toBe('');
    expect(parsed.file.items.map(({ node }) => dumpEntry(node, '')).join(''), input).toBe(tree);
    expect(layOutText(input).text, input).toBe(format);
  }
});

test(`${refused.length} refused texts are refused`, () => {
  expect(refused.length).toBeGreaterThan(200);
  let sameLine = 0;
  for (const { input, errors } of refused) {
    const parsed = parseFile('case.cw', input);
    expect(parsed.diagnostics.length, input).toBeGreaterThan(0);
    const lineNumbers = parsed.diagnostics.map(
      (diagnostic) => input.slice(0, offsetsOf(parsed, diagnostic).start).split('\n').length,
    );
    if (errors?.some((lineNumber) => lineNumbers.includes(lineNumber))) sameLine++;
  }
  // Theirs is often where reading stopped, ours where the mistake is: an opener that is never closed.
  expect(sameLine / refused.length).toBeGreaterThan(0.8);
});

/** As `oracle/main.go` prints it. */
function dumpEntry(node: Block | Attribute, indent: string): string {
  if (node.kind === 'attribute') return `${indent}${node.name.text} = ${dump(node.value)}\n`;
  const labels = node.labels.map(({ text }) => ` ${JSON.stringify(text)}`).join('');
  return `${indent}${node.type.text}${labels}\n${node.body.entries.map((entry) => dumpEntry(entry, `${indent}  `)).join('')}`;
}

function dump(node: Expression): string {
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
      return dumpTemplate(node.parts);
    case 'get-attribute':
      return list('.', dump(node.object), node.name.text);
    case 'index':
      return list('[]', dump(node.object), dumpKey(node.key));
    case 'splat':
      return list('splat', dump(node.object), dumpSteps(node.each));
    case 'call':
      return list('call', node.name.text, ...node.args.map(dump), ...(node.expandLast ? ['...'] : []));
    case 'unary':
      return list(node.operator, dump(node.operand));
    case 'binary':
      return list(node.operator, dump(node.left), dump(node.right));
    case 'conditional':
      return list('?', dump(node.condition), dump(node.then), dump(node.otherwise));
    case 'tuple':
      return list('tuple', ...node.items.map(dump));
    case 'object':
      return list(
        'object',
        ...node.items.map(({ key, bare, value }) => `(${bare ? JSON.parse(dump(key)) : dump(key)} ${dump(value)})`),
      );
    case 'for-tuple':
      return list('for', ...loopHead(node), dump(node.value), ...condition(node));
    case 'for-object': {
      const grouping = node.grouping ? ['...'] : [];
      return list('for', ...loopHead(node), dump(node.key), '=>', dump(node.value), ...grouping, ...condition(node));
    }
    case 'parenthesized':
      return list('paren', dump(node.inner));
    case 'invalid':
      return '<invalid>';
  }
}

/** The parser gives constant keys as values. */
function dumpKey(key: Expression): string {
  return key.kind === 'number' ? String(Number(key.text)) : dump(key);
}

function dumpSteps(steps: readonly SplatStep[]): string {
  return steps.reduce((object, step) => {
    if (step.kind === 'attribute') return list('.', object, step.name.text);
    return step.kind === 'index' ? list('[]', object, dumpKey(step.key)) : list('splat', object, dumpSteps(step.each));
  }, '_');
}

function dumpTemplate(parts: readonly TemplatePart[]): string {
  const kept = parts.filter((part) => part.kind !== 'text' || part.value !== '');
  const [first] = kept;
  if (first === undefined) return '""';
  return kept.length === 1 && first.kind === 'text' ? dumpPart(first) : list('template', ...kept.map(dumpPart));
}

function dumpPart(part: TemplatePart): string {
  switch (part.kind) {
    case 'text':
      return JSON.stringify(part.value);
    case 'interpolation':
      return dump(part.value);
    case 'if':
      return list('?', dump(part.condition), dumpTemplate(part.then), dumpTemplate(part.otherwise ?? []));
    case 'for':
      return list('join', list('for', ...loopHead(part), dumpTemplate(part.body)));
  }
}

function loopHead(node: {
  readonly keyName?: { readonly text: string };
  readonly valueName: { readonly text: string };
  readonly collection: Expression;
}): readonly string[] {
  return [...(node.keyName === undefined ? [] : [node.keyName.text]), node.valueName.text, 'in', dump(node.collection)];
}

function condition(node: { readonly condition?: Expression }): readonly string[] {
  return node.condition === undefined ? [] : ['if', dump(node.condition)];
}

function list(...parts: readonly string[]): string {
  return `(${parts.join(' ')})`;
}
