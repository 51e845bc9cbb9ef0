/** Random sources that give the same each time. */
import { createHash, createHmac } from 'node:crypto';
import type { Entropy, Sealer } from '../../core/ports.ts';

export function countingEntropy(seed = 'test'): Entropy {
  let count = 0;
  const hex = (bytes: number) => {
    let text = '';
    while (text.length < bytes * 2) text += createHash('sha256').update(`${seed}:${count++}`).digest('hex');
    return text.slice(0, bytes * 2);
  };
  return {
    hex,
    uuid: () => hex(16).replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-4$3-8$4-$5'),
  };
}

export function fixedSealer(key = 'test'): Sealer {
  return {
    seal: (context, text) =>
      `hmac-sha256:${createHmac('sha256', key).update(`${context.length}:${context}${text}`).digest('hex')}`,
  };
}
