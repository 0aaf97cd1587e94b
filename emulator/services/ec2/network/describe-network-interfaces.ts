import type { Output } from '../../../core/output.ts';
import type { Action, Call } from '../../../core/service.ts';
import { describeAction } from '../describe.ts';
import { notFound } from '../errors.ts';
import { publicAddressOf } from '../gateways/addresses.ts';
import type { Address } from '../gateways/state.ts';
import { type NetworkInterface, networkInterfaces, securityGroups } from '../state.ts';
import { renderTags } from '../tag-specifications.ts';

export const describeNetworkInterfaces = describeAction<NetworkInterface>({
  collection: networkInterfaces,
  idParameter: 'NetworkInterfaceId',
  id: (item) => item.networkInterfaceId,
  kind: 'networkInterface',
  filters: {
    'network-interface-id': (item) => item.networkInterfaceId,
    'subnet-id': (item) => item.subnetId,
    'vpc-id': (item) => item.vpcId,
    'group-id': (item) => item.groupIds,
    'group-name': (item, call) => item.groupIds.map((id) => call.table(securityGroups).get(id)?.groupName),
    'availability-zone': (item) => item.availabilityZone,
    'availability-zone-id': (item) => item.availabilityZoneId,
    'private-ip-address': (item) => item.privateIpAddress,
    'private-dns-name': privateDnsName,
    'mac-address': (item) => item.macAddress,
    description: (item) => item.description,
    'interface-type': (item) => item.interfaceType,
    'owner-id': (item) => item.ownerId,
    'requester-id': (item) => item.requesterId,
    'requester-managed': (item) => item.requesterId !== undefined,
    'operator.managed': () => false,
    'operator.principal': () => undefined,
    'source-dest-check': (item) => item.sourceDestCheck,
    'ipv6-addresses.ipv6-address': (item) => item.ipv6Addresses,
    status: statusOf,
    'addresses.private-ip-address': addressesOf,
    'addresses.primary': (item) => addressesOf(item).map((_address, index) => index === 0),
    'addresses.association.public-ip': (item, call) => elastics(item, call).map((a) => a.publicIp),
    'addresses.association.owner-id': (item, call) => elastics(item, call).map((a) => a.ownerId),
    'association.allocation-id': (item, call) => primaryElastic(item, call)?.allocationId,
    'association.association-id': (item, call) => primaryElastic(item, call)?.association?.associationId,
    'association.ip-owner-id': (item, call) => primaryElastic(item, call)?.ownerId,
    'association.public-ip': (item, call) => primaryElastic(item, call)?.publicIp,
    'association.public-dns-name': (item, call) => publicDnsName(primaryElastic(item, call), call),
    'attachment.attachment-id': (item) => item.attachment?.attachmentId,
    'attachment.attach-time': (item) => item.attachment?.attachTime.toISOString(),
    'attachment.delete-on-termination': (item) => item.attachment?.deleteOnTermination,
    'attachment.device-index': (item) => item.attachment?.deviceIndex,
    'attachment.instance-id': () => undefined,
    'attachment.instance-owner-id': (item) => item.attachment?.instanceOwnerId,
    'attachment.status': (item) => item.attachment && 'attached',
  },
  set: 'networkInterfaceSet',
  render: renderInterface,
});

/** One attribute at a time. */
export const describeNetworkInterfaceAttribute: Action = {
  handle: (call) => {
    const networkInterfaceId = call.input.requiredString('NetworkInterfaceId');
    const item = call.table(networkInterfaces).get(networkInterfaceId);
    if (item === undefined) throw notFound('networkInterface', networkInterfaceId);
    switch (call.input.string('Attribute') ?? 'description') {
      case 'groupSet':
        return { networkInterfaceId, groupSet: renderGroups(item, call) };
      case 'sourceDestCheck':
        return { networkInterfaceId, sourceDestCheck: { value: item.sourceDestCheck } };
      case 'attachment':
        return { networkInterfaceId, attachment: renderAttachment(item) };
      default:
        return { networkInterfaceId, description: { value: item.description } };
    }
  },
};

export function renderInterface(item: NetworkInterface, call: Call): Output {
  return {
    networkInterfaceId: item.networkInterfaceId,
    subnetId: item.subnetId,
    vpcId: item.vpcId,
    availabilityZone: item.availabilityZone,
    availabilityZoneId: item.availabilityZoneId,
    description: item.description,
    ownerId: item.ownerId,
    requesterId: item.requesterId,
    requesterManaged: item.requesterId !== undefined,
    status: statusOf(item),
    macAddress: item.macAddress,
    privateIpAddress: item.privateIpAddress,
    privateDnsName: privateDnsName(item, call),
    sourceDestCheck: item.sourceDestCheck,
    interfaceType: item.interfaceType,
    groupSet: renderGroups(item, call),
    attachment: renderAttachment(item),
    association: renderAssociation(primaryElastic(item, call), call),
    privateIpAddressesSet: addressesOf(item).map((privateIpAddress, index) => ({
      privateIpAddress,
      primary: index === 0,
      privateDnsName: dnsNameOf(privateIpAddress, call),
      association: renderAssociation(publicAddressOf(call, item.networkInterfaceId, privateIpAddress), call),
    })),
    ipv6AddressesSet: item.ipv6Addresses.map((ipv6Address) => ({ ipv6Address, isPrimaryIpv6: false })),
    tagSet: renderTags(item.tags),
  };
}

function renderGroups(item: NetworkInterface, call: Call) {
  return item.groupIds.map((groupId) => ({
    groupId,
    groupName: call.table(securityGroups).get(groupId)?.groupName,
  }));
}

function renderAttachment({ attachment }: NetworkInterface): Output | undefined {
  return attachment && { ...attachment, networkCardIndex: 0, status: 'attached' };
}

function renderAssociation(address: Address | undefined, call: Call): Output | undefined {
  return (
    address && {
      allocationId: address.allocationId,
      associationId: address.association?.associationId,
      ipOwnerId: address.ownerId,
      publicIp: address.publicIp,
      publicDnsName: publicDnsName(address, call),
    }
  );
}

function statusOf(item: NetworkInterface): string {
  return item.attachment === undefined ? 'available' : 'in-use';
}

function addressesOf(item: NetworkInterface): string[] {
  return [item.privateIpAddress, ...item.secondaryAddresses];
}

function elastics(item: NetworkInterface, call: Call): Address[] {
  return addressesOf(item).flatMap(
    (address) => publicAddressOf(call, item.networkInterfaceId, address) ?? [],
  );
}

function primaryElastic(item: NetworkInterface, call: Call): Address | undefined {
  return publicAddressOf(call, item.networkInterfaceId, item.privateIpAddress);
}

function privateDnsName(item: NetworkInterface, call: Call): string {
  return dnsNameOf(item.privateIpAddress, call);
}

function dnsNameOf(address: string, call: Call): string {
  return `ip-${address.replaceAll('.', '-')}.${call.region}.compute.internal`;
}

function publicDnsName(address: Address | undefined, call: Call): string | undefined {
  return address && `ec2-${address.publicIp.replaceAll('.', '-')}.${call.region}.compute.amazonaws.com`;
}
