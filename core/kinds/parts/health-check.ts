/** Health checks of containers and services: over HTTP from outside, or by a command inside. */
import { z } from 'zod';
import type { HoleyJson, HoleyObject } from '../hole.ts';
import { commandSchema } from './command.ts';
import { durationSchema, secondsOf } from './durations.ts';
import { statusSchema } from './status.ts';

export const healthCheckSchema = z.strictObject({
  path: z
    .string()
    .startsWith('/', 'must begin with `/`')
    .optional()
    .describe('Path that must answer over HTTP once it runs'),
  port: z.int().min(1).max(65_535).optional().describe('Port inside, if not the first of `ports`'),
  expected_status: statusSchema.default(200).describe('Status that `path` must answer with, or a list of them'),
  test: commandSchema.optional().describe('Command that the engine runs inside the container; exit code 0 is healthy'),
  interval: durationSchema.default('30s').describe('Time between two checks'),
  timeout: durationSchema.default('5s').describe('Time for one check'),
  retries: z.int().min(1).default(3).describe('How many failures in a row make it unhealthy'),
  start_period: durationSchema.default('0s').describe('Time to start in, during which failures do not count'),
});

/** `Healthcheck` of the engine's API; undefined where the engine checks nothing. */
export function engineHealthCheck(check: HoleyObject): HoleyObject | undefined {
  const test = check['test'];
  if (test === undefined) return undefined;
  return {
    Test: testOf(test),
    Interval: nanoseconds(check['interval']),
    Timeout: nanoseconds(check['timeout']),
    Retries: check['retries'] ?? 3,
    StartPeriod: nanoseconds(check['start_period']),
  };
}

/** Seconds until the engine has made up its mind, and a little. */
export function secondsToHealthy(check: HoleyObject): number {
  const seconds = (name: string) => secondsOf(String(check[name] ?? '0s'));
  return Math.ceil(
    seconds('start_period') + Number(check['retries'] ?? 3) * (seconds('interval') + seconds('timeout')) + 5,
  );
}

/** What an inspect document says of the check that was asked for. */
export function observedHealthCheck(healthCheck: unknown, asked: HoleyObject): HoleyObject | undefined {
  const expected = engineHealthCheck(asked);
  if (expected === undefined) return asked;
  const seen = (healthCheck ?? {}) as Readonly<Record<string, HoleyJson>>;
  const isSame = (name: string) => JSON.stringify(seen[name] ?? 0) === JSON.stringify(expected[name] ?? 0);
  if (Object.keys(expected).every(isSame)) return asked;
  return { test: (seen['Test'] ?? null) as HoleyJson };
}

function testOf(test: HoleyJson): HoleyJson {
  if (!Array.isArray(test)) return test;
  const words = test as readonly HoleyJson[];
  const isShell = words.length === 3 && words[0] === 'sh' && words[1] === '-c';
  if (words[0] === 'CMD' || words[0] === 'CMD-SHELL' || words[0] === 'NONE') return words;
  return isShell ? ['CMD-SHELL', words[2] ?? ''] : ['CMD', ...words];
}

function nanoseconds(duration: HoleyJson | undefined): number {
  return Math.round(secondsOf(String(duration ?? '0s')) * 1e9);
}
