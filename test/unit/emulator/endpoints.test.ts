import {
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  CreateVpcEndpointCommand,
  DeleteSecurityGroupCommand,
  DeleteSubnetCommand,
  DeleteVpcCommand,
  DeleteVpcEndpointsCommand,
  DescribeNetworkInterfacesCommand,
  DescribeRouteTablesCommand,
  DescribeVpcEndpointsCommand,
  ModifyVpcAttributeCommand,
  ModifyVpcEndpointCommand,
} from '@aws-sdk/client-ec2';
import { DeleteLoadBalancerCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Aws, CUSTOMER, startAws, TRAY } from './support/aws.ts';
import {
  codeOf,
  endpointState,
  makePlace,
  makeService,
  type Place,
  requestEndpoint,
} from './support/private-link.ts';

describe('VPC endpoints', () => {
  let aws: Aws;
  let place: Place;

  beforeEach(async () => {
    aws = await startAws();
    place = await makePlace(aws, TRAY, { zoneIds: ['euw1-az1', 'euw1-az2'] });
  });

  afterEach(() => aws.emulator.close());

  const ec2 = () => aws.ec2(TRAY);
  const modify = (id: string, change: object) =>
    ec2().send(new ModifyVpcEndpointCommand({ VpcEndpointId: id, ...change }));
  const describeOne = async (id: string) => {
    const { VpcEndpoints } = await ec2().send(new DescribeVpcEndpointsCommand({ VpcEndpointIds: [id] }));
    return VpcEndpoints?.[0];
  };

  test('a service is reached only from zones in which it is', async () => {
    const service = await makeService(aws, { zoneIds: ['euw1-az1'] });
    await expect(requestEndpoint(aws, TRAY, place, service.serviceName)).rejects.toMatchObject({
      name: 'InvalidParameter',
      message: `The VPC endpoint service ${service.serviceName} does not support the availability zone of the subnet: ${place.subnetIds[1]}.`,
    });
    expect(await aws.emulator.resources({ accountId: TRAY, type: 'network-interface' })).toEqual([]);
  });

  test('across regions zones need not match, but some do not take part', async () => {
    const service = await makeService(aws, { supportedRegions: ['eu-west-1', 'us-east-1'] });
    const request = async (zoneId: string, cidr: string) => {
      const far = await makePlace(aws, TRAY, { region: 'us-east-1', zoneIds: [zoneId], cidr });
      return requestEndpoint(
        aws,
        TRAY,
        far,
        service.serviceName,
        { ServiceRegion: 'eu-west-1' },
        'us-east-1',
      );
    };
    await expect(request('use1-az6', '10.1')).resolves.toMatch(/^vpce-/);
    expect(await codeOf(request('use1-az3', '10.2'))).toBe('InvalidParameter');
  });

  test('one subnet per zone', async () => {
    const { Subnet } = await ec2().send(
      new CreateSubnetCommand({
        VpcId: place.vpcId,
        CidrBlock: '10.0.9.0/24',
        AvailabilityZoneId: 'euw1-az1',
      }),
    );
    const twice = { vpcId: place.vpcId, subnetIds: [place.subnetIds[0] ?? '', Subnet?.SubnetId ?? ''] };
    expect(await codeOf(requestEndpoint(aws, TRAY, twice, 'com.amazonaws.eu-west-1.logs'))).toBe(
      'DuplicateSubnetsInSameZone',
    );
  });

  test('an interface endpoint has one network interface per subnet, with an address of it', async () => {
    const id = await requestEndpoint(aws, TRAY, place, 'com.amazonaws.eu-west-1.logs');
    const endpoint = await describeOne(id);
    const { NetworkInterfaces } = await ec2().send(
      new DescribeNetworkInterfacesCommand({ NetworkInterfaceIds: endpoint?.NetworkInterfaceIds ?? [] }),
    );
    expect(NetworkInterfaces?.map(({ SubnetId, PrivateIpAddress }) => [SubnetId, PrivateIpAddress])).toEqual([
      [place.subnetIds[0], '10.0.0.4'],
      [place.subnetIds[1], '10.0.1.4'],
    ]);
  });

  test('private DNS for an endpoint service is refused before acceptance', async () => {
    const service = await makeService(aws, { zoneIds: ['euw1-az1', 'euw1-az2'] });
    const id = await requestEndpoint(aws, TRAY, place, service.serviceName);
    expect(await codeOf(modify(id, { PrivateDnsEnabled: true }))).toBe('InvalidParameter');
  });

  test('private DNS needs both DNS attributes of the VPC, and no other endpoint with the name', async () => {
    const request = () =>
      requestEndpoint(aws, TRAY, place, 'com.amazonaws.eu-west-1.logs', { PrivateDnsEnabled: true });
    await expect(request()).rejects.toMatchObject({ message: expect.stringContaining('enableDnsHostnames') });
    await ec2().send(
      new ModifyVpcAttributeCommand({ VpcId: place.vpcId, EnableDnsHostnames: { Value: true } }),
    );
    const id = await request();
    expect((await describeOne(id))?.DnsEntries?.at(-1)?.DnsName).toBe('logs.eu-west-1.amazonaws.com');
    await expect(request()).rejects.toMatchObject({
      message: expect.stringContaining('conflicting DNS domain'),
    });
  });

  test('a gateway endpoint puts its prefix list into route tables, and takes it away', async () => {
    const { RouteTables } = await ec2().send(
      new DescribeRouteTablesCommand({ Filters: [{ Name: 'vpc-id', Values: [place.vpcId] }] }),
    );
    const routeTableId = RouteTables?.[0]?.RouteTableId ?? '';
    const request = () =>
      ec2().send(
        new CreateVpcEndpointCommand({
          VpcId: place.vpcId,
          ServiceName: 'com.amazonaws.eu-west-1.s3',
          RouteTableIds: [routeTableId],
        }),
      );
    const routes = async () => {
      const answer = await ec2().send(new DescribeRouteTablesCommand({ RouteTableIds: [routeTableId] }));
      return (
        answer.RouteTables?.[0]?.Routes?.filter((route) => route.DestinationPrefixListId !== undefined) ?? []
      );
    };
    const { VpcEndpoint } = await request();
    expect(VpcEndpoint?.State).toBe('available');
    expect(await routes()).toEqual([
      expect.objectContaining({ GatewayId: VpcEndpoint?.VpcEndpointId, State: 'active' }),
    ]);
    expect(await codeOf(request())).toBe('RouteAlreadyExists');
    await ec2().send(new DeleteVpcEndpointsCommand({ VpcEndpointIds: [VpcEndpoint?.VpcEndpointId ?? ''] }));
    expect(await routes()).toEqual([]);
  });

  test('the type must be one that the service has', async () => {
    const attempt = ec2().send(
      new CreateVpcEndpointCommand({ VpcId: place.vpcId, ServiceName: 'com.amazonaws.eu-west-1.logs' }),
    );
    await expect(attempt).rejects.toMatchObject({
      name: 'InvalidParameter',
      message: 'Endpoint type (Gateway) does not match available service types ([Interface]).',
    });
  });

  test('the same client token gives the same endpoint, and refuses another request', async () => {
    const request = (ServiceName: string) =>
      requestEndpoint(aws, TRAY, place, ServiceName, { ClientToken: 'once' });
    const first = await request('com.amazonaws.eu-west-1.logs');
    expect(await request('com.amazonaws.eu-west-1.logs')).toBe(first);
    expect(await codeOf(request('com.amazonaws.eu-west-1.sts'))).toBe('IdempotentParameterMismatch');
    expect(await aws.emulator.resources({ type: 'vpc-endpoint' })).toHaveLength(1);
  });

  test('a VPC holds fifty interface endpoints', async () => {
    const one = { vpcId: place.vpcId, subnetIds: [] };
    for (let made = 0; made < 50; made++)
      await requestEndpoint(aws, TRAY, one, 'com.amazonaws.eu-west-1.logs');
    expect(await codeOf(requestEndpoint(aws, TRAY, one, 'com.amazonaws.eu-west-1.logs'))).toBe(
      'VpcEndpointLimitExceeded',
    );
  });

  test('a policy has at most 20,480 characters and must be one', async () => {
    const withPolicy = (PolicyDocument: string) =>
      codeOf(requestEndpoint(aws, TRAY, place, 'com.amazonaws.eu-west-1.logs', { PolicyDocument }));
    const statement = { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' };
    expect(await withPolicy(JSON.stringify({ Statement: [{ ...statement, Sid: 'x'.repeat(20_480) }] }))).toBe(
      'InvalidPolicyDocument',
    );
    expect(await withPolicy('{"Statement":')).toBe('InvalidPolicyDocument');
    expect(await withPolicy(JSON.stringify({ Statement: [statement] }))).toBe('no error');
  });

  test('new subnets take an available endpoint through pending', async () => {
    const first = { vpcId: place.vpcId, subnetIds: place.subnetIds.slice(0, 1) };
    const id = await requestEndpoint(aws, TRAY, first, 'com.amazonaws.eu-west-1.logs');
    await aws.emulator.advanceClock(1);
    await modify(id, { AddSubnetIds: [place.subnetIds[1]], RemoveSubnetIds: [place.subnetIds[0]] });
    expect(await endpointState(aws, TRAY, id)).toBe('pending');
    await aws.emulator.advanceClock(1);
    expect(await describeOne(id)).toMatchObject({ State: 'available', SubnetIds: [place.subnetIds[1]] });
    expect(await aws.emulator.resources({ type: 'network-interface' })).toHaveLength(1);
  });

  test('what an endpoint uses cannot be deleted until it is gone', async () => {
    const { GroupId = '' } = await ec2().send(
      new CreateSecurityGroupCommand({ VpcId: place.vpcId, GroupName: 'own', Description: 'own' }),
    );
    const id = await requestEndpoint(aws, TRAY, place, 'com.amazonaws.eu-west-1.logs', {
      SecurityGroupIds: [GroupId],
    });
    const removals = () => [
      ec2().send(new DeleteSecurityGroupCommand({ GroupId })),
      ...place.subnetIds.map((SubnetId) => ec2().send(new DeleteSubnetCommand({ SubnetId }))),
    ];
    const removeVpc = () => ec2().send(new DeleteVpcCommand({ VpcId: place.vpcId }));
    for (const removal of [...removals(), removeVpc()])
      expect(await codeOf(removal)).toBe('DependencyViolation');
    await ec2().send(new DeleteVpcEndpointsCommand({ VpcEndpointIds: [id] }));
    for (const removal of removals()) expect(await codeOf(removal)).toBe('DependencyViolation');
    await aws.emulator.advanceClock(1);
    await Promise.all(removals());
    await removeVpc();
    expect(await aws.emulator.resources()).toEqual([]);
  });

  test('a load balancer under an endpoint service cannot be deleted', async () => {
    const service = await makeService(aws);
    const removal = aws
      .elbv2(CUSTOMER)
      .send(new DeleteLoadBalancerCommand({ LoadBalancerArn: service.loadBalancerArn }));
    expect(await codeOf(removal)).toMatch(/ResourceInUse/);
  });

  test('endpoints of a role of another account cannot be touched', async () => {
    const id = await requestEndpoint(aws, TRAY, place, 'com.amazonaws.eu-west-1.logs');
    const attempt = await aws.ec2(CUSTOMER).send(new DeleteVpcEndpointsCommand({ VpcEndpointIds: [id] }));
    expect(attempt.Unsuccessful?.[0]?.Error?.Code).toBe('InvalidVpcEndpoint.NotFound');
    expect(await endpointState(aws, TRAY, id)).toBe('pending');
  });
});
