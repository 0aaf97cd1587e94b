import { AwsError } from '../../../core/aws-error.ts';
import { parseCidr } from '../../../core/ipv4.ts';
import type { Action, Call } from '../../../core/service.ts';
import type { Output } from '../../../protocols/output.ts';
import { creating, onExisting } from '../access.ts';
import { describeAction } from '../describe.ts';
import { dependencyViolation, invalidParameter, notFound } from '../errors.ts';
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
import { renderTags, requestedTags } from '../tags/tags.ts';
import { createDefaultAcl } from './network-acls.ts';
import { newRouteTable } from './route-tables.ts';

/** Makes the VPC with what AWS puts into each: main route table, default network ACL, default security group. */
export const createVpc: Action = {
  resources: (call) => creating(call, 'vpc'),
  handle: (call) => {
    const cidrBlock = call.input.requiredString('CidrBlock');
    const block = parseCidr(cidrBlock);
    if (block === undefined)
      throw invalidParameter(
        `Value (${cidrBlock}) for parameter cidrBlock is invalid. This is not a valid CIDR block.`,
      );
    if (block.prefixLength < 16 || block.prefixLength > 28) {
      throw new AwsError('InvalidVpc.Range', `The CIDR '${cidrBlock}' is invalid.`);
    }
    const vpcId = call.newId('vpc');
    const vpc: Vpc = {
      vpcId,
      cidrBlock,
      cidrAssociationId: call.newId('vpc-cidr-assoc'),
      instanceTenancy: call.input.string('InstanceTenancy') ?? 'default',
      ownerId: call.accountId,
      enableDnsSupport: true,
      enableDnsHostnames: false,
      enableNetworkAddressUsageMetrics: false,
      tags: requestedTags(call.input, 'vpc'),
    };
    call.table(vpcs).put(vpcId, vpc);
    newRouteTable(call, vpc, { main: true, tags: {} });
    createDefaultAcl(call, vpcId);
    createDefaultGroup(call, vpcId);
    return { vpc: renderVpc(vpc) };
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
    'cidr-block-association.cidr-block': (vpc) => vpc.cidrBlock,
    'cidr-block-association.state': () => 'associated',
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
      call
        .table(routeTables)
        .find((table) => inVpc(table) && !table.associations.some((a) => a.subnetId === undefined)) !==
        undefined;
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

export function requireVpc(call: Call, vpcId: string): Vpc {
  const vpc = call.table(vpcs).get(vpcId);
  if (vpc === undefined) throw notFound('vpc', vpcId);
  return vpc;
}

function renderVpc(vpc: Vpc): Output {
  return {
    vpcId: vpc.vpcId,
    ownerId: vpc.ownerId,
    state: 'available',
    cidrBlock: vpc.cidrBlock,
    cidrBlockAssociationSet: [
      {
        associationId: vpc.cidrAssociationId,
        cidrBlock: vpc.cidrBlock,
        cidrBlockState: { state: 'associated' },
      },
    ],
    dhcpOptionsId: 'default',
    instanceTenancy: vpc.instanceTenancy,
    isDefault: false,
    tagSet: renderTags(vpc.tags),
  };
}
