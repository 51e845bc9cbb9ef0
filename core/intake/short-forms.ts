/**
 * The short forms: `deploy`, `create_file`, `run_command`, `verify_http`, `wait_for` and their aliases.
 * Each is rewritten, in the syntax tree, to the block that it stands for; spans stay those of the text.
 */
import type { Span } from '../base/span.ts';
import type { Attribute, Block, Expression, Label } from '../syntax/ast.ts';
import type { Given, ResourceDeclaration } from './declarations.ts';
import type { Report } from './finding.ts';
import { isLiteral, objectOf } from './literal.ts';
import { headerSpan, readLabels } from './read-body.ts';
import { slugOf } from './read-common.ts';
import { type ReadResource, readResourceBody } from './read-resource.ts';
import { shortFormOf, shortFormSpecs } from './short-form-specs.ts';
import type { Vocabulary } from './vocabulary.ts';

/** Reads a short form as the resource that it becomes; undefined where it has no label. */
export function readShortForm(block: Block, vocabulary: Vocabulary, report: Report): ReadResource | undefined {
  const form = shortFormOf(block.type.text);
  const label = block.labels[0];
  if (form === undefined) return undefined;
  if (readLabels(block, [shortFormSpecs[form].label.name], report) === undefined || label === undefined) {
    return undefined;
  }
  const name = slugOf(label.text);
  if (name === '') {
    report({
      code: 'invalid-name',
      message: `"${label.text}" holds nothing that a name could be made of.`,
      span: label.span,
    });
    return undefined;
  }
  switch (form) {
    case 'deploy':
      return become(deployEntries(block), 'service', name, label, block, vocabulary, report);
    case 'create_file':
      return asFile(block, name, label, vocabulary, report);
    case 'run_command':
      return become(block.body.entries, 'custom', name, label, block, vocabulary, report);
    case 'verify_http':
      return asCheck(block, name, label, vocabulary, report);
    case 'wait_for':
      return become(block.body.entries, 'wait', name, label, block, vocabulary, report);
  }
}

function become(
  entries: readonly (Attribute | Block)[],
  kind: string,
  name: string,
  label: Label,
  block: Block,
  vocabulary: Vocabulary,
  report: Report,
): ReadResource {
  const table = vocabulary.kinds.get(kind)?.attributes;
  // A kind without a `timeout` of its own has the one that every resource has.
  const moved = table !== undefined && !Object.hasOwn(table, 'timeout') ? entries.flatMap(asTimeouts) : entries;
  return readResourceBody(
    { ...block, body: { ...block.body, entries: moved } },
    { type: kind, typeSpan: block.type.span, name, nameSpan: label.span, table, shortForm: block.type.text },
    vocabulary,
    report,
  );
}

function asTimeouts(entry: Attribute | Block): readonly (Attribute | Block)[] {
  if (entry.kind !== 'attribute' || entry.name.text !== 'timeout') return [entry];
  const { span } = entry;
  const at = (text: string): Attribute => ({
    kind: 'attribute',
    name: { text, span: entry.name.span },
    value: entry.value,
    span,
  });
  return [
    {
      kind: 'block',
      type: { text: 'timeouts', span: entry.name.span },
      labels: [],
      body: { entries: [at('create'), at('update')], span },
      span,
      broken: false,
    },
  ];
}

/** `port` → one port on both sides, `env` → `environment`, `health_path` → `health_check.path`. */
function deployEntries(block: Block): readonly (Attribute | Block)[] {
  return block.body.entries.map((entry) => {
    if (entry.kind !== 'attribute') return entry;
    const { name, value, span } = entry;
    const key = (text: string) => ({ text, span: name.span });
    switch (name.text) {
      case 'port': {
        const port = objectOf(
          [
            [key('external'), value],
            [key('internal'), value],
          ],
          value.span,
        );
        return { ...entry, name: key('ports'), value: { kind: 'tuple', items: [port], span: value.span }, span };
      }
      case 'env':
        return { ...entry, name: key('environment') };
      case 'health_path':
        return { ...entry, name: key('health_check'), value: objectOf([[key('path'), value]], value.span) };
      default:
        return entry;
    }
  });
}

function asFile(block: Block, name: string, label: Label, vocabulary: Vocabulary, report: Report): ReadResource {
  const path: Attribute = {
    kind: 'attribute',
    name: { text: 'path', span: label.span },
    value: labelTemplate(label),
    span: label.span,
  };
  const own = block.body.entries.find((entry) => entry.kind === 'attribute' && entry.name.text === 'path');
  if (own !== undefined) {
    report({
      code: 'short-form-path',
      message: `The label of \`${block.type.text}\` is the path; \`path\` cannot be given as well. Remove it.`,
      span: own.span,
    });
  }
  const entries = [path, ...block.body.entries.filter((entry) => entry !== own)];
  const read = become(entries, 'file', name, label, block, vocabulary, report);
  const content = read.declaration.attributes.get('content');
  if (content?.kind !== 'expression') return read;
  const attributes = new Map<string, Given>(read.declaration.attributes);
  attributes.set('content', { ...content, encode: 'json' });
  return { ...read, declaration: { ...read.declaration, attributes } };
}

function labelTemplate(label: Label): Expression {
  return {
    kind: 'template',
    form: 'quoted',
    parts: [{ kind: 'text', value: label.text, span: label.span }],
    span: label.span,
  };
}

const assertionNames: Readonly<Record<string, string>> = {
  status: 'expected_status',
  expect_status: 'expected_status',
};
const resourceWords = new Set([
  'count',
  'for_each',
  'depends_on',
  'description',
  'lifecycle',
  'provider',
  'complete',
  'retry',
  'timeouts',
]);

/** A `check` with one `healthcheck`, which takes all that is not a resource's own. */
function asCheck(block: Block, name: string, label: Label, vocabulary: Vocabulary, report: Report): ReadResource {
  const own: (Attribute | Block)[] = [];
  const asserted: (Attribute | Block)[] = [];
  for (const entry of block.body.entries) {
    const word = entry.kind === 'attribute' ? entry.name.text : entry.type.text;
    if (resourceWords.has(word)) own.push(entry);
    else if (entry.kind === 'attribute' && Object.hasOwn(assertionNames, word)) {
      asserted.push({ ...entry, name: { ...entry.name, text: assertionNames[word] ?? word } });
    } else asserted.push(entry);
  }
  const assertion = assertionBlock('healthcheck', asserted, block, headerSpan(block));
  return readResourceBody(
    { ...block, body: { ...block.body, entries: [...own, assertion] } },
    { type: 'check', typeSpan: block.type.span, name, nameSpan: label.span, table: {}, shortForm: block.type.text },
    vocabulary,
    report,
  );
}

export function assertionBlock(
  kind: string,
  entries: readonly (Attribute | Block)[],
  like: Block,
  header: Span,
): Block {
  return {
    kind: 'block',
    type: { text: 'assert', span: header },
    labels: [{ text: kind, quoted: true, span: header }],
    body: { entries, span: like.body.span },
    span: like.span,
    broken: like.broken,
  };
}

/** Whether a declaration refers to anything; a short form that does not depends on the one before it. */
export function refersToNothing(declaration: ResourceDeclaration): boolean {
  const literal = (given: Given): boolean =>
    given.kind === 'expression'
      ? isLiteral(given.expression)
      : given.blocks.every(
          (nested) =>
            nested.content.every(literal) && (nested.dynamic === undefined || isLiteral(nested.dynamic.forEach)),
        );
  return (
    declaration.dependsOn.length === 0 &&
    declaration.connects.length === 0 &&
    [...declaration.attributes.values()].every(literal) &&
    declaration.asserts.every((assert) => assert.attributes.every(literal))
  );
}
