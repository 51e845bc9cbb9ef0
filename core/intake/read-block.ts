/** What one top-level block declares. Made once for each block object: an unchanged block is never looked at again. */
import { nearest } from '../base/did-you-mean.ts';
import type { Block } from '../syntax/ast.ts';
import { strayTopBlocks, topBlocks } from './block-specs.ts';
import type { Declaration, Declared, RefusedFeature } from './declarations.ts';
import type { Finding, Report } from './finding.ts';
import { renameFix } from './finding.ts';
import { blocksNotInLanguage } from './not-in-language.ts';
import { isOlderCheck, readOlderCheck } from './older-checks.ts';
import { withoutEffect } from './read-common.ts';
import { readImport, readModule, readMoved, readRemoved } from './read-module.ts';
import { readCheck, readResource } from './read-resource.ts';
import { readCompletion, readSettings } from './read-settings.ts';
import { readLocals, readOutput, readVariable } from './read-top.ts';
import { shortFormNames, shortFormOf } from './short-form-specs.ts';
import { readShortForm } from './short-forms.ts';
import type { Vocabulary } from './vocabulary.ts';

const blockTypes: readonly string[] = Object.keys(topBlocks);

const effects = new Map(
  Object.entries({ ...topBlocks, ...strayTopBlocks }).map(([name, { effect }]) => [name, effect] as const),
);

const memos = new WeakMap<Vocabulary, WeakMap<Block, Declared>>();

/** `inCompleted`: the block stands in a `completed.cw`, the one place for `completion` blocks. */
export function declaredBy(block: Block, vocabulary: Vocabulary, inCompleted: boolean): Declared {
  let memo = memos.get(vocabulary);
  if (memo === undefined) {
    memo = new WeakMap();
    memos.set(vocabulary, memo);
  }
  let declared = memo.get(block);
  if (declared === undefined) {
    declared = read(block, vocabulary, inCompleted);
    memo.set(block, declared);
  }
  return declared;
}

function read(block: Block, vocabulary: Vocabulary, inCompleted: boolean): Declared {
  const findings: Finding[] = [];
  let refusals: readonly RefusedFeature[] = [];
  const report: Report = (finding) => findings.push(finding);
  const withRefusals = <T extends Declaration>(
    result: { readonly declaration: T; readonly refusals: readonly RefusedFeature[] } | undefined,
  ): T | undefined => {
    refusals = result?.refusals ?? [];
    return result?.declaration;
  };
  const declaration = ((): Declaration | undefined => {
    const type = block.type.text;
    if (type === 'completion') {
      if (inCompleted) return readCompletion(block, vocabulary, report);
      report({
        code: 'misplaced-completion',
        message:
          '`completion` blocks stand in `completed.cw` alone. Move it there, or give the attributes in the resource.',
        span: block.type.span,
      });
      return undefined;
    }
    if (inCompleted) {
      report({
        code: 'misplaced-completion',
        message: `\`completed.cw\` holds \`completion\` blocks alone, not \`${type}\`. Move it to another file.`,
        span: block.type.span,
      });
      return undefined;
    }
    switch (type) {
      case 'variable':
        return readVariable(block, report);
      case 'locals':
        return readLocals(block, report);
      case 'output':
        return readOutput(block, report);
      case 'module':
        return readModule(block, report);
      case 'resource':
        return withRefusals(
          isOlderCheck(block) ? readOlderCheck(block, vocabulary, report) : readResource(block, vocabulary, report),
        );
      case 'check':
        return withRefusals(readCheck(block, vocabulary, report));
      case 'moved':
        return readMoved(block, report);
      case 'import':
        return readImport(block, report);
      case 'removed':
        return readRemoved(block, report);
      case 'clockwork':
        return withRefusals(readSettings(block, report));
    }
    if (shortFormOf(type) !== undefined) return withRefusals(readShortForm(block, vocabulary, report));
    const effect = effects.get(type);
    if (effect === 'accepted') report(withoutEffect(type, block.type.span));
    else if (effect === 'refused') refusals = [{ feature: type, span: block.type.span }];
    else if (Object.hasOwn(blocksNotInLanguage, type)) {
      report({ code: 'not-in-language', message: blocksNotInLanguage[type] ?? '', span: block.type.span });
    } else report(unknownTopLevel(block, vocabulary));
    return undefined;
  })();
  return { block, declaration, findings, refusals };
}

function unknownTopLevel(block: Block, vocabulary: Vocabulary): Finding {
  const type = block.type.text;
  if (vocabulary.kinds.has(type)) {
    return {
      code: 'unknown-block',
      message: `\`${type}\` is a kind of resource: write \`resource "${type}" "NAME" { … }\`.`,
      span: block.type.span,
      fix: {
        title: `Write \`resource "${type}"\``,
        edits: [{ span: block.type.span, newText: `resource "${type}"` }],
      },
    };
  }
  const near = nearest(type, [...blockTypes, ...shortFormNames]);
  return {
    code: 'unknown-block',
    message: `There is no block type \`${type}\`.${near === undefined ? ` At the top of a file stand ${blockTypes.map((name) => `\`${name}\``).join(', ')} and the short forms.` : ` Did you mean \`${near}\`?`}`,
    span: block.type.span,
    ...(near !== undefined && { fix: renameFix(type, near, block.type.span) }),
  };
}
