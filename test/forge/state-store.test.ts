import { describe, expect, test } from 'vitest';
import { emptyState, loadState } from '../../core/assembly/read-state.ts';
import { layoutOf } from '../../core/contracts/layout.ts';
import type { ResourceState } from '../../core/contracts/state.ts';
import { startJournal } from '../../core/forge/journal.ts';
import { saveState } from '../../core/forge/state-store.ts';
import { isRefusal } from '../../core/ports.ts';
import { countingEntropy } from '../fakes/entropy.ts';
import { memoryFileSystem } from '../fakes/filesystem.ts';

const layout = layoutOf('/project');
const record: ResourceState = {
  kind: 'file',
  status: 'applied',
  adopted: false,
  attributes: { path: 'a' },
  outputs: {},
  removal: { path: 'a' },
  claims: [{ kind: 'path', value: 'a' }],
  subject: { name: 'a', slug: 'file-a' },
  depends_on: [],
  volatile: {},
};

function saved(files = memoryFileSystem({})) {
  const state = saveState(files, layout, countingEntropy(), { ...emptyState(), resources: { 'file.a': record } });
  if (isRefusal(state)) throw new Error(state.reason);
  return { files, state };
}
function loaded(files: ReturnType<typeof memoryFileSystem>) {
  const found = loadState(files, layout);
  if ('problem' in found) throw new Error(found.problem.message);
  return found;
}
function journalOn(files: ReturnType<typeof memoryFileSystem>, lineage: string, serial: number) {
  const journal = startJournal(files, layout.journal, {
    type: 'run',
    run: 'r',
    command: 'apply',
    lineage,
    base_serial: serial,
  });
  if (isRefusal(journal)) throw new Error(journal.reason);
  return journal;
}

test('a project without state has an empty one of serial 0', () => {
  expect(loaded(memoryFileSystem({}))).toEqual({ state: emptyState(), inDoubt: [], recovered: false });
});

test('what is saved is loaded, with the next serial and a lineage that stays', () => {
  const { files, state } = saved();
  expect(state.serial).toBe(1);
  expect(state.lineage).not.toBe('');
  expect(loaded(files).state).toEqual(state);
  const again = saveState(files, layout, countingEntropy(), state);
  expect(again).toMatchObject({ serial: 2, lineage: state.lineage });
});

describe('a state that cannot be trusted is refused, never taken for an empty one', () => {
  const read = (text: string) => {
    const found = loadState(memoryFileSystem({ [layout.state]: text }), layout);
    return 'problem' in found ? found.problem : undefined;
  };
  test.each([
    ['empty', '', 'state-damaged'],
    ['cut off', '{"version":"1","serial":1', 'state-damaged'],
    ['null', 'null', 'state-damaged'],
    ['without resources', '{"version":"1","serial":1,"lineage":"x"}', 'state-damaged'],
    [
      'serial of the wrong type',
      '{"version":"1","serial":"1","lineage":"x","resources":{},"outputs":{}}',
      'state-damaged',
    ],
    ['a newer version', '{"version":"2"}', 'state-newer'],
  ])('%s', (_, text, code) => {
    expect(read(text)?.code).toBe(code);
    expect(read(text)?.message).toContain('.clockwork/state.json');
  });
  test('a whole one is fine', () => expect(read(JSON.stringify(emptyState()))).toBeUndefined());
});

describe('a journal that a run left behind', () => {
  test('is taken in: results count, intents without one are in doubt', () => {
    const { files, state } = saved();
    const journal = journalOn(files, state.lineage, state.serial);
    journal.record({
      type: 'intent',
      step: 'file.b#write',
      resource: 'file.b',
      idempotent: true,
      provisional: { ...record, status: 'failed' },
    });
    journal.record({ type: 'result', step: 'file.b#write', resource: 'file.b', status: 'succeeded', record });
    journal.record({ type: 'intent', step: 'file.a#remove', resource: 'file.a', idempotent: true, provisional: null });
    journal.record({ type: 'result', step: 'file.a#remove', resource: 'file.a', status: 'succeeded', record: null });
    journal.record({
      type: 'intent',
      step: 'custom.c#run',
      resource: 'custom.c',
      idempotent: false,
      provisional: { ...record, kind: 'custom', status: 'failed' },
    });
    journal.close();
    const found = loaded(files);
    expect(found.recovered).toBe(true);
    expect(Object.keys(found.state.resources).sort()).toEqual(['custom.c', 'file.b']);
    expect(found.state.resources['file.b']?.status).toBe('applied');
    expect(found.inDoubt).toEqual([{ step: 'custom.c#run', resource: 'custom.c', idempotent: false }]);
  });

  test('that state holds already is passed over', () => {
    const { files, state } = saved();
    journalOn(files, state.lineage, state.serial - 1).record({
      type: 'result',
      step: 's',
      resource: 'file.a',
      status: 'succeeded',
      record: null,
    });
    expect(loaded(files)).toMatchObject({ recovered: false, state: { resources: { 'file.a': record } } });
  });

  test('of another project is refused', () => {
    const { files, state } = saved();
    journalOn(files, 'other', state.serial).record({
      type: 'result',
      step: 's',
      resource: 'file.a',
      status: 'succeeded',
      record: null,
    });
    expect(loadState(files, layout)).toHaveProperty('problem.code', 'state-damaged');
  });

  test('whose last line was cut off loses that line alone; a broken line before it is damage', () => {
    const { files, state } = saved();
    const journal = journalOn(files, state.lineage, state.serial);
    journal.record({ type: 'result', step: 's', resource: 'file.b', status: 'succeeded', record });
    journal.close();
    const bytes = files.read(layout.journal);
    const text = isRefusal(bytes) ? '' : new TextDecoder().decode(bytes);
    files.writeAtomic(layout.journal, `${text}{"type":"result","st`, 0o600);
    expect(Object.keys(loaded(files).state.resources)).toContain('file.b');
    files.writeAtomic(layout.journal, `${text}{"type":"res\n${text}`, 0o600);
    expect(loadState(files, layout)).toHaveProperty('problem.code', 'state-damaged');
  });
});
