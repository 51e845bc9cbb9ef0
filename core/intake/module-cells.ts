/** The cells of a module: its variables, locals and outputs, made when they are first asked for. */
import { markSensitive, unknownValue } from '../language/values.ts';
import { instancesOf, thingAt } from './addresses.ts';
import type { Builder } from './builder.ts';
import type { Finding } from './finding.ts';
import type { Cell, Frame } from './machine.ts';
import { depend, evaluateIn, looseFrame, note, within } from './machine.ts';
import type { ModuleNode } from './nodes.ts';
import { rootVariable, settleVariable } from './root-variables.ts';

export function variableCell(builder: Builder, module: ModuleNode, name: string): Cell | undefined {
  return cellOf(builder, module, `var.${name}`, () => {
    const entry = module.table.variables.get(name);
    if (entry === undefined) return undefined;
    const { declaration, home } = entry;
    return {
      kind: 'variable',
      label: module.address === '' ? `var.${name}` : `${module.address}.var.${name}`,
      home,
      span: declaration.nameSpan,
      context: module.context,
      compute: (frame) => {
        const { assignments, project } = builder;
        if (module.parent === undefined) return rootVariable(entry, assignments.get(name), project.unset, frame);
        return inputValue(builder, module.parent, declaration, frame);
      },
    };
  });
}

function inputValue(
  { machine }: Builder,
  parent: NonNullable<ModuleNode['parent']>,
  declaration: Parameters<typeof settleVariable>[0],
  frame: Frame,
) {
  const input = parent.entry.declaration.inputs.get(declaration.name);
  if (input === undefined) return settleVariable(declaration, undefined, frame, () => {});
  const outer = looseFrame(parent.context, parent.entry.home);
  const inner: Frame = { ...outer, cell: frame.cell, owner: frame.owner, counter: frame.counter };
  const value = within(machine, inner, () => evaluateIn(machine, input.expression, inner));
  frame.depends = inner.depends;
  frame.open = inner.open;
  frame.volatile = inner.volatile;
  frame.lacksFacts = inner.lacksFacts;
  frame.diagnostics.push(...inner.diagnostics);
  return settleVariable(declaration, value, frame, (message) => {
    const at = looseFrame(parent.context, parent.entry.home);
    note(at, { code: 'invalid-value', message, span: input.expression.span });
    frame.diagnostics.push(...at.diagnostics);
  });
}

export function localCell(builder: Builder, module: ModuleNode, name: string): Cell | undefined {
  return cellOf(builder, module, `local.${name}`, () => {
    const entry = module.table.locals.get(name);
    return (
      entry && {
        kind: 'local',
        label: module.address === '' ? `local.${name}` : `${module.address}.local.${name}`,
        home: entry.home,
        span: entry.nameSpan,
        context: module.context,
        compute: (frame) => evaluateIn(builder.machine, entry.expression, frame),
      }
    );
  });
}

export function outputCell(builder: Builder, module: ModuleNode, name: string): Cell | undefined {
  return cellOf(builder, module, `output.${name}`, () => {
    const entry = module.table.outputs.get(name);
    if (entry === undefined) return undefined;
    const { declaration, home } = entry;
    const { machine, lookup } = builder;
    return {
      kind: 'output',
      label: module.address === '' ? `output.${name}` : `${module.address}.${name}`,
      home,
      span: declaration.nameSpan,
      context: module.context,
      ...(module.address === '' && { owner: { address: `output.${name}`, attribute: 'value' } }),
      compute: (frame) => {
        for (const expression of declaration.dependsOn) {
          const report = (finding: Finding) => note(frame, finding);
          const thing = thingAt(machine, module, expression, frame, lookup.kindNames, report);
          if (thing === undefined) continue;
          for (const { address } of instancesOf(lookup, thing, report, expression.span))
            depend(frame, address, expression.span);
        }
        const value = declaration.value === undefined ? unknownValue() : evaluateIn(machine, declaration.value, frame);
        return declaration.sensitive ? markSensitive(value) : value;
      },
    };
  });
}

function cellOf(builder: Builder, module: ModuleNode, key: string, make: () => Cell | undefined): Cell | undefined {
  const known = module.cells.get(key);
  if (known !== undefined) return known;
  const made = make();
  if (made === undefined) return undefined;
  const kept = builder.taken.cell(module, key);
  const cell = kept === undefined ? made : { ...made, kept };
  module.cells.set(key, cell);
  return cell;
}
