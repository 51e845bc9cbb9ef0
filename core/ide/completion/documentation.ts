/** What one reads about a candidate before accepting it. Made for the one that is looked at. */
import type { View } from '../../engine/view.ts';
import { signatureText } from '../../language/functions/signature.ts';
import { functionTable } from '../../language/functions/table.ts';
import { isEntries, isItems, isKnown, isNull, type Value } from '../../language/values.ts';
import { parseExpression } from '../../syntax/parse.ts';
import { cursorAt } from '../cursor/cursor.ts';
import { type BlockHead, schemaOf } from '../schema/body-schema.ts';
import type { SchemaAttribute } from '../schema/schema-attribute.ts';
import { valueToLine, valueToLines } from '../values/value-line.ts';
import type { About } from './candidate.ts';
import { membersOf } from './members.ts';
import { type Names, namesAt, subjectOfText } from './name-subjects.ts';
import { valueOfExpression } from './standing.ts';

/** Markdown; undefined where there is nothing to say. */
export function documentationOf(view: View, path: string, about: About): string | undefined {
  switch (about.sort) {
    case 'text':
      return about.text;
    case 'attribute':
      return attributeText(view, path, about.blocks, about.name);
    case 'block':
      return schemaOf(view, path, [...about.blocks, { type: about.name, labels: [] }])?.summary;
    case 'kind': {
      const kind = view.vocabulary.kinds.get(about.name);
      return kind === undefined
        ? undefined
        : paragraphs(kind.summary, kind.description, example(kind.examples[0]?.source));
    }
    case 'assertion': {
      const found = view.vocabulary.assertions.get(about.name);
      return found === undefined
        ? undefined
        : paragraphs(found.summary, found.description, example(found.examples[0]?.source));
    }
    case 'function': {
      const definition = functionTable.get(about.name);
      return definition === undefined ? undefined : paragraphs(example(signatureText(definition)), definition.summary);
    }
    case 'reference':
      return referenceText(view, path, about.text, about.offset);
  }
}

function attributeText(view: View, path: string, blocks: readonly BlockHead[], name: string): string | undefined {
  const attribute =
    blocks[0]?.type === 'variable' && blocks.length === 1 && path.endsWith('.cwvars')
      ? undefined
      : schemaOf(view, path, blocks)?.attributes.get(name);
  if (attribute !== undefined) return paragraphs(attribute.description, factsOf(attribute));
  const variable = view.table('.')?.variables.get(name)?.declaration;
  return variable === undefined ? undefined : paragraphs(variable.description);
}

function factsOf(attribute: SchemaAttribute): string {
  const { default: fallback, choices, unit, minimum, maximum, deprecated, completable, sensitive, change } = attribute;
  const parts: string[] = [];
  if (deprecated !== undefined) parts.push(`*Deprecated.* ${deprecated}`);
  if (choices !== undefined) parts.push(`One of ${choices.map(({ text }) => `\`${text}\``).join(', ')}.`);
  if (minimum !== undefined && maximum !== undefined) parts.push(`From ${minimum} to ${maximum}.`);
  else if (minimum !== undefined) parts.push(`At least ${minimum}.`);
  if (unit !== undefined) parts.push(`In ${unit}.`);
  if (fallback !== undefined && fallback !== '{}' && fallback !== '[]') parts.push(`Default: \`${fallback}\`.`);
  if (completable) parts.push('Can be completed.');
  if (sensitive) parts.push('Sensitive.');
  if (change === 'replace') parts.push('A change replaces the resource.');
  if (attribute.example !== undefined) parts.push(`Like \`${attribute.example}\`.`);
  return parts.join(' ');
}

const mostOfValue = { lines: 12, characters: 600 };

function referenceText(view: View, path: string, text: string, offset: number): string | undefined {
  const file = view.project.files.get(path);
  if (file === undefined) return undefined;
  const names = namesAt(view, path, cursorAt(file, Math.min(offset, file.text.length)));
  const cut = text.lastIndexOf('.');
  const subject = cut < 0 ? undefined : subjectOfText(names, text.slice(0, cut));
  const member = subject && membersOf(names, subject).find(({ name }) => name === text.slice(cut + 1));
  const type = member?.typeText === undefined ? undefined : `\`${member.typeText}\``;
  if (member?.sensitive === true) return paragraphs(member.description, type, '*Sensitive.*');
  return paragraphs(member?.description, type, isResource(names, text) ? setText(names, text) : valueText(names, text));
}

function isResource(names: Names, text: string): boolean {
  const subject = subjectOfText(names, text);
  return subject?.kind === 'resource' && subject.repeated === undefined;
}

/** What is set of a resource, given or by default, one attribute a line: most of what its kind knows is left out. */
function setText(names: Names, text: string): string | undefined {
  const found = valueIn(names, text);
  if (found === undefined || found.sensitive || !isEntries(found.raw)) return undefined;
  const given = [...found.raw].flatMap(([name, value]) => {
    const isEmpty = (isEntries(value.raw) && value.raw.size === 0) || (isItems(value.raw) && value.raw.length === 0);
    return isNull(value) || !isKnown(value) || isEmpty ? [] : [`${name} = ${valueToLine(value, LONGEST_LINE)}`];
  });
  const left = given.length - mostOfValue.lines;
  return example([...given.slice(0, mostOfValue.lines), ...(left > 0 ? [`… ${left} more`] : [])].join('\n'));
}

/** Characters of a value on a line of its own. */
const LONGEST_LINE = 60;

function valueText(names: Names, text: string): string | undefined {
  const found = valueIn(names, text);
  if (found === undefined) return undefined;
  const { text: lines, left } = valueToLines(found, mostOfValue);
  return example(`${lines}${left > 0 ? `\n… ${left} more lines` : ''}`);
}

function valueIn(names: Names, text: string): Value | undefined {
  const { expression, problems } = parseExpression(text);
  return problems.length > 0 ? undefined : valueOfExpression(names, expression);
}

function example(source: string | undefined): string | undefined {
  return source === undefined ? undefined : `\`\`\`clockwork\n${source.trimEnd()}\n\`\`\``;
}

function paragraphs(...parts: readonly (string | undefined)[]): string | undefined {
  const said = parts.filter((part): part is string => part !== undefined && part !== '');
  return said.length === 0 ? undefined : said.join('\n\n');
}
