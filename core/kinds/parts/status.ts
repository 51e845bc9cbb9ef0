/** HTTP statuses that are right. */
import { z } from 'zod';

const status = z.int().min(100).max(599);

/** One status, or several of which any will do. */
export const statusSchema = z.union([status, z.array(status).min(1)]);

export function isExpectedStatus(expected: number | readonly number[], got: number): boolean {
  return typeof expected === 'number' ? expected === got : expected.includes(got);
}

export function statusText(expected: number | readonly number[]): string {
  return typeof expected === 'number' ? `status ${expected}` : `status ${expected.join(' or ')}`;
}
