/** Checks the evaluated attributes of instances against their kinds. */
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { argumentsOf } from '../kinds/arguments.ts';
import type { Kind } from '../kinds/define.ts';
import type { Builder } from './builder.ts';
import { constantOf } from './constant.ts';
import type { ResourceDeclaration } from './declarations.ts';
import { diagnosticOf } from './finding.ts';
import type { EvaluatedInstance } from './model.ts';
import type { InstanceNode } from './nodes.ts';
import { attributeFacts } from './vocabulary.ts';

/** Blocks of constants that were found sound, with the address that they were checked under. */
const sound = new WeakMap<ResourceDeclaration, string>();

export function checkArguments(
  builder: Builder,
  node: InstanceNode,
  result: EvaluatedInstance,
  diagnostics: Diagnostic[],
): void {
  const kind = builder.kindOf(node);
  if (kind === undefined || node.entry.block.broken) return;
  const { declaration } = node.entry;
  const isConstant =
    kind.compute === undefined &&
    result.values.size === declaration.attributes.size &&
    declaration.connects.length === 0 &&
    [...declaration.attributes.values()].every((given) => constantOf(given) !== undefined);
  const key = `${node.module.table.dir} ${node.address}`;
  if (isConstant && sound.get(declaration) === key) return;
  const before = diagnostics.length;
  reportProblems(builder, node, kind, result, diagnostics);
  if (isConstant && diagnostics.length === before) sound.set(declaration, key);
}

export function reportProblems(
  builder: Builder,
  node: InstanceNode,
  kind: Kind,
  result: EvaluatedInstance,
  diagnostics: Diagnostic[],
): void {
  const subject = builder.subjectOf(node);
  for (const problem of argumentsOf(kind, result.values, node.incomplete, { subject }).problems) {
    const supplied = problem.attribute === undefined ? undefined : node.supplied.get(problem.attribute);
    const spec = problem.attribute === undefined ? undefined : kind.attributes[problem.attribute];
    // That it is missing was said when its block was read.
    if (spec !== undefined && supplied === undefined && attributeFacts(spec).required) continue;
    diagnostics.push(
      diagnosticOf(
        {
          code: 'invalid-value',
          message: problem.message,
          span: supplied?.given.span ?? node.entry.declaration.nameSpan,
        },
        supplied?.home ?? node.entry.home,
      ),
    );
  }
}
