/** Expands blocks into instances: resources and modules, by `count` and `for_each`. */
import type { Value } from '../language/values.ts';
import { nullValue } from '../language/values.ts';
import type { ModuleDeclaration, ResourceDeclaration } from './declarations.ts';
import type { Keys } from './expansion-keys.ts';
import { countKeys, forEachKeys } from './expansion-keys.ts';
import type { Cell, CellResult, Machine } from './machine.ts';
import { demand, evaluateIn, note, settle } from './machine.ts';
import type { Entry } from './module-table.ts';
import type { Expansion, InstanceKey, InstanceNode, ModuleNode, RepetitionContext } from './nodes.ts';
import { blockName } from './nodes.ts';

/** Makes one instance of a block. */
export type MakeInstance<T> = (key: InstanceKey, repetition: RepetitionContext, cell: Cell | undefined) => T;

const single: Keys = [[undefined, {}]];

/**
 * The instances of a block; made once, under no results, since they never depend on any. `kept` is what its `count` or
 * `for_each` gave before, where that still holds.
 */
export function expandBlock<T>(
  machine: Machine,
  module: ModuleNode,
  entry: Entry<ResourceDeclaration> | Entry<ModuleDeclaration>,
  lenient: boolean,
  make: MakeInstance<T>,
  kept: CellResult | undefined,
): Expansion<T> {
  const { declaration } = entry;
  const repeat = declaration.count ?? declaration.forEach;
  if (repeat === undefined) return collect('single', single, undefined, make);
  const repeated = declaration.count === undefined ? 'for_each' : 'count';
  let keys: Keys | undefined;
  const label = declaration.kind === 'resource' ? blockName(declaration) : `module.${declaration.name}`;
  const cellKey = `${repeated}.${label}`;
  let cell = module.cells.get(cellKey);
  if (cell === undefined) {
    cell = {
      kind: 'expansion',
      label: `${repeated} of ${label}`,
      home: entry.home,
      span: repeat.span,
      context: module.context,
      ...(kept !== undefined && { kept }),
      compute: (frame): Value => evaluateIn(machine, repeat.expression, frame) ?? nullValue(),
    };
    module.cells.set(cellKey, cell);
  }
  const computed = cell;
  const result = settle(machine, machine.base, () => demand(machine, computed));
  if (result.diagnostics.length === 0) {
    const read = repeated === 'count' ? countKeys : forEachKeys;
    const findings: Parameters<Parameters<typeof read>[3]>[0][] = [];
    keys = read(result.value, repeat.span, lenient || result.lacksFacts, (finding) => findings.push(finding));
    if (findings.length > 0) machine.base.cells.set(computed, { ...result, diagnostics: notes(computed, findings) });
  }
  const { lacksFacts } = result;
  if (keys === undefined) return { repeated, instances: new Map(), failed: true, lacksFacts, cell };
  return collect(repeated, lacksFacts ? keys.map(([key, each]) => [key, { ...each, lacksFacts }]) : keys, cell, make);
}

function notes(cell: Cell, findings: readonly Parameters<typeof note>[1][]) {
  const frame = { home: cell.home, diagnostics: [] } as unknown as Parameters<typeof note>[0];
  for (const finding of findings) note(frame, finding);
  return frame.diagnostics;
}

function collect<T>(
  repeated: Expansion<T>['repeated'],
  keys: Keys,
  cell: Cell | undefined,
  make: MakeInstance<T>,
): Expansion<T> {
  const instances = new Map<InstanceKey, T>();
  for (const [key, repetition] of keys) instances.set(key, make(key, repetition, cell));
  return { repeated, instances, failed: false, lacksFacts: false, cell };
}

export type { InstanceNode };
