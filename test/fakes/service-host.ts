/** A {@link ServiceHost} in memory: services that always start, unless told otherwise. */
import type { ProbeAnswer } from '../../core/contracts/probe.ts';
import type { Refusal, ServiceHost } from '../../core/ports.ts';

type Status = Extract<ProbeAnswer, { kind: 'service' }>;

export interface MemoryServiceHost extends ServiceHost {
  readonly calls: readonly string[];
  /** The next `ensure` of this service is refused for this reason. */
  failNext(name: string, reason: string): void;
  /** What a crash leaves behind. */
  crash(name: string, reason: string): void;
  /** Spec of a running service as it was last given, environment included. */
  specOf(name: string): Parameters<ServiceHost['ensure']>[1] | undefined;
}

export function memoryServiceHost(): MemoryServiceHost {
  const calls: string[] = [];
  const failures = new Map<string, string>();
  const services = new Map<string, { status: Status; spec: Parameters<ServiceHost['ensure']>[1] }>();
  let nextPid = 1000;
  const no = (reason: string): Refusal => ({ refused: true, code: 'ESERVICE', reason });

  return {
    calls,
    failNext: (name, reason) => void failures.set(name, reason),
    crash(name, reason) {
      const service = services.get(name);
      if (service === undefined) throw new Error(`no service ${name}`);
      const { pid: _pid, startedAt: _startedAt, ...rest } = service.status;
      service.status = { ...rest, state: 'failed', reason };
    },
    specOf: (name) => services.get(name)?.spec,
    async ensure(name, spec, context) {
      calls.push(`ensure ${name}`);
      const failure = failures.get(name);
      failures.delete(name);
      if (failure !== undefined) return no(failure);
      const before = services.get(name)?.status;
      const log_path = `.clockwork/services/${name}/output.log`;
      if (before?.state === 'running' && before.specDigest === context.specDigest) {
        return { outputs: { name, pid: before.pid ?? null, log_path }, changed: false };
      }
      const pid = nextPid++;
      const status: Status = {
        kind: 'service',
        state: 'running',
        pid,
        specDigest: context.specDigest,
        restarts: 0,
        startedAt: '2026-01-01T00:00:00.000Z',
        logPath: log_path,
      };
      services.set(name, { status, spec });
      return { outputs: { name, pid, log_path }, changed: true };
    },
    async stop(name, { forget }) {
      calls.push(`stop ${name}`);
      const service = services.get(name);
      if (service === undefined) return;
      if (forget) services.delete(name);
      else {
        const { pid: _pid, startedAt: _startedAt, ...rest } = service.status;
        service.status = { ...rest, state: 'stopped' };
      }
    },
    async status(name) {
      return services.get(name)?.status ?? null;
    },
  };
}
