/** Order of addresses for people: `file.a[2]` before `file.a[10]`, everything else by code point. */
import { compareText } from './text-order.ts';

export function compareAddresses(a: string, b: string): number {
  const left = partsOf(a);
  const right = partsOf(b);
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const x = left[i] ?? '';
    const y = right[i] ?? '';
    if (x === y) continue;
    const areNumbers = /^\d+$/.test(x) && /^\d+$/.test(y);
    const order = areNumbers ? Number(x) - Number(y) : compareText(x, y);
    if (order !== 0) return order;
  }
  return left.length - right.length || compareText(a, b);
}

/** Texts and numbers in turn; only whole indices count as numbers, not digits inside of names. */
function partsOf(address: string): readonly string[] {
  return address.split(/(?<=\[)(\d+)(?=\])/);
}
