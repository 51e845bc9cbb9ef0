/**
 * What an assertion is: typed attributes, the questions it asks, and a pure judgement of the answers.
 * One file defines one assertion; everything else is derived from that file.
 */

import type { z } from 'zod';
import type { JsonObject } from '../contracts/json.ts';
import type { ProbeAnswer, ProbeRequest } from '../contracts/probe.ts';
import type { AttributeTable } from '../kinds/define.ts';

/** What the resource that the assertion stands in says about itself; absent in a `check` block. */
export interface AssertionSubject {
  readonly address: string;
  readonly kind: string;
  /** Attributes and outputs of that resource, as plain data. */
  readonly values: JsonObject;
}

export interface Judgement {
  readonly status: 'pass' | 'fail' | 'timeout' | 'error';
  /** What should be, in few words: `status 200`. */
  readonly expected: string;
  /** What is: `status 502`. */
  readonly actual: string;
  /** A sentence; on failure it says what to look at. */
  readonly message: string;
}

export type AssertionArgs<T extends AttributeTable> = { readonly [K in keyof T]: z.output<T[K]['schema']> };

export interface Assertion<T extends AttributeTable = AttributeTable> {
  readonly name: string;
  /** One sentence: "A port accepts connections." */
  readonly summary: string;
  /** Further paragraphs, Markdown. */
  readonly description?: string;
  readonly attributes: T;
  readonly examples: readonly { readonly title: string; readonly source: string }[];
  /** The questions; a message where they cannot be asked (nothing to check is never a pass). */
  probe(
    args: AssertionArgs<T>,
    subject: AssertionSubject | undefined,
  ): readonly ProbeRequest[] | { readonly problem: string };
  /** Seconds during which a failing one is asked again; once where it is absent. */
  patienceSeconds?(args: AssertionArgs<T>): number;
  judge(answers: readonly ProbeAnswer[], args: AssertionArgs<T>, subject: AssertionSubject | undefined): Judgement;
}

export function defineAssertion<const T extends AttributeTable>(assertion: Assertion<T>): Assertion<T> {
  return assertion;
}
