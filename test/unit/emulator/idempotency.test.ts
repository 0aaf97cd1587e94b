/** Client tokens, callers' references and names: what a call that is made again is answered. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Emulator } from '../../../emulator/index.ts';
import { model } from '../../../emulator/models/ec2.generated.ts';
import { makeRichNetwork, type RichNetwork } from './support/rich-network.ts';
import { type Params, startStill, Wire } from './support/wire.ts';

let emulator: Emulator;
let wire: Wire;
let rich: RichNetwork;

beforeAll(async () => {
  emulator = await startStill();
  wire = new Wire(emulator);
  rich = await makeRichNetwork(wire, () => emulator.advanceClock(60));
});

afterAll(() => emulator.close());

const know = (name: string) => rich[name] ?? '';

/** A call that makes something, and one that makes something else. */
const calls: Readonly<Record<string, () => readonly [Params, Params]>> = {
  CreateEgressOnlyInternetGateway: () => [
    { VpcId: know('vpcId') },
    {
      VpcId: know('vpcId'),
      TagSpecification: [{ ResourceType: 'egress-only-internet-gateway', Tag: [{ Key: 'a', Value: 'b' }] }],
    },
  ],
  CreateFlowLogs: () => {
    const log = (LogGroupName: string) => ({
      ResourceType: 'Subnet',
      ResourceId: [know('subnetId')],
      TrafficType: 'ALL',
      LogGroupName,
      DeliverLogsPermissionArn: 'arn:aws:iam::222222222222:role/flow',
    });
    return [log('one'), log('two')];
  },
  CreateNatGateway: () => [
    { SubnetId: know('subnetId'), ConnectivityType: 'private' },
    { SubnetId: know('subnetId'), ConnectivityType: 'private', PrivateIpAddress: '10.0.1.77' },
  ],
  CreateNetworkAcl: () => [
    { VpcId: know('vpcId') },
    {
      VpcId: know('vpcId'),
      TagSpecification: [{ ResourceType: 'network-acl', Tag: [{ Key: 'a', Value: 'b' }] }],
    },
  ],
  CreateNetworkInterface: () => [
    { SubnetId: know('subnetId') },
    { SubnetId: know('subnetId'), Description: 'other' },
  ],
  CreateRouteTable: () => [
    { VpcId: know('vpcId') },
    {
      VpcId: know('vpcId'),
      TagSpecification: [{ ResourceType: 'route-table', Tag: [{ Key: 'a', Value: 'b' }] }],
    },
  ],
  CreateVpcEndpoint: () => [
    { VpcId: know('vpcId'), VpcEndpointType: 'Interface', ServiceName: know('serviceName') },
    { VpcId: know('vpcId'), VpcEndpointType: 'Interface', ServiceName: 'com.amazonaws.eu-west-1.sqs' },
  ],
  CreateVpcEndpointConnectionNotification: () => [
    { ServiceId: know('serviceId'), ConnectionNotificationArn: know('topic'), ConnectionEvents: ['Accept'] },
    { ServiceId: know('serviceId'), ConnectionNotificationArn: know('topic'), ConnectionEvents: ['Reject'] },
  ],
  CreateVpcEndpointServiceConfiguration: () => [
    { NetworkLoadBalancerArn: [know('freeBalancer')] },
    { NetworkLoadBalancerArn: [know('freeBalancer')], AcceptanceRequired: false },
  ],
};

const withTokens = Object.entries(model.actions).flatMap(([action, { token }]) =>
  token === undefined ? [] : [action],
);

test('every action of EC2 that takes a token is tried', () => {
  expect(Object.keys(calls).sort()).toEqual(withTokens.sort());
});

describe.each(withTokens)('%s', (action) => {
  test('with a token that was used gives the first answer, and does nothing', async () => {
    if (action === 'CreateVpcEndpointServiceConfiguration')
      rich = { ...rich, freeBalancer: await balancer() };
    const [params, other] = calls[action]?.() ?? [{}, {}];
    const ClientToken = `token-of-${action}`;
    const first = await wire.query('ec2', action, { ...params, ClientToken });
    const before = (await emulator.resources()).length;
    const again = await wire.query('ec2', action, { ...params, ClientToken });
    expect({ ...again, requestId: '' }).toEqual({ ...first, requestId: '' });
    // At once, too.
    await Promise.all([1, 2, 3].map(() => wire.query('ec2', action, { ...params, ClientToken })));
    expect(await emulator.resources()).toHaveLength(before);
    await expect(wire.query('ec2', action, { ...other, ClientToken })).rejects.toMatchObject({
      code: 'IdempotentParameterMismatch',
      status: 400,
    });
    expect(await emulator.resources()).toHaveLength(before);
  });
});

test('a token is that of one action, account and region, and of calls that worked', async () => {
  const ClientToken = 'shared';
  const params = { VpcId: know('vpcId'), ClientToken };
  await expect(
    wire.query('ec2', 'CreateRouteTable', { ...params, VpcId: 'vpc-0123456789abcdef0' }),
  ).rejects.toMatchObject({ code: 'InvalidVpcID.NotFound' });
  const table = await wire.query('ec2', 'CreateRouteTable', params);
  await expect(wire.query('ec2', 'CreateRouteTable', { ...params, DryRun: true })).rejects.toMatchObject({
    code: 'DryRunOperation',
  });
  const acl = await wire.query('ec2', 'CreateNetworkAcl', params);
  expect(table.routeTable).toBeDefined();
  expect(acl.networkAcl).toBeDefined();
  const elsewhere = new Wire(emulator, { region: 'eu-central-1' });
  await expect(elsewhere.query('ec2', 'CreateRouteTable', params)).rejects.toMatchObject({
    code: 'InvalidVpcID.NotFound',
  });
});

describe('without tokens', () => {
  test('a load balancer or target group of the same name and settings is the one that there is', async () => {
    const elb = (action: string, params: Params) => wire.query('elasticloadbalancing', action, params);
    const params = { Name: 'again', Type: 'network', Scheme: 'internal', Subnets: [know('subnetId')] };
    const arn = (answer: unknown) => /arn:aws:elasticloadbalancing[^"<]*/.exec(JSON.stringify(answer))?.[0];
    const first = arn(await elb('CreateLoadBalancer', params));
    expect(arn(await elb('CreateLoadBalancer', params))).toBe(first);
    await expect(
      elb('CreateLoadBalancer', { ...params, SecurityGroups: [know('groupId')] }),
    ).rejects.toMatchObject({ code: 'DuplicateLoadBalancerName' });
    const group = { Name: 'again', Protocol: 'TCP', Port: 443, VpcId: know('vpcId'), TargetType: 'ip' };
    const made = arn(await elb('CreateTargetGroup', group));
    expect(arn(await elb('CreateTargetGroup', group))).toBe(made);
    await expect(elb('CreateTargetGroup', { ...group, Port: 444 })).rejects.toMatchObject({
      code: 'DuplicateTargetGroupName',
    });
  });

  test('a hosted zone with a reference that was used is refused', async () => {
    const zone = (name: string) =>
      wire.rest(
        'POST',
        'hostedzone',
        `<CreateHostedZoneRequest><Name>${name}</Name><CallerReference>once</CallerReference></CreateHostedZoneRequest>`,
      );
    await zone('once.example');
    await expect(zone('once.example')).rejects.toMatchObject({
      code: 'HostedZoneAlreadyExists',
      status: 409,
    });
  });
});

async function balancer(): Promise<string> {
  const answer = await wire.query('elasticloadbalancing', 'CreateLoadBalancer', {
    Name: 'free',
    Type: 'network',
    Scheme: 'internal',
    Subnets: [know('subnetId')],
  });
  return /arn:aws:elasticloadbalancing[^"<]*/.exec(JSON.stringify(answer))?.[0] ?? '';
}
