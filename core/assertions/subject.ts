/** Reading the resource that an assertion stands in. */
import type { Json, JsonObject } from '../contracts/json.ts';
import type { ProbeAnswer } from '../contracts/probe.ts';
import type { AssertionSubject, Judgement } from './define.ts';

/** The first TCP port by which the resource is reached from this machine; outputs win over attributes. */
export function publishedPort(subject: AssertionSubject | undefined): number | undefined {
  const ports = subject?.values['ports'];
  for (const port of Array.isArray(ports) ? (ports as readonly Json[]) : []) {
    const { external, protocol } = asObject(port);
    if (typeof external === 'number' && external > 0 && protocol !== 'udp') return external;
  }
  const url = subject?.values['url'];
  if (typeof url !== 'string' || !URL.canParse(url)) return undefined;
  return Number(new URL(url).port) || (url.startsWith('https:') ? 443 : 80);
}

export function textOf(subject: AssertionSubject | undefined, name: string): string | undefined {
  const value = subject?.values[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function asObject(value: Json | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}

/** What is to be said where the question itself could not be answered. */
export function unanswered(answer: ProbeAnswer | undefined, expected: string): Judgement {
  if (answer?.kind === 'timed-out') {
    const actual = `no answer within ${formatSeconds(answer.afterMs)}`;
    return { status: 'timeout', expected, actual, message: `Expected ${expected}, got ${actual}.` };
  }
  const reason = answer?.kind === 'refused' ? answer.reason : 'no answer that says anything about it';
  return {
    status: 'error',
    expected,
    actual: reason,
    message: `Expected ${expected}, but it could not be asked: ${reason}`,
  };
}

export function pass(expected: string, actual: string, message: string): Judgement {
  return { status: 'pass', expected, actual, message };
}

export function fail(expected: string, actual: string, hint = ''): Judgement {
  return {
    status: 'fail',
    expected,
    actual,
    message: `Expected ${expected}, got ${actual}.${hint === '' ? '' : ` ${hint}`}`,
  };
}

export function formatSeconds(ms: number): string {
  return `${Number((ms / 1000).toFixed(1))} s`;
}
