/** The examples of all kinds as evaluated instances, and answers that a world gives in which they were carried out. */

import { type Desired, desiredOf } from '../../core/assembly/desired.ts';
import { probesOf } from '../../core/assembly/observe.ts';
import type { Snapshot } from '../../core/engine/workspace.ts';
import { noResults } from '../../core/intake/model.ts';
import type { Kind } from '../../core/kinds/define.ts';
import type { Value } from '../../core/language/values.ts';
import { snapshotOf } from '../intake/kit.ts';

/** Files that examples read. */
export const exampleFiles = {
  LICENSE: 'Do as you like.\n',
  'app/Dockerfile': 'FROM scratch\n',
  'site/index.html': '<p>hello</p>\n',
};

export interface Sample {
  readonly title: string;
  readonly snapshot: Snapshot;
  readonly desired: Desired;
  readonly values: ReadonlyMap<string, Value>;
}

/** Each example of the kind, evaluated. The parser must have been loaded. */
export function samplesOf(kind: Kind): readonly Sample[] {
  return kind.examples.map(({ title, source }) => {
    const snapshot = snapshotOf({ ...exampleFiles, 'main.cw': source });
    const instance = [...snapshot.model.instances.values()].find((one) => one.kind === kind.name);
    if (instance === undefined) throw new Error(`The example "${title}" of ${kind.name} holds no ${kind.name}.`);
    const { value: desired } = desiredOf(
      snapshot.model,
      instance,
      noResults,
      (context, text) => `sealed:${context}:${text}`,
    );
    const { values } = snapshot.model.evaluate(instance.address, noResults);
    return { title, snapshot, desired, values };
  });
}

export { probesOf };
