import { AwsError } from '../../../core/aws-error.ts';
import { contains, overlaps, parseCidr } from '../../../core/ipv4.ts';
import type { Output } from '../../../core/output.ts';
import type { Action, Call } from '../../../core/service.ts';
import { creating, existing, onExisting } from '../access.ts';
import { describeAction } from '../describe.ts';
import { dependencyViolation, invalidParameter } from '../errors.ts';
import { zoneNamed, zonesOf, zoneWithId } from '../places/zone-names.ts';
import {
  flowLogs,
  networkAcls,
  networkInterfaces,
  routeTables,
  type Subnet,
  subnets,
  vpcs,
} from '../state.ts';
import { renderTags, requestedTags } from '../tag-specifications.ts';
import { newSubnetIpv6, readCidrBlock, renderSubnetIpv6 } from './cidr-blocks.ts';
import { freeAddresses } from './interface-placement.ts';
import { requireSubnet, requireVpc } from './lookup.ts';

export const createSubnet: Action = {
  resources: (call) => [
    ...creating(call, 'subnet'),
    existing(call, 'vpc', call.input.requiredString('VpcId'), vpcs),
  ],
  handle: (call) => {
    const vpc = requireVpc(call, call.input.requiredString('VpcId'));
    const cidrBlock = readCidrBlock(call.input.requiredString('CidrBlock'));
    const block = parseCidr(cidrBlock);
    const isInside = vpc.cidrAssociations.some((association) => {
      const outer = parseCidr(association.cidrBlock);
      return outer !== undefined && block !== undefined && contains(outer, block);
    });
    if (block === undefined || block.prefixLength > 28 || !isInside) {
      throw new AwsError('InvalidSubnet.Range', `The CIDR '${cidrBlock}' is invalid.`);
    }
    const ipv6 = call.input.string('Ipv6CidrBlock');
    const clash = call.table(subnets).find((other) => {
      const otherBlock = parseCidr(other.cidrBlock);
      return other.vpcId === vpc.vpcId && otherBlock !== undefined && overlaps(otherBlock, block);
    });
    if (clash !== undefined) {
      throw new AwsError('InvalidSubnet.Conflict', `The CIDR '${cidrBlock}' conflicts with another subnet`);
    }
    const zone = chooseZone(call);
    const subnetId = call.newId('subnet');
    const subnet: Subnet = {
      subnetId,
      vpcId: vpc.vpcId,
      cidrBlock,
      availabilityZone: zone.name,
      availabilityZoneId: zone.id,
      ownerId: call.accountId,
      ipv6Association: ipv6 === undefined || ipv6 === '' ? undefined : newSubnetIpv6(call, vpc, ipv6),
      mapPublicIpOnLaunch: false,
      assignIpv6AddressOnCreation: false,
      enableDns64: false,
      hostnameType: 'ip-name',
      enableResourceNameDnsARecord: false,
      enableResourceNameDnsAAAARecord: false,
      tags: requestedTags(call.input, 'subnet'),
    };
    call.table(subnets).put(subnetId, subnet);
    call
      .table(networkAcls)
      .find((acl) => acl.vpcId === vpc.vpcId && acl.isDefault)
      ?.associations.push({ associationId: call.newId('aclassoc'), subnetId });
    return { subnet: renderSubnet(subnet, call) };
  },
};

export const describeSubnets = describeAction({
  collection: subnets,
  idParameter: 'SubnetId',
  id: (subnet) => subnet.subnetId,
  kind: 'subnet',
  filters: {
    'subnet-id': (subnet) => subnet.subnetId,
    'subnet-arn': (subnet, call) => call.arn('ec2', `subnet/${subnet.subnetId}`),
    'vpc-id': (subnet) => subnet.vpcId,
    'availability-zone': (subnet) => subnet.availabilityZone,
    availabilityZone: (subnet) => subnet.availabilityZone,
    'availability-zone-id': (subnet) => subnet.availabilityZoneId,
    availabilityZoneId: (subnet) => subnet.availabilityZoneId,
    'cidr-block': (subnet) => subnet.cidrBlock,
    cidr: (subnet) => subnet.cidrBlock,
    cidrBlock: (subnet) => subnet.cidrBlock,
    'default-for-az': () => false,
    defaultForAz: () => false,
    'available-ip-address-count': (subnet, call) => freeAddresses(call.table(networkInterfaces), subnet),
    'customer-owned-ipv4-pool': () => undefined,
    'enable-dns64': (subnet) => subnet.enableDns64,
    'enable-lni-at-device-index': () => undefined,
    'ipv6-cidr-block-association.ipv6-cidr-block': (subnet) => subnet.ipv6Association?.ipv6CidrBlock,
    'ipv6-cidr-block-association.association-id': (subnet) => subnet.ipv6Association?.associationId,
    'ipv6-cidr-block-association.state': (subnet) => subnet.ipv6Association && 'associated',
    'ipv6-native': () => false,
    'map-customer-owned-ip-on-launch': () => false,
    'map-public-ip-on-launch': (subnet) => subnet.mapPublicIpOnLaunch,
    'outpost-arn': () => undefined,
    'private-dns-name-options-on-launch.hostname-type': (subnet) => subnet.hostnameType,
    'private-dns-name-options-on-launch.enable-resource-name-dns-a-record': (subnet) =>
      subnet.enableResourceNameDnsARecord,
    'private-dns-name-options-on-launch.enable-resource-name-dns-aaaa-record': (subnet) =>
      subnet.enableResourceNameDnsAAAARecord,
    'owner-id': (subnet) => subnet.ownerId,
    state: () => 'available',
  },
  set: 'subnetSet',
  render: renderSubnet,
});

export const deleteSubnet: Action = {
  resources: onExisting('subnet', 'SubnetId', subnets),
  handle: (call) => {
    const { subnetId } = requireSubnet(call, call.input.requiredString('SubnetId'));
    if (call.table(networkInterfaces).find((item) => item.subnetId === subnetId) !== undefined) {
      throw dependencyViolation('subnet', subnetId);
    }
    for (const table of call.table(routeTables).list()) {
      table.associations = table.associations.filter((association) => association.subnetId !== subnetId);
    }
    for (const acl of call.table(networkAcls).list()) {
      acl.associations = acl.associations.filter((association) => association.subnetId !== subnetId);
    }
    for (const log of call.table(flowLogs).filter((log) => log.resourceId === subnetId)) {
      call.table(flowLogs).delete(log.flowLogId);
    }
    call.table(subnets).delete(subnetId);
    return { return: true };
  },
};

export const modifySubnetAttribute: Action = {
  resources: onExisting('subnet', 'SubnetId', subnets),
  handle: (call) => {
    const subnet = requireSubnet(call, call.input.requiredString('SubnetId'));
    const wanted = (name: string) => call.input.struct(name)?.boolean('Value');
    subnet.mapPublicIpOnLaunch = wanted('MapPublicIpOnLaunch') ?? subnet.mapPublicIpOnLaunch;
    subnet.assignIpv6AddressOnCreation =
      wanted('AssignIpv6AddressOnCreation') ?? subnet.assignIpv6AddressOnCreation;
    subnet.enableDns64 = wanted('EnableDns64') ?? subnet.enableDns64;
    subnet.hostnameType = call.input.string('PrivateDnsHostnameTypeOnLaunch') ?? subnet.hostnameType;
    subnet.enableResourceNameDnsARecord =
      wanted('EnableResourceNameDnsARecordOnLaunch') ?? subnet.enableResourceNameDnsARecord;
    subnet.enableResourceNameDnsAAAARecord =
      wanted('EnableResourceNameDnsAAAARecordOnLaunch') ?? subnet.enableResourceNameDnsAAAARecord;
    return { return: true };
  },
};

function chooseZone(call: Call) {
  const name = call.input.string('AvailabilityZone');
  const id = call.input.string('AvailabilityZoneId');
  const all = zonesOf(call.accountId, call.region);
  const zone =
    id !== undefined && id !== ''
      ? zoneWithId(call.accountId, call.region, id)
      : name !== undefined && name !== ''
        ? zoneNamed(call.accountId, call.region, name)
        : all[0];
  if (zone !== undefined) return zone;
  const parameter = id !== undefined && id !== '' ? 'availabilityZoneId' : 'availabilityZone';
  const known = all
    .map((candidate) => (parameter === 'availabilityZone' ? candidate.name : candidate.id))
    .sort();
  throw invalidParameter(
    `Value (${id || name}) for parameter ${parameter} is invalid. Subnets can currently only be created in the following availability zones: ${known.join(', ')}.`,
  );
}

function renderSubnet(subnet: Subnet, call: Call): Output {
  return {
    subnetId: subnet.subnetId,
    subnetArn: call.arn('ec2', `subnet/${subnet.subnetId}`),
    state: 'available',
    ownerId: subnet.ownerId,
    vpcId: subnet.vpcId,
    cidrBlock: subnet.cidrBlock,
    ipv6CidrBlockAssociationSet:
      subnet.ipv6Association === undefined ? [] : [renderSubnetIpv6(subnet.ipv6Association)],
    availableIpAddressCount: freeAddresses(call.table(networkInterfaces), subnet),
    availabilityZone: subnet.availabilityZone,
    availabilityZoneId: subnet.availabilityZoneId,
    defaultForAz: false,
    mapPublicIpOnLaunch: subnet.mapPublicIpOnLaunch,
    mapCustomerOwnedIpOnLaunch: false,
    assignIpv6AddressOnCreation: subnet.assignIpv6AddressOnCreation,
    enableDns64: subnet.enableDns64,
    ipv6Native: false,
    privateDnsNameOptionsOnLaunch: {
      hostnameType: subnet.hostnameType,
      enableResourceNameDnsARecord: subnet.enableResourceNameDnsARecord,
      enableResourceNameDnsAAAARecord: subnet.enableResourceNameDnsAAAARecord,
    },
    tagSet: renderTags(subnet.tags),
  };
}
