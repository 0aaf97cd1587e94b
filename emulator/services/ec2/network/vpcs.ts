import type { Output } from '../../../core/output.ts';
import type { Action, Call } from '../../../core/service.ts';
import { creating, onExisting } from '../access.ts';
import { describeAction } from '../describe.ts';
import { dependencyViolation, invalidParameter } from '../errors.ts';
import { egressOnlyGateways, internetGateways } from '../gateways/state.ts';
import { createDefaultGroup, removeGroup } from '../security-groups/groups.ts';
import {
  flowLogs,
  networkAcls,
  networkInterfaces,
  routeTables,
  securityGroups,
  subnets,
  type Vpc,
  vpcEndpoints,
  vpcs,
} from '../state.ts';
import { renderTags, requestedTags } from '../tag-specifications.ts';
import { addAmazonIpv6, readVpcCidrBlock, renderCidr, renderVpcIpv6 } from './cidr-blocks.ts';
import { requireVpc } from './lookup.ts';
import { createDefaultAcl } from './network-acls.ts';
import { isMain, newRouteTable } from './route-tables.ts';

/** Makes the VPC with what AWS puts into each: main route table, default network ACL, default security group. */
export const createVpc: Action = {
  resources: (call) => creating(call, 'vpc'),
  handle: (call) => {
    const cidrBlock = readVpcCidrBlock(call.input.requiredString('CidrBlock'));
    const vpcId = call.newId('vpc');
    const vpc: Vpc = {
      vpcId,
      cidrBlock,
      cidrAssociations: [{ associationId: call.newId('vpc-cidr-assoc'), cidrBlock }],
      ipv6Associations: [],
      instanceTenancy: call.input.string('InstanceTenancy') ?? 'default',
      ownerId: call.accountId,
      enableDnsSupport: true,
      enableDnsHostnames: false,
      enableNetworkAddressUsageMetrics: false,
      tags: requestedTags(call.input, 'vpc'),
    };
    if (call.input.boolean('AmazonProvidedIpv6CidrBlock') === true) addAmazonIpv6(call, vpc);
    call.table(vpcs).put(vpcId, vpc);
    newRouteTable(call, vpc, { main: true, tags: {} });
    createDefaultAcl(call, vpcId);
    createDefaultGroup(call, vpcId);
    return { vpc: renderVpc(vpc, call) };
  },
};

export const describeVpcs = describeAction({
  collection: vpcs,
  idParameter: 'VpcId',
  id: (vpc) => vpc.vpcId,
  kind: 'vpc',
  filters: {
    'vpc-id': (vpc) => vpc.vpcId,
    cidr: (vpc) => vpc.cidrBlock,
    'cidr-block-association.cidr-block': (vpc) => vpc.cidrAssociations.map((a) => a.cidrBlock),
    'cidr-block-association.association-id': (vpc) => vpc.cidrAssociations.map((a) => a.associationId),
    'cidr-block-association.state': () => 'associated',
    'ipv6-cidr-block-association.ipv6-cidr-block': (vpc) => vpc.ipv6Associations.map((a) => a.ipv6CidrBlock),
    'ipv6-cidr-block-association.association-id': (vpc) => vpc.ipv6Associations.map((a) => a.associationId),
    'ipv6-cidr-block-association.ipv6-pool': (vpc) => vpc.ipv6Associations.map(() => 'Amazon'),
    'ipv6-cidr-block-association.state': (vpc) => vpc.ipv6Associations.map(() => 'associated'),
    'is-default': () => false,
    isDefault: () => false,
    'owner-id': (vpc) => vpc.ownerId,
    state: () => 'available',
    'dhcp-options-id': () => 'default',
  },
  set: 'vpcSet',
  render: renderVpc,
});

export const deleteVpc: Action = {
  resources: onExisting('vpc', 'VpcId', vpcs),
  handle: (call) => {
    const vpc = requireVpc(call, call.input.requiredString('VpcId'));
    const inVpc = (item: { vpcId: string }) => item.vpcId === vpc.vpcId;
    const isUsed =
      call.table(subnets).find(inVpc) !== undefined ||
      call.table(networkInterfaces).find(inVpc) !== undefined ||
      call.table(vpcEndpoints).find((endpoint) => inVpc(endpoint) && endpoint.state !== 'deleted') !==
        undefined ||
      call.table(securityGroups).find((group) => inVpc(group) && group.groupName !== 'default') !==
        undefined ||
      call.table(networkAcls).find((acl) => inVpc(acl) && !acl.isDefault) !== undefined ||
      call.table(routeTables).find((table) => inVpc(table) && !table.associations.some(isMain)) !==
        undefined ||
      call.table(internetGateways).find((gateway) => gateway.vpcId === vpc.vpcId) !== undefined ||
      call.table(egressOnlyGateways).find(inVpc) !== undefined;
    if (isUsed) throw dependencyViolation('vpc', vpc.vpcId);
    for (const acl of call.table(networkAcls).filter(inVpc)) call.table(networkAcls).delete(acl.networkAclId);
    for (const table of call.table(routeTables).filter(inVpc))
      call.table(routeTables).delete(table.routeTableId);
    for (const group of call.table(securityGroups).filter(inVpc)) removeGroup(call, group.groupId);
    for (const log of call.table(flowLogs).filter((log) => log.resourceId === vpc.vpcId)) {
      call.table(flowLogs).delete(log.flowLogId);
    }
    call.table(vpcs).delete(vpc.vpcId);
    return { return: true };
  },
};

export const describeVpcAttribute: Action = {
  handle: (call) => {
    const vpc = requireVpc(call, call.input.requiredString('VpcId'));
    const attribute = call.input.requiredString('Attribute');
    switch (attribute) {
      case 'enableDnsSupport':
      case 'enableDnsHostnames':
      case 'enableNetworkAddressUsageMetrics':
        return { vpcId: vpc.vpcId, [attribute]: { value: vpc[attribute] } };
      default:
        throw invalidParameter(`Value (${attribute}) for parameter attribute is invalid.`);
    }
  },
};

export const modifyVpcAttribute: Action = {
  resources: onExisting('vpc', 'VpcId', vpcs),
  handle: (call) => {
    const vpc = requireVpc(call, call.input.requiredString('VpcId'));
    const wanted = (name: string) => call.input.struct(name)?.boolean('Value');
    vpc.enableDnsSupport = wanted('EnableDnsSupport') ?? vpc.enableDnsSupport;
    vpc.enableDnsHostnames = wanted('EnableDnsHostnames') ?? vpc.enableDnsHostnames;
    vpc.enableNetworkAddressUsageMetrics =
      wanted('EnableNetworkAddressUsageMetrics') ?? vpc.enableNetworkAddressUsageMetrics;
    return { return: true };
  },
};

function renderVpc(vpc: Vpc, call: Call): Output {
  return {
    vpcId: vpc.vpcId,
    ownerId: vpc.ownerId,
    state: 'available',
    cidrBlock: vpc.cidrBlock,
    cidrBlockAssociationSet: vpc.cidrAssociations.map((association) => renderCidr(association)),
    ipv6CidrBlockAssociationSet: vpc.ipv6Associations.map((association) => renderVpcIpv6(association, call)),
    dhcpOptionsId: 'default',
    instanceTenancy: vpc.instanceTenancy,
    isDefault: false,
    tagSet: renderTags(vpc.tags),
  };
}
