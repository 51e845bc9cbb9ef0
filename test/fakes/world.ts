/** A whole {@link World} in memory: time moves by itself as soon as somebody sleeps. */
import type { EnvFacts } from '../../core/contracts/env-facts.ts';
import type { ProbeAnswer } from '../../core/contracts/probe.ts';
import type { ProcessRequest, World } from '../../core/ports.ts';
import { type VirtualClock, virtualClock } from './clock.ts';
import { type MemoryEngine, memoryEngine } from './engine.ts';
import { countingEntropy, fixedSealer } from './entropy.ts';
import { type MemoryFileSystem, memoryFileSystem } from './filesystem.ts';
import { type MemoryLocker, memoryLocker } from './locker.ts';
import { memoryProber, type OutsideRequest } from './prober.ts';
import { type ScriptedRun, type ScriptedRunner, scriptedRunner } from './process-runner.ts';
import { type MemoryServiceHost, memoryServiceHost } from './service-host.ts';

export interface MemoryWorld extends World {
  readonly files: MemoryFileSystem;
  readonly clock: VirtualClock;
  readonly processes: ScriptedRunner;
  readonly engine: MemoryEngine;
  readonly locker: MemoryLocker;
  /** One for all state folders. */
  readonly serviceHost: MemoryServiceHost;
}

export interface MemoryWorldOptions {
  readonly files?: Readonly<Record<string, string>>;
  /** What programs do; unless given, each exits with 0 at once. */
  readonly program?: (request: ProcessRequest) => ScriptedRun | Promise<ScriptedRun>;
  readonly outside?: (request: OutsideRequest) => ProbeAnswer | undefined;
  readonly engine?: MemoryEngine;
  readonly facts?: Partial<EnvFacts>;
  readonly env?: Readonly<Record<string, string>>;
  /** `/project` unless given. */
  readonly cwd?: string;
}

export function memoryWorld(options: MemoryWorldOptions = {}): MemoryWorld {
  const clock = virtualClock({ auto: true });
  const files = memoryFileSystem(options.files, () => clock.now());
  const engine = options.engine ?? memoryEngine();
  const serviceHost = memoryServiceHost();
  const { outside } = options;
  return {
    files,
    clock,
    entropy: countingEntropy(),
    sealer: fixedSealer(),
    processes: scriptedRunner(clock, options.program ?? (() => ({}))),
    engine,
    serviceHost,
    services: () => serviceHost,
    prober: ({ projectDir }) =>
      memoryProber({ projectDir, files, engine, services: serviceHost, ...(outside === undefined ? {} : { outside }) }),
    facts: { gather: async () => ({ ...usualFacts, ...options.facts }) },
    locker: memoryLocker(clock),
    env: options.env ?? { HOME: '/home/tester', PATH: '/usr/bin:/bin' },
    cwd: options.cwd ?? '/project',
  };
}

/** A machine with everything. */
export const usualFacts: EnvFacts = {
  version: '1',
  os: 'linux',
  arch: 'x64',
  runtimes: {
    bash: { version: '5.2.15' },
    git: { version: '2.39.5' },
    node: { version: '24.0.0' },
    python3: { version: '3.11.2' },
    sh: { version: 'unknown' },
  },
  engines: { docker: { version: '28.0.0' } },
  cpus: 4,
  memory_bytes: 8 * 1024 ** 3,
};
