import { AwsError } from '../../../core/aws-error.ts';
import type { Action, Call } from '../../../core/service.ts';
import type { Output } from '../../../protocols/output.ts';
import { onExisting } from '../access.ts';
import { describeAction } from '../describe.ts';
import { notFound } from '../errors.ts';
import { type NetworkInterface, networkInterfaces, securityGroups } from '../state.ts';
import { renderTags } from '../tags/tags.ts';

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
    'private-ip-address': (item) => item.privateIpAddress,
    'addresses.private-ip-address': (item) => item.privateIpAddress,
    description: (item) => item.description,
    'interface-type': (item) => item.interfaceType,
    'owner-id': (item) => item.ownerId,
    'requester-id': (item) => item.requesterId,
    'requester-managed': () => true,
    status: () => 'in-use',
    'attachment.attachment-id': (item) => item.attachmentId,
    'attachment.instance-owner-id': (item) => item.requesterId,
    'attachment.instance-id': () => undefined,
    'attachment.status': () => 'attached',
  },
  set: 'networkInterfaceSet',
  render: renderInterface,
});

/** Every interface here belongs to an endpoint, a load balancer or a task: only its service may delete it. */
export const deleteNetworkInterface: Action = {
  resources: onExisting('network-interface', 'NetworkInterfaceId', networkInterfaces),
  handle: (call) => {
    const id = call.input.requiredString('NetworkInterfaceId');
    if (!call.table(networkInterfaces).has(id)) throw notFound('networkInterface', id);
    throw new AwsError('InvalidNetworkInterface.InUse', `Network interface '${id}' is currently in use.`);
  },
};

function renderInterface(item: NetworkInterface, call: Call): Output {
  const privateDnsName = `ip-${item.privateIpAddress.replaceAll('.', '-')}.${call.region}.compute.internal`;
  return {
    networkInterfaceId: item.networkInterfaceId,
    subnetId: item.subnetId,
    vpcId: item.vpcId,
    availabilityZone: item.availabilityZone,
    availabilityZoneId: item.availabilityZoneId,
    description: item.description,
    ownerId: item.ownerId,
    requesterId: item.requesterId,
    requesterManaged: true,
    status: 'in-use',
    macAddress: item.macAddress,
    privateIpAddress: item.privateIpAddress,
    privateDnsName,
    sourceDestCheck: true,
    interfaceType: item.interfaceType,
    groupSet: item.groupIds.map((groupId) => ({
      groupId,
      groupName: call.table(securityGroups).get(groupId)?.groupName,
    })),
    attachment: {
      attachmentId: item.attachmentId,
      instanceOwnerId: item.requesterId,
      deviceIndex: 1,
      status: 'attached',
      deleteOnTermination: false,
    },
    privateIpAddressesSet: [{ privateIpAddress: item.privateIpAddress, primary: true, privateDnsName }],
    ipv6AddressesSet: [],
    tagSet: renderTags(item.tags),
  };
}
