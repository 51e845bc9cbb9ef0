/** Reads the top-level blocks that are no resources: variable, locals, output, module, moved, import, removed, clockwork. */
import { nearest } from '../base/did-you-mean.ts';
import { evaluate } from '../language/evaluate.ts';
import type { Problem } from '../language/scope.ts';
import { readType as typeOf } from '../language/type-expression.ts';
import { anyType } from '../language/types.ts';
import type { Attribute, Block } from '../syntax/ast.ts';
import type {
  CompletionDeclaration,
  GivenExpression,
  ImportDeclaration,
  LocalsDeclaration,
  ModuleDeclaration,
  MovedDeclaration,
  OutputDeclaration,
  RefusedFeature,
  RemovedDeclaration,
  SettingsDeclaration,
  VariableDeclaration,
} from './declarations.ts';
import { emptyScope } from './empty-scope.ts';
import type { Report } from './finding.ts';
import { isLiteral, literalBool, literalNumber, literalText } from './literal.ts';
import { headerSpan, readBody, readLabels, unknownBlock } from './read-body.ts';
import { givenExpression, readGiven } from './read-given.ts';
import {
  isIdentifier,
  readConditions,
  readDependsOn,
  readDuration,
  readRepetition,
  withoutEffect,
} from './read-resource.ts';
import type { Vocabulary } from './vocabulary.ts';

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
  const { attributes, blocks } = readBody(
    block,
    {
      attributes: {
        type: 'optional',
        default: 'optional',
        description: 'optional',
        sensitive: 'optional',
        nullable: 'optional',
      },
      blocks: { validation: 'many' },
    },
    title,
    report,
  );
  const type = attributes.get('type');
  const fallback = attributes.get('default');
  if (fallback !== undefined && !isLiteral(fallback.value) && fallback.value.kind !== 'invalid') {
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
    ...(fallback !== undefined && { fallback: isLiteral(fallback.value) ? fallback.value : invalidAt(fallback) }),
    ...(description !== undefined && { description }),
    sensitive: readFlag(attributes.get('sensitive'), false, report),
    nullable: readFlag(attributes.get('nullable'), true, report),
    validations: readConditions(blocks.get('validation'), report),
  };
}

const reservedInputs: readonly string[] = [
  'source',
  'version',
  'count',
  'for_each',
  'depends_on',
  'provider',
  'providers',
  'lifecycle',
];

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

function readFlag(attribute: Attribute | undefined, fallback: boolean, report: Report): boolean {
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

/** The one label of a block, which must be an identifier. */
function readName(block: Block, report: Report) {
  if (readLabels(block, ['NAME'], report) === undefined) return undefined;
  const label = block.labels[0];
  if (label === undefined || isIdentifier(label.text)) return label;
  report({
    code: 'invalid-name',
    message: `"${label.text}" cannot be a name: a letter or \`_\` first, then letters, digits, \`_\` and \`-\`.`,
    span: label.span,
  });
  return undefined;
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
  const { attributes, blocks } = readBody(
    block,
    {
      attributes: {
        value: 'required',
        description: 'optional',
        sensitive: 'optional',
        depends_on: 'optional',
      },
      blocks: { precondition: 'many' },
    },
    `output.${name.text}`,
    report,
  );
  const description = literalText(attributes.get('description')?.value);
  return {
    kind: 'output',
    name: name.text,
    nameSpan: name.span,
    value: attributes.get('value')?.value,
    ...(description !== undefined && { description }),
    sensitive: readFlag(attributes.get('sensitive'), false, report),
    dependsOn: readDependsOn(attributes.get('depends_on'), report),
    preconditions: readConditions(blocks.get('precondition'), report),
  };
}

export function readModule(block: Block, report: Report): ModuleDeclaration | undefined {
  const name = readName(block, report);
  if (name === undefined) return undefined;
  const common = new Map<string, Attribute>();
  const inputs = new Map<string, GivenExpression>();
  for (const entry of block.body.entries) {
    if (entry.kind === 'block') {
      report(
        entry.type.text === 'providers'
          ? withoutEffect('providers', entry.type.span)
          : unknownBlock(entry, [], `module.${name.text}`),
      );
      continue;
    }
    const key = entry.name.text;
    if (key === 'provider' || key === 'providers') report(withoutEffect(key, entry.name.span));
    else if (reservedInputs.includes(key)) common.set(key, entry);
    else if (!inputs.has(key)) inputs.set(key, givenExpression(entry));
  }
  const source = common.get('source');
  const text = literalText(source?.value);
  if (source === undefined) {
    if (!block.broken) {
      report({
        code: 'missing-attribute',
        message: `\`module.${name.text}\` needs \`source\`, the folder that the module is in: \`source = "./${name.text}"\`.`,
        span: headerSpan(block),
      });
    }
  } else if (text === undefined && source.value.kind !== 'invalid') {
    report({
      code: 'literal-expected',
      message: '`source` must be written out: modules are read before anything is evaluated.',
      span: source.value.span,
    });
  }
  const version = common.get('version');
  if (version !== undefined) report(withoutEffect('version', version.name.span));
  const lifecycle = common.get('lifecycle');
  if (lifecycle !== undefined) report(withoutEffect('lifecycle', lifecycle.name.span));
  return {
    kind: 'module',
    name: name.text,
    nameSpan: name.span,
    source: text,
    sourceSpan: source?.value.span ?? headerSpan(block),
    inputs,
    ...readRepetition(common, report),
  };
}

export function readMoved(block: Block, report: Report): MovedDeclaration | undefined {
  readLabels(block, [], report);
  const { attributes } = readBody(block, { attributes: { from: 'required', to: 'required' } }, 'moved', report);
  const from = attributes.get('from')?.value;
  const to = attributes.get('to')?.value;
  return from === undefined || to === undefined ? undefined : { kind: 'moved', from, to };
}

export function readImport(block: Block, report: Report): ImportDeclaration | undefined {
  readLabels(block, [], report);
  const { attributes } = readBody(
    block,
    { attributes: { to: 'required', id: 'required', provider: 'optional' } },
    'import',
    report,
  );
  const to = attributes.get('to')?.value;
  const id = attributes.get('id')?.value;
  return to === undefined || id === undefined ? undefined : { kind: 'import', to, id };
}

export function readRemoved(block: Block, report: Report): RemovedDeclaration | undefined {
  readLabels(block, [], report);
  const { attributes, blocks } = readBody(
    block,
    { attributes: { from: 'required' }, blocks: { lifecycle: 'one' } },
    'removed',
    report,
  );
  const from = attributes.get('from')?.value;
  const lifecycle = blocks.get('lifecycle')?.[0];
  let destroy = true;
  if (lifecycle !== undefined) {
    const inner = readBody(lifecycle, { attributes: { destroy: 'required' } }, 'lifecycle', report);
    destroy = readFlag(inner.attributes.get('destroy'), true, report);
  }
  return from === undefined ? undefined : { kind: 'removed', from, destroy };
}

/** `clockwork { … }`: settings of the project, of the root module alone. */
export function readSettings(
  block: Block,
  report: Report,
): { readonly declaration: SettingsDeclaration; readonly refusals: readonly RefusedFeature[] } {
  readLabels(block, [], report);
  const { attributes, blocks } = readBody(
    block,
    {
      attributes: {
        compiler: 'optional',
        parallelism: 'optional',
        timeout_per_step: 'optional',
        required_version: 'optional',
      },
      blocks: {
        agent: 'one',
        daemon: 'one',
        budget: 'one',
        mcp: 'many',
        tool: 'many',
        runner: 'one',
        sandbox: 'one',
        policy: 'many',
      },
    },
    'clockwork',
    report,
  );
  for (const name of ['agent', 'daemon', 'budget', 'mcp', 'tool']) {
    for (const found of blocks.get(name) ?? []) report(withoutEffect(name, found.type.span));
  }
  const required = attributes.get('required_version');
  if (required !== undefined) report(withoutEffect('required_version', required.name.span));
  const compiler = attributes.get('compiler');
  const chosen = literalText(compiler?.value);
  if (compiler !== undefined && chosen !== 'embedded' && chosen !== 'agent') {
    const near = chosen === undefined ? undefined : nearest(chosen, ['embedded', 'agent']);
    report({
      code: 'literal-expected',
      message: `\`compiler\` must be "embedded" or "agent"${near === undefined ? '.' : `. Did you mean "${near}"?`}`,
      span: compiler.value.span,
    });
  }
  const parallelism = attributes.get('parallelism');
  const width = literalNumber(parallelism?.value);
  if (parallelism !== undefined && (width === undefined || !Number.isInteger(width) || width < 1 || width > 1000)) {
    report({
      code: 'literal-expected',
      message: '`parallelism` must be a whole number from 1 to 1000, written out.',
      span: parallelism.value.span,
    });
  }
  const timeout = attributes.get('timeout_per_step');
  const duration = timeout === undefined ? undefined : readDuration(timeout, report);
  return {
    declaration: {
      kind: 'settings',
      ...((chosen === 'embedded' || chosen === 'agent') && { compiler: chosen }),
      ...(width !== undefined && Number.isInteger(width) && width >= 1 && { parallelism: width }),
      ...(duration !== undefined && { timeoutPerStep: duration }),
    },
    refusals: ['runner', 'sandbox', 'policy'].flatMap((feature) =>
      (blocks.get(feature) ?? []).map((found) => ({ feature, span: found.type.span })),
    ),
  };
}

/** `completion "ADDRESS" { … }`; the attributes are those of the kind that the address names. */
export function readCompletion(
  block: Block,
  vocabulary: Vocabulary,
  report: Report,
): CompletionDeclaration | undefined {
  const address = readLabels(block, ['ADDRESS'], report)?.[0];
  if (address === undefined) return undefined;
  const kindName = /(?:^|\.)([\p{ID_Start}_][\p{ID_Continue}-]*)\.[\p{ID_Start}_][\p{ID_Continue}-]*(?:\[.*\])?$/u.exec(
    address,
  )?.[1];
  const kind = vocabulary.kinds.get(kindName ?? '');
  if (kind === undefined) {
    report({
      code: 'unknown-kind',
      message: `"${address}" is not the address of a resource: \`completion "docker_container.cache" { … }\` was expected.`,
      span: block.labels[0]?.span ?? block.type.span,
    });
    return undefined;
  }
  const from: { by?: string; at?: string; inputs?: string } = {};
  const rest = block.body.entries.filter((entry) => {
    if (entry.kind !== 'block' || entry.type.text !== 'from') return true;
    const { attributes } = readBody(
      entry,
      { attributes: { by: 'optional', at: 'optional', inputs: 'optional', body: 'optional' } },
      'from',
      report,
    );
    for (const key of ['by', 'at', 'inputs'] as const) {
      const text = literalText(attributes.get(key)?.value);
      if (text !== undefined) from[key] = text;
    }
    return false;
  });
  const attributes = readGiven(rest, kind.attributes, `completion.${address}`, report, ['from']);
  for (const [name, given] of attributes) {
    const spec = kind.attributes[name];
    if (spec?.sensitive === true) {
      report({
        code: 'completed-secret',
        message: `\`${name}\` is sensitive and is never completed. Pass it through a variable with \`sensitive = true\`.`,
        span: given.nameSpan,
      });
    }
  }
  return { kind: 'completion', address, attributes, from };
}
