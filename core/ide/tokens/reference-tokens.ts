/** Tokens of references: each step by what it names. */
import { literalText } from '../../intake/literal.ts';
import type { Vocabulary } from '../../intake/vocabulary.ts';
import type { Expression } from '../../syntax/ast.ts';
import { parseExpression } from '../../syntax/parse.ts';
import type { Chain, ChainStep } from '../names/bindings.ts';
import { namesIn } from '../names/bindings.ts';
import { insideQuotes, shifted } from '../spans.ts';
import type { Put } from './item-tokens.ts';
import type { TokenModifier } from './token-legend.ts';

export interface ReferenceContext {
  readonly vocabulary: Vocabulary;
  /** Kind of the resource that `self` means. */
  readonly self: string | undefined;
  /** Behind a module stands what is in it, not its outputs. */
  readonly isAddress: boolean;
}

/** What names nothing that the language knows gets no token. */
export function readChain(chain: Chain, context: ReferenceContext, put: Put): void {
  const { root, rootSpan, binding } = chain;
  const steps = chain.steps.filter((step) => step.kind === 'attribute');
  if (binding !== undefined) {
    put(rootSpan, 'variable');
    for (const step of steps) put(step.span, 'property');
    return;
  }
  const through: string[] = [];
  let word = root;
  let wordSpan = rootSpan;
  let rest = steps;
  for (;;) {
    const [step, ...behind] = rest;
    const name = step?.text ?? '';
    switch (word) {
      case 'var':
        put(wordSpan, 'variable', ['defaultLibrary']);
        if (step !== undefined) put(step.span, 'parameter', [], { through, name: `var.${name}` });
        properties(behind, put);
        return;
      case 'local':
        put(wordSpan, 'variable', ['defaultLibrary']);
        if (step !== undefined) put(step.span, 'variable', ['readonly'], { through, name: `local.${name}` });
        properties(behind, put);
        return;
      case 'each':
      case 'count':
      case 'path':
      case 'facts':
        put(wordSpan, 'variable', ['defaultLibrary']);
        for (const each of rest) put(each.span, 'property', ['readonly']);
        return;
      case 'self':
        put(wordSpan, 'variable', ['defaultLibrary']);
        attribute(rest, context.self, context, put);
        return;
      case 'module': {
        put(wordSpan, 'variable', ['defaultLibrary']);
        if (step === undefined) return;
        put(step.span, 'namespace');
        through.push(name);
        const [next, ...more] = behind;
        if (next === undefined) return;
        if (!context.isAddress) {
          put(next.span, 'property', [], { through, name: `output.${next.text ?? ''}` });
          properties(more, put);
          return;
        }
        word = next.text ?? '';
        wordSpan = next.span;
        rest = more;
        break;
      }
      case 'resource':
        put(wordSpan, 'variable', ['defaultLibrary']);
        if (step !== undefined) resource(name, step.span, behind, context, put);
        return;
      default:
        resource(word, wordSpan, rest, context, put);
        return;
    }
  }
}

/** A reference to a thing, also in quotes, which is the older form. */
export function readAddress(expression: Expression, context: ReferenceContext, put: Put): void {
  const text = literalText(expression);
  if (text === undefined) {
    for (const chain of chainsIn(expression))
      readChain(chain, { ...context, isAddress: chain.rootSpan.start === expression.span.start }, put);
    return;
  }
  readQuotedAddress(text, insideQuotes(expression.span, true), context, ['deprecated'], put);
}

function chainsIn(expression: Expression): readonly Chain[] {
  const { span } = expression;
  return namesIn({ kind: 'attribute', name: { text: '', span }, value: expression, span }).chains;
}

/** Only where the text stands as it is written, so that offsets in it are offsets in the file. */
export function readQuotedAddress(
  text: string,
  at: { readonly start: number; readonly end: number },
  context: ReferenceContext,
  modifiers: readonly TokenModifier[],
  put: Put,
): void {
  if (at.end - at.start !== text.length) return;
  const { expression, problems } = parseExpression(text);
  if (problems.length > 0) return;
  for (const chain of chainsIn(expression)) {
    readChain(chain, { ...context, isAddress: true }, (span, type, own = [], names) =>
      put(shifted(span, at.start), type, [...own, ...modifiers], names),
    );
  }
}

function resource(
  kind: string,
  kindSpan: { readonly start: number; readonly end: number },
  [name, ...rest]: readonly ChainStep[],
  context: ReferenceContext,
  put: Put,
): void {
  if (!isKind(kind, context.vocabulary)) return;
  put(kindSpan, 'class', kind === 'verification' ? ['defaultLibrary', 'deprecated'] : ['defaultLibrary']);
  if (name === undefined) return;
  put(name.span, 'variable');
  attribute(rest, kind, context, put);
}

export function isKind(name: string, { kinds }: Vocabulary): boolean {
  return kinds.has(name) || name === 'check' || name === 'verification';
}

/** An attribute or output of a kind, and what is in it. */
function attribute(
  [first, ...rest]: readonly ChainStep[],
  kind: string | undefined,
  { vocabulary }: ReferenceContext,
  put: Put,
): void {
  if (first === undefined) return;
  const known = vocabulary.kinds.get(kind ?? '');
  const name = first.text ?? '';
  const given = known !== undefined && Object.hasOwn(known.attributes, name) ? known.attributes[name] : undefined;
  const output = known !== undefined && Object.hasOwn(known.outputs, name) ? known.outputs[name] : undefined;
  put(first.span, 'property', [
    ...(given?.deprecated === undefined ? [] : (['deprecated'] as const)),
    ...(given?.sensitive === true || output?.sensitive === true ? (['sensitive'] as const) : []),
  ]);
  properties(rest, put);
}

function properties(steps: readonly ChainStep[], put: Put): void {
  for (const step of steps) put(step.span, 'property');
}
