import {
  CreateVpcCommand,
  DescribeAvailabilityZonesCommand,
  DescribeRegionsCommand,
  DescribeVpcsCommand,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { regions } from '../../../emulator/core/regions.ts';
import { zonesOf } from '../../../emulator/services/ec2/places/zone-names.ts';
import { type Aws, CUSTOMER, startAws, TRAY } from './support/aws.ts';

const accounts = fc.stringMatching(/^\d{12}$/);
const regionCodes = fc.constantFrom(...regions.keys());

describe('accounts and regions', () => {
  let aws: Aws;

  beforeAll(async () => {
    aws = await startAws();
  });

  afterAll(() => aws.emulator.close());

  test('a new account has nothing, not even a default VPC', async () => {
    const { Vpcs } = await aws.ec2('444444444444').send(new DescribeVpcsCommand({}));
    expect(Vpcs).toEqual([]);
    expect(await aws.emulator.resources({ accountId: '444444444444' })).toEqual([]);
  });

  test('nothing made in one account or region is seen in another', async () => {
    await aws.ec2(TRAY, 'eu-west-1').send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }));
    const count = async (account: string, region: string) => {
      const { Vpcs } = await aws.ec2(account, region).send(new DescribeVpcsCommand({}));
      return Vpcs?.length;
    };
    expect(await count(TRAY, 'eu-west-1')).toBe(1);
    expect(await count(TRAY, 'us-east-1')).toBe(0);
    expect(await count(CUSTOMER, 'eu-west-1')).toBe(0);
  });

  test('the same calls give the same ids', async () => {
    const make = async () => {
      const other = await startAws();
      const { Vpc } = await other.ec2(TRAY).send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }));
      await other.emulator.close();
      return Vpc?.VpcId;
    };
    const first = await make();
    expect(first).toMatch(/^vpc-0[0-9a-f]{16}$/);
    expect(await make()).toBe(first);
  });

  test('zone names are letters in order, zone ids the region’s, each exactly once', () => {
    fc.assert(
      fc.property(accounts, regionCodes, (account, region) => {
        const zones = zonesOf(account, region);
        const known = regions.get(region);
        expect(zones.map((zone) => zone.name)).toEqual(zones.map((_, i) => `${region}${'abcdef'[i]}`));
        expect(zones.map((zone) => zone.id).sort()).toEqual(
          (known?.zones ?? []).map((number) => `${known?.zonePrefix}-az${number}`).sort(),
        );
        expect(zonesOf(account, region)).toEqual(zones);
      }),
    );
  });

  test('two accounts may have different names for one zone', async () => {
    const zones = async (account: string) => {
      const { AvailabilityZones } = await aws.ec2(account).send(new DescribeAvailabilityZonesCommand({}));
      return Object.fromEntries((AvailabilityZones ?? []).map((zone) => [zone.ZoneId, zone.ZoneName]));
    };
    const [mine, theirs] = await Promise.all([zones(TRAY), zones(CUSTOMER)]);
    expect(Object.keys(mine).sort()).toEqual(['euw1-az1', 'euw1-az2', 'euw1-az3']);
    expect(mine).not.toEqual(theirs);
  });

  test('regions are those of the partition', async () => {
    const { Regions } = await aws.ec2(TRAY).send(new DescribeRegionsCommand({}));
    const names = Regions?.map((region) => region.RegionName);
    expect(names).toContain('us-east-1');
    expect(names).not.toContain('cn-north-1');
  });
});
