/** Hover of things with names: what declares them, what they are worth in each instance, and where that comes from. */
import type { View } from '../../engine/view.ts';
import type { ModuleDeclaration, OutputDeclaration, VariableDeclaration } from '../../intake/declarations.ts';
import type { Entry } from '../../intake/module-table.ts';
import { typeName } from '../../language/types.ts';
import type { Expression } from '../../syntax/ast.ts';
import { calledDir, type Symbol as ProjectSymbol } from '../names/symbols.ts';
import { spanOf } from '../spans.ts';
import { callsOf, defaultOf, originsOfRoot, type VariableOrigin } from '../values/provenance.ts';
import { modulePlaces, nameAlone, namedValues, type Places, type ShownValues, valuesIn } from '../values/values.ts';
import { code, codePart, type HoverPart, type Inline, joined, type Line, plain, textPart } from './parts.ts';
import { placeLink, writtenAt } from './places.ts';
import { noInstanceParts, type ResourceOptions, resourceParts } from './resource.ts';
import { typeOfValues, valueInline, valueParts, whyLine } from './value-parts.ts';

const CALLS_SHOWN = 6;

/** From where a thing is looked at, where that says more than its declaration. */
export interface Standpoint {
  /** What an output gives to who reads it. */
  readonly read?: ShownValues | undefined;
  /** The module instances of the block that gives a variable its value. */
  readonly given?: Places;
}

/** Undefined where nothing declares it. */
export function symbolParts(
  view: View,
  { dir, name }: ProjectSymbol,
  options: ResourceOptions,
  { read, given }: Standpoint = {},
): readonly HoverPart[] | undefined {
  const table = view.table(dir);
  if (table === undefined) return undefined;
  const [sort, first = '', second = ''] = name.split('.');
  switch (sort) {
    case 'var': {
      const entry = table.variables.get(first);
      return entry === undefined ? undefined : variableParts(view, dir, entry, given);
    }
    case 'local': {
      const entry = table.locals.get(first);
      return entry === undefined ? undefined : localParts(view, dir, first, entry.expression);
    }
    case 'output': {
      const entry = table.outputs.get(first);
      return entry === undefined ? undefined : outputParts(view, dir, entry, read);
    }
    case 'module': {
      const entry = table.modules.get(first);
      return entry === undefined ? undefined : moduleParts(view, dir, entry);
    }
    case 'resource': {
      const entry = table.resources.get(first)?.get(second);
      return entry === undefined ? undefined : resourceParts(view, table, entry, options);
    }
    default:
      return undefined;
  }
}

function variableParts(
  view: View,
  dir: string,
  { declaration }: Entry<VariableDeclaration>,
  given?: Places,
): readonly HoverPart[] {
  const { name, type, typeSpan, description, sensitive, nullable, validations } = declaration;
  const places = given ?? modulePlaces(view, dir);
  const values = valuesIn(view, places, nameAlone('var', name));
  const shownType = typeSpan === undefined ? (typeOfValues(values) ?? 'any') : typeName(type);
  const notes = [
    ...(sensitive ? ['Sensitive'] : []),
    ...(nullable ? [] : ['Not null']),
    ...(validations.length > 0 ? [`${validations.length} ${validations.length === 1 ? 'rule' : 'rules'}`] : []),
  ];
  return [
    codePart(`var.${name}: ${shownType}`),
    ...(description === undefined ? [] : [textPart(plain(description))]),
    ...(isUnset(view, dir, declaration) ? [] : valueParts(values, whyLine(view, dir, places, nameAlone('var', name)))),
    ...(given !== undefined ? [] : dir === '.' ? rootOrigin(view, declaration) : calledWith(view, dir, declaration)),
    ...(notes.length === 0 ? [] : [textPart(notes.join(' · '))]),
  ];
}

function isUnset(view: View, dir: string, { name }: VariableDeclaration): boolean {
  return dir === '.' && originsOfRoot(view, name).length === 0;
}

function rootOrigin(view: View, { name, sensitive }: VariableDeclaration): readonly HoverPart[] {
  const [wins, ...others] = originsOfRoot(view, name);
  if (wins === undefined) {
    return [textPart(`No value. Set it in \`clockwork.cwvars\`, with \`--var ${name}=…\`, or in the environment.`)];
  }
  const from = textPart('From ', ...originLine(view, wins, sensitive));
  if (others.length === 0) return [from];
  const lines = others.map((each) => originLine(view, each, sensitive));
  return [from, textPart('It replaces:'), { kind: 'list', lines }];
}

function originLine(view: View, origin: VariableOrigin, sensitive: boolean): Line {
  switch (origin.kind) {
    case 'default': {
      if (origin.at === undefined) return ['the default'];
      const written: readonly Inline[] = sensitive ? [] : [' ', code(writtenAt(view, origin.at))];
      return ['the default', ...written, ', ', placeLink(view, origin.at)];
    }
    case 'file':
      return [origin.at === undefined ? plain(origin.file) : placeLink(view, origin.at)];
    case 'environment':
      return [code(origin.name), ' in the environment'];
    case 'argument':
      return [code(`--var ${origin.name}`)];
  }
}

function calledWith(view: View, dir: string, { name, sensitive }: VariableDeclaration): readonly HoverPart[] {
  const calls = callsOf(view, dir);
  const [fallback] = defaultOf(view, dir, name);
  const otherwise: Line = fallback === undefined ? ['nothing: it is missing'] : originLine(view, fallback, sensitive);
  if (calls.length === 0)
    return [textPart('Nobody calls this module', ...(fallback === undefined ? [] : ['; ', ...otherwise]))];
  const lines = calls.slice(0, CALLS_SHOWN).map((call): Line => {
    const at = call.input(name);
    return [code(`module.${call.name}`), ': ', ...(at === undefined ? otherwise : ['given in ', placeLink(view, at)])];
  });
  if (calls.length > CALLS_SHOWN) lines.push([`and ${calls.length - CALLS_SHOWN} more calls`]);
  const [only] = lines;
  return lines.length === 1 && only !== undefined
    ? [textPart('From ', ...only)]
    : [textPart('From'), { kind: 'list', lines }];
}

function localParts(view: View, dir: string, name: string, expression: Expression): readonly HoverPart[] {
  const values = namedValues(view, dir, 'local', name);
  const type = typeOfValues(values);
  return [
    codePart(type === undefined ? `local.${name}` : `local.${name}: ${type}`),
    ...valueParts(values, whyOf(view, dir, expression)),
  ];
}

function outputParts(
  view: View,
  dir: string,
  { declaration }: Entry<OutputDeclaration>,
  read: ShownValues | undefined,
): readonly HoverPart[] {
  const { name, value, description, sensitive } = declaration;
  const values = read ?? outputValues(view, dir, declaration);
  const type = typeOfValues(values);
  return [
    codePart(type === undefined ? `output "${name}"` : `output "${name}": ${type}`),
    ...(description === undefined ? [] : [textPart(plain(description))]),
    ...(value === undefined ? [] : valueParts(values, whyOf(view, dir, value))),
    ...(sensitive ? [textPart('Sensitive')] : []),
  ];
}

function outputValues(view: View, dir: string, { value, sensitive }: OutputDeclaration): ShownValues | undefined {
  return value === undefined ? undefined : valuesIn(view, modulePlaces(view, dir), value, { secret: sensitive });
}

function moduleParts(view: View, dir: string, { declaration, home }: Entry<ModuleDeclaration>): readonly HoverPart[] {
  const { name, source, inputs } = declaration;
  const called = calledDir(view, dir, name);
  const callee = called === undefined ? undefined : view.table(called);
  const header = codePart(`module "${name}"${source === undefined ? '' : `: ${source}`}`);
  if (called === undefined || callee === undefined) return [header, textPart('There is no such folder.')];
  const { model } = view;
  const calls = model?.inspect.modulesIn(dir).flatMap((module) => model.inspect.callsOf(module, name)) ?? [];
  const places = { list: calls.slice(0, 1).map((module) => ({ label: module, scope: { module } })), more: 0 };
  const [first] = calls;
  const cellOf = (shown: ShownValues | undefined): Line => {
    const value = shown?.values[0]?.value;
    return value === undefined ? ['not known'] : valueInline(value, 60);
  };
  const inputRows = [...callee.variables].map(([variable, entry]): readonly Line[] => {
    const given = inputs.get(variable);
    const at = given === undefined ? undefined : spanOf(view, { ...home, span: given.nameSpan });
    const missing = entry.declaration.fallback === undefined ? '**missing**' : 'default';
    return [
      [code(variable)],
      at === undefined && entry.declaration.fallback === undefined
        ? ['not given']
        : cellOf(valuesIn(view, places, nameAlone('var', variable))),
      [at === undefined ? missing : placeLink(view, at)],
    ];
  });
  const outputRows = [...callee.outputs].map(
    ([
      output,
      {
        declaration: { value, sensitive },
      },
    ]): readonly Line[] => [
      [code(output)],
      cellOf(value === undefined ? undefined : valuesIn(view, places, value, { secret: sensitive })),
    ],
  );
  const many =
    calls.length > 1
      ? [
          textPart(
            `${calls.length} instances: `,
            ...joined(calls.slice(0, 8).map(code), ', '),
            first === undefined ? '' : '. What follows is of the first.',
          ),
        ]
      : calls.length === 0
        ? noInstanceParts(view, dir, (declaration.count ?? declaration.forEach)?.expression)
        : [];
  return [
    header,
    ...many,
    ...(inputRows.length === 0 ? [] : [{ kind: 'table' as const, head: ['Input', 'Value', 'From'], rows: inputRows }]),
    ...(outputRows.length === 0 ? [] : [{ kind: 'table' as const, head: ['Output', 'Value'], rows: outputRows }]),
  ];
}

function whyOf(view: View, dir: string, expression: Expression): Line {
  return whyLine(view, dir, modulePlaces(view, dir), expression);
}
