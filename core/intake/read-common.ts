/** Reads what resources, modules and outputs share: repetition, order, conditions, durations. */
import { parseDurationMs } from '../base/duration.ts';
import type { Attribute, Block, Expression, Label } from '../syntax/ast.ts';
import { conditionSpec } from './block-specs.ts';
import type { Condition, Repetition } from './declarations.ts';
import { type Report, renameFix } from './finding.ts';
import { literalText } from './literal.ts';
import { readBody } from './read-body.ts';

export function withoutEffect(what: string, span: { readonly start: number; readonly end: number }) {
  return {
    code: 'no-effect-yet' as const,
    message: `\`${what}\` is accepted, but has no effect in this version.`,
    span,
  };
}

/** `count`, `for_each` and `depends_on`. */
export function readRepetition(common: ReadonlyMap<string, Attribute>, report: Report): Repetition {
  const count = common.get('count');
  const forEach = common.get('for_each');
  if (count !== undefined && forEach !== undefined) {
    report({
      code: 'count-and-for-each',
      message: '`count` and `for_each` exclude each other. Remove one of them.',
      span: forEach.name.span,
      related: [{ message: '`count` is here', span: count.name.span }],
    });
  }
  return {
    ...(count !== undefined && { count: { expression: count.value, span: count.value.span } }),
    ...(forEach !== undefined &&
      count === undefined && { forEach: { expression: forEach.value, span: forEach.value.span } }),
    dependsOn: readDependsOn(common.get('depends_on'), report),
  };
}

/** The references of `depends_on`; the older quoted form gets a hint. */
export function readDependsOn(attribute: Attribute | undefined, report: Report): readonly Expression[] {
  if (attribute === undefined) return [];
  const { value } = attribute;
  if (value.kind !== 'tuple') {
    if (value.kind !== 'invalid') {
      report({
        code: 'reference-expected',
        message: '`depends_on` takes a list of references: `depends_on = [file.config, module.db]`.',
        span: value.span,
      });
    }
    return [];
  }
  for (const item of value.items) {
    const text = literalText(item);
    if (text === undefined) continue;
    report({
      code: 'quoted-reference',
      message: `\`depends_on\` takes references; the quoted form "${text}" is older. Write it without quotes.`,
      span: item.span,
      fix: { title: `Write \`${text}\` without quotes`, edits: [{ span: item.span, newText: text }] },
      tags: ['deprecated'],
    });
  }
  return value.items;
}

export function readConditions(blocks: readonly Block[] | undefined, report: Report): readonly Condition[] {
  return (blocks ?? []).flatMap((block) => {
    const { attributes } = readBody(block, conditionSpec, block.type.text, report);
    const condition = attributes.get('condition');
    if (condition === undefined) return [];
    return [
      { condition: condition.value, message: attributes.get('error_message')?.value, span: condition.value.span },
    ];
  });
}

/** A duration that is written out; anything else is reported. */
export function readDuration(attribute: Attribute, report: Report): string | undefined {
  const text = literalText(attribute.value);
  if (text !== undefined && parseDurationMs(text) !== undefined) return text;
  report({
    code: 'literal-expected',
    message: `\`${attribute.name.text}\` must be a duration, written out: \`"30s"\`, \`"5m"\` or \`"2h"\`.`,
    span: attribute.value.span,
  });
  return undefined;
}

export function isIdentifier(text: string): boolean {
  return /^[\p{ID_Start}_][\p{ID_Continue}-]*$/u.test(text);
}

/** The label where it is an identifier; else its letters, digits and `_`, with one `-` or `_` for the rest. */
export function slugOf(label: string): string {
  if (isIdentifier(label)) return label;
  const slug = label
    .normalize('NFC')
    .replace(/[^\p{ID_Continue}]+/gu, '_')
    .replace(/^_+|_+$/g, '');
  return slug === '' || isIdentifier(slug) ? slug : `_${slug}`;
}

/** Whether the label can be referred to by name; reports it, with the nearest identifier, where it cannot. */
export function isName(label: Label, report: Report): boolean {
  if (isIdentifier(label.text)) return true;
  const slug = slugOf(label.text);
  report({
    code: 'invalid-name',
    message: `"${label.text}" cannot be a name: a letter or \`_\` first, then letters, digits, \`_\` and \`-\`.`,
    span: label.span,
    ...(slug !== '' && { fix: renameFix(label.text, label.quoted ? `"${slug}"` : slug, label.span) }),
  });
  return false;
}
