/** Date and time functions. https://developer.hashicorp.com/terraform/language/functions/formatdate */
import { numberType, stringType } from '../types.ts';
import { numberValue, stringValue, unknownValue } from '../values.ts';
import { text } from './arguments.ts';
import { defineFunction, type EagerFunction, Refusal } from './define.ts';
import { clockTime, formatRfc3339, offsetText, pad, parseDuration, parseRfc3339, type Time } from './time.ts';

const timestamp = { name: 'timestamp', type: stringType };

export const dateTimeFunctions: readonly EagerFunction[] = [
  defineFunction({
    name: 'formatdate',
    category: 'date and time',
    summary: 'The timestamp in a format of letters such as `YYYY-MM-DD hh:mm:ss ZZZ`; text in single quotes stays.',
    parameters: [
      { name: 'format', type: stringType },
      { name: 'time', type: stringType },
    ],
    returns: stringType,
    call: (args) => stringValue(formatDate(text(args, 0), parseRfc3339(text(args, 1), 1))),
  }),
  volatile('plantimestamp', 'The time of the plan, in UTC; kept from then on.'),
  defineFunction({
    name: 'timeadd',
    category: 'date and time',
    summary: 'The timestamp with a duration such as `1h30m` added.',
    parameters: [timestamp, { name: 'duration', type: stringType }],
    returns: stringType,
    call: (args) => {
      const time = parseRfc3339(text(args, 0), 0);
      return stringValue(formatRfc3339({ ...time, epochNs: time.epochNs + parseDuration(text(args, 1), 1) }));
    },
  }),
  defineFunction({
    name: 'timecmp',
    category: 'date and time',
    summary: '-1, 0 or 1 where the first timestamp is before the second, the same moment, or after it.',
    parameters: [
      { name: 'timestamp_a', type: stringType },
      { name: 'timestamp_b', type: stringType },
    ],
    returns: numberType,
    call: (args) => {
      const [a, b] = [parseRfc3339(text(args, 0), 0).epochNs, parseRfc3339(text(args, 1), 1).epochNs];
      return numberValue(a < b ? -1 : a > b ? 1 : 0);
    },
  }),
  volatile('timestamp', 'The time at which this is applied, in UTC; kept from then on, unknown before.'),
];

function volatile(name: string, summary: string): EagerFunction {
  return defineFunction({
    name,
    category: 'date and time',
    summary,
    parameters: [],
    returns: stringType,
    call: (args, host) => host.volatile(name, args) ?? unknownValue(stringType),
  });
}

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

function formatDate(format: string, time: Time): string {
  return format.replace(/''|'(?:[^']|'')*'?|([A-Za-z])\1*/g, (token: string, letter: string | undefined) =>
    letter === undefined ? quotedText(token) : verb(token, time),
  );
}

function quotedText(token: string): string {
  if (token === "''") return "'";
  if (token.length < 2 || !token.endsWith("'")) throw new Refusal('a text in single quotes is never closed', 0);
  return token.slice(1, -1).replaceAll("''", "'");
}

function verb(token: string, time: Time): string {
  const clock = clockTime(time);
  const { hour } = clock;
  const month = MONTHS[clock.month - 1] ?? '';
  const day = DAYS[clock.weekday] ?? '';
  const twelve = hour % 12 === 0 ? 12 : hour % 12;
  const meanings: Readonly<Record<string, string>> = {
    YY: pad(clock.year % 100, 2),
    YYYY: pad(clock.year, 4),
    M: String(clock.month),
    MM: pad(clock.month, 2),
    MMM: month.slice(0, 3),
    MMMM: month,
    D: String(clock.day),
    DD: pad(clock.day, 2),
    EEE: day.slice(0, 3),
    EEEE: day,
    h: String(hour),
    hh: pad(hour, 2),
    H: String(twelve),
    HH: pad(twelve, 2),
    AA: hour < 12 ? 'AM' : 'PM',
    aa: hour < 12 ? 'am' : 'pm',
    m: String(clock.minute),
    mm: pad(clock.minute, 2),
    s: String(clock.second),
    ss: pad(clock.second, 2),
    Z: offsetText(time, ':', 'Z'),
    ZZZ: offsetText(time, '', 'UTC'),
    ZZZZ: offsetText(time, '', '+0000'),
    ZZZZZ: offsetText(time, ':', '+00:00'),
  };
  const meaning = meanings[token];
  if (meaning === undefined) {
    throw new Refusal(`invalid date format verb ${JSON.stringify(token)}; put literal text in single quotes`, 0);
  }
  return meaning;
}
