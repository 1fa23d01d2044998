import { isIP } from 'node:net';

/** What is counted as one anonymous caller: an IPv4 address, or a /64 of IPv6, which is what one customer is given at least. */
export function toNetwork(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined || isIP(address) !== 6) return mapped ?? address;
  return `${toGroups(address).slice(0, 4).join(':')}::/64`;
}

/** The eight groups of an IPv6 address in their shortest spelling. */
function toGroups(address: string): readonly string[] {
  const plain = (address.split('%')[0] ?? '').replace(/\d+\.\d+\.\d+\.\d+$/, '0:0');
  const [head = '', tail] = plain.split('::');
  const split = (part: string) => (part === '' ? [] : part.split(':'));
  const before = split(head);
  const after = split(tail ?? '');
  const filling = Array<string>(Math.max(0, 8 - before.length - after.length)).fill('0');
  return [...before, ...filling, ...after].map((group) => Number.parseInt(group, 16).toString(16));
}

export function isLoopback(address: string): boolean {
  const network = toNetwork(address);
  return isIP(network) === 4 ? network.startsWith('127.') : toGroups(address).join(':') === '0:0:0:0:0:0:0:1';
}

/** The network of an address: /24 of IPv4, /48 of IPv6. */
export function truncateAddress(address: string | undefined): string | null {
  if (!address || isIP(address) === 0) return null;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (isIP(address) === 4 || mapped) return `${(mapped ?? address).split('.').slice(0, 3).join('.')}.0`;
  const [head = '', tail] = (address.split('%')[0] ?? '').split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const filling = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
  const groups = [...before, ...Array<string>(filling).fill('0'), ...after];
  return `${groups.slice(0, 3).join(':')}::`;
}
