/**
 * Every filter that AWS documents for a describe call of EC2's, from the table that is extracted from botocore's models
 * (emulator/models/ec2.generated.ts): it is taken, it selects what it should, and nothing else is taken.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Emulator } from '../../../emulator/index.ts';
import { model } from '../../../emulator/models/ec2.generated.ts';
import { makeRichNetwork, type RichNetwork } from './support/rich-network.ts';
import { type Answer, members, startStill, Wire } from './support/wire.ts';

let emulator: Emulator;
let wire: Wire;
let rich: RichNetwork;

beforeAll(async () => {
  emulator = await startStill();
  wire = new Wire(emulator);
  rich = await makeRichNetwork(wire, () => emulator.advanceClock(60));
  await emulator.advanceClock(60);
});

afterAll(() => emulator.close());

/** No resource of the emulator can have what the filter looks at; it is taken, and finds nothing. */
const nothing = Symbol('nothing');

type Case = string | ((rich: RichNetwork) => string | undefined) | typeof nothing;

const of = (name: string) => (known: RichNetwork) => known[name];
const tag = { tag: 'Core', 'tag-key': 'Team' };
const permission = (prefix: string) => ({
  [`${prefix}.cidr`]: '100.68.0.0/18',
  [`${prefix}.ipv6-cidr`]: '2001:db8::/64',
  [`${prefix}.prefix-list-id`]: of('prefixListId'),
  [`${prefix}.group-id`]: of('groupId'),
  [`${prefix}.group-name`]: 'service',
  [`${prefix}.user-id`]: '222222222222',
  [`${prefix}.protocol`]: 'tcp',
  [`${prefix}.from-port`]: '443',
  [`${prefix}.to-port`]: '444',
});

/** A value, for each filter, that at least one resource of the network has. */
const cases: Readonly<Record<string, Readonly<Record<string, Case>>>> = {
  DescribeAddresses: {
    'allocation-id': of('allocationId'),
    'association-id': of('associationId'),
    'instance-id': nothing,
    'network-border-group': 'eu-west-1',
    'network-interface-id': of('networkInterfaceId'),
    'network-interface-owner-id': '222222222222',
    'private-ip-address': of('privateIp'),
    'public-ip': of('publicIp'),
    ...tag,
  },
  DescribeAvailabilityZones: {
    'group-long-name': 'eu-west-1 1',
    'group-name': 'eu-west-1-zg-1',
    message: nothing,
    'opt-in-status': 'opt-in-not-required',
    'parent-zone-id': nothing,
    'parent-zone-name': nothing,
    'region-name': 'eu-west-1',
    state: 'available',
    'zone-id': 'euw1-az1',
    'zone-name': 'eu-west-1a',
    'zone-type': 'availability-zone',
  },
  DescribeEgressOnlyInternetGateways: tag,
  DescribeFlowLogs: {
    'deliver-log-status': 'SUCCESS',
    'log-destination-type': 'cloud-watch-logs',
    'flow-log-id': of('flowLogId'),
    'log-group-name': 'flow',
    'resource-id': of('vpcId'),
    'traffic-type': 'ALL',
    ...tag,
  },
  DescribeInternetGateways: {
    'attachment.state': 'available',
    'attachment.vpc-id': of('vpcId'),
    'internet-gateway-id': of('internetGatewayId'),
    'owner-id': '222222222222',
    ...tag,
  },
  DescribeManagedPrefixLists: {
    'owner-id': 'AWS',
    'prefix-list-id': of('prefixListId'),
    'prefix-list-name': 'com.amazonaws.eu-west-1.s3',
  },
  DescribeNatGateways: {
    'nat-gateway-id': of('natGatewayId'),
    state: 'available',
    'subnet-id': of('subnetId'),
    'vpc-id': of('vpcId'),
    ...tag,
  },
  DescribeNetworkAcls: {
    'association.association-id': 'aclassoc-*',
    'association.network-acl-id': 'acl-*',
    'association.subnet-id': of('subnetId'),
    default: 'true',
    'entry.cidr': '10.0.0.0/8',
    'entry.egress': 'true',
    'entry.icmp.code': '3',
    'entry.icmp.type': '4',
    'entry.ipv6-cidr': '2001:db8::/64',
    'entry.port-range.from': '80',
    'entry.port-range.to': '90',
    'entry.protocol': 'tcp',
    'entry.rule-action': 'allow',
    'entry.rule-number': '110',
    'network-acl-id': of('networkAclId'),
    'owner-id': '222222222222',
    'vpc-id': of('vpcId'),
    ...tag,
  },
  DescribeNetworkInterfaces: {
    'addresses.association.owner-id': '222222222222',
    'addresses.association.public-ip': of('publicIp'),
    'addresses.primary': 'true',
    'addresses.private-ip-address': of('privateIp'),
    'association.allocation-id': of('allocationId'),
    'association.association-id': of('associationId'),
    'association.ip-owner-id': '222222222222',
    'association.public-dns-name': 'ec2-*.eu-west-1.compute.amazonaws.com',
    'association.public-ip': of('publicIp'),
    'attachment.attach-time': '2025-01-01T00:*',
    'attachment.attachment-id': 'ela-attach-*',
    'attachment.delete-on-termination': 'false',
    'attachment.device-index': '1',
    'attachment.instance-id': nothing,
    'attachment.instance-owner-id': 'amazon-elb',
    'attachment.status': 'attached',
    'availability-zone': of('zone'),
    'availability-zone-id': of('zoneId'),
    description: 'an interface',
    'group-id': of('groupId'),
    'interface-type': 'nat_gateway',
    'ipv6-addresses.ipv6-address': of('ipv6Address'),
    'mac-address': of('macAddress'),
    'network-interface-id': of('networkInterfaceId'),
    'operator.managed': 'false',
    'operator.principal': nothing,
    'owner-id': '222222222222',
    'private-dns-name': 'ip-10-0-1-*.eu-west-1.compute.internal',
    'private-ip-address': of('privateIp'),
    'requester-id': 'amazon-vpce',
    'requester-managed': 'false',
    'source-dest-check': 'true',
    status: 'available',
    'subnet-id': of('subnetId'),
    'vpc-id': of('vpcId'),
    ...tag,
  },
  DescribePrefixLists: {
    'prefix-list-id': of('prefixListId'),
    'prefix-list-name': '*.dynamodb',
  },
  DescribeRegions: {
    endpoint: 'ec2.eu-west-1.amazonaws.com',
    'opt-in-status': 'opted-in',
    'region-name': 'eu-*-1',
  },
  DescribeRouteTables: {
    'association.gateway-id': of('internetGatewayId'),
    'association.main': 'true',
    'association.route-table-association-id': of('routeTableAssociationId'),
    'association.route-table-id': of('routeTableId'),
    'association.subnet-id': of('subnetId'),
    'owner-id': '222222222222',
    'route-table-id': of('routeTableId'),
    'route.destination-cidr-block': '192.168.0.0/16',
    'route.destination-ipv6-cidr-block': '::/0',
    'route.destination-prefix-list-id': of('prefixListId'),
    'route.egress-only-internet-gateway-id': of('egressOnlyId'),
    'route.gateway-id': of('gatewayEndpointId'),
    'route.instance-id': nothing,
    'route.nat-gateway-id': of('natGatewayId'),
    'route.origin': 'CreateRoute',
    'route.state': 'blackhole',
    'route.transit-gateway-id': nothing,
    'route.vpc-peering-connection-id': nothing,
    'vpc-id': of('vpcId'),
    ...tag,
  },
  DescribeSecurityGroupRules: {
    'group-id': of('groupId'),
    'security-group-rule-id': of('ruleId'),
    tag: 'Core',
  },
  DescribeSecurityGroups: {
    description: 'service',
    'group-id': of('groupId'),
    'group-name': 'serv?ce',
    'owner-id': '222222222222',
    'vpc-id': of('vpcId'),
    ...permission('ip-permission'),
    ...permission('egress.ip-permission'),
    ...tag,
  },
  DescribeSubnets: {
    'availability-zone': of('zone'),
    'availability-zone-id': of('zoneId'),
    'available-ip-address-count': of('available'),
    'cidr-block': '10.0.1.0/24',
    'customer-owned-ipv4-pool': nothing,
    'default-for-az': 'false',
    'enable-dns64': 'false',
    'enable-lni-at-device-index': nothing,
    'ipv6-cidr-block-association.association-id': of('subnetIpv6Id'),
    'ipv6-cidr-block-association.ipv6-cidr-block': of('subnetIpv6'),
    'ipv6-cidr-block-association.state': 'associated',
    'ipv6-native': 'false',
    'map-customer-owned-ip-on-launch': 'false',
    'map-public-ip-on-launch': 'false',
    'outpost-arn': nothing,
    'owner-id': '222222222222',
    'private-dns-name-options-on-launch.enable-resource-name-dns-a-record': 'false',
    'private-dns-name-options-on-launch.enable-resource-name-dns-aaaa-record': 'false',
    'private-dns-name-options-on-launch.hostname-type': 'ip-name',
    state: 'available',
    'subnet-arn': (known) => `arn:aws:ec2:eu-west-1:222222222222:subnet/${known.subnetId}`,
    'subnet-id': of('subnetId'),
    'vpc-id': of('vpcId'),
    ...tag,
  },
  DescribeTags: {
    key: 'Team',
    'resource-id': of('vpcId'),
    'resource-type': 'vpc',
    tag: 'Core',
    value: 'Core',
  },
  DescribeVpcEndpointAssociations: {
    'associated-resource-accessibility': nothing,
    'associated-resource-id': nothing,
    'association-id': nothing,
    'resource-configuration-group-arn': nothing,
    'service-network-arn': nothing,
    'vpc-endpoint-id': nothing,
  },
  DescribeVpcEndpointConnectionNotifications: {
    'connection-notification-arn': of('topic'),
    'connection-notification-id': of('notificationId'),
    'connection-notification-state': 'Enabled',
    'connection-notification-type': 'Topic',
    'service-id': of('serviceId'),
    'vpc-endpoint-id': nothing,
  },
  DescribeVpcEndpointConnections: {
    'ip-address-type': 'ipv4',
    'service-id': of('serviceId'),
    'vpc-endpoint-id': of('endpointId'),
    'vpc-endpoint-owner': '222222222222',
    'vpc-endpoint-region': 'eu-west-1',
    'vpc-endpoint-state': 'pendingAcceptance',
  },
  DescribeVpcEndpointServiceConfigurations: {
    'service-id': of('serviceId'),
    'service-name': of('serviceName'),
    'service-state': 'Available',
    'supported-ip-address-types': 'ipv4',
    ...tag,
  },
  DescribeVpcEndpointServicePermissions: {
    principal: of('principal'),
    'principal-type': 'Account',
  },
  DescribeVpcEndpointServices: {
    owner: 'amazon',
    'service-name': of('serviceName'),
    'service-region': 'eu-west-1',
    'service-type': 'Gateway',
    'supported-ip-address-types': 'ipv4',
    ...tag,
  },
  DescribeVpcEndpoints: {
    'ip-address-type': 'ipv4',
    'service-name': 'com.amazonaws.eu-west-1.s3',
    'service-region': 'eu-west-1',
    'vpc-endpoint-id': of('endpointId'),
    'vpc-endpoint-state': 'available',
    'vpc-endpoint-type': 'Interface',
    'vpc-id': of('vpcId'),
    ...tag,
  },
  DescribeVpcs: {
    cidr: '10.0.0.0/16',
    'cidr-block-association.association-id': of('secondCidrId'),
    'cidr-block-association.cidr-block': '10.9.0.0/16',
    'cidr-block-association.state': 'associated',
    'dhcp-options-id': 'default',
    'ipv6-cidr-block-association.association-id': of('vpcIpv6Id'),
    'ipv6-cidr-block-association.ipv6-cidr-block': of('vpcIpv6'),
    'ipv6-cidr-block-association.ipv6-pool': 'Amazon',
    'ipv6-cidr-block-association.state': 'associated',
    'is-default': 'false',
    'owner-id': '222222222222',
    state: 'available',
    'vpc-id': of('vpcId'),
    ...tag,
  },
};

const documented = Object.entries(model.actions).flatMap(([action, { filters }]) =>
  filters === undefined ? [] : [[action, filters] as const],
);

test('there is a case for every documented filter of every action, and none for others', () => {
  const known = documented.flatMap(([action, filters]) => filters.map((filter) => `${action} ${filter}`));
  const tried = Object.entries(cases).flatMap(([action, filters]) =>
    Object.keys(filters).map((filter) => `${action} ${filter}`),
  );
  expect(tried.sort()).toEqual(known.sort());
});

describe.each(documented)('%s', (action, filters) => {
  test.each([...filters])('%s', async (filter) => {
    const name = filter === 'tag' ? 'tag:Team' : filter;
    const wanted = cases[action]?.[filter];
    expect(wanted).toBeDefined();
    expect(await count(action, [{ Name: name, Value: ['no-such-value'] }])).toBe(0);
    if (wanted === nothing || wanted === undefined) return;
    const value = typeof wanted === 'string' ? wanted : (wanted(rich) ?? '');
    expect(value).not.toBe('');
    const found = await count(action, [{ Name: name, Value: ['no-such-value', value] }]);
    expect(found).toBeGreaterThan(0);
    // Case counts, and filters are joined by and.
    if (value !== value.toUpperCase())
      expect(await count(action, [{ Name: name, Value: [value.toUpperCase()] }])).toBe(0);
    expect(
      await count(action, [
        { Name: name, Value: [value] },
        { Name: name, Value: ['no-such-value'] },
      ]),
    ).toBe(0);
  });

  test('refuses any other filter', async () => {
    for (const Name of ['colour', `${filters[0]}x`, filters[0]?.toUpperCase() ?? '']) {
      await expect(count(action, [{ Name, Value: ['x'] }])).rejects.toMatchObject({
        code: 'InvalidParameterValue',
        message: expect.stringContaining(Name),
      });
    }
  });

  test('takes 200 filter values and no more', async () => {
    const Value = (length: number) => Array.from({ length }, (_item, index) => `value-${index}`);
    const Name = filters[0] === 'tag' ? 'tag:Team' : (filters[0] ?? '');
    expect(await count(action, [{ Name, Value: Value(200) }])).toBe(0);
    await expect(count(action, [{ Name, Value: Value(201) }])).rejects.toMatchObject({
      code: 'FilterLimitExceeded',
    });
  });
});

async function count(action: string, Filter: { Name: string; Value: string[] }[]): Promise<number> {
  const more = action === 'DescribeVpcEndpointServicePermissions' ? { ServiceId: rich.serviceId ?? '' } : {};
  const answer: Answer = await wire.query('ec2', action, { ...more, Filter });
  return Math.max(...Object.values(answer).map((set) => members(set, 'item').length));
}
