/** Reads the attributes of a resource or an assertion: given as expressions, as nested blocks, or by `dynamic`. */
import type { AttributeSpec, AttributeTable } from '../kinds/define.ts';
import type { Type } from '../language/types.ts';
import type { Attribute, Block, Body } from '../syntax/ast.ts';
import { dynamicSpec } from './block-specs.ts';
import type { Given, GivenExpression, NestedBlock } from './declarations.ts';
import type { Report } from './finding.ts';
import { literalText } from './literal.ts';
import { attributeExpected, doubledBlock, unknownAttribute, unknownBlock } from './read-body.ts';
import { attributeFacts } from './vocabulary.ts';

export function givenExpression(attribute: Attribute): GivenExpression {
  return {
    kind: 'expression',
    name: attribute.name.text,
    expression: attribute.value,
    nameSpan: attribute.name.span,
    span: attribute.span,
  };
}

/** Collects what a body gives for the attributes of `table`; the rest is reported. */
export function readGiven(
  entries: readonly (Attribute | Block)[],
  table: AttributeTable,
  title: string,
  report: Report,
  alsoKnown: readonly string[] = [],
): Map<string, Given> {
  const given = new Map<string, Given>();
  const nested = new Map<string, { spec: AttributeSpec; blocks: NestedBlock[]; first: Block }>();
  for (const entry of entries) {
    if (entry.kind === 'attribute') {
      const name = entry.name.text;
      const spec = own(table, name);
      if (spec === undefined) {
        report(unknownAttribute(entry, writable(table), title, alsoKnown));
        continue;
      }
      if (spec.deprecated !== undefined) {
        report({
          code: 'deprecated-attribute',
          message: `\`${name}\` of \`${title}\` is an older name. ${spec.deprecated}`,
          span: entry.name.span,
          tags: ['deprecated'],
        });
      }
      if (!given.has(name)) given.set(name, givenExpression(entry));
      continue;
    }
    const name = entry.type.text === 'dynamic' ? (entry.labels[0]?.text ?? '') : entry.type.text;
    const spec = own(table, name);
    if (spec === undefined) {
      const blocks = Object.keys(table).filter((key) => table[key]?.block !== undefined);
      report(unknownBlock(entry, blocks, title, alsoKnown));
      continue;
    }
    if (spec.block === undefined) {
      report(attributeExpected(entry, title));
      continue;
    }
    const type = attributeFacts(spec).type;
    const block = entry.type.text === 'dynamic' ? readDynamic(entry, type, report) : readNested(entry, type, report);
    if (block === undefined) continue;
    const found = nested.get(name);
    if (found === undefined) nested.set(name, { spec, blocks: [block], first: entry });
    else if (spec.block === 'many' || block.dynamic !== undefined) found.blocks.push(block);
    else report(doubledBlock(entry, found.first, title));
  }
  for (const [name, { spec, blocks, first }] of nested) {
    const attribute = given.get(name);
    if (attribute !== undefined) {
      report({
        code: 'duplicate-block',
        message: `\`${name}\` is given twice, as an attribute and as a block. Keep one of them.`,
        span: first.type.span,
        related: [{ message: 'The attribute', span: attribute.nameSpan }],
      });
      continue;
    }
    given.set(name, {
      kind: 'blocks',
      name,
      many: spec.block === 'many',
      blocks,
      nameSpan: first.type.span,
      span: first.span,
    });
  }
  return given;
}

/** Names of the attributes that a user may write, without older ones. */
function writable(table: AttributeTable): readonly string[] {
  return Object.keys(table).filter((name) => table[name]?.computed !== true && table[name]?.deprecated === undefined);
}

/** The attribute of that name, unless it is found by the kind itself and nobody's to write. */
function own(table: AttributeTable, name: string): AttributeSpec | undefined {
  const spec = Object.hasOwn(table, name) ? table[name] : undefined;
  return spec?.computed === true ? undefined : spec;
}

function readNested(block: Block, type: Type, report: Report): NestedBlock {
  return { span: block.span, content: readContent(block.body, elementType(type), report) };
}

/** Entries of a nested block by the type that its value must have; unknown names are left to conversion. */
function readContent(body: Body, type: Type, report: Report): readonly Given[] {
  const content: Given[] = [];
  const blocks = new Map<string, { blocks: NestedBlock[]; first: Block }>();
  for (const entry of body.entries) {
    if (entry.kind === 'attribute') {
      content.push(givenExpression(entry));
      continue;
    }
    const dynamic = entry.type.text === 'dynamic';
    const name = dynamic ? (entry.labels[0]?.text ?? '') : entry.type.text;
    const inner = fieldType(type, name);
    const block = dynamic ? readDynamic(entry, inner, report) : readNested(entry, inner, report);
    if (block === undefined) continue;
    const found = blocks.get(name);
    if (found === undefined) blocks.set(name, { blocks: [block], first: entry });
    else found.blocks.push(block);
  }
  for (const [name, { blocks: found, first }] of blocks) {
    const many = isSequence(fieldType(type, name)) || found.length > 1;
    content.push({ kind: 'blocks', name, many, blocks: found, nameSpan: first.type.span, span: first.span });
  }
  return content;
}

function readDynamic(block: Block, type: Type, report: Report): NestedBlock | undefined {
  const name = block.labels[0]?.text;
  let forEach: Attribute | undefined;
  let iterator = name;
  let content: Block | undefined;
  for (const entry of block.body.entries) {
    if (entry.kind === 'block') {
      if (entry.type.text === 'content') content = entry;
      else report(unknownBlock(entry, Object.keys(dynamicSpec.blocks), 'dynamic'));
    } else if (entry.name.text === 'for_each') forEach = entry;
    else if (entry.name.text === 'iterator') {
      iterator = entry.value.kind === 'variable' ? entry.value.name : (literalText(entry.value) ?? name);
    } else report(unknownAttribute(entry, Object.keys(dynamicSpec.attributes), 'dynamic'));
  }
  if (name === undefined || iterator === undefined || forEach === undefined || content === undefined) {
    if (!block.broken) {
      report({
        code: 'incomplete-dynamic',
        message:
          'A `dynamic` block needs a label, `for_each` and a block `content`: `dynamic "ports" { for_each = …  content { … } }`.',
        span: block.type.span,
      });
    }
    return undefined;
  }
  return {
    span: content.span,
    content: readContent(content.body, elementType(type), report),
    dynamic: { forEach: forEach.value, iterator },
  };
}

function isSequence(type: Type): boolean {
  return type.kind === 'list' || type.kind === 'set' || type.kind === 'tuple';
}

function elementType(type: Type): Type {
  return type.kind === 'list' || type.kind === 'set' ? type.element : type;
}

function fieldType(type: Type, name: string): Type {
  if (type.kind === 'object') return type.attributes[name] ?? { kind: 'any' };
  return type.kind === 'map' ? type.element : { kind: 'any' };
}
