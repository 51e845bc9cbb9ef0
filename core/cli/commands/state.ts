/** `clockwork state list | show | mv | rm`: the record of what was applied. */

import { covers } from '../../assembly/actions.ts';
import { compareAddresses } from '../../base/address-order.ts';
import { suggestion } from '../../base/did-you-mean.ts';
import type { ResourceState, State } from '../../contracts/state.ts';
import type { CommandRun, Invocation } from '../context.ts';
import { exitCodes } from '../exit-code.ts';
import { CommandFailure, wrongUsage } from '../failure.ts';
import { projectFolder } from '../folder.ts';
import { counted, printJson, printResult, say } from '../output.ts';
import { resourceText } from '../resource-text.ts';
import { changeState, readState } from '../state-access.ts';

export const stateList: CommandRun = async (invocation) => {
  const { state } = readState(await projectFolder(invocation));
  const [wanted] = invocation.args;
  const all = Object.keys(state.resources).sort(compareAddresses);
  const addresses = wanted === undefined ? all : all.filter((address) => covers(wanted, address));
  if (wanted !== undefined && addresses.length === 0) throw notRecorded(state, wanted);
  if (invocation.options.json) printJson(invocation, addresses);
  else if (addresses.length > 0) printResult(invocation, addresses.join('\n'));
  else say(invocation, 'Nothing was applied here yet.');
  return exitCodes.done;
};

export const stateShow: CommandRun = async (invocation) => {
  const { state } = readState(await projectFolder(invocation));
  const address = invocation.args[0] ?? '';
  const record = recordOf(state, address);
  if (invocation.options.json) printJson(invocation, { address, ...record });
  else printResult(invocation, resourceText(address, record, textOptions(invocation)));
  return exitCodes.done;
};

export const stateMove: CommandRun = async (invocation) => {
  const [from = '', to = ''] = invocation.args;
  if (!isAddress(to))
    throw wrongUsage(`\`${to}\` is no address of a resource, such as \`service.web\` or \`file.a["k"]\`.`);
  const folder = await projectFolder(invocation);
  let moved = 0;
  await changeState(invocation, folder, (state) => {
    recordOf(state, from, true);
    const rename = (address: string) => (covers(from, address) ? to + address.slice(from.length) : address);
    const resources: Record<string, ResourceState> = {};
    for (const [address, record] of Object.entries(state.resources)) {
      const target = rename(address);
      if (target !== address) {
        if (target in state.resources) {
          throw new CommandFailure(exitCodes.failed, `\`${target}\` is recorded already. Nothing was moved.`);
        }
        if (kindOf(target) !== kindOf(address)) {
          throw wrongUsage(
            `A \`${kindOf(address)}\` cannot become a \`${kindOf(target)}\`: \`${from}\` and \`${to}\` must be of one kind.`,
          );
        }
        moved++;
      }
      resources[target] = { ...record, depends_on: record.depends_on.map(rename) };
    }
    return { ...state, resources };
  });
  say(invocation, `Moved ${counted(moved, 'resource')}: ${from} is now ${to}.`);
  return exitCodes.done;
};

export const stateRemove: CommandRun = async (invocation) => {
  const folder = await projectFolder(invocation);
  const gone: string[] = [];
  await changeState(invocation, folder, (state) => {
    for (const wanted of invocation.args) {
      recordOf(state, wanted, true);
      gone.push(
        ...Object.keys(state.resources).filter((address) => covers(wanted, address) && !gone.includes(address)),
      );
    }
    const kept = Object.entries(state.resources).filter(([address]) => !gone.includes(address));
    return { ...state, resources: Object.fromEntries(kept) };
  });
  for (const address of gone.sort(compareAddresses))
    say(invocation, `Forgot ${address}. What it describes is still there.`);
  return exitCodes.done;
};

/** The record at an address; with `orInside` it is enough that something has an address covered by it. */
function recordOf(state: State, address: string, orInside = false): ResourceState {
  const record = state.resources[address];
  if (record !== undefined) return record;
  const inside = Object.entries(state.resources).find(([other]) => covers(address, other));
  if (orInside && inside !== undefined) return inside[1];
  throw notRecorded(state, address);
}

function notRecorded(state: State, address: string): CommandFailure {
  const known = Object.keys(state.resources);
  const instances = known.filter((other) => covers(address, other));
  if (instances.length > 0) {
    return new CommandFailure(
      exitCodes.failed,
      `\`${address}\` stands for several: ${instances
        .slice(0, 5)
        .map((other) => `\`${other}\``)
        .join(', ')}${instances.length > 5 ? ' …' : ''}. Name one of them.`,
    );
  }
  const hint = known.length === 0 ? ' Nothing was applied here yet.' : suggestion(address, known);
  return new CommandFailure(exitCodes.failed, `Nothing is recorded at \`${address}\`.${hint}`);
}

const step = String.raw`(?:\[(?:\d+|"(?:[^"\\]|\\.)*")\])?`;
const addressPattern = new RegExp(
  String.raw`^(?:module\.[\p{ID_Continue}-]+${step}\.)*(?:module\.)?[\p{ID_Continue}-]+\.?[\p{ID_Continue}-]+${step}$`,
  'u',
);

function isAddress(text: string): boolean {
  return addressPattern.test(text) && text.includes('.');
}

/** `service` of `module.m.service.web[0]`; `module` where a whole module is named. */
function kindOf(address: string): string {
  const own = address.replace(/^(?:module\.[^.[]+(?:\[(?:\d+|"(?:[^"\\]|\\.)*")\])?\.)+(?=[^.]+\.)/, '');
  return own.split('.')[0] ?? '';
}

function textOptions(invocation: Invocation) {
  return { paint: invocation.paint.out, columns: invocation.host.terminal.stdout.columns, all: true };
}
