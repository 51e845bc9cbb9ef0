/** `clockwork drift`: what the world has become since the last apply. Exit 8 where something differs. */
import { covers } from '../../assembly/actions.ts';
import { driftOf } from '../../assembly/diff.ts';
import type { Json } from '../../contracts/json.ts';
import { planProject } from '../../forge/plan-project.ts';
import type { CommandRun } from '../context.ts';
import { exitCodes } from '../exit-code.ts';
import { counted, cut, printJson, printResult, say } from '../output.ts';
import { openProject } from '../project.ts';
import { failureCode, hasErrors, sayDiagnostics } from '../report.ts';
import { inlineText } from '../value-text.ts';

interface Drifted {
  readonly address: string;
  readonly change: 'gone' | 'changed';
  readonly attributes: readonly { readonly name: string; readonly applied: Json; readonly observed: Json }[];
}

export const drift: CommandRun = async (invocation) => {
  const { options, host, paint } = invocation;
  const project = await openProject(invocation);
  const { folder, model } = project;
  const planned = await planProject(folder.world, folder.dir, model, { refresh: true }, host.signal);
  await sayDiagnostics(invocation, project, [...project.diagnostics, ...planned.diagnostics]);
  if (planned.value === undefined || hasErrors(planned.diagnostics)) return failureCode(planned.diagnostics);

  const { prepared, observations } = planned.value;
  const wanted = options.target ?? [];
  const drifted: Drifted[] = [];
  let compared = 0;
  for (const [address, applied] of Object.entries(prepared.resources)) {
    const desired = prepared.desired.get(address);
    const observed = observations?.resources[address];
    if (desired?.kind === undefined || observed === undefined) continue;
    if (wanted.length > 0 && !wanted.some((name) => covers(name, address))) continue;
    if (observed.presence !== 'unknown') compared++;
    if (observed.presence === 'absent') {
      drifted.push({ address, change: 'gone', attributes: [] });
      continue;
    }
    const { ignoreChanges } = desired.instance.lifecycle;
    const names = driftOf(
      { attributes: desired.kind.attributes, desired: desired.sealed, applied, observed, ignoreChanges },
      options.all === true,
    );
    if (names.length === 0) continue;
    const attributes = names.map((name) => ({
      name,
      applied: (applied.attributes[name] ?? null) as Json,
      observed: (observed.attributes[name] ?? null) as Json,
    }));
    drifted.push({ address, change: 'changed', attributes });
  }

  if (options.json) printJson(invocation, { compared, drifted });
  else if (drifted.length > 0) {
    const columns = host.terminal.stdout.columns;
    const lines = drifted.flatMap(({ address, change, attributes }) => [
      change === 'gone'
        ? `  ${paint.out.red('-')} ${paint.out.bold(address)}  ${paint.out.dim('is gone')}`
        : `  ${paint.out.yellow('~')} ${paint.out.bold(address)}`,
      ...attributes.map(({ name, applied, observed }) =>
        cut(`      ${name} = ${inlineText(applied)} → ${observedText(applied, observed)}`, columns),
      ),
    ]);
    printResult(invocation, lines.join('\n'));
  }
  say(
    invocation,
    drifted.length === 0
      ? `No drift: ${counted(compared, 'resource')} compared with what was applied.`
      : `\nDrift in ${drifted.length} of ${counted(compared, 'resource')}. \`clockwork apply\` brings it back.`,
  );
  return drifted.length === 0 ? exitCodes.done : exitCodes.drift;
};

/** Of a long text only a digest is observed, which says no more than that it is another one. */
function observedText(applied: Json, observed: Json): string {
  const isDigest = (value: Json) => typeof value === 'string' && /^sha256:[0-9a-f]{64}$/.test(value);
  return isDigest(observed) && !isDigest(applied) ? '(changed outside)' : inlineText(observed);
}
