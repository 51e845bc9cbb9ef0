/** `clockwork show [ADDR|RUN|PLANFILE] [--logs STEP]`: looks back at what was applied, at a run, or at a plan file. */
import { join } from 'node:path';
import { covers } from '../../assembly/actions.ts';
import { compareAddresses } from '../../base/address-order.ts';
import { suggestion } from '../../base/did-you-mean.ts';
import { formatDurationMs } from '../../base/duration.ts';
import { type ActionList, actionListSchema } from '../../contracts/action-list.ts';
import { type RunEvent, runEventSchema } from '../../contracts/run-result.ts';
import { visible, visibleLines } from '../../diagnostics/visible.ts';
import { isRefusal } from '../../ports.ts';
import { assertionLines } from '../assertion-text.ts';
import type { CommandRun, Invocation } from '../context.ts';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import { CommandFailure } from '../failure.ts';
import { type ProjectFolder, projectFolder, userPath } from '../folder.ts';
import { counted, printJson, printResult, say, table } from '../output.ts';
import { resourceText } from '../resource-text.ts';
import { readState } from '../state-access.ts';

export const show: CommandRun = async (invocation) => {
  const folder = await projectFolder(invocation);
  const [what] = invocation.args;
  const runs = runsOf(folder);
  if (invocation.options.logs !== undefined) {
    const run = what ?? runs.at(-1);
    if (run === undefined) throw new CommandFailure(exitCodes.failed, 'There are no runs yet, and so no logs.');
    return showLog(invocation, folder, run, invocation.options.logs);
  }
  if (what === undefined) return showAll(invocation, folder);
  if (runs.includes(what)) return showRun(invocation, folder, what);
  const { state } = readState(folder);
  const matching = Object.keys(state.resources).filter((address) => covers(what, address));
  if (matching.length > 0) return showResources(invocation, folder, matching);
  const file = folder.world.files.read(userPath(folder, what));
  if (!isRefusal(file)) return showPlanFile(invocation, what, new TextDecoder().decode(file));
  const known = [...Object.keys(state.resources), ...runs];
  throw new CommandFailure(
    exitCodes.failed,
    `\`${what}\` is no applied resource, no run and no plan file.${suggestion(what, known)}`,
  );
};

async function showAll(invocation: Invocation, folder: ProjectFolder): Promise<ExitCode> {
  const { state } = readState(folder);
  if (invocation.options.json) {
    printJson(invocation, state);
    return exitCodes.done;
  }
  if (Object.keys(state.resources).length === 0) {
    say(invocation, 'Nothing was applied here yet.');
    return exitCodes.done;
  }
  return showResources(invocation, folder, Object.keys(state.resources));
}

function showResources(invocation: Invocation, folder: ProjectFolder, addresses: readonly string[]): ExitCode {
  const { state } = readState(folder);
  const sorted = [...addresses].sort(compareAddresses);
  if (invocation.options.json) {
    printJson(invocation, Object.fromEntries(sorted.map((address) => [address, state.resources[address] ?? {}])));
    return exitCodes.done;
  }
  const { columns } = invocation.host.terminal.stdout;
  const options = { paint: invocation.paint.out, columns, all: invocation.options.all === true };
  const texts = sorted.flatMap((address) => {
    const record = state.resources[address];
    return record === undefined ? [] : [resourceText(address, record, options)];
  });
  printResult(invocation, texts.join('\n\n'));
  return exitCodes.done;
}

/** Names of the runs that left something, oldest first. */
function runsOf(folder: ProjectFolder): readonly string[] {
  const entries = folder.world.files.list(folder.layout.logs);
  if (isRefusal(entries)) return [];
  return entries.filter((entry) => entry.type === 'directory').map((entry) => entry.name);
}

function eventsOf(folder: ProjectFolder, run: string): readonly RunEvent[] {
  const path = join(folder.layout.logs, run, 'events.jsonl');
  const bytes = folder.world.files.read(path);
  if (isRefusal(bytes))
    throw new CommandFailure(exitCodes.failed, `The events of the run cannot be read: ${bytes.reason}`);
  return new TextDecoder()
    .decode(bytes)
    .split('\n')
    .flatMap((line) => {
      // The last line of a run that was killed may be half a line.
      try {
        const parsed = runEventSchema.safeParse(JSON.parse(line));
        return parsed.success ? [parsed.data] : [];
      } catch {
        return [];
      }
    });
}

function showRun(invocation: Invocation, folder: ProjectFolder, run: string): ExitCode {
  const events = eventsOf(folder, run);
  if (invocation.options.json) {
    printJson(invocation, events);
    return exitCodes.done;
  }
  const { out } = invocation.paint;
  const started = events.find((event) => event.type === 'run_started');
  const head = started === undefined ? run : `${run}  ${out.dim(`${started.command}, ${started.at}`)}`;
  const steps = events.flatMap((event) =>
    event.type === 'step_finished'
      ? [
          [
            `  ${event.id}`,
            event.status,
            formatDurationMs(event.duration_ms),
            visible((event.message ?? '').split('\n', 1)[0] ?? ''),
          ],
        ]
      : [],
  );
  const assertions = events.flatMap((event) => (event.type === 'assertion' ? assertionLines(event, out) : []));
  const parts = [
    out.bold(head),
    ...(steps.length > 0 ? [table(steps, [{}, {}, { align: 'right' }])] : ['  no steps']),
    ...assertions,
  ];
  printResult(invocation, parts.join('\n'));
  return exitCodes.done;
}

function showLog(invocation: Invocation, folder: ProjectFolder, run: string, step: string): ExitCode {
  if (!runsOf(folder).includes(run)) {
    throw new CommandFailure(exitCodes.failed, `There is no run \`${run}\`.${suggestion(run, runsOf(folder))}`);
  }
  const finished = eventsOf(folder, run).flatMap((event) => (event.type === 'step_finished' ? [event] : []));
  const found = finished.filter(
    (event) => event.id === step || event.id.endsWith(`#${step}`) || event.id.startsWith(`${step}#`),
  );
  if (found.length === 0) {
    const known = finished.map((event) => event.id);
    const listed =
      known.length > 0 && known.length <= 12 ? ` It has ${known.map((id) => `\`${id}\``).join(', ')}.` : '';
    throw new CommandFailure(exitCodes.failed, `The run has no step \`${step}\`.${suggestion(step, known) || listed}`);
  }
  for (const event of found) {
    if (found.length > 1) say(invocation, `${event.id}:`);
    const bytes = event.log === undefined ? undefined : folder.world.files.read(join(folder.dir, event.log));
    if (bytes === undefined || isRefusal(bytes)) say(invocation, `${event.id} left no log.`);
    else {
      const text = new TextDecoder().decode(bytes);
      printResult(invocation, invocation.host.terminal.stdout.isTerminal ? visibleLines(text) : text);
    }
  }
  return exitCodes.done;
}

function showPlanFile(invocation: Invocation, name: string, text: string): ExitCode {
  const list = readPlanFile(text);
  if (list === undefined)
    throw new CommandFailure(exitCodes.failed, `\`${name}\` is not a plan that \`clockwork plan --out\` wrote.`);
  if (invocation.options.json) printJson(invocation, list);
  else {
    const rows = list.steps.map((step) => [step.action ?? '', step.id ?? step.name, step.reason ?? '']);
    if (rows.length > 0) printResult(invocation, table(rows));
    say(invocation, `${counted(list.steps.length, 'step')}.`);
  }
  return exitCodes.done;
}

/** The ActionList of a plan file, or undefined where the text holds none. */
function readPlanFile(text: string): ActionList | undefined {
  try {
    const json: unknown = JSON.parse(text);
    const inner = typeof json === 'object' && json !== null && 'actions' in json ? json.actions : json;
    const parsed = actionListSchema.safeParse(inner);
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
