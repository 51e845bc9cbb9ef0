/** A plan for people: what happens to what, why, and what for. The ActionList is for programs. */
import type { Plan, ResourceAction, ResourceActionKind } from '../assembly/actions.ts';
import type { PlannedStep } from '../contracts/action-list.ts';
import type { Json, JsonObject } from '../contracts/json.ts';
import type { State } from '../contracts/state.ts';
import { visible } from '../diagnostics/visible.ts';
import { toPlain } from '../language/value-json.ts';
import { changeLines, dimmed, same } from './change-text.ts';
import type { Paint } from './context.ts';
import { counted, cut } from './output.ts';
import { assignment, indented, isGroup } from './value-text.ts';

export interface PlanTextOptions {
  readonly paint: Paint;
  readonly columns: number;
  /** What outputs were after the last apply, to show those that change. */
  readonly outputs?: State['outputs'];
}

/** Everything that is not as it should be, by module, and a summary. One line where there is nothing to do. */
export function planText(plan: Plan, options: PlanTextOptions): string {
  const shown = plan.actions.filter((action) => action.action !== 'none');
  const moves = plan.moves.map(({ from, to }) => `  ${options.paint.blue('>')} ${from} is now ${to}`);
  const outputs = outputLines(plan, options);
  if (shown.length === 0 && moves.length === 0 && outputs.length === 0) return `${summaryText(plan)}\n`;

  const steps = stepsByResource(plan.list.steps);
  const parts: string[] = [];
  if (moves.length > 0) parts.push(moves.join('\n'));
  for (const actions of byModule(shown).values()) {
    parts.push(...actions.map((action) => actionText(action, steps.get(action.address) ?? [], options)));
  }
  if (outputs.length > 0) parts.push([options.paint.bold('Outputs'), ...outputs].join('\n'));
  return `${parts.join('\n\n')}\n\n${options.paint.bold(summaryText(plan))}\n`;
}

/** `Plan: 2 to create, 1 to change.` */
export function summaryText(plan: Plan): string {
  const count = (...kinds: readonly ResourceActionKind[]) =>
    plan.actions.filter((action) => kinds.includes(action.action)).length;
  const parts = [
    [count('create'), 'to create'],
    [count('update'), 'to change'],
    [count('replace'), 'to replace'],
    [count('delete'), 'to delete'],
    [count('adopt'), 'to adopt'],
    [count('import'), 'to import'],
    [count('forget'), 'to forget'],
    [plan.moves.length, 'to move'],
  ] as const;
  const checks = count('verify');
  const said = parts.filter(([number]) => number > 0).map(([number, words]) => `${number} ${words}`);
  if (checks > 0) said.push(`${counted(checks, 'check')} to run`);
  if (said.length > 0) return `Plan: ${said.join(', ')}.`;
  const all = plan.actions.length;
  return all === 0
    ? 'Nothing to do: there are no resources.'
    : `Nothing to do: ${all === 1 ? 'the one resource is' : `all ${all} resources are`} as ${all === 1 ? 'it' : 'they'} should be.`;
}

/** Whether applying the plan would do or record anything. */
export function hasChanges(plan: Plan): boolean {
  return plan.moves.length > 0 || plan.actions.some((action) => action.action !== 'none');
}

const marks: Readonly<Record<ResourceActionKind, string>> = {
  none: ' ',
  create: '+',
  update: '~',
  replace: '±',
  delete: '-',
  adopt: '=',
  import: '=',
  forget: 'x',
  verify: '?',
};

const verbs: Readonly<Record<ResourceActionKind, string>> = {
  none: '',
  create: 'create',
  update: 'change',
  replace: 'replace',
  delete: 'delete',
  adopt: 'adopt',
  import: 'import',
  forget: 'forget',
  verify: 'check',
};

function toneOf(action: ResourceActionKind, paint: Paint): (text: string) => string {
  switch (action) {
    case 'create':
      return paint.green;
    case 'update':
      return paint.yellow;
    case 'replace':
      return paint.magenta;
    case 'delete':
      return paint.red;
    case 'verify':
      return paint.cyan;
    default:
      return paint.blue;
  }
}

function actionText(action: ResourceAction, steps: readonly PlannedStep[], options: PlanTextOptions): string {
  const { paint, columns } = options;
  const tone = toneOf(action.action, paint);
  const head = `  ${tone(marks[action.action])} ${paint.bold(action.address)}`;
  const reason = `${verbs[action.action]}: ${sentence(action.reason)}`;
  const room = columns - action.address.length - 6;
  const headLines =
    reason.length <= room ? [`${head}  ${paint.dim(reason)}`] : [head, `      ${paint.dim(cut(reason, columns - 6))}`];
  const body = [...attributeLines(action, options), ...needLines(steps, paint, columns)];
  return [...headLines, ...indented(body, 6)].join('\n');
}

/** Reasons are said of the resource, `is new`, or stand by themselves, `image changed`. */
function sentence(reason: string): string {
  const plain = reason.replaceAll('`', '');
  return /^(?:is|was|has|does|exists|failed|depends|changed|passed) /.test(`${plain} `) ? `it ${plain}` : plain;
}

function attributeLines(action: ResourceAction, options: PlanTextOptions): readonly string[] {
  const { paint } = options;
  const columns = options.columns - 6;
  switch (action.action) {
    case 'create':
      return createdLines(action, columns, paint);
    case 'update':
    case 'replace':
      return action.changed.length === 0
        ? action.before === undefined
          ? createdLines(action, columns, paint)
          : []
        : action.before === undefined
          ? overwrittenLines(action, columns, paint)
          : alignedChanges(action, columns, paint);
    case 'verify':
      return (action.desired?.instance.assertions ?? []).map(
        (assertion) => `${assertion.kind}${assertion.name === '' ? '' : ` ${assertion.name}`}`,
      );
    default:
      return [];
  }
}

/** What was written or completed; what merely follows from a kind's defaults is left out. */
function createdLines(action: ResourceAction, columns: number, paint: Paint): readonly string[] {
  const { desired, after = {} } = action;
  const isSaid = (name: string) => {
    const from = desired?.instance.provenance(name);
    if (from === 'source' || from === 'completed' || from === 'incomplete' || desired === undefined) return true;
    return name === desired.kind?.environmentAttribute && Object.keys((after[name] ?? {}) as JsonObject).length > 0;
  };
  const names = Object.keys(after).filter((name) => after[name] !== null && after[name] !== undefined && isSaid(name));
  const width = Math.max(0, ...names.map((name) => name.length));
  return names.flatMap((name) => {
    const lines = assignment(name.padEnd(width), after[name], columns).map((line) => dimmed(line, paint));
    if (desired?.instance.provenance(name) !== 'completed') return lines;
    return lines.map((line, i) => (i === 0 ? `${line} ${paint.dim('# completed')}` : line));
  });
}

/** What is there already, made by somebody else, and is not as it should be. */
function overwrittenLines(action: ResourceAction, columns: number, paint: Paint): readonly string[] {
  const width = Math.max(0, ...action.changed.map((name) => name.length));
  const note = '# overwrites what is there';
  return action.changed.flatMap((name) => {
    const [first = '', ...rest] = assignment(name.padEnd(width), action.after?.[name], columns - note.length - 4);
    return [`${paint.yellow('~')} ${dimmed(first, paint)}  ${paint.dim(note)}`, ...indented(rest)];
  });
}

function alignedChanges(action: ResourceAction, columns: number, paint: Paint): readonly string[] {
  const width = Math.max(0, ...action.changed.map((name) => name.length));
  return action.changed.flatMap((name) =>
    changeLines(name.padEnd(width), action.before?.[name], action.after?.[name], columns, paint),
  );
}

/** What the steps of a resource may touch, in one dim line. */
function needLines(steps: readonly PlannedStep[], paint: Paint, columns: number): readonly string[] {
  const all = (pick: (step: PlannedStep) => readonly string[]) => [...new Set(steps.flatMap(pick))];
  const parts: string[] = [];
  const list = (words: string, items: readonly string[]) => {
    if (items.length > 0) parts.push(`${words} ${items.map(visible).join(', ')}`);
  };
  list(
    'reads',
    all((step) => step.needs.read),
  );
  list(
    'writes',
    all((step) => step.needs.write),
  );
  list(
    'connects to',
    all((step) => step.needs.hosts),
  );
  const secrets = all((step) => step.needs.secrets).length;
  if (secrets > 0) parts.push(`gets ${counted(secrets, 'secret')}`);
  if (steps.some((step) => step.needs.engine)) parts.push('uses the container engine');
  return parts.length === 0 ? [] : [paint.dim(cut(`needs: ${parts.join('; ')}`, Math.max(columns - 6, 40)))];
}

function outputLines(plan: Plan, options: PlanTextOptions): readonly string[] {
  const { paint, columns, outputs: old } = options;
  const lines: string[] = [];
  for (const output of plan.outputs) {
    const plain = toPlain(output.value);
    const isHidden = output.sensitive || plain.sensitive.length > 0;
    const isOpen = plain.unknown.length > 0;
    const before = old?.[output.name];
    if (before !== undefined && !isOpen && !isHidden && same(before.value as Json, plain.json)) continue;
    if (before !== undefined && isHidden && before.sensitive) continue;
    const mark = before === undefined ? paint.green('+') : paint.yellow('~');
    const value: Json = isHidden
      ? { $digest: '' }
      : isOpen && !isGroup(plain.json)
        ? { $unknown: 'unknown' }
        : marked(plain.json, plain.unknown);
    const [first = '', ...rest] = assignment(output.name, value, columns - 4);
    lines.push(`  ${mark} ${dimmed(first, paint)}`, ...indented(rest, 4));
  }
  return lines;
}

/** Puts the marker of an unknown value where the pointers say; `null` stands there in plain JSON. */
function marked(json: Json, unknown: readonly string[], at = ''): Json {
  if (unknown.includes(at)) return { $unknown: 'unknown' };
  if (typeof json !== 'object' || json === null) return json;
  if (Array.isArray(json)) return json.map((item: Json, i) => marked(item, unknown, `${at}/${i}`));
  return Object.fromEntries(
    Object.entries(json).map(([key, item]) => [
      key,
      marked(item as Json, unknown, `${at}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`),
    ]),
  );
}

function stepsByResource(steps: readonly PlannedStep[]): ReadonlyMap<string, readonly PlannedStep[]> {
  const grouped = new Map<string, PlannedStep[]>();
  for (const step of steps) {
    const own = grouped.get(step.resource);
    if (own === undefined) grouped.set(step.resource, [step]);
    else own.push(step);
  }
  return grouped;
}

/** The root first, then modules in the order in which they first have something to do. */
function byModule(actions: readonly ResourceAction[]): ReadonlyMap<string, readonly ResourceAction[]> {
  const grouped = new Map<string, ResourceAction[]>([['', []]]);
  for (const action of actions) {
    const [module = ''] = /^(?:module\.[^.[]+(?:\[(?:\d+|"(?:[^"\\]|\\.)*")\])?\.)*/.exec(action.address) ?? [];
    const name = module.replace(/\.$/, '');
    const own = grouped.get(name);
    if (own === undefined) grouped.set(name, [action]);
    else own.push(action);
  }
  return grouped;
}
