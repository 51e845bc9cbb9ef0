/**
 * The real world, wired lazily: importing this file loads nothing but `node:fs` and `node:crypto`; each other adapter
 * is loaded when it is first asked. So `clockwork version` stays as fast as Node itself.
 */
import type { ContainerEngine, FactsSource, Locker, Prober, ProcessRunner, ServiceHost, World } from '../ports.ts';
import { createClock } from './clock.ts';
import { createEntropy } from './entropy.ts';
import { createFileSystem } from './file-system.ts';
import { createSealer, keyPathOf } from './sealer.ts';

/** Reads the process's environment and working folder once, here. */
export function createNodeWorld(): World {
  const env = environment();
  const clock = createClock();
  const processes = lazyProcessRunner();
  const engine = lazyEngine(env);
  const services = (stateDir: string) => lazyServiceHost(stateDir, env);
  return {
    files: createFileSystem(),
    clock,
    entropy: createEntropy(),
    sealer: createSealer(keyPathOf(env)),
    processes,
    engine,
    services,
    prober: ({ projectDir, stateDir }) =>
      lazyProber({ projectDir, processes, engine, services: services(stateDir), env }),
    facts: lazyFacts(env, processes),
    locker: lazyLocker(clock),
    env,
    cwd: workingFolder(),
  };
}

function environment(): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

/** A shell can stand in a folder that has been removed; then the name that it had is the best answer. */
function workingFolder(): string {
  try {
    return process.cwd();
  } catch {
    return process.env.PWD ?? '/';
  }
}

/** Loads at the first call, once. */
function once<T>(load: () => Promise<T>): () => Promise<T> {
  let loaded: Promise<T> | undefined;
  return () => {
    loaded ??= load();
    return loaded;
  };
}

function lazyProcessRunner(): ProcessRunner {
  const real = once(async () => (await import('./process-runner.ts')).createProcessRunner());
  return { run: async (request) => (await real()).run(request) };
}

function lazyEngine(env: Readonly<Record<string, string>>): ContainerEngine {
  const real = once(async () => (await import('./container-engine.ts')).createContainerEngine(env));
  return {
    resolve: async (...args) => (await real()).resolve(...args),
    inspect: async (...args) => (await real()).inspect(...args),
    carryOut: async (...args) => (await real()).carryOut(...args),
    logs: async (...args) => (await real()).logs(...args),
  };
}

function lazyServiceHost(stateDir: string, env: Readonly<Record<string, string>>): ServiceHost {
  const real = once(async () => (await import('./service-host.ts')).createServiceHost(stateDir, env));
  return {
    ensure: async (...args) => (await real()).ensure(...args),
    stop: async (...args) => (await real()).stop(...args),
    status: async (...args) => (await real()).status(...args),
  };
}

function lazyProber(parts: Parameters<typeof import('./prober.ts').createProber>[0]): Prober {
  const real = once(async () => (await import('./prober.ts')).createProber(parts));
  return { ask: async (...args) => (await real()).ask(...args) };
}

function lazyFacts(env: Readonly<Record<string, string>>, processes: ProcessRunner): FactsSource {
  const real = once(async () => {
    const { createFactsSource, factsCachePathOf } = await import('./facts.ts');
    return createFactsSource({ env, processes, cachePath: factsCachePathOf(env) });
  });
  return { gather: async () => (await real()).gather() };
}

function lazyLocker(clock: World['clock']): Locker {
  const real = once(async () => (await import('./locker.ts')).createLocker(clock));
  return {
    acquire: async (...args) => (await real()).acquire(...args),
    holder: async (path) => (await real()).holder(path),
  };
}
