import { describe, expect, test } from '@jest/globals';
import { partitions } from '../../../domain/partition.ts';
import { crossRegionExcludedZoneIds } from '../../../domain/region-table.ts';
import { getRegion, regions } from '../../../domain/regions.ts';
import { parseZoneId, parseZoneIdIn } from '../../../domain/zone-id.ts';
import { brokenRule } from './support/broken-rule.ts';

const all = [...regions.values()];

describe('regions', () => {
  test('cover the commercial, China and GovCloud partitions', () => {
    expect(new Set(all.map((region) => region.partition))).toEqual(new Set(partitions));
    expect(getRegion('cn-northwest-1').partition).toBe('aws-cn');
    expect(getRegion('us-gov-east-1').partition).toBe('aws-us-gov');
  });

  test('regions have unique codes, names and zone prefixes, and coordinates on Earth', () => {
    expect(new Set(all.map((region) => region.zoneIdPrefix)).size).toBe(all.length);
    expect(new Set(all.map((region) => region.name)).size).toBe(all.length);
    for (const region of all) {
      expect(Math.abs(region.latitude)).toBeLessThan(70);
      expect(Math.abs(region.longitude)).toBeLessThanOrEqual(180);
    }
  });

  test('regions have a zone prefix made of their code: eu-west-1 is euw1, ap-northeast-1 is apne1', () => {
    const compass: Record<string, string> = { northeast: 'ne', northwest: 'nw', southeast: 'se', gov: 'g' };
    for (const region of all) {
      const parts = region.code.split('-');
      const prefix = parts
        .map((part, index) => (index === 0 ? part : (compass[part] ?? part.charAt(0))))
        .join('');
      expect(region.zoneIdPrefix).toBe(prefix);
    }
  });

  test('were opt-in from Hong Kong on, in March 2019', () => {
    expect(getRegion('eu-north-1').optIn).toBe(false);
    expect(getRegion('ap-east-1').optIn).toBe(true);
    expect(getRegion('mx-central-1').optIn).toBe(true);
  });

  test('list the zones that cross-region PrivateLink does not reach', () => {
    expect(getRegion('us-east-1').crossRegionExcludedZones).toEqual(['use1-az3']);
    expect(getRegion('ap-northeast-2').crossRegionExcludedZones).toEqual(['apne2-az2', 'apne2-az4']);
    expect(all.flatMap((region) => region.crossRegionExcludedZones).sort()).toEqual(
      [...crossRegionExcludedZoneIds].sort(),
    );
  });

  test('regions that are misspelled get the nearest one', () => {
    expect(brokenRule(() => getRegion('us-esat-1'))).toEqual({
      code: 'unknown_region',
      message: '"us-esat-1" is not an AWS region',
      fix: 'did you mean us-east-1?',
    });
    expect(brokenRule(() => getRegion('Ireland')).fix).toBe(
      'use a region code such as eu-west-1 or us-east-1',
    );
  });
});

describe('a zone id', () => {
  test('a zone id of every region parses to that region', () => {
    for (const region of all) {
      for (const zoneId of region.zoneIds) {
        expect(parseZoneId(zoneId)).toEqual({
          zoneId,
          region: region.code,
          number: Number(zoneId.split('-az')[1]),
        });
      }
    }
  });

  test('a zone id that AWS may add tomorrow is taken', () => {
    expect(parseZoneId('euw1-az4')).toEqual({ zoneId: 'euw1-az4', region: 'eu-west-1', number: 4 });
  });

  test('a zone id is not a zone name, and the error says how to find the id', () => {
    expect(brokenRule(() => parseZoneId('eu-west-1a'))).toEqual({
      code: 'invalid_zone_id',
      message: '"eu-west-1a" is an AZ name, which means a different place in every account',
      fix: 'use one of euw1-az1, euw1-az2, euw1-az3; "aws ec2 describe-availability-zones --region eu-west-1" shows which id the name has in your account',
    });
    expect(brokenRule(() => parseZoneId('us-gov-west-1b')).message).toContain('is an AZ name');
  });

  test('a zone id is not a Local Zone', () => {
    for (const text of ['usw2-lax1-az1', 'us-west-2-lax-1a']) {
      expect(brokenRule(() => parseZoneId(text)).message).toContain('is a Local Zone');
    }
  });

  test.each(['', 'euw1', 'euw1-az0', 'euw1-az01', 'xyz9-az1', 'EUW1-AZ1', 'euw1-az1 '])(
    'a zone id is not %j',
    (text) => {
      expect(brokenRule(() => parseZoneId(text)).code).toBe('invalid_zone_id');
    },
  );

  test('a zone id of another region names the zones of the right one', () => {
    expect(brokenRule(() => parseZoneIdIn('eu-west-1', 'use1-az1'))).toMatchObject({
      message: '"use1-az1" is a zone of us-east-1, not of eu-west-1',
      fix: 'use AZ ids of eu-west-1: euw1-az1, euw1-az2, euw1-az3',
    });
  });
});
