/** Durations in attributes: `30s`, `5m`, `1h30m`. */
import { z } from 'zod';
import { parseDurationMs } from '../../base/duration.ts';

/** Text as the user wrote it; a bare number is seconds. */
export const durationSchema = z
  .string()
  .refine((text) => parseDurationMs(text) !== undefined, 'must be a duration such as `30s`, `5m` or `1h30m`');

/** Seconds of a duration that was validated. */
export function secondsOf(duration: string): number {
  return (parseDurationMs(duration) ?? 0) / 1000;
}
