/** Adds what a block cannot do without: attributes, inputs of a module, and secrets by way of a variable. */
import { nearest } from '../../base/did-you-mean.ts';
import type { View } from '../../engine/view.ts';
import type { Block } from '../../syntax/ast.ts';
import { type BlockHead, headOf, schemaOf } from '../schema/body-schema.ts';
import type { SchemaAttribute } from '../schema/schema-attribute.ts';
import type { Action, ActionContext, ActionMaker } from './action.ts';
import { intoBody, newBlock } from './insert.ts';
import { emptyValue, variableText } from './type-text.ts';

export const addMissing: ActionMaker = (context) => {
  const { view, path, file, dir, located, blocks, here, role } = context;
  const block = blocks.at(-1);
  const item = located?.item;
  if (block === undefined || item === undefined || role !== 'source') return [];
  const missing = missingIn(view, path, blocks.map(headOf), namesIn(block));
  const solves = here.filter(({ diagnostic: { code } }) => solved.has(code));
  const actions: Action[] = [...addAssertion(context, block)];
  const plain = missing.filter(({ sensitive }) => !sensitive);
  if (plain.length > 0) {
    const names = plain.map(({ name }) => `\`${name}\``);
    const shown = names.length > 4 ? `all ${names.length} attributes that are missing` : listed(names);
    actions.push({
      id: `missing:${item.key}:${block.span.start}`,
      title: `Add ${shown}`,
      kind: 'quickfix',
      solves,
      isPreferred: true,
      change: () => ({ edits: intoBody(file, item, block, plain.map(lineOf)) }),
    });
  }
  for (const { name } of missing.filter(({ sensitive }) => sensitive)) {
    actions.push({
      id: `secret:${item.key}:${block.span.start}:${name}`,
      title: `Pass \`${name}\` by a sensitive variable`,
      kind: 'quickfix',
      solves: solves.filter(({ diagnostic: { code } }) => code === 'incomplete-secret'),
      change: () => {
        const edits = intoBody(file, item, block, [`${name} = var.${name}`]);
        const text = variableText(name, { kind: 'string' }, '  sensitive = true\n');
        if (view.table(dir)?.variables.has(name) === true) return { edits };
        const declared = newBlock(view, dir, path, 'variable', 'variables.cw', text, item);
        return { edits: declared === undefined ? edits : [...edits, declared] };
      },
    });
  }
  return actions;
};

/** A check is nothing without an assertion. */
function addAssertion({ file, located, blocks, here }: ActionContext, block: Block): readonly Action[] {
  const item = located?.item;
  if (blocks.length > 1 || item === undefined || block.type.text !== 'check') return [];
  if (block.body.entries.some((entry) => entry.kind === 'block' && entry.type.text === 'assert')) return [];
  const text = 'assert "healthcheck" {\n  url = "http://localhost:8080"\n}';
  return [
    {
      id: `assertion:${item.key}`,
      title: 'Add an assertion',
      kind: 'quickfix',
      solves: here.filter(({ diagnostic: { code } }) => code === 'empty-check'),
      isPreferred: true,
      change: () => ({ edits: intoBody(file, item, block, [text]) }),
    },
  ];
}

const solved: ReadonlySet<string> = new Set([
  'missing-attribute',
  'missing-input',
  'incomplete-secret',
  'incomplete-refused',
]);

/** Lines for everything that such a block needs, but what is given already; values are there to be written over. */
export function missingLines(
  view: View,
  path: string,
  heads: readonly BlockHead[],
  given: ReadonlySet<string>,
): readonly string[] {
  return missingIn(view, path, heads, given).map(lineOf);
}

function missingIn(
  view: View,
  path: string,
  heads: readonly BlockHead[],
  given: ReadonlySet<string>,
): readonly SchemaAttribute[] {
  const schema = schemaOf(view, path, heads);
  const strange = [...given].filter(
    (name) => schema?.attributes.has(name) !== true && schema?.blocks.has(name) !== true,
  );
  return [...(schema?.attributes.values() ?? [])].filter(
    // A misspelt attribute is put right by its own fix.
    ({ name, required, completable }) =>
      required && !completable && !given.has(name) && !strange.some((other) => nearest(other, [name]) !== undefined),
  );
}

function namesIn({ body }: Block): ReadonlySet<string> {
  return new Set(
    body.entries.map((entry) => {
      if (entry.kind === 'attribute') return entry.name.text;
      return entry.type.text === 'dynamic' ? (entry.labels[0]?.text ?? '') : entry.type.text;
    }),
  );
}

function lineOf({ name, type, choices, example, default: fallback, takes }: SchemaAttribute): string {
  const value = fallback ?? choices?.[0]?.text ?? example ?? (takes === undefined ? emptyValue(type) : 'null');
  return `${name} = ${value}`;
}

function listed(names: readonly string[]): string {
  if (names.length < 2) return names.join('');
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
