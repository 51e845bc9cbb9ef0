/** `clockwork schema [NAME]`: the JSON Schemas of what other programs read and write, and of kinds and assertions. */
import { z } from 'zod';
import { assertionTable } from '../../assertions/table.ts';
import { suggestion } from '../../base/did-you-mean.ts';
import { publishedSchemas } from '../../contracts/published.ts';
import type { AttributeTable, OutputSpec } from '../../kinds/define.ts';
import { kindTable } from '../../kinds/table.ts';
import type { CommandRun } from '../context.ts';
import { exitCodes } from '../exit-code.ts';
import { wrongUsage } from '../failure.ts';
import { printJson, printResult, table } from '../output.ts';

export const schema: CommandRun = async (invocation) => {
  const [name] = invocation.args;
  const { out } = invocation.paint;
  if (name === undefined) {
    const contracts = Object.entries(publishedSchemas).map(([key, one]) => [key, one.description ?? '']);
    const kinds = [...kindTable.values()].map((kind) => [kind.name, kind.summary]);
    const assertions = [...assertionTable.values()].map((one) => [one.name, one.summary]);
    if (invocation.options.json) {
      const names = (rows: readonly (readonly string[])[]) => rows.map(([key]) => key ?? '');
      printJson(invocation, { contracts: names(contracts), kinds: names(kinds), assertions: names(assertions) });
    } else {
      const section = (heading: string, rows: readonly (readonly string[])[]) =>
        `${out.bold(heading)}\n${table(
          rows.map(([key = '', what = '']) => [out.cyan(key), what]),
          [],
          '  ',
        )}`;
      printResult(
        invocation,
        [section('Contracts', contracts), section('Kinds', kinds), section('Assertions', assertions)].join('\n\n'),
      );
    }
    return exitCodes.done;
  }
  const contract = publishedSchemas[name];
  const kind = kindTable.get(name);
  const assertion = assertionTable.get(name);
  if (contract !== undefined) printJson(invocation, jsonSchema(contract));
  else if (kind !== undefined) {
    printJson(invocation, {
      ...attributesSchema(kind.name, kind.summary, kind.attributes),
      'x-outputs': Object.fromEntries(Object.entries(kind.outputs).map(([key, one]) => [key, outputSchema(one)])),
    });
  } else if (assertion !== undefined) {
    printJson(invocation, attributesSchema(assertion.name, assertion.summary, assertion.attributes));
  } else {
    const known = [...Object.keys(publishedSchemas), ...kindTable.keys(), ...assertionTable.keys()];
    throw wrongUsage(
      `There is no contract, kind or assertion \`${name}\`.${suggestion(name, known)} \`clockwork schema\` lists them.`,
    );
  }
  return exitCodes.done;
};

/** The attributes as properties of an object; what JSON Schema has no word for stands under `x-`. */
function attributesSchema(title: string, description: string, attributes: AttributeTable): object {
  const properties: Record<string, object> = {};
  const required: string[] = [];
  for (const [name, spec] of Object.entries(attributes)) {
    if (!spec.schema.safeParse(undefined).success && spec.completable !== true) required.push(name);
    properties[name] = {
      ...withoutDialect(jsonSchema(spec.schema)),
      description: spec.description,
      'x-change': spec.change,
      ...(spec.unit === undefined ? {} : { 'x-unit': spec.unit }),
      ...(spec.completable === true ? { 'x-completable': true } : {}),
      ...(spec.sensitive === true ? { 'x-sensitive': true } : {}),
      ...(spec.block === undefined ? {} : { 'x-block': spec.block }),
      ...(spec.deprecated === undefined ? {} : { deprecated: true, 'x-instead': spec.deprecated }),
    };
  }
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title,
    description,
    type: 'object',
    properties,
    required,
  };
}

function outputSchema(output: OutputSpec): object {
  return {
    ...withoutDialect(jsonSchema(output.schema)),
    description: output.description,
    ...(output.sensitive === true ? { 'x-sensitive': true } : {}),
  };
}

function jsonSchema(schemaOf: z.ZodType): object {
  return z.toJSONSchema(schemaOf, { io: 'input', unrepresentable: 'any' });
}

function withoutDialect(schemaOf: object): object {
  const { $schema: _, ...rest } = schemaOf as { readonly $schema?: string };
  return rest;
}
