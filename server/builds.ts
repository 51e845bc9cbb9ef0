/**
 * Builds the models of projects in slices, so that messages are answered in between. A change of the texts begins a
 * build anew, but not for ever: one that was begun anew for long enough is brought to its end, and the next one follows.
 */
import type { Project } from '../core/engine/projects.ts';
import type { Snapshot } from '../core/engine/workspace.ts';

/** Time, given by the entry point. */
export interface Scheduler {
  /** After the messages that are waiting now. */
  soon(run: () => void): void;
  /** Gives what takes it back. */
  later(ms: number, run: () => void): () => void;
  /** Milliseconds that only grow. */
  monotonic(): number;
}

export interface Builds {
  /** What a project is made of changed. */
  changed(project: Project): void;
  dropped(project: Project): void;
  /**
   * Resolves when everything is built that had changed of the project when this was asked, or the project is dropped; also
   * while changes go on.
   */
  settled(project: Project): Promise<void>;
  /** Nothing is to be built. */
  readonly isIdle: boolean;
}

export interface BuildsOptions {
  readonly scheduler: Scheduler;
  /** `isCurrent`: of the texts as they are now. */
  readonly finished: (project: Project, snapshot: Snapshot, isCurrent: boolean) => void;
  /** Every project is built. */
  readonly idle: () => void;
  readonly failed: (error: unknown) => void;
  /** Projects of open documents: they are built first. */
  readonly open: () => ReadonlySet<Project>;
}

/** Work between two looks at the messages. */
const SLICE_MS = 5;
/** Between a change and the first slice after it. */
const PAUSE_MS = 2;
/** How long a build may be begun anew before one is brought to its end. */
const PATIENCE_MS = 400;

interface Job {
  work: Generator<void, Snapshot> | undefined;
  /** When the first build since the last finished one began. */
  readonly since: number;
  /** Something changed that the work under way may not see. */
  isStale: boolean;
  /** Those who asked for what the work under way, or the next one, sees. */
  readonly waiting: (() => void)[];
  /** Those who asked for what only the work behind a stale one sees. */
  readonly later: (() => void)[];
}

function newJob(since: number, waiting: (() => void)[] = []): Job {
  return { work: undefined, since, isStale: false, waiting, later: [] };
}

export function createBuilds(options: BuildsOptions): Builds {
  const { scheduler } = options;
  const jobs = new Map<Project, Job>();
  let isScheduled = false;

  /** No slice before this: the request that mostly follows a change has its turn first. */
  let notBefore = 0;

  const schedule = () => {
    if (isScheduled || jobs.size === 0) return;
    isScheduled = true;
    const pauseMs = Math.ceil(notBefore - scheduler.monotonic());
    // What came during a long change waits behind it, and has its turn when the pause is over already.
    if (pauseMs > 0) scheduler.later(pauseMs, () => scheduler.soon(takeTurn));
    else scheduler.soon(takeTurn);
  };

  const takeTurn = () => {
    isScheduled = false;
    if (scheduler.monotonic() < notBefore) schedule();
    else runSlice();
  };

  const runSlice = () => {
    const end = scheduler.monotonic() + SLICE_MS;
    const open = options.open();
    while (jobs.size > 0 && scheduler.monotonic() < end) {
      const [project, job] = next(open);
      if (project === undefined || job === undefined) break;
      // The next change tries again where something of ours fails; it may have come already.
      if (!attempt(() => goOn(project, job))) giveUp(project, job, job.isStale);
    }
    if (jobs.size === 0) attempt(options.idle);
    schedule();
  };

  const goOn = (project: Project, job: Job) => {
    job.work ??= project.workspace.build();
    const step = job.work.next();
    if (step.done !== true) return;
    if (job.isStale) jobs.set(project, newJob(scheduler.monotonic(), job.later));
    else jobs.delete(project);
    try {
      options.finished(project, step.value, !job.isStale);
    } finally {
      resolveAll(job.waiting);
    }
  };

  const attempt = (work: () => void): boolean => {
    try {
      work();
      return true;
    } catch (error) {
      options.failed(error);
      return false;
    }
  };

  const giveUp = (project: Project, job: Job, triesAgain: boolean) => {
    if (jobs.get(project) !== job) return;
    if (triesAgain) jobs.set(project, newJob(scheduler.monotonic(), job.later));
    else jobs.delete(project);
    resolveAll(job.waiting);
    if (!triesAgain) resolveAll(job.later);
  };

  const next = (open: ReadonlySet<Project>): readonly [Project, Job] | readonly [] => {
    for (const project of open) {
      const job = jobs.get(project);
      if (job !== undefined) return [project, job];
    }
    for (const entry of jobs) return entry;
    return [];
  };

  return {
    changed(project) {
      const now = scheduler.monotonic();
      const job = jobs.get(project);
      if (job === undefined) jobs.set(project, newJob(now));
      else if (job.work !== undefined && now - job.since >= PATIENCE_MS) job.isStale = true;
      else job.work = undefined;
      if (jobs.get(project)?.isStale !== true) notBefore = now + PAUSE_MS;
      schedule();
    },
    dropped(project) {
      const job = jobs.get(project);
      if (job !== undefined) giveUp(project, job, false);
    },
    settled(project) {
      const job = jobs.get(project);
      if (job === undefined) return Promise.resolve();
      return new Promise((resolve) => (job.isStale ? job.later : job.waiting).push(resolve));
    },
    get isIdle() {
      return jobs.size === 0;
    },
  };
}

function resolveAll(waiting: readonly (() => void)[]): void {
  for (const resolve of waiting) resolve();
}
