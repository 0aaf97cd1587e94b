/** What customers' own networks have beside endpoints: ways out, blocks, routes, and AWS's rules about them. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Emulator } from '../../../emulator/index.ts';
import { list, makeNetwork, members, type Params, record, startStill, Wire } from './support/wire.ts';

let emulator: Emulator;
let wire: Wire;
let vpcId = '';
let subnetId = '';
let groupId = '';

beforeAll(async () => {
  emulator = await startStill();
  wire = new Wire(emulator);
  const network = await makeNetwork(wire, { zones: [1, 2] });
  vpcId = network.vpcId;
  subnetId = network.subnetIds[0] ?? '';
  groupId = network.groupId;
});

afterAll(() => emulator.close());

const ec2 = (action: string, params: Params = {}) => wire.query('ec2', action, params);
const refused = (action: string, params: Params, code: string) =>
  expect(ec2(action, params)).rejects.toMatchObject({ code });
const field = async (action: string, params: Params, path: readonly string[]) =>
  String(path.reduce<unknown>((value, name) => record(value)[name], await ec2(action, params)));

describe('blocks', () => {
  test.each([
    ['CreateVpc', '10.5.77.9/16', '10.5.0.0/16', ['vpc', 'cidrBlock']],
    ['AssociateVpcCidrBlock', '10.6.1.1/20', '10.6.0.0/20', ['cidrBlockAssociation', 'cidrBlock']],
    ['CreateSubnet', '10.0.200.7/24', '10.0.200.0/24', ['subnet', 'cidrBlock']],
  ] as const)('%s keeps %s as %s', async (action, given, kept, path) => {
    const params = action === 'CreateVpc' ? { CidrBlock: given } : { VpcId: vpcId, CidrBlock: given };
    expect(await field(action, params, path)).toBe(kept);
  });

  test('blocks of rules are cut as well, so that the same rule in another writing is a duplicate', async () => {
    const rule = (CidrIp: string, CidrIpv6: string) => ({
      GroupId: groupId,
      IpPermissions: [
        { IpProtocol: 'tcp', FromPort: 1, ToPort: 1, IpRanges: [{ CidrIp }], Ipv6Ranges: [{ CidrIpv6 }] },
      ],
    });
    const answer = await ec2('AuthorizeSecurityGroupIngress', rule('100.68.0.18/18', '2001:DB8:0:0::9/64'));
    const rules = members(answer.securityGroupRuleSet, 'item');
    expect(rules.map(({ cidrIpv4, cidrIpv6 }) => cidrIpv4 ?? cidrIpv6)).toEqual([
      '100.68.0.0/18',
      '2001:db8::/64',
    ]);
    await refused(
      'AuthorizeSecurityGroupIngress',
      rule('100.68.1.1/18', '2001:db8::/64'),
      'InvalidPermission.Duplicate',
    );
    await refused(
      'AuthorizeSecurityGroupIngress',
      {
        GroupId: groupId,
        IpPermissions: [
          {
            IpProtocol: 'tcp',
            FromPort: 2,
            ToPort: 2,
            IpRanges: [{ CidrIp: '10.0.0.1/8' }, { CidrIp: '10.0.0.2/8' }],
          },
        ],
      },
      'InvalidParameterValue',
    );
  });

  test('blocks that are none are refused', async () => {
    for (const CidrBlock of ['10.0.0.0', '10.0.0.0/33', '300.0.0.0/16', 'x', '::/0'])
      await refused('CreateVpc', { CidrBlock }, 'InvalidParameterValue');
    await refused('CreateVpc', { CidrBlock: '10.0.0.0/8' }, 'InvalidVpc.Range');
  });

  test('a second one takes subnets, and stays while they are there', async () => {
    const { cidrBlockAssociation } = await ec2('AssociateVpcCidrBlock', {
      VpcId: vpcId,
      CidrBlock: '10.77.0.0/16',
    });
    const AssociationId = String(record(cidrBlockAssociation).associationId);
    const id = await field('CreateSubnet', { VpcId: vpcId, CidrBlock: '10.77.1.0/24' }, [
      'subnet',
      'subnetId',
    ]);
    const tables = await ec2('DescribeRouteTables', {
      Filter: [
        { Name: 'vpc-id', Value: [vpcId] },
        { Name: 'route.destination-cidr-block', Value: ['10.77.0.0/16'] },
      ],
    });
    expect(members(tables.routeTableSet, 'item')).toHaveLength(1);
    await refused('DisassociateVpcCidrBlock', { AssociationId }, 'InvalidCidrBlock.InUse');
    await ec2('DeleteSubnet', { SubnetId: id });
    await ec2('DisassociateVpcCidrBlock', { AssociationId });
    await refused('CreateSubnet', { VpcId: vpcId, CidrBlock: '10.77.1.0/24' }, 'InvalidSubnet.Range');
    await refused(
      'AssociateVpcCidrBlock',
      { VpcId: vpcId, CidrBlock: '10.0.128.0/20' },
      'InvalidParameterValue',
    );
  });

  test('a target in the second one is one of the VPC', async () => {
    await ec2('AssociateVpcCidrBlock', { VpcId: vpcId, CidrBlock: '198.18.0.0/16' });
    const elb = (action: string, params: Params) => wire.query('elasticloadbalancing', action, params);
    const made = await elb('CreateTargetGroup', {
      Name: 'second',
      Protocol: 'TCP',
      Port: 1,
      VpcId: vpcId,
      TargetType: 'ip',
    });
    const TargetGroupArn = String(members(made.TargetGroups)[0]?.TargetGroupArn);
    await elb('RegisterTargets', { TargetGroupArn, Targets: [{ Id: '198.18.4.4' }] });
  });
});

describe('limits', () => {
  test('sixty rules in each direction and for each kind of address, and not one more', async () => {
    const id = String(
      (await ec2('CreateSecurityGroup', { GroupName: 'full', GroupDescription: 'full', VpcId: vpcId }))
        .groupId,
    );
    const permission = (port: number, kind: 'IpRanges' | 'Ipv6Ranges') => ({
      IpProtocol: 'tcp',
      FromPort: port,
      ToPort: port,
      [kind]: [kind === 'IpRanges' ? { CidrIp: '10.0.0.0/8' } : { CidrIpv6: '::/0' }],
    });
    const ports = (count: number, kind: 'IpRanges' | 'Ipv6Ranges') =>
      Array.from({ length: count }, (_item, index) => permission(index + 1, kind) as Params);
    await ec2('AuthorizeSecurityGroupIngress', { GroupId: id, IpPermissions: ports(60, 'IpRanges') });
    await ec2('AuthorizeSecurityGroupIngress', { GroupId: id, IpPermissions: ports(60, 'Ipv6Ranges') });
    const limit = 'RulesPerSecurityGroupLimitExceeded';
    await refused(
      'AuthorizeSecurityGroupIngress',
      { GroupId: id, IpPermissions: [permission(61, 'IpRanges') as Params] },
      limit,
    );
    // The rule that lets everything out counts.
    await refused(
      'AuthorizeSecurityGroupEgress',
      { GroupId: id, IpPermissions: ports(60, 'IpRanges') },
      limit,
    );
    await ec2('AuthorizeSecurityGroupEgress', { GroupId: id, IpPermissions: ports(59, 'IpRanges') });
  });

  test('twenty entries in each direction of a network ACL', async () => {
    const NetworkAclId = await field('CreateNetworkAcl', { VpcId: vpcId }, ['networkAcl', 'networkAclId']);
    const entry = (RuleNumber: number) => ({
      NetworkAclId,
      RuleNumber,
      RuleAction: 'allow',
      Egress: false,
      Protocol: '-1',
      CidrBlock: '10.0.0.0/8',
    });
    for (let number = 1; number <= 20; number++) await ec2('CreateNetworkAclEntry', entry(number));
    await refused('CreateNetworkAclEntry', entry(21), 'NetworkAclEntryLimitExceeded');
    await ec2('DeleteNetworkAcl', { NetworkAclId });
  });

  test('five groups on a network interface', async () => {
    const ids: string[] = [];
    for (let index = 0; index < 6; index++) {
      const made = await ec2('CreateSecurityGroup', {
        GroupName: `g${index}`,
        GroupDescription: 'g',
        VpcId: vpcId,
      });
      ids.push(String(made.groupId));
    }
    await refused(
      'CreateNetworkInterface',
      { SubnetId: subnetId, SecurityGroupId: ids },
      'SecurityGroupsPerInterfaceLimitExceeded',
    );
    for (const GroupId of ids) await ec2('DeleteSecurityGroup', { GroupId });
  });

  test('fifty tags', async () => {
    const Tag = Array.from({ length: 51 }, (_item, index) => ({ Key: `k${index}`, Value: 'v' }));
    await refused('CreateTags', { ResourceId: [vpcId], Tag }, 'TagLimitExceeded');
  });
});

describe('ways out', () => {
  test('an internet gateway is one to one with its VPC, and stays while public addresses are mapped', async () => {
    const create = () => field('CreateInternetGateway', {}, ['internetGateway', 'internetGatewayId']);
    const [InternetGatewayId, other] = [await create(), await create()];
    const AllocationId = String((await ec2('AllocateAddress')).allocationId);
    const item = await field('CreateNetworkInterface', { SubnetId: subnetId }, [
      'networkInterface',
      'networkInterfaceId',
    ]);
    await refused('AssociateAddress', { AllocationId, NetworkInterfaceId: item }, 'Gateway.NotAttached');
    await ec2('AttachInternetGateway', { InternetGatewayId, VpcId: vpcId });
    await refused('AttachInternetGateway', { InternetGatewayId, VpcId: vpcId }, 'Resource.AlreadyAssociated');
    await refused(
      'AttachInternetGateway',
      { InternetGatewayId: other, VpcId: vpcId },
      'InvalidParameterValue',
    );
    const { associationId } = await ec2('AssociateAddress', { AllocationId, NetworkInterfaceId: item });
    await refused('ReleaseAddress', { AllocationId }, 'InvalidIPAddress.InUse');
    await refused('DetachInternetGateway', { InternetGatewayId, VpcId: vpcId }, 'DependencyViolation');
    await refused('DeleteInternetGateway', { InternetGatewayId }, 'DependencyViolation');
    await ec2('DisassociateAddress', { AssociationId: String(associationId) });
    await ec2('ReleaseAddress', { AllocationId });
    await refused('ReleaseAddress', { AllocationId }, 'InvalidAllocationID.NotFound');
    await ec2('DeleteNetworkInterface', { NetworkInterfaceId: item });
    await ec2('DetachInternetGateway', { InternetGatewayId, VpcId: vpcId });
    await refused('DetachInternetGateway', { InternetGatewayId, VpcId: vpcId }, 'Gateway.NotAttached');
    for (const id of [InternetGatewayId, other])
      await ec2('DeleteInternetGateway', { InternetGatewayId: id });
  });

  test('a NAT gateway becomes available, holds its address, and fails without an internet gateway', async () => {
    const AllocationId = String((await ec2('AllocateAddress')).allocationId);
    const state = async (id: string) =>
      members((await ec2('DescribeNatGateways', { NatGatewayId: [id] })).natGatewaySet, 'item')[0]?.state;
    const create = () =>
      field('CreateNatGateway', { SubnetId: subnetId, AllocationId }, ['natGateway', 'natGatewayId']);
    const failing = await create();
    await emulator.advanceClock(1);
    expect(await state(failing)).toBe('failed');
    await ec2('DeleteNatGateway', { NatGatewayId: failing });
    await emulator.advanceClock(1);

    const InternetGatewayId = await field('CreateInternetGateway', {}, [
      'internetGateway',
      'internetGatewayId',
    ]);
    await ec2('AttachInternetGateway', { InternetGatewayId, VpcId: vpcId });
    const id = await create();
    expect(await state(id)).toBe('pending');
    await emulator.advanceClock(1);
    expect(await state(id)).toBe('available');
    await refused('CreateNatGateway', { SubnetId: subnetId, AllocationId }, 'Resource.AlreadyAssociated');
    await refused('CreateNatGateway', { SubnetId: subnetId }, 'MissingParameter');
    await refused('ReleaseAddress', { AllocationId }, 'InvalidIPAddress.InUse');

    const RouteTableId = await field('CreateRouteTable', { VpcId: vpcId }, ['routeTable', 'routeTableId']);
    await ec2('CreateRoute', { RouteTableId, DestinationCidrBlock: '0.0.0.0/0', NatGatewayId: id });
    await ec2('DeleteNatGateway', { NatGatewayId: id });
    expect(await state(id)).toBe('deleting');
    await emulator.advanceClock(1);
    expect(await state(id)).toBe('deleted');
    const routes = async () => {
      const table = members(
        (await ec2('DescribeRouteTables', { RouteTableId: [RouteTableId] })).routeTableSet,
        'item',
      )[0];
      return list(record(table?.routeSet).item).map(({ destinationCidrBlock, state: at }) => [
        destinationCidrBlock,
        at,
      ]);
    };
    expect(await routes()).toContainEqual(['0.0.0.0/0', 'blackhole']);
    await ec2('ReleaseAddress', { AllocationId });
    await emulator.advanceClock(3600);
    await refused('DescribeNatGateways', { NatGatewayId: [id] }, 'NatGatewayNotFound');
    await ec2('DeleteRouteTable', { RouteTableId });
    await ec2('DetachInternetGateway', { InternetGatewayId, VpcId: vpcId });
    await ec2('DeleteInternetGateway', { InternetGatewayId });
  });

  test('routes have one destination, one target of the same network, and are replaced and deleted by destination', async () => {
    const RouteTableId = await field('CreateRouteTable', { VpcId: vpcId }, ['routeTable', 'routeTableId']);
    const InternetGatewayId = await field('CreateInternetGateway', {}, [
      'internetGateway',
      'internetGatewayId',
    ]);
    const route = { RouteTableId, DestinationCidrBlock: '0.0.0.0/0', GatewayId: InternetGatewayId };
    await refused('CreateRoute', route, 'InvalidParameterValue');
    await ec2('AttachInternetGateway', { InternetGatewayId, VpcId: vpcId });
    await ec2('CreateRoute', route);
    await refused('CreateRoute', route, 'RouteAlreadyExists');
    await refused('CreateRoute', { ...route, DestinationCidrBlock: '10.0.0.9/16' }, 'RouteAlreadyExists');
    await refused('CreateRoute', { RouteTableId, DestinationCidrBlock: '1.0.0.0/8' }, 'MissingParameter');
    await refused('CreateRoute', { RouteTableId, GatewayId: InternetGatewayId }, 'MissingParameter');
    await refused(
      'CreateRoute',
      { ...route, DestinationIpv6CidrBlock: '::/0' },
      'InvalidParameterCombination',
    );
    await refused(
      'CreateRoute',
      { RouteTableId, DestinationCidrBlock: '1.0.0.0/8', TransitGatewayId: 'tgw-0123456789abcdef0' },
      'InvalidTransitGatewayID.NotFound',
    );
    await refused('ReplaceRoute', { ...route, DestinationCidrBlock: '2.0.0.0/8' }, 'InvalidParameterValue');
    const item = await field('CreateNetworkInterface', { SubnetId: subnetId }, [
      'networkInterface',
      'networkInterfaceId',
    ]);
    await ec2('ReplaceRoute', { RouteTableId, DestinationCidrBlock: '0.0.0.0/0', NetworkInterfaceId: item });
    await refused(
      'DeleteRoute',
      { RouteTableId, DestinationCidrBlock: '10.0.0.0/16' },
      'InvalidParameterValue',
    );
    await ec2('DeleteRoute', { RouteTableId, DestinationCidrBlock: '0.0.0.0/0' });
    await refused(
      'DeleteRoute',
      { RouteTableId, DestinationCidrBlock: '0.0.0.0/0' },
      'InvalidRoute.NotFound',
    );
    await refused(
      'AttachNetworkInterface',
      { NetworkInterfaceId: item, InstanceId: 'i-0123456789abcdef0', DeviceIndex: 1 },
      'InvalidInstanceID.NotFound',
    );
    await ec2('DeleteNetworkInterface', { NetworkInterfaceId: item });
  });

  test('an interface takes, and gives back, addresses of its subnet', async () => {
    const made = await ec2('CreateNetworkInterface', { SubnetId: subnetId, PrivateIpAddress: '10.0.1.200' });
    const NetworkInterfaceId = String(record(made.networkInterface).networkInterfaceId);
    await ec2('AssignPrivateIpAddresses', { NetworkInterfaceId, SecondaryPrivateIpAddressCount: 2 });
    const addresses = async () => {
      const answer = await ec2('DescribeNetworkInterfaces', { NetworkInterfaceId: [NetworkInterfaceId] });
      const item = members(answer.networkInterfaceSet, 'item')[0];
      return list(record(item?.privateIpAddressesSet).item).map((address) =>
        String(address.privateIpAddress),
      );
    };
    const [primary, ...others] = await addresses();
    expect(primary).toBe('10.0.1.200');
    expect(others).toHaveLength(2);
    await refused(
      'CreateNetworkInterface',
      { SubnetId: subnetId, PrivateIpAddress: '10.0.1.200' },
      'InvalidIPAddress.InUse',
    );
    await refused(
      'CreateNetworkInterface',
      { SubnetId: subnetId, PrivateIpAddress: '10.0.1.3' },
      'InvalidParameterValue',
    );
    await ec2('UnassignPrivateIpAddresses', { NetworkInterfaceId, PrivateIpAddress: others });
    expect(await addresses()).toEqual(['10.0.1.200']);
    await ec2('DeleteNetworkInterface', { NetworkInterfaceId });
  });
});

describe('IAM', () => {
  const iam = (action: string, params: Params = {}) => wire.query('iam', action, params);
  const trust = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
  });

  test("AWS's managed policies are there by name", async () => {
    await iam('CreateRole', { RoleName: 'app', AssumeRolePolicyDocument: trust });
    for (const name of [
      'AmazonSSMManagedInstanceCore',
      'service-role/AmazonEC2RoleforSSM',
      'AmazonS3ReadOnlyAccess',
    ]) {
      const PolicyArn = `arn:aws:iam::aws:policy/${name}`;
      await iam('AttachRolePolicy', { RoleName: 'app', PolicyArn });
      const policy = record((await iam('GetPolicy', { PolicyArn })).Policy);
      const version = await iam('GetPolicyVersion', {
        PolicyArn,
        VersionId: String(policy.DefaultVersionId),
      });
      const document = decodeURIComponent(String(record(version.PolicyVersion).Document));
      expect(JSON.parse(document)).toMatchObject({ Version: '2012-10-17' });
      await iam('DetachRolePolicy', { RoleName: 'app', PolicyArn });
    }
    await expect(
      iam('AttachRolePolicy', { RoleName: 'app', PolicyArn: 'arn:aws:iam::aws:policy/NoSuchPolicy' }),
    ).rejects.toMatchObject({ code: 'NoSuchEntity' });
    const page = await iam('ListPolicies', { Scope: 'AWS', MaxItems: 1000 });
    expect(members(page.Policies)).toHaveLength(1000);
    expect(page.IsTruncated).toBe('true');
  });

  test('a role is described anew, and held by its instance profile', async () => {
    const { Role } = await iam('UpdateRoleDescription', { RoleName: 'app', Description: 'new' });
    expect(Role).toMatchObject({ RoleName: 'app', Description: 'new' });
    const InstanceProfileName = 'app';
    await iam('CreateInstanceProfile', { InstanceProfileName });
    await iam('AddRoleToInstanceProfile', { InstanceProfileName, RoleName: 'app' });
    await expect(iam('DeleteRole', { RoleName: 'app' })).rejects.toMatchObject({ code: 'DeleteConflict' });
    await expect(iam('DeleteInstanceProfile', { InstanceProfileName })).rejects.toMatchObject({
      code: 'DeleteConflict',
    });
    expect(
      members((await iam('ListInstanceProfilesForRole', { RoleName: 'app' })).InstanceProfiles),
    ).toHaveLength(1);
    await iam('RemoveRoleFromInstanceProfile', { InstanceProfileName, RoleName: 'app' });
    await iam('DeleteInstanceProfile', { InstanceProfileName });
    await iam('DeleteRole', { RoleName: 'app' });
  });
});
