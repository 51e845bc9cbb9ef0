/** Evaluates what a module declares beside its resources: variables, locals and outputs. */
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { hasSensitive } from '../language/values.ts';
import type { Builder } from './builder.ts';
import { conditionsOf } from './conditions.ts';
import type { Condition } from './declarations.ts';
import { diagnosticOf } from './finding.ts';
import { demand, looseFrame, settle } from './machine.ts';
import type { EvaluatedOutput, EvaluatedVariable } from './model.ts';
import type { ModuleNode } from './nodes.ts';

/** Variables, locals and outputs of a module, for what is wrong with them. */
export function evaluateModule(builder: Builder, module: ModuleNode, diagnostics: Diagnostic[]): void {
  const { machine } = builder;
  const collect = (cell: ReturnType<Builder['localCell']>) => {
    if (cell === undefined) return;
    diagnostics.push(...settle(machine, machine.base, () => demand(machine, cell)).diagnostics);
  };
  for (const [name, entry] of module.table.variables) {
    collect(builder.variableCell(module, name));
    reportConditions(builder, module, entry.declaration.validations, entry.home, diagnostics);
  }
  for (const name of module.table.locals.keys()) collect(builder.localCell(module, name));
  for (const [name, entry] of module.table.outputs) {
    if (module.address !== '') collect(builder.outputCell(module, name));
    reportConditions(builder, module, entry.declaration.preconditions, entry.home, diagnostics);
  }
  for (const expansion of [...module.resources.values(), ...module.modules.values()]) {
    if (expansion.cell !== undefined) diagnostics.push(...(machine.base.cells.get(expansion.cell)?.diagnostics ?? []));
  }
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
