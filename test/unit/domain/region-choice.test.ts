import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { distanceKm, estimateRoundTripMs } from '../../../domain/distance.ts';
import { chooseRegion } from '../../../domain/region-choice.ts';
import { getRegion, regions } from '../../../domain/regions.ts';
import { parseServiceName } from '../../../domain/service-name.ts';
import { brokenRule } from './support/broken-rule.ts';

const codes = [...regions.keys()];
const enabledRegions = ['eu-west-1', 'us-east-1', 'ap-southeast-2'];

describe('the estimated round trip', () => {
  test.each([
    // Published inter-region round trips, in milliseconds; the estimate only has to be of their order.
    ['us-east-1', 'eu-west-1', 68],
    ['us-east-1', 'us-west-2', 60],
    ['eu-west-1', 'eu-central-1', 24],
    ['ap-southeast-1', 'ap-northeast-1', 68],
    ['us-east-1', 'ap-southeast-2', 200],
  ])('between %s and %s is near the %d ms that is measured', (a, b, measured) => {
    expect(estimateRoundTripMs(a, b) / measured).toBeGreaterThan(0.65);
    expect(estimateRoundTripMs(a, b) / measured).toBeLessThan(1.35);
  });

  test('the estimated round trip is symmetric, positive and least within a region', () => {
    fc.assert(
      fc.property(fc.constantFrom(...codes), fc.constantFrom(...codes), (a, b) => {
        expect(estimateRoundTripMs(a, b)).toBe(estimateRoundTripMs(b, a));
        expect(estimateRoundTripMs(a, b)).toBeGreaterThanOrEqual(estimateRoundTripMs(a, a));
      }),
    );
    expect(Math.round(distanceKm('eu-west-1', 'us-east-1') / 100)).toBe(55);
  });
});

describe('the region of a connection', () => {
  test("the region of a connection is the service's own where Tray has it", () => {
    expect(chooseRegion({ serviceRegion: 'us-east-1', enabledRegions })).toMatchObject({
      region: 'us-east-1',
      crossRegion: false,
      reason: "us-east-1 is the service's own region",
    });
  });

  test('the region of a connection is otherwise the nearest, with the whole table that was considered', () => {
    const choice = chooseRegion({ serviceRegion: 'eu-central-1', enabledRegions });
    expect(choice).toMatchObject({ region: 'eu-west-1', crossRegion: true });
    expect(choice.reason).toMatch(
      /^eu-west-1 is the nearest enabled region to eu-central-1 \([\d.]+ ms round trip, estimated\)$/,
    );
    expect(choice.considered.map(({ region, verdict }) => [region, verdict])).toEqual([
      ['eu-west-1', 'chosen'],
      ['us-east-1', 'eligible'],
      ['ap-southeast-2', 'eligible'],
    ]);
  });

  test('follows what the operator measured, in either direction', () => {
    for (const roundTrips of [
      { 'eu-central-1': { 'us-east-1': 9.5 } },
      { 'us-east-1': { 'eu-central-1': 9.5 } },
    ]) {
      expect(chooseRegion({ serviceRegion: 'eu-central-1', enabledRegions, roundTrips })).toMatchObject({
        region: 'us-east-1',
        roundTripMs: 9.5,
        reason: 'us-east-1 is the nearest enabled region to eu-central-1 (9.5 ms round trip, measured)',
      });
    }
  });

  test('the region of a connection is the one asked for, when it can be', () => {
    const asked = { serviceRegion: 'us-east-1', enabledRegions, requestedRegion: 'ap-southeast-2' };
    expect(chooseRegion(asked)).toMatchObject({ region: 'ap-southeast-2', crossRegion: true });
    expect(chooseRegion(asked).reason).toMatch(/^ap-southeast-2 was asked for, to reach us-east-1/);
    expect(brokenRule(() => chooseRegion({ ...asked, requestedRegion: 'eu-north-1' }))).toEqual({
      code: 'region_not_enabled',
      message: 'Tray has no networks in eu-north-1',
      fix: 'use one of eu-west-1, us-east-1, ap-southeast-2, or enable eu-north-1',
    });
  });

  test('the region of a connection never leaves the partition', () => {
    expect(
      brokenRule(() => chooseRegion({ serviceRegion: 'cn-north-1', enabledRegions: ['eu-west-1'] })),
    ).toEqual({
      code: 'no_eligible_region',
      message:
        'no enabled region can reach a service in cn-north-1 (eu-west-1: eu-west-1 is in partition aws, cn-north-1 in aws-cn)',
      fix: 'enable cn-north-1, or another region of partition aws-cn',
    });
  });

  test('the region of a connection is never another one for an AWS service without cross-region support', () => {
    const service = parseServiceName('com.amazonaws.eu-central-1.logs');
    expect(
      brokenRule(() => chooseRegion({ serviceRegion: 'eu-central-1', enabledRegions, service })),
    ).toEqual({
      code: 'cross_region_unsupported',
      message: 'com.amazonaws.eu-central-1.logs cannot be reached from another region',
      fix: 'enable eu-central-1: use a network in eu-central-1',
    });
    const kms = parseServiceName('com.amazonaws.eu-central-1.kms');
    expect(chooseRegion({ serviceRegion: 'eu-central-1', enabledRegions, service: kms }).region).toBe(
      'eu-west-1',
    );
  });

  test('the region of a connection is never another one when cross-region access reaches none of the zones of the service', () => {
    const input = { serviceRegion: 'us-east-1', enabledRegions: ['eu-west-1'] };
    expect(brokenRule(() => chooseRegion({ ...input, serviceZoneIds: ['use1-az3'] })).code).toBe(
      'cross_region_zone',
    );
    expect(chooseRegion({ ...input, serviceZoneIds: ['use1-az3', 'use1-az1'] }).region).toBe('eu-west-1');
    expect(
      chooseRegion({ ...input, enabledRegions: ['us-east-1'], serviceZoneIds: ['use1-az3'] }).crossRegion,
    ).toBe(false);
  });

  test('the region of a connection needs one to choose from', () => {
    expect(brokenRule(() => chooseRegion({ serviceRegion: 'eu-west-1', enabledRegions: [] })).message).toBe(
      'no region is enabled, so none can reach a service in eu-west-1',
    );
  });

  test('the region of a connection is always enabled, in the partition, and no farther than any other that is eligible', () => {
    const enabled = fc.uniqueArray(fc.constantFrom(...codes), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(fc.constantFrom(...codes), enabled, (serviceRegion, list) => {
        const home = getRegion(serviceRegion).partition;
        if (!list.some((code) => getRegion(code).partition === home)) return;
        const choice = chooseRegion({ serviceRegion, enabledRegions: list });
        expect(list).toContain(choice.region);
        expect(getRegion(choice.region).partition).toBe(home);
        expect(choice.considered).toHaveLength(list.length);
        for (const other of choice.considered) {
          if (other.verdict === 'eligible')
            expect(other.roundTripMs).toBeGreaterThanOrEqual(choice.roundTripMs);
        }
        expect(chooseRegion({ serviceRegion, enabledRegions: list.toReversed() })).toEqual(choice);
      }),
    );
  });
});
