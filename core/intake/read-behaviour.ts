/** Reads how a resource is treated: `lifecycle`, `retry`, `timeouts` and `needs`. */
import { parseDurationMs } from '../base/duration.ts';
import type { Attribute, Block } from '../syntax/ast.ts';
import { lifecycleSpec, needsSpec, retrySpec, timeoutsSpec } from './block-specs.ts';
import type { LifecycleDeclaration, ResourceDeclaration } from './declarations.ts';
import type { Report } from './finding.ts';
import { listItems, literalBool, literalNumber, literalText, traversalOf } from './literal.ts';
import { readBody } from './read-body.ts';
import { readConditions, readDuration } from './read-common.ts';

export const noLifecycle: LifecycleDeclaration = {
  preventDestroy: false,
  ignoreChanges: [],
  replaceTriggeredBy: [],
  preconditions: [],
  postconditions: [],
};

export const noRetry = { attempts: 0, delaySeconds: 1, backoff: 2 };

export function readLifecycle(block: Block | undefined, report: Report): LifecycleDeclaration {
  if (block === undefined) return noLifecycle;
  const { attributes, blocks } = readBody(block, lifecycleSpec, 'lifecycle', report);
  const prevent = attributes.get('prevent_destroy');
  const preventDestroy = prevent === undefined ? false : literalBool(prevent.value);
  if (preventDestroy === undefined && prevent !== undefined) {
    report({
      code: 'literal-expected',
      message: '`prevent_destroy` must be written out as `true` or `false`; it is read before anything is evaluated.',
      span: prevent.value.span,
    });
  }
  const triggers = attributes.get('replace_triggered_by');
  return {
    preventDestroy: preventDestroy ?? true,
    ignoreChanges: readIgnored(attributes.get('ignore_changes'), report),
    replaceTriggeredBy: triggers === undefined ? [] : listItems(triggers.value),
    preconditions: readConditions(blocks.get('precondition'), report),
    postconditions: readConditions(blocks.get('postcondition'), report),
  };
}

export function readIgnored(attribute: Attribute | undefined, report: Report): readonly string[] | 'all' {
  if (attribute === undefined) return [];
  const { value } = attribute;
  if ((value.kind === 'variable' && value.name === 'all') || literalText(value) === 'all') return 'all';
  if (value.kind !== 'tuple') {
    report({
      code: 'literal-expected',
      message: '`ignore_changes` takes a list of attribute names, or `all`: `ignore_changes = [image]`.',
      span: value.span,
    });
    return [];
  }
  return value.items.flatMap((item) => {
    const name = literalText(item) ?? traversalOf(item)?.root;
    if (name !== undefined) return [name];
    report({
      code: 'literal-expected',
      message: 'An attribute name was expected: `ignore_changes = [image]`.',
      span: item.span,
    });
    return [];
  });
}

export function readRetry(block: Block | undefined, report: Report): ResourceDeclaration['retry'] {
  if (block === undefined) return noRetry;
  const { attributes } = readBody(block, retrySpec, 'retry', report);
  const number = (name: string, fallback: number, least: number) => {
    const attribute = attributes.get(name);
    if (attribute === undefined) return fallback;
    const text = literalText(attribute.value);
    const value = text === undefined ? literalNumber(attribute.value) : seconds(text);
    if (value !== undefined && value >= least && value <= 86_400) return value;
    report({
      code: 'literal-expected',
      message: `\`${name}\` of \`retry\` must be a number of at least ${least}, written out.`,
      span: attribute.value.span,
    });
    return fallback;
  };
  return {
    attempts: Math.floor(number('attempts', 3, 0)),
    delaySeconds: number('delay', 1, 0),
    backoff: number('backoff', 2, 1),
  };
}

export function seconds(text: string): number | undefined {
  const ms = parseDurationMs(text);
  return ms === undefined ? undefined : ms / 1000;
}

export function readTimeouts(block: Block | undefined, report: Report): ResourceDeclaration['timeouts'] {
  if (block === undefined) return {};
  const { attributes } = readBody(block, timeoutsSpec, 'timeouts', report);
  const timeouts: { create?: string; update?: string; delete?: string } = {};
  for (const name of ['create', 'update', 'delete'] as const) {
    const attribute = attributes.get(name);
    if (attribute === undefined) continue;
    const duration = readDuration(attribute, report);
    if (duration !== undefined) timeouts[name] = duration;
  }
  return timeouts;
}

export function readNeeds(block: Block | undefined, report: Report): ResourceDeclaration['needs'] | undefined {
  if (block === undefined) return undefined;
  const { attributes } = readBody(block, needsSpec, 'needs', report);
  const texts = (name: string): readonly string[] => {
    const attribute = attributes.get(name);
    if (attribute === undefined) return [];
    return listItems(attribute.value).flatMap((item) => {
      const text = literalText(item);
      if (text !== undefined) return [text];
      report({
        code: 'literal-expected',
        message: `\`${name}\` of \`needs\` takes texts written out: what a step may touch must be plain to see.`,
        span: item.span,
      });
      return [];
    });
  };
  const engine = attributes.get('engine');
  return {
    read: texts('read'),
    write: texts('write'),
    hosts: texts('hosts'),
    engine: literalBool(engine?.value) ?? false,
  };
}
