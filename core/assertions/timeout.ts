/** The attribute `timeout` of assertions, and its older name. */
import { z } from 'zod';
import { attribute } from '../kinds/define.ts';
import { durationSchema, secondsOf } from '../kinds/parts/durations.ts';

export function timeoutAttributes(fallback: string, description: string) {
  return {
    timeout: attribute(durationSchema.optional(), {
      description: `${description}; \`${fallback}\` unless given.`,
      change: 'none',
    }),
    timeout_seconds: attribute(z.number().positive().optional(), {
      description: 'The same in seconds.',
      change: 'none',
      unit: 'seconds',
      deprecated: 'Use `timeout = "5s"`.',
    }),
  } as const;
}

export function timeoutMsOf(
  args: { readonly timeout?: string | undefined; readonly timeout_seconds?: number | undefined },
  fallback: string,
): number {
  const seconds = args.timeout === undefined ? (args.timeout_seconds ?? secondsOf(fallback)) : secondsOf(args.timeout);
  return Math.max(1, Math.round(seconds * 1000));
}
