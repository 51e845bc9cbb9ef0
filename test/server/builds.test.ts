/** Builds in slices: messages get their turn, changes begin anew, nothing waits for ever, a crash is no end. */
import { expect, test } from 'vitest';
import type { Project } from '../../core/engine/projects.ts';
import type { Snapshot } from '../../core/engine/workspace.ts';
import { type Builds, createBuilds } from '../../server/builds.ts';

/** Time that passes by itself: each look at the clock takes `lookMs`, each turn of the loop a millisecond and runs what is due. */
function world(lookMs: number) {
  let now = 0;
  let queue: { readonly at: number; readonly run: () => void }[] = [];
  return {
    scheduler: {
      soon: (run: () => void) => void queue.push({ at: now, run }),
      later: (ms: number, run: () => void) => {
        queue.push({ at: now + ms, run });
        return () => undefined;
      },
      monotonic: () => {
        now += lookMs;
        return now;
      },
    },
    pass: (ms: number) => {
      now += ms;
    },
    /** One turn of the event loop. */
    turn: () => {
      now += 1;
      const due = queue.filter(({ at }) => at <= now);
      queue = queue.filter(({ at }) => at > now);
      for (const { run } of due) run();
    },
    hasWork: () => queue.length > 0,
  };
}

interface FakeProject extends Project {
  readonly began: number[];
}

/** A project whose build takes `slices` pauses; its snapshot says which build it was of. */
function fake(directory: string, slices: number, fails = false): FakeProject {
  const began: number[] = [];
  const build = function* (): Generator<void, Snapshot> {
    const number = began.push(began.length + 1);
    for (let i = 0; i < slices; i++) yield;
    if (fails && number === 1) throw new Error('first build of it');
    return { number } as unknown as Snapshot;
  };
  return { directory, began, workspace: { build } as unknown as Project['workspace'] };
}

function setUp(open: readonly Project[] = [], lookMs = 1) {
  const { scheduler, ...time } = world(lookMs);
  const finished: string[] = [];
  const failed: unknown[] = [];
  let idles = 0;
  const builds: Builds = createBuilds({
    scheduler,
    open: () => new Set(open),
    finished: (project, snapshot, isCurrent) =>
      finished.push(
        `${project.directory} ${(snapshot as unknown as { number: number }).number}${isCurrent ? '' : ' stale'}`,
      ),
    idle: () => {
      idles++;
    },
    failed: (error) => failed.push(error),
  });
  const drain = () => {
    let turns = 0;
    while (time.hasWork() && turns < 10_000) {
      turns++;
      time.turn();
    }
    return turns;
  };
  return { builds, finished, failed, idles: () => idles, drain, ...time };
}

test('a long build takes many turns, in which others can be served', () => {
  const project = fake('/a', 100);
  const { builds, finished, drain, idles } = setUp();
  builds.changed(project);
  expect(builds.isIdle).toBe(false);
  expect(drain()).toBeGreaterThan(20);
  expect(finished).toEqual(['/a 1']);
  expect([builds.isIdle, idles()]).toEqual([true, 1]);
});

test('nothing is built before a message that follows a change had its turn', () => {
  const project = fake('/a', 0);
  const { builds, turn } = setUp([], 0);
  builds.changed(project);
  turn();
  turn();
  expect(project.began).toEqual([]);
  turn();
  expect(project.began).toEqual([1]);
});

test('a change begins anew, and what was begun is not finished', () => {
  const project = fake('/a', 30);
  const { builds, finished, turn, drain } = setUp();
  builds.changed(project);
  for (let i = 0; i < 6; i++) turn();
  builds.changed(project);
  drain();
  expect(project.began).toEqual([1, 2]);
  expect(finished).toEqual(['/a 2']);
});

test('someone who never stops typing gets results all the same', () => {
  const project = fake('/a', 60);
  const { builds, finished, turn, drain, pass } = setUp();
  for (let i = 0; i < 200; i++) {
    builds.changed(project);
    for (let j = 0; j < 4; j++) turn();
    pass(20);
  }
  const whileTyping = finished.length;
  expect(whileTyping).toBeGreaterThan(2);
  expect(finished.every((line) => line.endsWith('stale'))).toBe(true);
  drain();
  expect(finished.at(-1)).not.toContain('stale');
});

test('someone who never stops typing keeps nobody waiting: an answer is of the texts of its question, or later ones', async () => {
  const project = fake('/a', 60);
  const { builds, finished, turn, pass } = setUp();
  const told: string[] = [];
  for (let i = 0; i < 200; i++) {
    builds.changed(project);
    const began = project.began.length;
    // A build that began before this question is not its answer.
    void builds.settled(project).then(() => told.push(`${began} ${finished.at(-1)?.split(' ')[1]}`));
    for (let j = 0; j < 4; j++) turn();
    await Promise.resolve();
    pass(20);
  }
  expect(told.length).toBeGreaterThan(100);
  const tooEarly = told.filter((line) => {
    const [asked, built] = line.split(' ').map(Number);
    return (built ?? 0) <= (asked ?? 0);
  });
  expect(tooEarly).toEqual([]);
});

test('a change that comes during a build which crashes is built', () => {
  const project = fake('/a', 600, true);
  const { builds, finished, failed, turn, drain, pass } = setUp();
  builds.changed(project);
  for (let i = 0; i < 4; i++) turn();
  pass(1_000);
  builds.changed(project);
  drain();
  expect([failed.length, finished]).toEqual([1, ['/a 2']]);
});

test('projects of open documents come first', () => {
  const [a, b, c] = [fake('/a', 3), fake('/b', 3), fake('/c', 3)];
  const { builds, finished, drain } = setUp([c]);
  for (const project of [a, b, c]) builds.changed(project);
  drain();
  expect(finished).toEqual(['/c 1', '/a 1', '/b 1']);
});

test('a crash is told, others are built, and the next change tries again', () => {
  const [bad, good] = [fake('/bad', 3, true), fake('/good', 3)];
  const { builds, finished, failed, drain } = setUp();
  builds.changed(bad);
  builds.changed(good);
  drain();
  expect(failed).toHaveLength(1);
  expect(finished).toEqual(['/good 1']);
  builds.changed(bad);
  drain();
  expect(finished).toEqual(['/good 1', '/bad 2']);
});

test('a crash in what is done with a build stops neither the others nor who waits', async () => {
  const [bad, good] = [fake('/bad', 3), fake('/good', 3)];
  const time = world(1);
  const finished: string[] = [];
  const failed: unknown[] = [];
  const builds = createBuilds({
    scheduler: time.scheduler,
    open: () => new Set(),
    finished: (project) => {
      if (project === bad) throw new Error('told wrongly');
      finished.push(project.directory);
    },
    idle: () => {
      throw new Error('idle wrongly');
    },
    failed: (error) => failed.push((error as Error).message),
  });
  builds.changed(bad);
  builds.changed(good);
  const waiting = builds.settled(bad);
  for (let i = 0; i < 100; i++) time.turn();
  await waiting;
  expect([finished, failed, builds.isIdle]).toEqual([['/good'], ['told wrongly', 'idle wrongly'], true]);
});

test('who waits is told when the last change is built, or the project is gone', async () => {
  const [a, b] = [fake('/a', 10), fake('/b', 10)];
  const { builds, finished, drain, turn } = setUp();
  await builds.settled(a);
  builds.changed(a);
  builds.changed(b);
  const done: string[] = [];
  const waiting = [builds.settled(a).then(() => done.push('a')), builds.settled(b).then(() => done.push('b'))];
  turn();
  turn();
  builds.changed(a);
  await Promise.resolve();
  expect(done).toEqual([]);
  builds.dropped(b);
  drain();
  await Promise.all(waiting);
  expect(done.sort()).toEqual(['a', 'b']);
  expect(finished).toEqual(['/a 2']);
});
