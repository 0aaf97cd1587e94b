import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Emulator } from '../../../emulator/index.ts';
import { makeNetwork, members, type Params, record, startStill, texts, Wire } from './support/wire.ts';

let emulator: Emulator;
let wire: Wire;
let network: Awaited<ReturnType<typeof makeNetwork>>;
let balancerArn: string;

const certificate = (last: number) =>
  `arn:aws:acm:eu-west-1:222222222222:certificate/00000000-0000-0000-0000-00000000000${last}`;

beforeAll(async () => {
  emulator = await startStill();
  wire = new Wire(emulator);
});
beforeEach(async () => {
  await emulator.reset();
  network = await makeNetwork(wire);
  balancerArn = await makeBalancer('nlb');
  await emulator.advanceClock(1);
});
afterAll(() => emulator.close());

const elb = (action: string, params: Params = {}) => wire.query('elasticloadbalancing', action, params);

async function makeBalancer(Name: string, Type = 'network'): Promise<string> {
  const answer = await elb('CreateLoadBalancer', {
    Name,
    Type,
    Scheme: 'internal',
    Subnets: network.subnetIds,
    SecurityGroups: [network.groupId],
  });
  return String(record(members(answer.LoadBalancers)[0]).LoadBalancerArn);
}

async function makeGroup(params: Params = {}): Promise<string> {
  const answer = await elb('CreateTargetGroup', {
    Name: 'group',
    Protocol: 'TCP',
    Port: 5432,
    VpcId: network.vpcId,
    TargetType: 'ip',
    ...params,
  });
  return String(record(members(answer.TargetGroups)[0]).TargetGroupArn);
}

async function listen(groupArn: string, params: Params = {}): Promise<string> {
  const answer = await elb('CreateListener', {
    LoadBalancerArn: balancerArn,
    Protocol: 'TCP',
    Port: 5432,
    DefaultActions: [{ Type: 'forward', TargetGroupArn: groupArn }],
    ...params,
  });
  return String(record(members(answer.Listeners)[0]).ListenerArn);
}

async function attributes(action: string, params: Params): Promise<Record<string, unknown>> {
  const answer = await elb(action, params);
  return Object.fromEntries(members(answer.Attributes).map(({ Key, Value }) => [Key, Value]));
}

async function health(groupArn: string, targets: readonly Params[] = []) {
  const answer = await elb('DescribeTargetHealth', { TargetGroupArn: groupArn, Targets: targets });
  return members(answer.TargetHealthDescriptions).map(({ Target, TargetHealth }) => ({
    id: record(Target).Id,
    ...record(TargetHealth),
  }));
}

describe('target groups', () => {
  test('the defaults follow the protocol', async () => {
    const tcp = await makeGroup();
    const udp = await makeGroup({ Name: 'udp', Protocol: 'UDP' });
    const [described] = members((await elb('DescribeTargetGroups', { TargetGroupArns: [tcp] })).TargetGroups);
    expect(described).toMatchObject({
      HealthCheckProtocol: 'TCP',
      HealthCheckPort: 'traffic-port',
      HealthCheckIntervalSeconds: '30',
      HealthCheckTimeoutSeconds: '10',
      HealthyThresholdCount: '5',
      UnhealthyThresholdCount: '2',
    });
    expect(await attributes('DescribeTargetGroupAttributes', { TargetGroupArn: tcp })).toMatchObject({
      'preserve_client_ip.enabled': 'false',
      'deregistration_delay.connection_termination.enabled': 'false',
      'deregistration_delay.timeout_seconds': '300',
    });
    expect(await attributes('DescribeTargetGroupAttributes', { TargetGroupArn: udp })).toMatchObject({
      'preserve_client_ip.enabled': 'true',
      'deregistration_delay.connection_termination.enabled': 'true',
    });
  });

  test.each<[string, Params, string]>([
    ['an interval of 4 seconds', { HealthCheckIntervalSeconds: 4 }, 'must be between 5 and 300'],
    ['a timeout longer than the interval', { HealthCheckTimeoutSeconds: 60 }, 'interval must be greater'],
    ['a path for a TCP check', { HealthCheckPath: '/' }, 'cannot specify a health check path'],
    ['the protocol SCTP', { Protocol: 'SCTP' }, "'SCTP' must be one of"],
    ['port 0', { Port: 0 }, 'must be between 1 and 65535'],
    ['a VPC that does not exist', { VpcId: 'vpc-0123' }, "The VPC ID 'vpc-0123' is not found"],
  ])('%s is refused', async (_what, params, why) => {
    await expect(makeGroup(params)).rejects.toMatchObject({
      message: expect.stringContaining(why),
      status: 400,
    });
  });

  test('client addresses cannot be hidden from UDP targets', async () => {
    const arn = await makeGroup({ Protocol: 'UDP' });
    await expect(
      elb('ModifyTargetGroupAttributes', {
        TargetGroupArn: arn,
        Attributes: [{ Key: 'preserve_client_ip.enabled', Value: 'false' }],
      }),
    ).rejects.toMatchObject({ code: 'ValidationError' });
  });

  test('one that a listener forwards to cannot be deleted', async () => {
    const arn = await makeGroup();
    const listener = await listen(arn);
    await expect(elb('DeleteTargetGroup', { TargetGroupArn: arn })).rejects.toMatchObject({
      code: 'ResourceInUse',
      message: `Target group '${arn}' is currently in use by a listener or a rule`,
    });
    await elb('DeleteListener', { ListenerArn: listener });
    await expect(elb('DeleteTargetGroup', { TargetGroupArn: arn })).resolves.toBeDefined();
  });
});

describe('targets', () => {
  test('a target is unused without a listener, then checked, then healthy, and drains before it goes', async () => {
    const arn = await makeGroup();
    await elb('RegisterTargets', { TargetGroupArn: arn, Targets: [{ Id: '10.0.1.9' }] });
    expect(await health(arn)).toMatchObject([{ id: '10.0.1.9', State: 'unused', Reason: 'Target.NotInUse' }]);
    await listen(arn);
    expect(await health(arn)).toMatchObject([{ State: 'initial', Reason: 'Elb.InitialHealthChecking' }]);
    await emulator.advanceClock(1);
    expect(await health(arn)).toMatchObject([{ State: 'healthy' }]);
    await elb('DeregisterTargets', { TargetGroupArn: arn, Targets: [{ Id: '10.0.1.9' }] });
    expect(await health(arn)).toMatchObject([{ State: 'draining' }]);
    await emulator.advanceClock(300);
    expect(await health(arn)).toEqual([]);
    expect(await health(arn, [{ Id: '10.0.1.9' }])).toMatchObject([{ Reason: 'Target.NotRegistered' }]);
  });

  test('a target that comes back while it drains stays', async () => {
    const arn = await makeGroup();
    await listen(arn);
    const target = { TargetGroupArn: arn, Targets: [{ Id: '10.0.1.9' }] };
    await elb('RegisterTargets', target);
    await elb('DeregisterTargets', target);
    await elb('RegisterTargets', target);
    await emulator.advanceClock(300);
    expect(await health(arn)).toMatchObject([{ State: 'healthy' }]);
  });

  test('addresses behind Direct Connect need the zone "all", public ones are refused', async () => {
    const arn = await makeGroup();
    const register = (target: Params) => elb('RegisterTargets', { TargetGroupArn: arn, Targets: [target] });
    await expect(register({ Id: '192.168.1.5' })).rejects.toMatchObject({
      message: expect.stringContaining("or 'all'"),
    });
    await expect(register({ Id: '192.168.1.5', AvailabilityZone: 'all' })).resolves.toBeDefined();
    await expect(register({ Id: '8.8.8.8', AvailabilityZone: 'all' })).rejects.toMatchObject({
      message: expect.stringContaining('nor private'),
    });
  });

  test('a load balancer as a target listens on the port of the group', async () => {
    const application = await makeBalancer('alb', 'application');
    const arn = await makeGroup({ TargetType: 'alb', Port: 80 });
    const register = () => elb('RegisterTargets', { TargetGroupArn: arn, Targets: [{ Id: application }] });
    await expect(register()).rejects.toMatchObject({ code: 'InvalidTarget' });
    const web = await makeGroup({ Name: 'web', Protocol: 'HTTP', Port: 80 });
    await listen(web, { LoadBalancerArn: application, Protocol: 'HTTP', Port: 80 });
    await expect(register()).resolves.toBeDefined();
  });
});

describe('listeners', () => {
  test('a listener reads back as it was made', async () => {
    const group = await makeGroup();
    const arn = await listen(group);
    const [described] = members((await elb('DescribeListeners', { LoadBalancerArn: balancerArn })).Listeners);
    expect(described).toMatchObject({ ListenerArn: arn, Port: '5432', Protocol: 'TCP' });
    expect(members(described?.DefaultActions)).toMatchObject([{ Type: 'forward', TargetGroupArn: group }]);
    const [ofGroup] = members((await elb('DescribeTargetGroups', { Names: ['group'] })).TargetGroups);
    expect(texts(ofGroup?.LoadBalancerArns)).toEqual([balancerArn]);
  });

  test('a port has one listener, whatever the protocols', async () => {
    await listen(await makeGroup());
    const udp = await makeGroup({ Name: 'udp', Protocol: 'UDP' });
    await expect(listen(udp, { Protocol: 'UDP' })).rejects.toMatchObject({
      code: 'DuplicateListener',
      message: `A listener already exists on this port for this load balancer '${balancerArn}'`,
    });
  });

  test('fifty listeners are the most', async () => {
    const group = await makeGroup();
    for (let port = 1; port <= 50; port += 1) await listen(group, { Port: port });
    await expect(listen(group, { Port: 51 })).rejects.toMatchObject({ code: 'TooManyListeners' });
  });

  test('the protocols of listener and target group have to fit', async () => {
    const tcp = await makeGroup();
    await expect(listen(tcp, { Protocol: 'UDP' })).rejects.toMatchObject({
      message: "Listener protocol 'UDP' is not supported with a target group with the protocol 'TCP'",
    });
    const both = await makeGroup({ Name: 'both', Protocol: 'TCP_UDP' });
    await expect(listen(both, { Protocol: 'TCP_UDP', Port: 53 })).resolves.toBeDefined();
    await expect(listen(tcp, { Protocol: 'HTTP' })).rejects.toMatchObject({ code: 'ValidationError' });
  });

  test('a target group serves one network load balancer', async () => {
    const group = await makeGroup();
    await listen(group);
    const other = await makeBalancer('other');
    await expect(listen(group, { LoadBalancerArn: other })).rejects.toMatchObject({
      code: 'TargetGroupAssociationLimit',
    });
  });

  test('TLS needs a certificate of the region, keeps its default one and takes others for other names', async () => {
    const group = await makeGroup();
    const tls = (params: Params) => listen(group, { Protocol: 'TLS', Port: 443, ...params });
    await expect(tls({})).rejects.toMatchObject({
      message: 'A certificate must be specified for TLS listeners',
    });
    await expect(
      tls({ Certificates: [{ CertificateArn: certificate(1).replace('eu-west-1', 'us-east-1') }] }),
    ).rejects.toMatchObject({ code: 'CertificateNotFound' });
    const ListenerArn = await tls({ Certificates: [{ CertificateArn: certificate(1) }] });
    await elb('AddListenerCertificates', { ListenerArn, Certificates: [{ CertificateArn: certificate(2) }] });
    const answer = await elb('DescribeListenerCertificates', { ListenerArn });
    expect(members(answer.Certificates)).toEqual([
      { CertificateArn: certificate(1), IsDefault: 'true' },
      { CertificateArn: certificate(2), IsDefault: 'false' },
    ]);
    await expect(
      elb('RemoveListenerCertificates', { ListenerArn, Certificates: [{ CertificateArn: certificate(1) }] }),
    ).rejects.toMatchObject({ code: 'OperationNotPermitted' });
    const [described] = members((await elb('DescribeListeners', { ListenerArns: [ListenerArn] })).Listeners);
    expect(described).toMatchObject({ SslPolicy: 'ELBSecurityPolicy-2016-08' });
  });

  test('TCP listeners have an idle timeout, TLS listeners a fixed one', async () => {
    const group = await makeGroup();
    const tcp = await listen(group);
    const tls = await listen(group, {
      Protocol: 'TLS',
      Port: 443,
      Certificates: [{ CertificateArn: certificate(1) }],
    });
    const set = (ListenerArn: string, Value: string) =>
      elb('ModifyListenerAttributes', {
        ListenerArn,
        Attributes: [{ Key: 'tcp.idle_timeout.seconds', Value }],
      });
    expect(await attributes('DescribeListenerAttributes', { ListenerArn: tcp })).toEqual({
      'tcp.idle_timeout.seconds': '350',
    });
    await expect(set(tcp, '59')).rejects.toMatchObject({ code: 'ValidationError' });
    await expect(set(tcp, '600')).resolves.toBeDefined();
    await expect(set(tls, '600')).rejects.toMatchObject({ code: 'InvalidConfigurationRequest' });
  });

  test('a listener can change port, protocol and target', async () => {
    const group = await makeGroup();
    const ListenerArn = await listen(group);
    await elb('ModifyListener', {
      ListenerArn,
      Port: 6432,
      Protocol: 'TLS',
      Certificates: [{ CertificateArn: certificate(1) }],
    });
    const other = await makeGroup({ Name: 'other' });
    await elb('ModifyListener', {
      ListenerArn,
      DefaultActions: [{ Type: 'forward', TargetGroupArn: other }],
    });
    const [described] = members((await elb('DescribeListeners', { ListenerArns: [ListenerArn] })).Listeners);
    expect(described).toMatchObject({ Port: '6432', Protocol: 'TLS' });
    expect(members(described?.DefaultActions)).toMatchObject([{ TargetGroupArn: other }]);
    expect(await attributes('DescribeListenerAttributes', { ListenerArn })).toEqual({});
  });

  test('listeners go with their load balancer', async () => {
    await listen(await makeGroup());
    await elb('DeleteLoadBalancer', { LoadBalancerArn: balancerArn });
    expect(await emulator.resources({ type: 'listener' })).toEqual([]);
  });
});
