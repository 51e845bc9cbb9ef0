/**
 * The older resource types `verification` and `check`: each becomes a `check` block at the address
 * `check.NAME`, with one assertion for each item of `checks`.
 */
import type { Attribute, Block, Expression } from '../syntax/ast.ts';
import type { Report } from './finding.ts';
import { literalNumber, literalText } from './literal.ts';
import { headerSpan } from './read-body.ts';
import { isName } from './read-common.ts';
import { type ReadResource, readResourceBody } from './read-resource.ts';
import { assertionBlock } from './short-forms.ts';
import type { Vocabulary } from './vocabulary.ts';

export function isOlderCheck(block: Block): boolean {
  const kind = block.labels[0]?.text;
  return block.labels.length === 2 && (kind === 'verification' || kind === 'check');
}

/** What an item is called, which assertion it is, and the attribute that its `target` becomes. */
const itemTypes: Readonly<Record<string, { readonly kind: string; readonly target: string }>> = {
  file_exists: { kind: 'file_exists', target: 'path' },
  directory_exists: { kind: 'file_exists', target: 'path' },
  file_contains: { kind: 'file_content_matches', target: 'path' },
  file_content: { kind: 'file_content_matches', target: 'path' },
  file_content_matches: { kind: 'file_content_matches', target: 'path' },
  http: { kind: 'healthcheck', target: 'url' },
  http_status: { kind: 'healthcheck', target: 'url' },
  healthcheck: { kind: 'healthcheck', target: 'url' },
  health_check: { kind: 'healthcheck', target: 'url' },
  port: { kind: 'port_accessible', target: 'port' },
  port_open: { kind: 'port_accessible', target: 'port' },
  port_accessible: { kind: 'port_accessible', target: 'port' },
  container: { kind: 'container_running', target: 'name' },
  container_running: { kind: 'container_running', target: 'name' },
};

const renamed: Readonly<Record<string, string>> = { status: 'expected_status', expect_status: 'expected_status' };

export function readOlderCheck(block: Block, vocabulary: Vocabulary, report: Report): ReadResource | undefined {
  const label = block.labels[1];
  if (label === undefined || !isName(label, report)) return undefined;
  return readResourceBody(
    asCheckBlock(block, report),
    {
      type: 'check',
      typeSpan: block.labels[0]?.span ?? block.type.span,
      name: label.text,
      nameSpan: label.span,
      table: {},
    },
    vocabulary,
    report,
  );
}

/** The block with an `assert` block for each of its checks, whose spans are those of the text that they were made of. */
export function asCheckBlock(block: Block, report: Report): Block {
  const kept: (Attribute | Block)[] = [];
  let items = 0;
  const single: Attribute[] = [];
  for (const entry of block.body.entries) {
    if (entry.kind === 'block') {
      if (entry.type.text === 'assert') items++;
      kept.push(entry);
      continue;
    }
    switch (entry.name.text) {
      case 'name':
        break;
      case 'checks': {
        if (entry.value.kind !== 'tuple') {
          items++;
          report({
            code: 'literal-expected',
            message: '`checks` must be a list written out: `checks = [{ type = "file_exists", target = "./out" }]`.',
            span: entry.value.span,
          });
          break;
        }
        items += entry.value.items.length;
        for (const item of entry.value.items) {
          const assertion = assertionOf(item, block, report);
          if (assertion !== undefined) kept.push(assertion);
        }
        break;
      }
      case 'type':
      case 'target':
      case 'url':
      case 'path':
      case 'status':
      case 'expected_status':
      case 'timeout':
      case 'port':
      case 'host':
      case 'pattern':
        single.push(entry);
        break;
      default:
        kept.push(entry);
    }
  }
  const type = single.find((entry) => entry.name.text === 'type');
  const rest = single.filter((entry) => entry !== type);
  if (type !== undefined || rest.some((entry) => entry.name.text === 'url')) {
    items++;
    const assertion = assertionFrom(
      literalText(type?.value) ?? 'http',
      rest,
      type?.value ?? rest[0]?.value,
      block,
      report,
    );
    if (assertion !== undefined) kept.push(assertion);
  } else kept.push(...rest);
  if (items === 0 && !block.broken) {
    report({
      code: 'empty-check',
      message: `\`check.${block.labels[1]?.text}\` asserts nothing. Add \`checks = [{ type = "file_exists", target = "…" }]\`, or write a \`check\` block.`,
      span: headerSpan(block),
    });
  }
  return { ...block, body: { ...block.body, entries: kept } };
}

function assertionOf(item: Expression, block: Block, report: Report): Block | undefined {
  if (item.kind !== 'object') {
    report({
      code: 'literal-expected',
      message: 'Each of `checks` must be an object written out: `{ type = "file_exists", target = "./out" }`.',
      span: item.span,
    });
    return undefined;
  }
  let type: Expression | undefined;
  const fields: Attribute[] = [];
  for (const field of item.items) {
    const name = literalText(field.key);
    if (name === 'type') type = field.value;
    else if (name !== undefined && name !== 'name' && name !== 'description') {
      fields.push({
        kind: 'attribute',
        name: { text: name, span: field.key.span },
        value: field.value,
        span: field.span,
      });
    }
  }
  return assertionFrom(literalText(type) ?? '', fields, type ?? item, block, report);
}

function assertionFrom(
  type: string,
  fields: readonly Attribute[],
  at: Expression | undefined,
  block: Block,
  report: Report,
): Block | undefined {
  const span = at?.span ?? headerSpan(block);
  const known = Object.hasOwn(itemTypes, type) ? itemTypes[type] : undefined;
  if (known === undefined) {
    report({
      code: 'unknown-assertion',
      message: `A check of type "${type}" is not known. Known are ${Object.keys(itemTypes)
        .map((name) => `"${name}"`)
        .join(', ')}.`,
      span,
    });
    return undefined;
  }
  const entries = fields.flatMap((field) => {
    const name = field.name.text === 'target' ? known.target : (renamed[field.name.text] ?? field.name.text);
    if (field.name.text === 'target' && known.kind === 'port_accessible') return hostAndPort(field);
    return [{ ...field, name: { ...field.name, text: name } }];
  });
  return assertionBlock(known.kind, entries, block, span);
}

/** `target = "localhost:8080"` names a host as well. */
function hostAndPort(target: Attribute): readonly Attribute[] {
  const text = literalText(target.value);
  const parts = text === undefined || literalNumber(target.value) !== undefined ? undefined : /^(.+):(\d+)$/.exec(text);
  const named = (name: string, value: Expression): Attribute => ({
    ...target,
    name: { ...target.name, text: name },
    value,
  });
  if (parts === undefined || parts === null) return [named('port', target.value)];
  const [, host = '', port = ''] = parts;
  const { span } = target.value;
  return [
    named('host', { kind: 'template', form: 'quoted', parts: [{ kind: 'text', value: host, span }], span }),
    named('port', { kind: 'number', text: port, span }),
  ];
}
