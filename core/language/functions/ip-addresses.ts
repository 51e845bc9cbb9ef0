/** Addresses of IPv4 and IPv6 and their prefixes, as whole numbers of 32 or 128 bits. */

export type AddressBits = 32 | 128;

export interface Prefix {
  readonly bits: AddressBits;
  /** The first address; the bits behind the prefix are zero. */
  readonly first: bigint;
  readonly length: number;
}

/** `10.0.0.0/8`, `fd00::/48`; an address inside the network stands for the network. Undefined for anything else. */
export function parsePrefix(text: string): Prefix | undefined {
  const match = /^([^/]+)\/(\d{1,3})$/.exec(text);
  const address = match === null ? undefined : parseAddress(match[1] ?? '');
  const length = Number(match?.[2]);
  if (address === undefined || length > address.bits) return undefined;
  return prefixAt(address.bits, address.number, length);
}

/** The prefix of `length` bits that an address is in. */
export function prefixAt(bits: AddressBits, address: bigint, length: number): Prefix {
  const hostBits = BigInt(bits - length);
  return { bits, first: (address >> hostBits) << hostBits, length };
}

export function prefixText(prefix: Prefix): string {
  return `${addressText(prefix.bits, prefix.first)}/${prefix.length}`;
}

/** How many addresses a prefix has. */
export function prefixSize(prefix: Prefix): bigint {
  return 1n << BigInt(prefix.bits - prefix.length);
}

export function addressText(bits: AddressBits, address: bigint): string {
  return bits === 32 ? textOfV4(address) : textOfV6(address);
}

interface Address {
  readonly bits: AddressBits;
  readonly number: bigint;
}

function parseAddress(text: string): Address | undefined {
  const number = text.includes(':') ? parseV6(text) : parseV4(text);
  return number === undefined ? undefined : { bits: text.includes(':') ? 128 : 32, number };
}

function parseV4(text: string): bigint | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256)) return undefined;
  return parts.reduce((address, part) => (address << 8n) | BigInt(part), 0n);
}

function parseV6(text: string): bigint | undefined {
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  if (dotted !== null) {
    const low = parseV4(dotted[2] ?? '');
    if (low === undefined) return undefined;
    return parseV6(`${dotted[1]}${(low >> 16n).toString(16)}:${(low & 0xffffn).toString(16)}`);
  }
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [head = [], tail = []] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const groups = [...head, ...Array.from({ length: missing }, () => '0'), ...tail];
  if (!groups.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return undefined;
  return groups.reduce((address, group) => (address << 16n) | BigInt(`0x${group}`), 0n);
}

function textOfV4(address: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => (address >> shift) & 0xffn).join('.');
}

/** RFC 5952: the first longest run of at least two zero groups becomes `::`. */
function textOfV6(address: bigint): string {
  if (address >> 32n === 0xffffn) return textOfV4(address & 0xffffffffn);
  const groups = Array.from({ length: 8 }, (_, i) => (address >> BigInt(112 - 16 * i)) & 0xffffn);
  let best = { start: 0, length: 0 };
  for (let start = 0; start < 8; start++) {
    let length = 0;
    while (start + length < 8 && groups[start + length] === 0n) length++;
    if (length > best.length) best = { start, length };
  }
  const hex = groups.map((group) => group.toString(16));
  if (best.length < 2) return hex.join(':');
  return `${hex.slice(0, best.start).join(':')}::${hex.slice(best.start + best.length).join(':')}`;
}
