/** The lock: the real one and the one in memory by the same suite, then holders that die. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createClock } from '../../core/adapters/clock.ts';
import { createLocker } from '../../core/adapters/locker.ts';
import { virtualClock } from '../fakes/clock.ts';
import { memoryLocker } from '../fakes/locker.ts';
import { tempFolder } from '../support/temp.ts';
import { checkLocker } from './conformance/locker.ts';

describe('in memory', () => {
  checkLocker(() => ({ locker: memoryLocker(virtualClock({ auto: true })), path: '/p/lock' }));
});

describe('on disk', () => {
  const locker = createLocker(createClock());
  checkLocker(() => ({ locker, path: join(tempFolder(), '.clockwork', 'lock') }));

  test('leaves nothing behind', async () => {
    const folder = tempFolder();
    const held = await locker.acquire(join(folder, 'lock'), 'apply', 0);
    expect(readdirSync(folder)).toEqual(['lock']);
    if ('release' in held) held.release();
    expect(readdirSync(folder)).toEqual([]);
  });

  test('a holder that was killed is taken over; one that lives is not', async () => {
    const path = join(tempFolder(), 'lock');
    const holder = await otherProcess(path);
    expect(await holder.says()).toBe('mine');
    expect(await locker.acquire(path, 'apply', 0)).toMatchObject({ heldBy: { pid: holder.child.pid } });
    const ended = once(holder.child, 'exit');
    holder.child.kill('SIGKILL');
    await ended;
    expect(existsSync(path)).toBe(true);
    expect(await locker.acquire(path, 'apply', 0)).toHaveProperty('release');
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ pid: process.pid });
  });

  test('a holder that just ends gives it back', async () => {
    const path = join(tempFolder(), 'lock');
    const holder = await otherProcess(path);
    expect(await holder.says()).toBe('mine');
    const ended = once(holder.child, 'exit');
    holder.child.stdin?.end();
    await ended;
    expect(existsSync(path)).toBe(false);
  });

  test.each([
    ['its number now means another process', { startTime: '1' }],
    ['the machine was restarted', { bootId: 'another' }],
    ['there is no such process', { pid: 2 ** 22 + 1 }],
  ])('takes over where %s', async (_why, difference) => {
    const path = await lockWith(difference);
    expect(await locker.acquire(path, 'apply', 0)).toHaveProperty('release');
  });

  test.each([
    ['on another machine', { host: 'elsewhere.example', bootId: 'another' }],
    ['in another pid namespace', { namespace: 'pid:[1]', pid: 2 ** 22 + 1 }],
  ])('leaves a holder alone that is %s', async (_why, difference) => {
    const path = await lockWith(difference);
    expect(await locker.acquire(path, 'apply', 0)).toHaveProperty('heldBy');
  });

  test('a damaged lock is refused with what to do', async () => {
    const path = join(tempFolder(), 'lock');
    writeFileSync(path, '{"pid":');
    expect(await locker.acquire(path, 'apply', 0)).toMatchObject({
      refused: true,
      reason: expect.stringContaining('Remove it if no other run'),
    });
  });

  test('of many who find a dead holder at the same time, exactly one takes over', async () => {
    for (let round = 0; round < 3; round++) {
      const path = await lockWith({ startTime: '1' });
      const takers = await Promise.all(Array.from({ length: 6 }, () => otherProcess(path)));
      const answers = await Promise.all(takers.map((taker) => taker.says()));
      expect(answers.filter((answer) => answer === 'mine')).toHaveLength(1);
      const winner = takers[answers.indexOf('mine')];
      expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ pid: winner?.child.pid });
      expect(readdirSync(join(path, '..'))).toEqual(['lock']);
    }
  });

  test('one who dies while taking over is taken over in turn', async () => {
    const path = await lockWith({ startTime: '1' });
    const dead = JSON.parse(readFileSync(path, 'utf8'));
    const claimer = { ...dead, nonce: '0123456789abcdef' };
    writeFileSync(`${path}.${dead.nonce}.claim`, JSON.stringify(claimer));
    expect(await locker.acquire(path, 'apply', 0)).toHaveProperty('release');
    expect(readdirSync(join(path, '..'))).toEqual(['lock']);
  });

  test('while a living one takes over, it counts as the holder', async () => {
    const path = await lockWith({ startTime: '1' });
    const dead = JSON.parse(readFileSync(path, 'utf8'));
    const other = await lockWith({});
    writeFileSync(`${path}.${dead.nonce}.claim`, readFileSync(other));
    expect(await locker.acquire(path, 'apply', 0)).toMatchObject({ heldBy: { pid: process.pid } });
  });

  /** A lock as this process would make it, with differences. */
  async function lockWith(difference: Readonly<Record<string, unknown>>): Promise<string> {
    const path = join(tempFolder(), 'lock');
    const held = await locker.acquire(path, 'apply', 0);
    const record = JSON.parse(readFileSync(path, 'utf8'));
    if ('release' in held) held.release();
    writeFileSync(path, JSON.stringify({ ...record, ...difference }));
    return path;
  }
});

interface Other {
  readonly child: ChildProcess;
  /** `mine`, or who has it. */
  says(): Promise<string>;
}

/** A process that tries to take the lock once it is told to, and holds it until its input ends. */
async function otherProcess(path: string): Promise<Other> {
  const program = `
    import { createClock } from '${import.meta.dirname}/../../core/adapters/clock.ts';
    import { createLocker } from '${import.meta.dirname}/../../core/adapters/locker.ts';
    const locker = createLocker(createClock());
    console.log('ready');
    process.stdin.once('data', async () => {
      const held = await locker.acquire(process.argv[1], 'apply', 0);
      console.log('release' in held ? 'mine' : JSON.stringify(held));
    });
    process.stdin.on('end', () => process.exit(0));`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program, path], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  expect((await lines.next()).value).toBe('ready');
  return {
    child,
    async says() {
      child.stdin.write('go\n');
      return String((await lines.next()).value);
    },
  };
}
