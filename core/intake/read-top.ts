/** Reads `variable`, `locals` and `output` blocks. */
import { nearest } from '../base/did-you-mean.ts';
import { evaluate } from '../language/evaluate.ts';
import type { Problem } from '../language/scope.ts';
import { readType as typeOf } from '../language/type-expression.ts';
import { anyType } from '../language/types.ts';
import type { Attribute, Block } from '../syntax/ast.ts';
import { outputSpec, variableSpec } from './block-specs.ts';
import type { LocalsDeclaration, OutputDeclaration, VariableDeclaration } from './declarations.ts';
import { emptyScope } from './empty-scope.ts';
import type { Report } from './finding.ts';
import { isWrittenOut, literalBool, literalText } from './literal.ts';
import { readBody, readLabels, unknownBlock } from './read-body.ts';
import { isName, readConditions, readDependsOn } from './read-common.ts';
import { reservedInputs } from './read-module.ts';

export function readVariable(block: Block, report: Report): VariableDeclaration | undefined {
  const name = readName(block, report);
  if (name === undefined) return undefined;
  const title = `variable.${name.text}`;
  if (reservedInputs.includes(name.text)) {
    report({
      code: 'invalid-name',
      message: `A variable cannot be called \`${name.text}\`: a \`module\` block uses that word itself. Choose another name.`,
      span: name.span,
    });
  }
  const { attributes, blocks } = readBody(block, variableSpec, title, report);
  const type = attributes.get('type');
  const fallback = attributes.get('default');
  if (fallback !== undefined && !isWrittenOut(fallback.value) && fallback.value.kind !== 'invalid') {
    report({
      code: 'literal-expected',
      message: `The default of \`${name.text}\` must be written out; it cannot refer to anything. Use a \`locals\` value for what is computed.`,
      span: fallback.value.span,
    });
  }
  const description = literalText(attributes.get('description')?.value);
  return {
    kind: 'variable',
    name: name.text,
    nameSpan: name.span,
    type: type === undefined ? anyType : readType(type, report),
    ...(type !== undefined && { typeSpan: type.value.span }),
    ...(fallback !== undefined && { fallback: isWrittenOut(fallback.value) ? fallback.value : invalidAt(fallback) }),
    ...(description !== undefined && { description }),
    sensitive: readSensitive(block, attributes.get('sensitive'), report),
    nullable: readFlag(attributes.get('nullable'), true, report),
    validations: readConditions(blocks.get('validation'), report),
  };
}

function invalidAt(attribute: Attribute) {
  return { kind: 'invalid' as const, span: attribute.value.span };
}

function readType(attribute: Attribute, report: Report) {
  const problems: Problem[] = [];
  const note = (problem: Problem) => problems.push(problem);
  const type = typeOf(attribute.value, {
    report: note,
    constant: (expression) => evaluate(expression, emptyScope, note),
  });
  for (const problem of problems) report({ code: problem.code, message: problem.message, span: problem.span });
  const quoted = literalText(attribute.value);
  if (quoted !== undefined && problems.length === 0) {
    report({
      code: 'quoted-type',
      message: `The quoted type "${quoted}" is an older form. Write it without quotes.`,
      span: attribute.value.span,
      fix: {
        title: `Write \`${quoted}\` without quotes`,
        edits: [{ span: attribute.value.span, newText: quoted }],
      },
      tags: ['deprecated'],
    });
  }
  return type;
}

export function readFlag(attribute: Attribute | undefined, fallback: boolean, report: Report): boolean {
  if (attribute === undefined) return fallback;
  const flag = literalBool(attribute.value);
  if (flag !== undefined) return flag;
  if (attribute.value.kind !== 'invalid') {
    report({
      code: 'literal-expected',
      message: `\`${attribute.name.text}\` must be written out as \`true\` or \`false\`.`,
      span: attribute.value.span,
    });
  }
  return fallback;
}

/** Where what is written cannot be read, or the word is misspelt, it counts as sensitive: that is an error anyway. */
function readSensitive({ body }: Block, given: Attribute | undefined, report: Report): boolean {
  if (given !== undefined) return readFlag(given, true, report);
  return body.entries.some(
    (entry) =>
      entry.kind === 'attribute' &&
      nearest(entry.name.text, ['sensitive']) !== undefined &&
      literalBool(entry.value) !== false,
  );
}

/** The one label of a block, which must be an identifier. */
export function readName(block: Block, report: Report) {
  if (readLabels(block, ['NAME'], report) === undefined) return undefined;
  const label = block.labels[0];
  return label === undefined || isName(label, report) ? label : undefined;
}

export function readLocals(block: Block, report: Report): LocalsDeclaration {
  readLabels(block, [], report);
  const values = block.body.entries.flatMap((entry) => {
    if (entry.kind === 'attribute') {
      return [{ name: entry.name.text, nameSpan: entry.name.span, expression: entry.value }];
    }
    report(unknownBlock(entry, [], 'locals'));
    return [];
  });
  return { kind: 'locals', values };
}

export function readOutput(block: Block, report: Report): OutputDeclaration | undefined {
  const name = readName(block, report);
  if (name === undefined) return undefined;
  const { attributes, blocks } = readBody(block, outputSpec, `output.${name.text}`, report);
  const description = literalText(attributes.get('description')?.value);
  return {
    kind: 'output',
    name: name.text,
    nameSpan: name.span,
    value: attributes.get('value')?.value,
    ...(description !== undefined && { description }),
    sensitive: readSensitive(block, attributes.get('sensitive'), report),
    dependsOn: readDependsOn(attributes.get('depends_on'), report),
    preconditions: readConditions(blocks.get('precondition'), report),
  };
}
