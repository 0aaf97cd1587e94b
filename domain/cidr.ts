import { Address4 } from 'ip-address';
import { DomainError } from './errors.ts';

/** A block of IPv4 addresses. PrivateLink networks are IPv4: the endpoint addresses that connectors dial are. */
export interface Cidr {
  /** `10.0.0.0/16`, always with the network's first address. */
  readonly text: string;
  /** First address, as an unsigned 32-bit number. */
  readonly start: number;
  /** Last address, as an unsigned 32-bit number. */
  readonly end: number;
  /** 0–32 */
  readonly prefixLength: number;
}

/** @throws DomainError `invalid_cidr`; an address inside a block gets the block it belongs to as the fix. */
export function parseCidr(text: string): Cidr {
  const fail = (message: string, fix: string) => new DomainError('invalid_cidr', message, fix);
  if (!text.includes('/') && Address4.isValid(text))
    throw fail(`"${text}" has no prefix length`, `use ${text}/32 for this one address`);
  if (text.includes(':')) throw fail(`"${text}" is not an IPv4 block`, 'use IPv4, such as 10.0.0.0/16');
  // The library takes addresses without prefix and octets with leading zeros; a configuration file should not.
  if (
    !/^(?:(?:0|[1-9]\d{0,2})\.){3}(?:0|[1-9]\d{0,2})\/(?:0|[1-9]\d?)$/.test(text) ||
    !Address4.isValid(text)
  ) {
    throw fail(`"${text}" is not a CIDR block`, 'use an IPv4 block such as 10.0.0.0/16');
  }
  const address = new Address4(text);
  const block = fromBounds(Number(address.startAddress().bigInt()), address.subnetMask);
  if (Number(address.bigInt()) !== block.start) {
    throw fail(`"${text}" is an address inside a block, not the block`, `use ${block.text}`);
  }
  return block;
}

/** The block of `prefixLength` that begins at `start`, which must be a multiple of its size. */
export function fromBounds(start: number, prefixLength: number): Cidr {
  const size = blockSize(prefixLength);
  const text = `${Address4.fromBigInt(BigInt(start)).correctForm()}/${prefixLength}`;
  return { text, start, end: start + size - 1, prefixLength };
}

/** How many addresses a block of this prefix length has. */
export function blockSize(prefixLength: number): number {
  return 2 ** (32 - prefixLength);
}

/** True when the blocks share an address. */
export function overlaps(a: Cidr, b: Cidr): boolean {
  return a.start <= b.end && b.start <= a.end;
}

/** True when every address of `inner` is one of `outer`. */
export function contains(outer: Cidr, inner: Cidr): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}
