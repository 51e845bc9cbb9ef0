/**
 * Reads the body of a block against the attributes and blocks that it may have: unknown, missing and
 * doubled ones become findings, with the nearest real name where there is one.
 */
import { nearest } from '../base/did-you-mean.ts';
import type { Attribute, Block } from '../syntax/ast.ts';
import type { NestedSpec, WordSpec } from './block-spec.ts';
import type { Finding, Report } from './finding.ts';
import { renameFix } from './finding.ts';
import { attributesNotInLanguage, blocksNotInLanguage } from './not-in-language.ts';

/** What of a block's description its body is checked against. */
export type BodySchema = {
  readonly attributes: Readonly<Record<string, Pick<WordSpec, 'need'>>>;
  readonly blocks: Readonly<Record<string, Pick<NestedSpec, 'often'>>>;
};

export interface ReadBody {
  readonly attributes: ReadonlyMap<string, Attribute>;
  readonly blocks: ReadonlyMap<string, readonly Block[]>;
}

/** `title` names the block in messages: `variable.port`, `lifecycle`. */
export function readBody(block: Block, schema: BodySchema, title: string, report: Report): ReadBody {
  const attributes = new Map<string, Attribute>();
  const blocks = new Map<string, Block[]>();
  for (const entry of block.body.entries) {
    if (entry.kind === 'attribute') {
      const name = entry.name.text;
      if (Object.hasOwn(schema.attributes, name)) {
        if (!attributes.has(name)) attributes.set(name, entry);
      } else if (Object.hasOwn(schema.blocks, name)) {
        report(blockExpected(entry, title));
      } else {
        report(unknownAttribute(entry, Object.keys(schema.attributes), title));
      }
      continue;
    }
    const type = entry.type.text;
    const often = Object.hasOwn(schema.blocks, type) ? schema.blocks[type]?.often : undefined;
    if (often === undefined) {
      report(
        Object.hasOwn(schema.attributes, type)
          ? attributeExpected(entry, title)
          : unknownBlock(entry, Object.keys(schema.blocks), title),
      );
      continue;
    }
    const found = blocks.get(type);
    if (found === undefined) blocks.set(type, [entry]);
    else if (often === 'many') found.push(entry);
    else report(doubledBlock(entry, found[0] ?? entry, title));
  }
  if (!block.broken) {
    for (const [name, { need }] of Object.entries(schema.attributes)) {
      if (need === 'required' && !attributes.has(name)) report(missingAttribute(block, name, title));
    }
  }
  return { attributes, blocks };
}

/** `alsoKnown` are names that would be right as well, and that need not be told: every resource has them. */
export function unknownAttribute(
  attribute: Attribute,
  known: readonly string[],
  title: string,
  alsoKnown: readonly string[] = [],
): Finding {
  const name = attribute.name.text;
  const instead = Object.hasOwn(attributesNotInLanguage, name) ? attributesNotInLanguage[name] : undefined;
  if (instead !== undefined) return { code: 'not-in-language', message: instead, span: attribute.name.span };
  const near = nearest(name, [...known, ...alsoKnown]);
  return {
    code: 'unknown-attribute',
    message: `Unknown attribute \`${name}\` for \`${title}\`.${near === undefined ? listOf(known) : ` Did you mean \`${near}\`?`}`,
    span: attribute.name.span,
    ...(near !== undefined && { fix: renameFix(name, near, attribute.name.span) }),
  };
}

export function unknownBlock(
  block: Block,
  known: readonly string[],
  title: string,
  alsoKnown: readonly string[] = [],
): Finding {
  const name = block.type.text;
  const instead = Object.hasOwn(blocksNotInLanguage, name) ? blocksNotInLanguage[name] : undefined;
  if (instead !== undefined) return { code: 'not-in-language', message: instead, span: block.type.span };
  const near = nearest(name, [...known, ...alsoKnown]);
  return {
    code: 'unknown-block',
    message: `Unknown block \`${name}\` in \`${title}\`.${near === undefined ? listOf(known) : ` Did you mean \`${near}\`?`}`,
    span: block.type.span,
    ...(near !== undefined && { fix: renameFix(name, near, block.type.span) }),
  };
}

/** An attribute was written where a block belongs. */
export function blockExpected(attribute: Attribute, title: string): Finding {
  const name = attribute.name.text;
  const gap = { start: attribute.name.span.end, end: attribute.value.span.start };
  return {
    code: 'block-expected',
    message: `\`${name}\` of \`${title}\` is a block: write \`${name} { … }\` without \`=\`.`,
    span: attribute.name.span,
    ...(attribute.value.kind === 'object' && {
      fix: { title: `Write \`${name}\` as a block`, edits: [{ span: gap, newText: ' ' }] },
    }),
  };
}

/** A block was written where an attribute belongs. */
export function attributeExpected(block: Block, title: string): Finding {
  const name = block.type.text;
  return {
    code: 'attribute-expected',
    message: `\`${name}\` of \`${title}\` is an attribute: write \`${name} = …\`.`,
    span: block.type.span,
    ...(block.labels.length === 0 && {
      fix: {
        title: `Write \`${name}\` as an attribute`,
        edits: [{ span: { start: block.type.span.end, end: block.type.span.end }, newText: ' =' }],
      },
    }),
  };
}

export function doubledBlock(block: Block, first: Block, title: string): Finding {
  return {
    code: 'duplicate-block',
    message: `\`${title}\` has more than one block \`${block.type.text}\`; one is allowed. Put everything into one.`,
    span: block.type.span,
    related: [{ message: 'The first one', span: first.type.span }],
  };
}

export function missingAttribute(block: Block, name: string, title: string): Finding {
  return {
    code: 'missing-attribute',
    message: `\`${title}\` needs the attribute \`${name}\`. Add \`${name} = …\`.`,
    span: headerSpan(block),
  };
}

/** From the block's type to its last label. */
export function headerSpan(block: Block): { readonly start: number; readonly end: number } {
  return { start: block.type.span.start, end: block.labels.at(-1)?.span.end ?? block.type.span.end };
}

/** Reports a wrong number of labels; answers the labels' texts where the number is right. */
export function readLabels(block: Block, names: readonly string[], report: Report): readonly string[] | undefined {
  if (block.labels.length === names.length) return block.labels.map((label) => label.text);
  const type = block.type.text;
  const form = `\`${type}${names.map((name) => ` "${name}"`).join('')} { … }\``;
  const extra = block.labels[names.length];
  report({
    code: 'wrong-labels',
    message:
      names.length === 0
        ? `\`${type}\` takes no label: write ${form}.`
        : `\`${type}\` takes ${names.length === 1 ? 'one label' : `${names.length} labels`}, not ${block.labels.length}: write ${form}.`,
    span: extra?.span ?? headerSpan(block),
  });
  return undefined;
}

/** More names than a reader looks through. */
const NAMES_LISTED = 12;

function listOf(known: readonly string[]): string {
  if (known.length === 0) return '';
  const names = known.slice(0, NAMES_LISTED).map((name) => `\`${name}\``);
  const more = known.length - names.length;
  return ` It may have ${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}.`;
}
