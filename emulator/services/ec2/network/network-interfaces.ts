import { AwsError } from '../../../core/aws-error.ts';
import type { Action, Call } from '../../../core/service.ts';
import { creating, existing, onExisting } from '../access.ts';
import { invalidParameter, notFound } from '../errors.ts';
import { addresses } from '../gateways/state.ts';
import { type NetworkInterface, networkInterfaces, securityGroups, subnets } from '../state.ts';
import { requestedTags } from '../tag-specifications.ts';
import { renderInterface } from './describe-network-interfaces.ts';
import { createNetworkInterface as make, takeAddresses, takeFixed, takeIpv6 } from './interface-placement.ts';
import { requireSubnet } from './lookup.ts';

/** https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html */
const MAX_GROUPS = 5;

const onInterface = onExisting('network-interface', 'NetworkInterfaceId', networkInterfaces);

export const createNetworkInterface: Action = {
  resources: (call) => [
    ...creating(call, 'network-interface'),
    existing(call, 'subnet', call.input.requiredString('SubnetId'), subnets),
  ],
  handle: (call) => {
    const { input } = call;
    const subnet = requireSubnet(call, input.requiredString('SubnetId'));
    const listed = input.structs('PrivateIpAddresses').map((item) => ({
      address: item.requiredString('PrivateIpAddress'),
      primary: item.boolean('Primary'),
    }));
    const primary = input.string('PrivateIpAddress') ?? listed.find((item) => item.primary === true)?.address;
    const made = make(call, {
      subnetId: subnet.subnetId,
      groupIds: checkInterfaceGroups(call, subnet.vpcId, input.strings('SecurityGroupId')),
      description: input.string('Description') ?? '',
      interfaceType: input.string('InterfaceType') ?? 'interface',
      privateIpAddress: primary,
      secondaryAddresses: listed.map((item) => item.address).filter((address) => address !== primary),
      secondaryCount: input.integer('SecondaryPrivateIpAddressCount', { min: 0, max: 49 }) ?? 0,
      tags: requestedTags(input, 'network-interface'),
    });
    made.ipv6Addresses = [
      ...input.structs('Ipv6Addresses').map((item) => item.requiredString('Ipv6Address')),
      ...takeSome(call, subnet.subnetId, input.integer('Ipv6AddressCount', { min: 0, max: 50 }) ?? 0),
    ];
    return { networkInterface: renderInterface(made, call), clientToken: input.string('ClientToken') };
  },
};

/** One that is attached, or that a service made and alone may delete, stays. */
export const deleteNetworkInterface: Action = {
  resources: onInterface,
  handle: (call) => {
    const item = requireInterface(call);
    if (item.attachment !== undefined || item.requesterId !== undefined) {
      throw new AwsError(
        'InvalidNetworkInterface.InUse',
        `Network interface '${item.networkInterfaceId}' is currently in use.`,
      );
    }
    for (const address of call.table(addresses).list()) {
      if (address.association?.networkInterfaceId === item.networkInterfaceId)
        address.association = undefined;
    }
    call.table(networkInterfaces).delete(item.networkInterfaceId);
    return { return: true };
  },
};

export const modifyNetworkInterfaceAttribute: Action = {
  resources: onInterface,
  handle: (call) => {
    const { input } = call;
    const item = requireOwn(call);
    const groups = input.strings('SecurityGroupId');
    const checked = groups.length > 0 ? checkInterfaceGroups(call, item.vpcId, groups) : item.groupIds;
    const attachment = input.struct('Attachment');
    if (attachment !== undefined) {
      const id = attachment.requiredString('AttachmentId');
      throw notFound('attachment', id);
    }
    item.groupIds = checked;
    item.description = input.struct('Description')?.string('Value') ?? item.description;
    item.sourceDestCheck = input.struct('SourceDestCheck')?.boolean('Value') ?? item.sourceDestCheck;
    return { return: true };
  },
};

/** There are no instances here to attach one to. */
export const attachNetworkInterface: Action = {
  resources: onInterface,
  handle: (call) => {
    const { networkInterfaceId, attachment } = requireOwn(call);
    if (attachment !== undefined) {
      throw new AwsError('InvalidNetworkInterface.InUse', `Interface: [${networkInterfaceId}] in use.`);
    }
    throw notFound('instance', call.input.requiredString('InstanceId'));
  },
};

/** What is attached here was attached by a service, and only that service takes it off. */
export const detachNetworkInterface: Action = {
  handle: (call) => {
    const id = call.input.requiredString('AttachmentId');
    const item = call.table(networkInterfaces).find(({ attachment }) => attachment?.attachmentId === id);
    if (item === undefined) throw notFound('attachment', id);
    throw new AwsError(
      'OperationNotPermitted',
      `You are not allowed to manage '${id}': it belongs to ${item.requesterId}.`,
    );
  },
};

export const assignPrivateIpAddresses: Action = {
  resources: onInterface,
  handle: (call) => {
    const { input } = call;
    const item = requireOwn(call);
    const subnet = requireSubnet(call, item.subnetId);
    const table = call.table(networkInterfaces);
    const fixed = input.strings('PrivateIpAddress').filter((ip) => !item.secondaryAddresses.includes(ip));
    const count = input.integer('SecondaryPrivateIpAddressCount', { min: 0, max: 49 }) ?? 0;
    if (input.strings('PrivateIpAddress').length === 0 && count === 0)
      throw input.missing('PrivateIpAddress');
    const added = [...takeFixed(table, subnet, fixed), ...takeAddresses(table, subnet, count, fixed)];
    item.secondaryAddresses = [...item.secondaryAddresses, ...added];
    return {
      return: true,
      networkInterfaceId: item.networkInterfaceId,
      assignedPrivateIpAddressesSet: added.map((privateIpAddress) => ({ privateIpAddress })),
    };
  },
};

export const unassignPrivateIpAddresses: Action = {
  resources: onInterface,
  handle: (call) => {
    const item = requireOwn(call);
    const unwanted = call.input.strings('PrivateIpAddress');
    const foreign = unwanted.find((ip) => !item.secondaryAddresses.includes(ip));
    if (foreign !== undefined) {
      throw invalidParameter(
        `Some of the specified addresses are not assigned to interface ${item.networkInterfaceId}: ${foreign}`,
      );
    }
    item.secondaryAddresses = item.secondaryAddresses.filter((ip) => !unwanted.includes(ip));
    return { return: true };
  },
};

export const assignIpv6Addresses: Action = {
  resources: onInterface,
  handle: (call) => {
    const { input } = call;
    const item = requireOwn(call);
    const count = input.integer('Ipv6AddressCount', { min: 0, max: 50 }) ?? 0;
    const added = [...input.strings('Ipv6Addresses'), ...takeSome(call, item.subnetId, count)];
    if (added.length === 0) throw input.missing('Ipv6AddressCount');
    item.ipv6Addresses = [...new Set([...item.ipv6Addresses, ...added])];
    return { networkInterfaceId: item.networkInterfaceId, assignedIpv6Addresses: added };
  },
};

export const unassignIpv6Addresses: Action = {
  resources: onInterface,
  handle: (call) => {
    const item = requireOwn(call);
    const unwanted = call.input.strings('Ipv6Addresses');
    item.ipv6Addresses = item.ipv6Addresses.filter((ip) => !unwanted.includes(ip));
    return { networkInterfaceId: item.networkInterfaceId, unassignedIpv6Addresses: unwanted };
  },
};

/** Groups of the interface's VPC, the default one when none is named, and no more than AWS allows. */
export function checkInterfaceGroups(call: Call, vpcId: string, groupIds: readonly string[]): string[] {
  if (groupIds.length > MAX_GROUPS) {
    throw new AwsError(
      'SecurityGroupsPerInterfaceLimitExceeded',
      `The maximum number of security groups per interface has been reached: ${MAX_GROUPS}.`,
    );
  }
  const groups = call.table(securityGroups);
  if (groupIds.length === 0) {
    const standard = groups.find((group) => group.vpcId === vpcId && group.groupName === 'default');
    return standard === undefined ? [] : [standard.groupId];
  }
  return [...new Set(groupIds)].map((id) => {
    const group = groups.get(id);
    if (group === undefined) throw notFound('securityGroup', id);
    if (group.vpcId !== vpcId) {
      throw new AwsError('InvalidParameter', `Security group ${id} does not belong to VPC ${vpcId}`);
    }
    return id;
  });
}

export function requireInterface(call: Call): NetworkInterface {
  const id = call.input.requiredString('NetworkInterfaceId');
  const item = call.table(networkInterfaces).get(id);
  if (item === undefined) throw notFound('networkInterface', id);
  return item;
}

/** What a service made is that service's to change. */
function requireOwn(call: Call): NetworkInterface {
  const item = requireInterface(call);
  if (item.requesterId === undefined) return item;
  throw new AwsError(
    'OperationNotPermitted',
    `You are not allowed to manage '${item.networkInterfaceId}': it belongs to ${item.requesterId}.`,
  );
}

function takeSome(call: Call, subnetId: string, count: number): string[] {
  return count === 0 ? [] : takeIpv6(call, requireSubnet(call, subnetId), count);
}
