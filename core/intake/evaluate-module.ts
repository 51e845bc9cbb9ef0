/** Evaluates what a module declares beside its resources: variables, locals and outputs. */
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { hasSensitive } from '../language/values.ts';
import type { Builder } from './builder.ts';
import { conditionsOf } from './conditions.ts';
import type { Condition, ResourceDeclaration } from './declarations.ts';
import type { Home } from './finding.ts';
import { diagnosticOf } from './finding.ts';
import type { Cell, CellResult } from './machine.ts';
import { demand, looseFrame, settle } from './machine.ts';
import type { EvaluatedOutput, EvaluatedVariable } from './model.ts';
import type { Entry, Unit } from './module-table.ts';
import type { ModuleNode } from './nodes.ts';
import type { CellRecord } from './records.ts';
import type { Reuse } from './reuse.ts';
import { bounded } from './unit-slots.ts';

/**
 * Evaluates the variables, locals and outputs of a module and says what is wrong with them; gives what was found out
 * about each. Outputs of the root are evaluated, and complained of, by {@link outputsOf}. Pauses now and then.
 */
export function* evaluateModule(
  builder: Builder,
  module: ModuleNode,
  reuse: Reuse,
  diagnostics: Diagnostic[],
): Generator<void, ReadonlyMap<string, CellRecord>> {
  const { machine } = builder;
  const records = new Map<string, CellRecord>();
  let made = 0;
  const collect = (
    key: string,
    cellOf: () => Cell | undefined,
    conditions?: readonly Condition[],
    home?: Home,
  ): void => {
    const known = reuse.cellRecord(module, key);
    if (known !== undefined) {
      records.set(key, known);
      if (known.isBound) machine.boundToFolder = true;
      report(key, known);
      return;
    }
    made++;
    const { value, isBound } = bounded(builder, (): Omit<CellRecord, 'isBound'> | undefined => {
      const cell = cellOf();
      if (cell === undefined) return undefined;
      const said: Diagnostic[] = [];
      const result = settle(machine, machine.base, () => demand(machine, cell));
      if (conditions !== undefined && home !== undefined) reportConditions(builder, module, conditions, home, said);
      return { result, said };
    });
    if (value === undefined) return;
    const record = { ...value, isBound };
    records.set(key, record);
    report(key, record);
  };
  const report = (key: string, { result, said }: CellRecord): void => {
    if (result.diagnostics.length > 0 && !(module.address === '' && key.startsWith('output.'))) {
      diagnostics.push(...result.diagnostics);
    }
    if (said.length > 0) diagnostics.push(...said);
  };
  const { variables, locals, outputs } = module.table;
  for (const [name, { declaration, home }] of variables) {
    collect(`var.${name}`, () => builder.variableCell(module, name), declaration.validations, home);
    if (made % 50 === 49) yield;
  }
  for (const name of locals.keys()) {
    collect(`local.${name}`, () => builder.localCell(module, name));
    if (made % 50 === 49) yield;
  }
  for (const [name, { declaration, home }] of outputs) {
    collect(`output.${name}`, () => builder.outputCell(module, name), declaration.preconditions, home);
    if (made % 50 === 49) yield;
  }
  for (const unit of module.table.units) {
    const diagnosed = expansionOf(builder, module, reuse, unit)?.diagnostics;
    if (diagnosed !== undefined && diagnosed.length > 0) diagnostics.push(...diagnosed);
  }
  return records;
}

/** What the `count` or `for_each` of a block gave. */
function expansionOf(builder: Builder, module: ModuleNode, reuse: Reuse, unit: Unit): CellResult | undefined {
  const { declaration } = unit;
  if (declaration.count === undefined && declaration.forEach === undefined) return undefined;
  const { cells } = builder.machine.base;
  if (declaration.kind === 'module') {
    const cell = module.modules.get(unit)?.cell;
    return cell && cells.get(cell);
  }
  const made = module.resources.get(unit);
  if (made === undefined) return reuse.unit(module, unit as Entry<ResourceDeclaration>)?.expansion;
  return made.cell && cells.get(made.cell);
}

export function reportConditions(
  builder: Builder,
  module: ModuleNode,
  conditions: readonly Condition[],
  home: Parameters<typeof looseFrame>[1],
  diagnostics: Diagnostic[],
): void {
  if (conditions.length === 0) return;
  const { machine } = builder;
  settle(machine, machine.base, () => {
    const frame = looseFrame(module.context, home);
    const found = conditionsOf(machine, conditions, 'before', frame);
    diagnostics.push(...frame.diagnostics);
    for (const condition of found) {
      if (condition.holds !== false) continue;
      diagnostics.push({
        code: 'validation-failed',
        severity: 'error',
        message: condition.message,
        place: condition.place,
      });
    }
  });
}

export function outputsOf(builder: Builder) {
  const { machine, root } = builder;
  const outputs: EvaluatedOutput[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const [name, { declaration, home }] of root.table.outputs) {
    const cell = builder.outputCell(root, name);
    if (cell === undefined) continue;
    const result = demand(machine, cell);
    diagnostics.push(...result.diagnostics);
    if (hasSensitive(result.value) && !declaration.sensitive) {
      diagnostics.push(
        diagnosticOf(
          {
            code: 'sensitive-output',
            message: `Output \`${name}\` would reveal a sensitive value. Add \`sensitive = true\`, or use \`nonsensitive()\` if it gives nothing away.`,
            span: declaration.value?.span ?? declaration.nameSpan,
          },
          home,
        ),
      );
    }
    outputs.push({
      name,
      value: result.value,
      sensitive: declaration.sensitive || hasSensitive(result.value),
      ...(declaration.description !== undefined && { description: declaration.description }),
      place: { ...home, span: declaration.nameSpan },
    });
  }
  return { outputs, diagnostics };
}

export function variablesOf(builder: Builder): readonly EvaluatedVariable[] {
  const { machine, root } = builder;
  return [...root.table.variables].flatMap(([name, { declaration, home }]) => {
    const cell = builder.variableCell(root, name);
    if (cell === undefined) return [];
    const { value } = settle(machine, machine.base, () => demand(machine, cell));
    const description = declaration.description === undefined ? {} : { description: declaration.description };
    return [{ name, value, ...description, place: { ...home, span: declaration.nameSpan } }];
  });
}
