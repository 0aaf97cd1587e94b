import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Emulator } from '../../../emulator/index.ts';
import {
  type Answer,
  makeNetwork,
  members,
  type Params,
  record,
  startStill,
  texts,
  Wire,
} from './support/wire.ts';

let emulator: Emulator;
let wire: Wire;
let network: Awaited<ReturnType<typeof makeNetwork>>;

beforeAll(async () => {
  emulator = await startStill();
  wire = new Wire(emulator);
});
beforeEach(async () => {
  await emulator.reset();
  network = await makeNetwork(wire);
});
afterAll(() => emulator.close());

const elb = (action: string, params: Params = {}) => wire.query('elasticloadbalancing', action, params);

async function makeBalancer(params: Params = {}): Promise<Answer> {
  const answer = await elb('CreateLoadBalancer', {
    Name: 'nlb',
    Type: 'network',
    Scheme: 'internal',
    Subnets: network.subnetIds.slice(0, 2),
    SecurityGroups: [network.groupId],
    ...params,
  });
  return record(members(answer.LoadBalancers)[0]);
}

async function interfaces(): Promise<Answer[]> {
  return members((await wire.query('ec2', 'DescribeNetworkInterfaces')).networkInterfaceSet, 'item');
}

async function attributesOf(arn: string): Promise<Record<string, unknown>> {
  const answer = await elb('DescribeLoadBalancerAttributes', { LoadBalancerArn: arn });
  return Object.fromEntries(members(answer.Attributes).map(({ Key, Value }) => [Key, Value]));
}

describe('load balancers', () => {
  test('a network load balancer is provisioning first and active later', async () => {
    const made = await makeBalancer();
    expect(made).toMatchObject({
      LoadBalancerArn: expect.stringMatching(/:loadbalancer\/net\/nlb\/[0-9a-f]{16}$/),
      DNSName: expect.stringMatching(/^nlb-[0-9a-f]{16}\.elb\.eu-west-1\.amazonaws\.com$/),
      CanonicalHostedZoneId: 'Z2IFOLAFXWLO4F',
      State: { Code: 'provisioning' },
      EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic: 'on',
      CreatedTime: '2025-01-01T00:00:00.000Z',
    });
    await emulator.advanceClock(1);
    const [described] = members((await elb('DescribeLoadBalancers', { Names: ['nlb'] })).LoadBalancers);
    expect(described).toMatchObject({ State: { Code: 'active' } });
  });

  test('it has a network interface in each subnet, which hold its security groups until a while after it is gone', async () => {
    const { LoadBalancerArn } = await makeBalancer();
    const path = String(LoadBalancerArn).split(':loadbalancer/')[1];
    expect(await interfaces()).toHaveLength(2);
    expect((await interfaces())[0]).toMatchObject({
      description: `ELB ${path}`,
      interfaceType: 'network_load_balancer',
    });
    await elb('DeleteLoadBalancer', { LoadBalancerArn: String(LoadBalancerArn) });
    await expect(
      wire.query('ec2', 'DeleteSecurityGroup', { GroupId: network.groupId }),
    ).rejects.toMatchObject({
      code: 'DependencyViolation',
    });
    await emulator.advanceClock(1);
    await expect(
      wire.query('ec2', 'DeleteSecurityGroup', { GroupId: network.groupId }),
    ).resolves.toBeDefined();
  });

  test('the same request again gives the same load balancer, another one of that name is refused', async () => {
    const made = await makeBalancer();
    expect((await makeBalancer()).LoadBalancerArn).toBe(made.LoadBalancerArn);
    await expect(makeBalancer({ Subnets: network.subnetIds })).rejects.toMatchObject({
      code: 'DuplicateLoadBalancerName',
      message: "A load balancer with the same name 'nlb' exists, but with different settings",
    });
  });

  test.each<[string, Params, string]>([
    ['a name of 33 characters', { Name: 'x'.repeat(33) }, "cannot be longer than '32' characters"],
    ['a name with a dot', { Name: 'a.b' }, 'alphanumeric characters and hyphens'],
    ['no subnets', { Subnets: [] }, 'At least one subnet must be specified'],
    [
      'a subnet that does not exist',
      { Subnets: ['subnet-0123'] },
      "The subnet ID 'subnet-0123' does not exist",
    ],
    ['a security group that does not exist', { SecurityGroups: ['sg-0123'] }, 'security groups are invalid'],
    ['an internet-facing scheme', { Scheme: 'internet-facing' }, 'has no internet gateway'],
    ['dual stack', { IpAddressType: 'dualstack' }, 'subnets with an associated IPv6 CIDR block'],
  ])('%s is refused, and leaves nothing', async (_what, params, why) => {
    await expect(makeBalancer(params)).rejects.toMatchObject({
      message: expect.stringContaining(why),
      status: 400,
    });
    expect(await emulator.resources({ service: 'elasticloadbalancing' })).toEqual([]);
    expect(await interfaces()).toEqual([]);
  });

  test('an application load balancer needs two zones', async () => {
    await expect(
      makeBalancer({ Type: 'application', Subnets: network.subnetIds.slice(0, 1) }),
    ).rejects.toMatchObject({
      message: 'At least two subnets in two different Availability Zones must be specified',
    });
    await expect(makeBalancer({ Type: 'application' })).resolves.toMatchObject({
      DNSName: expect.stringMatching(/^internal-nlb-\d+\.eu-west-1\.elb\.amazonaws\.com$/),
    });
  });

  test('a region has room for fifty network load balancers', async () => {
    for (let index = 0; index < 50; index += 1) await makeBalancer({ Name: `n${index}` });
    await expect(makeBalancer({ Name: 'n50' })).rejects.toMatchObject({ code: 'TooManyLoadBalancers' });
  });

  test('one that an endpoint service uses cannot be deleted', async () => {
    const { LoadBalancerArn } = await makeBalancer();
    await emulator.advanceClock(1);
    const answer = await wire.query('ec2', 'CreateVpcEndpointServiceConfiguration', {
      NetworkLoadBalancerArn: [String(LoadBalancerArn)],
    });
    await expect(
      elb('DeleteLoadBalancer', { LoadBalancerArn: String(LoadBalancerArn) }),
    ).rejects.toMatchObject({
      code: 'ResourceInUse',
      message: `Load balancer '${LoadBalancerArn}' cannot be deleted because it is currently associated with another service`,
    });
    const { serviceId } = record(answer.serviceConfiguration);
    await wire.query('ec2', 'DeleteVpcEndpointServiceConfigurations', { ServiceId: [String(serviceId)] });
    await emulator.advanceClock(60);
    await expect(
      elb('DeleteLoadBalancer', { LoadBalancerArn: String(LoadBalancerArn) }),
    ).resolves.toBeDefined();
  });

  test('deletion protection protects', async () => {
    const { LoadBalancerArn } = await makeBalancer();
    const protect = (Value: string) =>
      elb('ModifyLoadBalancerAttributes', {
        LoadBalancerArn: String(LoadBalancerArn),
        Attributes: [{ Key: 'deletion_protection.enabled', Value }],
      });
    await protect('true');
    await expect(
      elb('DeleteLoadBalancer', { LoadBalancerArn: String(LoadBalancerArn) }),
    ).rejects.toMatchObject({
      code: 'OperationNotPermitted',
    });
    await protect('false');
    await expect(
      elb('DeleteLoadBalancer', { LoadBalancerArn: String(LoadBalancerArn) }),
    ).resolves.toBeDefined();
  });
});

describe('changes to a load balancer', () => {
  test('attributes have defaults, and a wrong one changes none', async () => {
    const arn = String((await makeBalancer()).LoadBalancerArn);
    const before = await attributesOf(arn);
    expect(before).toMatchObject({
      'load_balancing.cross_zone.enabled': 'false',
      'dns_record.client_routing_policy': 'any_availability_zone',
    });
    await expect(
      elb('ModifyLoadBalancerAttributes', {
        LoadBalancerArn: arn,
        Attributes: [
          { Key: 'load_balancing.cross_zone.enabled', Value: 'true' },
          { Key: 'idle_timeout.timeout_seconds', Value: '60' },
        ],
      }),
    ).rejects.toMatchObject({ code: 'InvalidConfigurationRequest' });
    expect(await attributesOf(arn)).toEqual(before);
  });

  test('security groups can be replaced but never added first or removed last', async () => {
    const arn = String((await makeBalancer()).LoadBalancerArn);
    const other = await wire.query('ec2', 'CreateSecurityGroup', {
      GroupName: 'other',
      GroupDescription: 'other',
      VpcId: network.vpcId,
    });
    await expect(
      elb('SetSecurityGroups', {
        LoadBalancerArn: arn,
        SecurityGroups: [String(other.groupId)],
        EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic: 'off',
      }),
    ).resolves.toMatchObject({ EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic: 'off' });
    const [first] = await interfaces();
    expect(members(first?.groupSet, 'item')).toMatchObject([{ groupId: other.groupId }]);
    await expect(
      elb('SetSecurityGroups', { LoadBalancerArn: arn, SecurityGroups: [] }),
    ).rejects.toMatchObject({
      code: 'ValidationError',
    });
    const bare = await makeBalancer({ Name: 'bare', SecurityGroups: [] });
    expect(bare).not.toHaveProperty('EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic');
    await expect(
      elb('SetSecurityGroups', {
        LoadBalancerArn: String(bare.LoadBalancerArn),
        SecurityGroups: [network.groupId],
      }),
    ).rejects.toMatchObject({
      message:
        'You cannot set security groups on a Network Load Balancer which was created without any security groups.',
    });
  });

  test('new subnets bring new interfaces, and those that stay keep theirs', async () => {
    const arn = String((await makeBalancer()).LoadBalancerArn);
    const before = (await interfaces()).map(({ networkInterfaceId }) => networkInterfaceId);
    const answer = await elb('SetSubnets', { LoadBalancerArn: arn, Subnets: network.subnetIds.slice(1) });
    expect(members(answer.AvailabilityZones).map(({ SubnetId }) => SubnetId)).toEqual(
      network.subnetIds.slice(1),
    );
    await emulator.advanceClock(1);
    const after = (await interfaces()).map(({ networkInterfaceId }) => networkInterfaceId);
    expect(after).toHaveLength(2);
    expect(after).toContain(before[1]);
    expect(after).not.toContain(before[0]);
  });

  test('reserved capacity is pending first, and can be given back', async () => {
    const arn = String((await makeBalancer()).LoadBalancerArn);
    const reserve = (params: Params) => elb('ModifyCapacityReservation', { LoadBalancerArn: arn, ...params });
    await reserve({ MinimumLoadBalancerCapacity: { CapacityUnits: 2750 } });
    await expect(reserve({ MinimumLoadBalancerCapacity: { CapacityUnits: 5500 } })).rejects.toMatchObject({
      code: 'CapacityReservationPending',
    });
    await emulator.advanceClock(1);
    const answer = await elb('DescribeCapacityReservation', { LoadBalancerArn: arn });
    expect(members(answer.CapacityReservationState)[0]).toMatchObject({ State: { Code: 'provisioned' } });
    await reserve({ ResetCapacityReservation: true });
    expect(await elb('DescribeCapacityReservation', { LoadBalancerArn: arn })).not.toHaveProperty(
      'MinimumLoadBalancerCapacity',
    );
  });

  test('tags can be read for several resources at once', async () => {
    const arn = String((await makeBalancer({ Tags: [{ Key: 'a', Value: '1' }] })).LoadBalancerArn);
    await elb('AddTags', { ResourceArns: [arn], Tags: [{ Key: 'b', Value: '2' }] });
    await elb('RemoveTags', { ResourceArns: [arn], TagKeys: ['a'] });
    const [described] = members((await elb('DescribeTags', { ResourceArns: [arn] })).TagDescriptions);
    expect(members(described?.Tags)).toEqual([{ Key: 'b', Value: '2' }]);
    await expect(elb('DescribeTags', { ResourceArns: [`${arn}0`] })).rejects.toMatchObject({
      code: 'LoadBalancerNotFound',
    });
  });

  test('a long list comes in pages', async () => {
    for (const name of ['a', 'b', 'c']) await makeBalancer({ Name: name });
    const first = await elb('DescribeLoadBalancers', { PageSize: 2 });
    const second = await elb('DescribeLoadBalancers', { PageSize: 2, Marker: String(first.NextMarker) });
    expect(members(first.LoadBalancers)).toHaveLength(2);
    expect(members(second.LoadBalancers)).toHaveLength(1);
    expect(texts(second.NextMarker)).toEqual([]);
  });
});
