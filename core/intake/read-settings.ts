/** Reads `clockwork` blocks, and the `completion` blocks of `completed.cw`. */
import { nearest } from '../base/did-you-mean.ts';
import type { Block } from '../syntax/ast.ts';
import type { BlockSpec } from './block-spec.ts';
import { completedFromSpec, settingsSpec } from './block-specs.ts';
import type { CompletionDeclaration, RefusedFeature, SettingsDeclaration } from './declarations.ts';
import type { Report } from './finding.ts';
import { literalNumber, literalText } from './literal.ts';
import { readBody, readLabels } from './read-body.ts';
import { readDuration, withoutEffect } from './read-common.ts';
import { readGiven } from './read-given.ts';
import type { Vocabulary } from './vocabulary.ts';

/** `clockwork { … }`: settings of the project, of the root module alone. */
export function readSettings(
  block: Block,
  report: Report,
): { readonly declaration: SettingsDeclaration; readonly refusals: readonly RefusedFeature[] } {
  readLabels(block, [], report);
  const { attributes, blocks } = readBody(block, settingsSpec, 'clockwork', report);
  for (const name of blocksWith('accepted')) {
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
    refusals: blocksWith('refused').flatMap((feature) =>
      (blocks.get(feature) ?? []).map((found) => ({ feature, span: found.type.span })),
    ),
  };
}

function blocksWith(effect: BlockSpec['effect']): readonly string[] {
  return Object.entries(settingsSpec.blocks).flatMap(([name, { block }]) => (block.effect === effect ? [name] : []));
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
    const { attributes } = readBody(entry, completedFromSpec, 'from', report);
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
