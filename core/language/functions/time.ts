/**
 * Points in time and durations as text. Own arithmetic on whole nanoseconds, so that no year, offset or
 * fraction is lost to `Date`, and no time zone of the machine plays a part.
 */
import { Refusal } from './define.ts';

export interface Time {
  /** Nanoseconds since 1970-01-01T00:00:00Z. */
  readonly epochNs: bigint;
  /** Minutes east of UTC of the place that the time was written at. */
  readonly offsetMinutes: number;
}

/** What a calendar and a clock at the time's own offset show. */
export interface ClockTime {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** 0 is Sunday. */
  readonly weekday: number;
}

const SECOND_NS = 1_000_000_000n;
const DAY_SECONDS = 86_400;

/** `2006-01-02T15:04:05.999Z` and `…+01:00`. Throws {@link Refusal} for anything else. */
export function parseRfc3339(text: string, argument: number): Time {
  const match = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:(Z)|([+-])(\d\d):(\d\d))$/.exec(text);
  const time = match === null ? undefined : timeOf(match);
  if (time === undefined) {
    throw new Refusal(
      `${JSON.stringify(text)} is not a valid RFC 3339 timestamp such as 2006-01-02T15:04:05Z`,
      argument,
    );
  }
  return time;
}

/** A plain YAML scalar that means a date or a time; undefined where it does not. */
export function parseYamlTimestamp(text: string): Time | undefined {
  const date = /^(\d{4})-(\d\d?)-(\d\d?)$/.exec(text);
  if (date !== null) return timeOf([text, date[1], date[2], date[3], '0', '0', '0', undefined, 'Z']);
  const local = /^(\d{4})-(\d\d?)-(\d\d?) (\d\d?):(\d\d?):(\d\d?)(?:\.(\d+))?$/.exec(text);
  if (local !== null) return timeOf([...local, 'Z']);
  const full = /^(\d{4})-(\d\d?)-(\d\d?)[Tt](\d\d?):(\d\d?):(\d\d?)(?:\.(\d+))?(?:(Z)|([+-])(\d\d):(\d\d))$/.exec(text);
  return full === null ? undefined : timeOf(full);
}

function timeOf(parts: readonly (string | undefined)[]): Time | undefined {
  const [year, month, day, hour, minute, second] = [1, 2, 3, 4, 5, 6].map((i) => Number(parts[i]));
  if (year === undefined || month === undefined || day === undefined) return undefined;
  if (hour === undefined || minute === undefined || second === undefined) return undefined;
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined;
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const [offsetHours, offsetRest] = [Number(parts[10] ?? 0), Number(parts[11] ?? 0)];
  if (offsetHours > 24 || offsetRest > 59) return undefined;
  const offsetMinutes = (parts[9] === '-' ? -1 : 1) * (offsetHours * 60 + offsetRest);
  const fraction = BigInt((parts[7] ?? '').slice(0, 9).padEnd(9, '0'));
  const seconds =
    daysFromEpoch(year, month, day) * DAY_SECONDS + hour * 3600 + minute * 60 + second - offsetMinutes * 60;
  return { epochNs: BigInt(seconds) * SECOND_NS + fraction, offsetMinutes: offsetMinutes + 0 };
}

export function clockTime(time: Time): ClockTime {
  const local = Number(floorDivide(time.epochNs, SECOND_NS)) + time.offsetMinutes * 60;
  const days = Math.floor(local / DAY_SECONDS);
  const rest = local - days * DAY_SECONDS;
  return {
    ...dateOfDay(days),
    hour: Math.floor(rest / 3600),
    minute: Math.floor(rest / 60) % 60,
    second: rest % 60,
    weekday: (((days + 4) % 7) + 7) % 7,
  };
}

/** To the second, with `Z` for UTC: `2006-01-02T15:04:05+01:00`. */
export function formatRfc3339(time: Time): string {
  const { year, month, day, hour, minute, second } = clockTime(time);
  const date = `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`;
  return `${date}T${pad(hour, 2)}:${pad(minute, 2)}:${pad(second, 2)}${offsetText(time, ':', 'Z')}`;
}

/** `+01:00` with `:` as separator; `utc` where the offset is zero. */
export function offsetText(time: Time, separator: string, utc: string): string {
  const { offsetMinutes } = time;
  if (offsetMinutes === 0) return utc;
  const magnitude = Math.abs(offsetMinutes);
  return `${offsetMinutes < 0 ? '-' : '+'}${pad(Math.floor(magnitude / 60), 2)}${separator}${pad(magnitude % 60, 2)}`;
}

export function pad(number: number, width: number): string {
  return String(number).padStart(width, '0');
}

const UNITS_NS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ms: 1_000_000n,
  s: SECOND_NS,
  m: 60n * SECOND_NS,
  h: 3600n * SECOND_NS,
};
const MAX_DURATION_NS = 2n ** 63n - 1n;

/** Nanoseconds of `1h30m`, `-1.5h`, `300ms`. Throws {@link Refusal} for anything else. */
export function parseDuration(text: string, argument: number): bigint {
  const [, sign, magnitude = ''] = /^([+-]?)(.*)$/s.exec(text) ?? [];
  if (magnitude === '0') return 0n;
  if (!/^(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+$/.test(magnitude)) {
    throw new Refusal(`${JSON.stringify(text)} is not a duration such as 1h30m, 10s or -5m`, argument);
  }
  let total = 0n;
  for (const [, whole = '', fraction = '', unit = ''] of magnitude.matchAll(/(\d*)\.?(\d*)(ns|us|µs|μs|ms|s|m|h)/g)) {
    const unitNs = UNITS_NS[unit] ?? 0n;
    total += BigInt(whole || '0') * unitNs + (BigInt(fraction || '0') * unitNs) / 10n ** BigInt(fraction.length);
  }
  if (total > MAX_DURATION_NS) throw new Refusal(`the duration ${text} is longer than about 292 years`, argument);
  return sign === '-' ? -total : total;
}

function daysInMonth(year: number, month: number): number {
  return month === 2 ? (isLeap(year) ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
}

function isLeap(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}

/** Days since 1970-01-01 in the Gregorian calendar, extended in both directions. */
function daysFromEpoch(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

function dateOfDay(days: number): { readonly year: number; readonly month: number; readonly day: number } {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shiftedMonth + (shiftedMonth < 10 ? 3 : -9);
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1,
  };
}

function floorDivide(a: bigint, b: bigint): bigint {
  return a >= 0n ? a / b : -((-a + b - 1n) / b);
}
