import { Address6 } from 'ip-address';

/** The block in its shortest writing and with everything behind the prefix cut; undefined for what is no block. */
export function canonicalCidr6(text: string): string | undefined {
  if (!/^[0-9a-f:.]+\/\d{1,3}$/i.test(text) || !Address6.isValid(text)) return undefined;
  const address = new Address6(text);
  return `${address.startAddress().correctForm()}/${address.subnetMask}`;
}

/** Whether every address of the second block is in the first one. */
export function contains6(outer: string, inner: string): boolean {
  return new Address6(inner).isInSubnet(new Address6(outer));
}

/** Block number `index` of `prefixLength` in a block. */
export function subnet6(block: string, prefixLength: number, index: number): string {
  const first = new Address6(block).startAddress().bigInt() + (BigInt(index) << BigInt(128 - prefixLength));
  return `${Address6.fromBigInt(first).correctForm()}/${prefixLength}`;
}

/** Address number `index` of a block. */
export function address6(block: string, index: number): string {
  return Address6.fromBigInt(new Address6(block).startAddress().bigInt() + BigInt(index)).correctForm();
}
