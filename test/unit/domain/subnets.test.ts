import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { contains, overlaps, parseCidr } from '../../../domain/cidr.ts';
import { getRegion } from '../../../domain/regions.ts';
import { interfacesPerZone, subnetsFor } from '../../../domain/subnets.ts';
import { brokenRule } from './support/broken-rule.ts';

const zones = fc.shuffledSubarray([...getRegion('us-east-1').zoneIds], { minLength: 1 });

describe('the subnets of a network', () => {
  test('the subnets of a network are one eighth each, placed by the number of the zone', () => {
    expect([...subnetsFor('100.64.0.0/24', ['euw1-az3', 'euw1-az1'])]).toEqual([
      ['euw1-az3', '100.64.0.64/27'],
      ['euw1-az1', '100.64.0.0/27'],
    ]);
  });

  test('the subnets of a network never move when a zone is added or removed', () => {
    fc.assert(
      fc.property(zones, zones, (some, others) => {
        const before = subnetsFor('100.64.0.0/22', some);
        const after = subnetsFor('100.64.0.0/22', others);
        for (const zoneId of some) {
          if (after.has(zoneId)) expect(after.get(zoneId)).toBe(before.get(zoneId));
        }
      }),
    );
  });

  test('lie inside the network and apart from each other', () => {
    fc.assert(
      fc.property(zones, fc.integer({ min: 16, max: 25 }), (zoneIds, prefixLength) => {
        const network = parseCidr(`100.64.0.0/${prefixLength}`);
        const blocks = [...subnetsFor(network.text, zoneIds).values()].map(parseCidr);
        for (const [index, block] of blocks.entries()) {
          expect(contains(network, block)).toBe(true);
          expect(block.prefixLength).toBeLessThanOrEqual(28);
          for (const other of blocks.slice(index + 1)) expect(overlaps(block, other)).toBe(false);
        }
      }),
    );
  });

  test('the subnets of a network need a network that can be cut, zones of one region, each once', () => {
    expect(brokenRule(() => subnetsFor('100.64.0.0/26', ['euw1-az1'])).fix).toBe('use a /25 or wider');
    expect(brokenRule(() => subnetsFor('100.64.0.0/24', ['euw1-az1', 'use1-az1'])).message).toBe(
      'use1-az1 and euw1-az1 are in different regions',
    );
    expect(brokenRule(() => subnetsFor('100.64.0.0/24', ['euw1-az1', 'euw1-az1'])).message).toBe(
      'euw1-az1 is listed twice',
    );
    expect(brokenRule(() => subnetsFor('100.64.0.0/24', ['euw1-az9'])).message).toContain(
      'euw1-az9 has no block',
    );
    expect(brokenRule(() => subnetsFor('100.64.0.0/24', ['eu-west-1a'])).message).toContain('is an AZ name');
  });

  test('the subnets of a network have room for 27 interfaces in a /24, and for the quota of 50 endpoints in a /23', () => {
    expect(interfacesPerZone('100.64.0.0/24')).toBe(27);
    expect(interfacesPerZone('100.64.0.0/23')).toBe(59);
  });
});
