/** Checks the evaluated attributes of instances against their kinds. */
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { argumentsOf } from '../kinds/arguments.ts';
import type { Kind } from '../kinds/define.ts';
import { sameValue } from '../language/equality.ts';
import type { Value } from '../language/values.ts';
import type { Builder } from './builder.ts';
import type { ResourceDeclaration } from './declarations.ts';
import { diagnosticOf } from './finding.ts';
import type { EvaluatedInstance } from './model.ts';
import type { InstanceNode } from './nodes.ts';
import { attributeFacts } from './vocabulary.ts';

/** By declaration and instance: the values that were found sound last time. Equal values are sound again. */
const sound = new WeakMap<ResourceDeclaration, Map<string, ReadonlyMap<string, Value>>>();

/** Reports what the kind does not accept. `result` is free of errors. */
export function checkArguments(
  builder: Builder,
  node: InstanceNode,
  result: EvaluatedInstance,
  diagnostics: Diagnostic[],
): void {
  const kind = builder.kindOf(node);
  if (kind === undefined || node.entry.block.broken) return;
  if (!builder.keeps) {
    reportProblems(builder, node, kind, result, diagnostics);
    return;
  }
  const { declaration } = node.entry;
  const key = `${builder.slugOf(node.address)} ${node.module.table.dir} ${node.address} ${node.incomplete.join(' ')}`;
  const before = sound.get(declaration)?.get(key);
  if (before !== undefined && areSame(before, result.values)) return;
  const count = diagnostics.length;
  reportProblems(builder, node, kind, result, diagnostics);
  // Unknown values look alike, and those that are known only after an apply are judged another way.
  if (diagnostics.length > count || result.pending !== undefined) return;
  const known = sound.get(declaration) ?? new Map<string, ReadonlyMap<string, Value>>();
  sound.set(declaration, known.set(key, result.values));
}

function areSame(a: ReadonlyMap<string, Value>, b: ReadonlyMap<string, Value>): boolean {
  if (a.size !== b.size) return false;
  for (const [name, value] of a) {
    const other = b.get(name);
    if (other === undefined || !sameValue(value, other)) return false;
  }
  return true;
}

function reportProblems(
  builder: Builder,
  node: InstanceNode,
  kind: Kind,
  result: EvaluatedInstance,
  diagnostics: Diagnostic[],
): void {
  const subject = builder.subjectOf(node);
  const { pending } = result;
  const options = pending === undefined ? { subject } : { subject, pending };
  for (const problem of argumentsOf(kind, result.values, node.incomplete, options).problems) {
    const supplied = problem.attribute === undefined ? undefined : node.supplied.get(problem.attribute);
    const spec = problem.attribute === undefined ? undefined : kind.attributes[problem.attribute];
    // That it is missing was said when its block was read.
    if (spec !== undefined && supplied === undefined && attributeFacts(spec).required) continue;
    // What is not given may be what is misspelt.
    if (supplied === undefined && node.entry.declaration.hasStrangeNames) continue;
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
