/** One recorded resource for people. */
import type { Json } from '../contracts/json.ts';
import type { ResourceState } from '../contracts/state.ts';
import { kindTable } from '../kinds/table.ts';
import { same } from './change-text.ts';
import type { Paint } from './context.ts';
import { assignment, indented } from './value-text.ts';

export interface ResourceTextOptions {
  readonly paint: Paint;
  readonly columns: number;
  /** Attributes that have the value which their kind gives them anyway are shown as well. */
  readonly all: boolean;
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
  const attributes = record.attributes as Readonly<Record<string, Json>>;
  const shown = options.all ? attributes : withoutDefaults(record.kind, attributes);
  lines.push(...indented(assignments(shown, options.columns - 2)));
  if (Object.keys(record.outputs).length > 0) {
    lines.push(`  ${paint.dim('outputs')}`);
    lines.push(...indented(assignments(record.outputs as Readonly<Record<string, Json>>, options.columns - 4), 4));
  }
  if (record.depends_on.length > 0) lines.push(`  ${paint.dim('depends on')} ${record.depends_on.join(', ')}`);
  return lines.join('\n');
}

/** Most attributes of a kind mean nothing for most of its resources, and stand at their defaults. */
function withoutDefaults(kind: string, attributes: Readonly<Record<string, Json>>): Readonly<Record<string, Json>> {
  const table = kindTable.get(kind)?.attributes ?? {};
  return Object.fromEntries(
    Object.entries(attributes).filter(([name, value]) => {
      const parsed = table[name]?.schema.safeParse(undefined);
      return parsed?.success !== true || !same(parsed.data as Json | undefined, value);
    }),
  );
}

/** One below the other with the equals signs in a column; what is null is left out. */
export function assignments(values: Readonly<Record<string, Json>>, columns: number): readonly string[] {
  const entries = Object.entries(values).filter(([, value]) => value !== null && value !== undefined);
  const width = Math.max(0, ...entries.map(([name]) => name.length));
  return entries.flatMap(([name, value]) => assignment(name.padEnd(width), value, columns));
}
