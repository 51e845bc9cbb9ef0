/** Reads `module`, `moved`, `import` and `removed` blocks. */
import type { Attribute, Block } from '../syntax/ast.ts';
import { importSpec, moduleSpec, movedSpec, removedSpec } from './block-specs.ts';
import type {
  GivenExpression,
  ImportDeclaration,
  ModuleDeclaration,
  MovedDeclaration,
  RemovedDeclaration,
} from './declarations.ts';
import type { Report } from './finding.ts';
import { literalText } from './literal.ts';
import { readLifecycle } from './read-behaviour.ts';
import { blockExpected, doubledBlock, headerSpan, readBody, readLabels, unknownBlock } from './read-body.ts';
import { readRepetition, withoutEffect } from './read-common.ts';
import { givenExpression } from './read-given.ts';
import { readFlag, readName } from './read-top.ts';

/** Words that a `module` block uses itself, so that no input can have their name. */
export const reservedInputs: readonly string[] = [
  ...new Set([...Object.keys(moduleSpec.attributes), ...Object.keys(moduleSpec.blocks)]),
];

export function readModule(block: Block, report: Report): ModuleDeclaration | undefined {
  const name = readName(block, report);
  if (name === undefined) return undefined;
  const common = new Map<string, Attribute>();
  const inputs = new Map<string, GivenExpression>();
  let lifecycle: Block | undefined;
  for (const entry of block.body.entries) {
    if (entry.kind === 'block') {
      if (entry.type.text === 'lifecycle') {
        if (lifecycle === undefined) lifecycle = entry;
        else report(doubledBlock(entry, lifecycle, `module.${name.text}`));
        continue;
      }
      report(
        entry.type.text === 'providers'
          ? withoutEffect('providers', entry.type.span)
          : unknownBlock(entry, ['lifecycle'], `module.${name.text}`),
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
  const wrong = common.get('lifecycle');
  if (wrong !== undefined) report(blockExpected(wrong, `module.${name.text}`));
  return {
    kind: 'module',
    name: name.text,
    nameSpan: name.span,
    source: text,
    sourceSpan: source?.value.span ?? headerSpan(block),
    inputs,
    lifecycle: readLifecycle(lifecycle, report),
    ...readRepetition(common, report),
  };
}

export function readMoved(block: Block, report: Report): MovedDeclaration | undefined {
  readLabels(block, [], report);
  const { attributes } = readBody(block, movedSpec, 'moved', report);
  const from = attributes.get('from')?.value;
  const to = attributes.get('to')?.value;
  return from === undefined || to === undefined ? undefined : { kind: 'moved', from, to };
}

export function readImport(block: Block, report: Report): ImportDeclaration | undefined {
  readLabels(block, [], report);
  const { attributes } = readBody(block, importSpec, 'import', report);
  const to = attributes.get('to')?.value;
  const id = attributes.get('id')?.value;
  return to === undefined || id === undefined ? undefined : { kind: 'import', to, id };
}

export function readRemoved(block: Block, report: Report): RemovedDeclaration | undefined {
  readLabels(block, [], report);
  const { attributes, blocks } = readBody(block, removedSpec, 'removed', report);
  const from = attributes.get('from')?.value;
  const lifecycle = blocks.get('lifecycle')?.[0];
  let destroy = true;
  if (lifecycle !== undefined) {
    const inner = readBody(lifecycle, removedSpec.blocks.lifecycle.block, 'lifecycle', report);
    destroy = readFlag(inner.attributes.get('destroy'), true, report);
  }
  return from === undefined ? undefined : { kind: 'removed', from, destroy };
}
