import { type Answer, list, makeNetwork, members, record, texts, type Wire } from './wire.ts';

/** One or more of everything that EC2's describe calls show, by the names that the tests use. */
export type RichNetwork = Readonly<Record<string, string>>;

const tagged = (type: string) => [{ ResourceType: type, Tag: [{ Key: 'Team', Value: 'Core' }] }];

/** A VPC with two blocks of each kind, both sides of a connection, and a way out. All resources are tagged Team=Core. */
export async function makeRichNetwork(wire: Wire, settle: () => Promise<unknown>): Promise<RichNetwork> {
  const ec2 = (action: string, params: Parameters<Wire['query']>[2] = {}) =>
    wire.query('ec2', action, params);
  const id = (answer: Answer, set: string, field: string) => String(record(answer[set])[field]);

  const { vpcId, subnetIds, groupId } = await makeNetwork(wire, { zones: [1, 2] });
  const [subnetId = '', secondSubnetId = ''] = subnetIds;
  const second = await ec2('AssociateVpcCidrBlock', { VpcId: vpcId, CidrBlock: '10.9.3.7/16' });
  const ipv6 = await ec2('AssociateVpcCidrBlock', { VpcId: vpcId, AmazonProvidedIpv6CidrBlock: true });
  const vpcIpv6 = id(ipv6, 'ipv6CidrBlockAssociation', 'ipv6CidrBlock');
  const subnetIpv6 = vpcIpv6.replace('/56', '/64');
  const subnet6 = await ec2('AssociateSubnetCidrBlock', { SubnetId: subnetId, Ipv6CidrBlock: subnetIpv6 });

  const internetGatewayId = id(
    await ec2('CreateInternetGateway', { TagSpecification: tagged('internet-gateway') }),
    'internetGateway',
    'internetGatewayId',
  );
  await ec2('AttachInternetGateway', { InternetGatewayId: internetGatewayId, VpcId: vpcId });
  const egressOnlyId = id(
    await ec2('CreateEgressOnlyInternetGateway', { VpcId: vpcId }),
    'egressOnlyInternetGateway',
    'egressOnlyInternetGatewayId',
  );
  const allocation = await ec2('AllocateAddress', { TagSpecification: tagged('elastic-ip') });
  const natAllocation = await ec2('AllocateAddress');
  const natGatewayId = id(
    await ec2('CreateNatGateway', { SubnetId: subnetId, AllocationId: String(natAllocation.allocationId) }),
    'natGateway',
    'natGatewayId',
  );
  const made = await ec2('CreateNetworkInterface', {
    SubnetId: subnetId,
    SecurityGroupId: [groupId],
    Description: 'an interface',
    Ipv6AddressCount: 1,
  });
  const networkInterface = record(made.networkInterface);
  const networkInterfaceId = String(networkInterface.networkInterfaceId);
  const associated = await ec2('AssociateAddress', {
    AllocationId: String(allocation.allocationId),
    NetworkInterfaceId: networkInterfaceId,
  });
  await settle();

  const routeTableId = id(await ec2('CreateRouteTable', { VpcId: vpcId }), 'routeTable', 'routeTableId');
  const association = await ec2('AssociateRouteTable', { RouteTableId: routeTableId, SubnetId: subnetId });
  await ec2('AssociateRouteTable', { RouteTableId: routeTableId, GatewayId: internetGatewayId });
  for (const route of [
    { DestinationCidrBlock: '0.0.0.0/0', NatGatewayId: natGatewayId },
    { DestinationCidrBlock: '192.168.5.5/16', GatewayId: internetGatewayId },
    { DestinationIpv6CidrBlock: '::/0', EgressOnlyInternetGatewayId: egressOnlyId },
    { DestinationCidrBlock: '172.16.0.0/12', NetworkInterfaceId: networkInterfaceId },
  ]) {
    await ec2('CreateRoute', { RouteTableId: routeTableId, ...route });
  }

  const lists = await ec2('DescribePrefixLists', {
    Filter: [{ Name: 'prefix-list-name', Value: ['com.amazonaws.eu-west-1.s3'] }],
  });
  const prefixListId = String(members(lists.prefixListSet, 'item')[0]?.prefixListId);
  const gatewayEndpointId = id(
    await ec2('CreateVpcEndpoint', {
      VpcId: vpcId,
      ServiceName: 'com.amazonaws.eu-west-1.s3',
      RouteTableId: [routeTableId],
    }),
    'vpcEndpoint',
    'vpcEndpointId',
  );

  for (const direction of ['Ingress', 'Egress']) {
    await ec2(`AuthorizeSecurityGroup${direction}`, {
      GroupId: groupId,
      IpPermissions: [
        {
          IpProtocol: 'tcp',
          FromPort: 443,
          ToPort: 444,
          IpRanges: [{ CidrIp: '100.68.0.18/18' }],
          Ipv6Ranges: [{ CidrIpv6: '2001:DB8::1/64' }],
          PrefixListIds: [{ PrefixListId: prefixListId }],
          Groups: [{ GroupId: groupId }],
        },
      ],
    });
  }
  const networkAclId = id(await ec2('CreateNetworkAcl', { VpcId: vpcId }), 'networkAcl', 'networkAclId');
  const entry = { NetworkAclId: networkAclId, RuleAction: 'allow', Egress: false };
  await ec2('CreateNetworkAclEntry', {
    ...entry,
    RuleNumber: 110,
    Protocol: 'tcp',
    CidrBlock: '10.1.2.3/8',
    PortRange: { From: 80, To: 90 },
  });
  await ec2('CreateNetworkAclEntry', {
    ...entry,
    RuleNumber: 120,
    Protocol: '58',
    Ipv6CidrBlock: '2001:db8::5/64',
    Icmp: { Code: 3, Type: 4 },
  });

  const balancer = await wire.query('elasticloadbalancing', 'CreateLoadBalancer', {
    Name: 'rich',
    Type: 'network',
    Scheme: 'internal',
    Subnets: [subnetId, secondSubnetId],
  });
  const service = record(
    (
      await ec2('CreateVpcEndpointServiceConfiguration', {
        NetworkLoadBalancerArn: [String(members(balancer.LoadBalancers)[0]?.LoadBalancerArn)],
      })
    ).serviceConfiguration,
  );
  const serviceId = String(service.serviceId);
  const principal = 'arn:aws:iam::222222222222:root';
  await ec2('ModifyVpcEndpointServicePermissions', {
    ServiceId: serviceId,
    AddAllowedPrincipals: [principal],
  });
  const endpointId = id(
    await ec2('CreateVpcEndpoint', {
      VpcEndpointType: 'Interface',
      VpcId: vpcId,
      SubnetId: [secondSubnetId],
      ServiceName: String(service.serviceName),
    }),
    'vpcEndpoint',
    'vpcEndpointId',
  );
  const topic = 'arn:aws:sns:eu-west-1:222222222222:events';
  const notification = await ec2('CreateVpcEndpointConnectionNotification', {
    ServiceId: serviceId,
    ConnectionNotificationArn: topic,
    ConnectionEvents: ['Accept'],
  });
  const logs = await ec2('CreateFlowLogs', {
    ResourceType: 'VPC',
    ResourceId: [vpcId],
    TrafficType: 'ALL',
    LogGroupName: 'flow',
    DeliverLogsPermissionArn: 'arn:aws:iam::222222222222:role/flow',
  });
  const flowLogId = texts(logs.flowLogIdSet, 'item')[0] ?? '';
  const rule = await ec2('DescribeSecurityGroupRules', { Filter: [{ Name: 'group-id', Value: [groupId] }] });
  const ruleId = String(members(rule.securityGroupRuleSet, 'item')[0]?.securityGroupRuleId);
  const tagged_ = [
    vpcId,
    subnetId,
    routeTableId,
    networkAclId,
    groupId,
    ruleId,
    networkInterfaceId,
    natGatewayId,
  ];
  await ec2('CreateTags', {
    ResourceId: [...tagged_, egressOnlyId, endpointId, serviceId, flowLogId],
    Tag: [{ Key: 'Team', Value: 'Core' }],
  });
  const vpc = members((await ec2('DescribeVpcs', { VpcId: [vpcId] })).vpcSet, 'item')[0] ?? {};
  const subnet = members((await ec2('DescribeSubnets', { SubnetId: [subnetId] })).subnetSet, 'item')[0] ?? {};
  return {
    vpcId,
    subnetId,
    groupId,
    vpcIpv6,
    subnetIpv6,
    internetGatewayId,
    egressOnlyId,
    natGatewayId,
    networkInterfaceId,
    routeTableId,
    prefixListId,
    gatewayEndpointId,
    networkAclId,
    serviceId,
    endpointId,
    principal,
    topic,
    flowLogId,
    ruleId,
    serviceName: String(service.serviceName),
    secondCidrId: id(second, 'cidrBlockAssociation', 'associationId'),
    vpcIpv6Id: id(ipv6, 'ipv6CidrBlockAssociation', 'associationId'),
    subnetIpv6Id: id(subnet6, 'ipv6CidrBlockAssociation', 'associationId'),
    allocationId: String(allocation.allocationId),
    publicIp: String(allocation.publicIp),
    associationId: String(associated.associationId),
    routeTableAssociationId: String(association.associationId),
    notificationId: String(record(notification.connectionNotification).connectionNotificationId),
    privateIp: String(networkInterface.privateIpAddress),
    macAddress: String(networkInterface.macAddress),
    ipv6Address: String(list(record(networkInterface.ipv6AddressesSet).item)[0]?.ipv6Address),
    zone: String(subnet.availabilityZone),
    zoneId: String(subnet.availabilityZoneId),
    available: String(subnet.availableIpAddressCount),
    cidrBlock: String(vpc.cidrBlock),
  };
}
