/** One recorded resource for people. */
import type { Json } from '../contracts/json.ts';
import type { ResourceState } from '../contracts/state.ts';
import type { Paint } from './context.ts';
import { assignment, indented } from './value-text.ts';

export interface ResourceTextOptions {
  readonly paint: Paint;
  readonly columns: number;
}

export function resourceText(address: string, record: ResourceState, options: ResourceTextOptions): string {
  const { paint } = options;
  const notes = [
    record.kind,
    ...(record.adopted ? ['adopted: it was there before'] : []),
    ...(record.status === 'applied' ? [] : ['failed']),
    ...(record.check === undefined ? [] : [record.check]),
  ];
  const lines = [`${paint.bold(address)}  ${paint.dim(notes.join(', '))}`];
  lines.push(...indented(assignments(record.attributes as Readonly<Record<string, Json>>, options.columns - 2)));
  if (Object.keys(record.outputs).length > 0) {
    lines.push(`  ${paint.dim('outputs')}`);
    lines.push(...indented(assignments(record.outputs as Readonly<Record<string, Json>>, options.columns - 4), 4));
  }
  if (record.depends_on.length > 0) lines.push(`  ${paint.dim('depends on')} ${record.depends_on.join(', ')}`);
  return lines.join('\n');
}

/** One below the other with the equals signs in a column; what is null is left out. */
export function assignments(values: Readonly<Record<string, Json>>, columns: number): readonly string[] {
  const entries = Object.entries(values).filter(([, value]) => value !== null && value !== undefined);
  const width = Math.max(0, ...entries.map(([name]) => name.length));
  return entries.flatMap(([name, value]) => assignment(name.padEnd(width), value, columns));
}
