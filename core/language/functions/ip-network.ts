/** IP network functions. https://developer.hashicorp.com/terraform/language/functions/cidrhost and its neighbours */
import { isInteger, toBigInt } from '../numbers.ts';
import { numberType, stringType } from '../types.ts';
import { listValue, stringValue, type Value } from '../values.ts';
import { number, text, textList, whole } from './arguments.ts';
import { defineFunction, type EagerFunction, Refusal } from './define.ts';
import { addressText, type Prefix, parsePrefix, prefixAt, prefixSize, prefixText } from './ip-addresses.ts';

const category = 'ip network';
const prefix = { name: 'prefix', type: stringType, description: 'A network in CIDR notation, such as `10.0.0.0/8`.' };

export const networkFunctions: readonly EagerFunction[] = [
  defineFunction({
    name: 'cidrhost',
    category,
    summary: 'The address of a host in a network by its number; a negative number counts from the end.',
    parameters: [prefix, { name: 'hostnum', type: numberType }],
    returns: stringType,
    call: (args) => {
      const network = prefixOf(args);
      const host = integer(args, 1);
      const size = prefixSize(network);
      if (host >= size || -host > size) {
        throw new Refusal(`a network of ${network.length} bits has no host numbered ${host}`, 1);
      }
      return stringValue(addressText(network.bits, network.first + (host < 0n ? size + host : host)));
    },
  }),
  defineFunction({
    name: 'cidrnetmask',
    category,
    summary: 'The length of an IPv4 network as a subnet mask.',
    parameters: [prefix],
    returns: stringType,
    call: (args) => {
      const network = prefixOf(args);
      if (network.bits !== 32) throw new Refusal('networks of IPv6 have no netmask', 0);
      return stringValue(addressText(32, (1n << 32n) - prefixSize(network)));
    },
  }),
  defineFunction({
    name: 'cidrsubnet',
    category,
    summary: 'The subnet of a network, `newbits` longer, by its number.',
    parameters: [prefix, { name: 'newbits', type: numberType }, { name: 'netnum', type: numberType }],
    returns: stringType,
    call: (args) => {
      const network = prefixOf(args);
      const length = extended(network, whole(args, 1), 0, 1);
      const subnet = integer(args, 2);
      if (subnet < 0n || subnet >= 1n << BigInt(length - network.length)) {
        throw new Refusal(`an extension by ${length - network.length} bits has no subnet numbered ${subnet}`, 2);
      }
      const first = network.first + (subnet << BigInt(network.bits - length));
      return stringValue(prefixText({ bits: network.bits, first, length }));
    },
  }),
  defineFunction({
    name: 'cidrsubnets',
    category,
    summary: 'Subnets of a network, one behind the other, each longer by the number of bits given for it.',
    parameters: [prefix],
    variadic: { name: 'newbits', type: numberType },
    returns: textList,
    call: (args) =>
      listValue(
        stringType,
        consecutiveSubnets(args).map((subnet) => stringValue(prefixText(subnet))),
      ),
  }),
];

function consecutiveSubnets(args: readonly Value[]): Prefix[] {
  const network = prefixOf(args);
  const end = network.first + prefixSize(network);
  const subnets: Prefix[] = [];
  let next = network.first;
  for (let i = 1; i < args.length; i++) {
    const length = extended(network, whole(args, i), 1, i);
    const size = 1n << BigInt(network.bits - length);
    const first = ((next + size - 1n) / size) * size;
    next = first + size;
    if (next > end) throw new Refusal(`the network has no room left for a subnet of ${length} bits`, i);
    subnets.push(prefixAt(network.bits, first, length));
  }
  return subnets;
}

function prefixOf(args: readonly Value[]): Prefix {
  const parsed = parsePrefix(text(args, 0));
  if (parsed === undefined) {
    throw new Refusal(`${JSON.stringify(text(args, 0))} is not a network such as 10.0.0.0/8 or fd00::/48`, 0);
  }
  return parsed;
}

function extended(network: Prefix, newBits: number, least: number, argument: number): number {
  if (newBits < least) throw new Refusal(`the prefix must be extended by at least ${least} bits`, argument);
  const length = network.length + newBits;
  if (length > network.bits) {
    throw new Refusal(`${network.length} + ${newBits} bits are more than the ${network.bits} of an address`, argument);
  }
  return length;
}

function integer(args: readonly Value[], index: number): bigint {
  if (!isInteger(number(args, index))) throw new Refusal('a whole number is required', index);
  return toBigInt(number(args, index));
}
