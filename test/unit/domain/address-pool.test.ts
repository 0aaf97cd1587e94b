import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { AddressPool } from '../../../domain/address-pool.ts';
import { blockSize, type Cidr, contains, fromBounds, overlaps, parseCidr } from '../../../domain/cidr.ts';
import { brokenRule } from './support/broken-rule.ts';

/** Any block at least as wide as /28, as AWS or a customer might write it. */
const anyBlock = (least = 4): fc.Arbitrary<string> =>
  fc
    .tuple(fc.integer({ min: least, max: 28 }), fc.nat({ max: 2 ** 32 - 1 }))
    .map(
      ([prefixLength, address]) =>
        fromBounds(address - (address % blockSize(prefixLength)), prefixLength).text,
    );

/** Blocks in and around 100.64.0.0/20, where they meet. */
const nearbyBlock = fc
  .tuple(fc.integer({ min: 19, max: 28 }), fc.nat({ max: 2 ** 14 - 1 }))
  .map(([prefixLength, offset]) => {
    const address = parseCidr('100.64.0.0/18').start + offset;
    return fromBounds(address - (address % blockSize(prefixLength)), prefixLength).text;
  });

describe('a CIDR block', () => {
  test('a CIDR block is parsed to its bounds', () => {
    expect(parseCidr('10.0.0.0/16')).toEqual({
      text: '10.0.0.0/16',
      start: 167_772_160,
      end: 167_837_695,
      prefixLength: 16,
    });
    expect(parseCidr('0.0.0.0/0')).toMatchObject({ start: 0, end: 2 ** 32 - 1 });
  });

  test('a CIDR block of any kind survives being written and read', () => {
    fc.assert(fc.property(anyBlock(0), (text) => expect(parseCidr(text).text).toBe(text)));
  });

  test.each([
    ['10.0.0.5/16', 'use 10.0.0.0/16'],
    ['10.0.0.5', 'use 10.0.0.5/32 for this one address'],
    ['10.0.0.0/33', 'use an IPv4 block such as 10.0.0.0/16'],
    ['10.0.0.0/08', 'use an IPv4 block such as 10.0.0.0/16'],
    ['010.0.0.0/8', 'use an IPv4 block such as 10.0.0.0/16'],
    ['10.0.0/8', 'use an IPv4 block such as 10.0.0.0/16'],
    ['256.0.0.0/8', 'use an IPv4 block such as 10.0.0.0/16'],
    ['fd00::/8', 'use IPv4, such as 10.0.0.0/16'],
    ['', 'use an IPv4 block such as 10.0.0.0/16'],
  ])('%s is refused with the fix', (text, fix) => {
    expect(brokenRule(() => parseCidr(text))).toMatchObject({ code: 'invalid_cidr', fix });
  });

  test('overlaps another exactly when one contains the other', () => {
    fc.assert(
      fc.property(nearbyBlock, nearbyBlock, (a, b) => {
        const [x, y] = [parseCidr(a), parseCidr(b)];
        expect(overlaps(x, y)).toBe(overlaps(y, x));
        expect(overlaps(x, y)).toBe(contains(x, y) || contains(y, x));
      }),
    );
  });
});

describe('an address pool', () => {
  const pool = new AddressPool({ cidr: '100.64.0.0/20', networkPrefixLength: 24 });

  test('an address pool hands out the lowest free block', () => {
    expect(pool.allocate([], [])).toBe('100.64.0.0/24');
    expect(pool.allocate(['100.64.0.0/24', '100.64.2.0/24'], [])).toBe('100.64.1.0/24');
    expect(pool.allocate(['100.64.0.0/25'], [])).toBe('100.64.1.0/24');
    expect(pool.allocate([], ['100.64.0.0/22'])).toBe('100.64.4.0/24');
    expect(pool.allocate([], ['100.64.3.255/32'], 22)).toBe('100.64.4.0/22');
  });

  test('an address pool never hands out a block that overlaps another, or that lies outside', () => {
    fc.assert(
      fc.property(
        fc.array(nearbyBlock, { maxLength: 12 }),
        fc.array(nearbyBlock, { maxLength: 4 }),
        fc.integer({ min: 20, max: 25 }),
        (taken, declared, prefixLength) => {
          const block = attempt(() => pool.allocate(taken, declared, prefixLength));
          if (block === undefined) return;
          const cidr = parseCidr(block);
          expect(cidr.prefixLength).toBe(prefixLength);
          expect(contains(pool.cidr, cidr)).toBe(true);
          for (const other of [...taken, ...declared]) expect(overlaps(parseCidr(other), cidr)).toBe(false);
        },
      ),
    );
  });

  test('an address pool finds a block whenever there is one', () => {
    fc.assert(
      fc.property(fc.array(nearbyBlock, { maxLength: 12 }), (taken) => {
        const obstacles = taken.map(parseCidr);
        const free = blocksOf(pool.cidr, 24).find(
          (block) => !obstacles.some((other) => overlaps(other, block)),
        );
        expect(attempt(() => pool.allocate(taken, []))).toBe(free?.text);
      }),
    );
  });

  test('answers the same whatever order the blocks are given in', () => {
    const shuffled = fc
      .array(nearbyBlock, { maxLength: 8 })
      .chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })));
    fc.assert(
      fc.property(shuffled, ([list, other]) => {
        expect(attempt(() => pool.allocate(other, []))).toBe(attempt(() => pool.allocate(list, [])));
      }),
    );
  });

  test('an address pool gives every block out once before it is exhausted', () => {
    const taken: string[] = [];
    for (let count = 0; count < 16; count += 1) taken.push(pool.allocate(taken, []));
    expect(new Set(taken).size).toBe(16);
    expect(brokenRule(() => pool.allocate(taken, []))).toMatchObject({
      code: 'address_pool_exhausted',
      message: 'no free /24 is left in the pool 100.64.0.0/20',
    });
  });

  test('an address pool says so when what a customer declares swallows it', () => {
    for (const whale of ['100.64.0.0/20', '100.64.0.0/10', '0.0.0.0/0']) {
      const swallowed = {
        code: 'address_pool_swallowed',
        message: `${whale} covers the whole address pool 100.64.0.0/20, so no network can be made`,
      };
      expect(brokenRule(() => pool.allocate([], [whale]))).toMatchObject(swallowed);
      expect(
        brokenRule(() => pool.check('100.64.0.0/24', { taken: [], declared: [{ cidr: whale }] })),
      ).toMatchObject(swallowed);
    }
  });

  test('checks a block that was written by hand, and names the next free one', () => {
    const claims = {
      taken: [{ cidr: '100.64.0.0/24', owner: 'acme in eu-west-1' }],
      declared: [{ cidr: '100.64.8.0/21' }],
    };
    expect(pool.check('100.64.1.0/24', claims).text).toBe('100.64.1.0/24');
    expect(brokenRule(() => pool.check('10.0.0.0/24', claims))).toEqual({
      code: 'outside_address_pool',
      message: '10.0.0.0/24 is not in the address pool 100.64.0.0/20',
      fix: 'use the next free block, 100.64.1.0/24',
    });
    expect(brokenRule(() => pool.check('100.64.0.0/23', claims))).toEqual({
      code: 'overlapping_cidr',
      message: '100.64.0.0/23 overlaps the network 100.64.0.0/24 (acme in eu-west-1)',
      fix: 'use the next free block, 100.64.2.0/23',
    });
    expect(brokenRule(() => pool.check('100.64.9.0/24', claims)).message).toBe(
      "100.64.9.0/24 overlaps the customer's own 100.64.8.0/21",
    );
    expect(brokenRule(() => pool.check('100.64.1.0/26', claims)).message).toBe('a network cannot be a /26');
  });

  test('an address pool accepts whatever it would hand out itself', () => {
    fc.assert(
      fc.property(fc.array(nearbyBlock, { maxLength: 8 }), (taken) => {
        const block = attempt(() => pool.allocate(taken, []));
        if (block === undefined) return;
        const claims = { taken: taken.map((cidr) => ({ cidr })), declared: [] };
        expect(pool.check(block, claims).text).toBe(block);
      }),
    );
  });

  test('an address pool holds at least one network', () => {
    expect(
      brokenRule(() => new AddressPool({ cidr: '100.64.0.0/20', networkPrefixLength: 18 })).message,
    ).toBe('a /18 network does not fit into the pool 100.64.0.0/20');
    expect(new AddressPool({ cidr: '100.64.0.0/24' }).allocate([], [])).toBe('100.64.0.0/24');
  });

  test('answers quickly with ten thousand networks', () => {
    const wide = new AddressPool({ cidr: '100.64.0.0/10' });
    const taken = blocksOf(wide.cidr, 24)
      .slice(0, 10_000)
      .map((block) => block.text);
    expect(wide.allocate(taken, [])).toBe(blocksOf(wide.cidr, 24)[10_000]?.text);
  });
});

function attempt(action: () => string): string | undefined {
  try {
    return action();
  } catch (error) {
    expect(error).toMatchObject({ name: 'DomainError' });
    return undefined;
  }
}

function blocksOf(pool: Cidr, prefixLength: number): Cidr[] {
  const size = blockSize(prefixLength);
  const count = (pool.end + 1 - pool.start) / size;
  return Array.from({ length: count }, (_, index) => fromBounds(pool.start + index * size, prefixLength));
}
