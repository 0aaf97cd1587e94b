import { AwsError } from '../../../core/aws-error.ts';
import type { Output } from '../../../core/output.ts';
import type { Action, Call } from '../../../core/service.ts';
import { creating, existing, onExisting } from '../access.ts';
import { describeAction } from '../describe.ts';
import { notFound } from '../errors.ts';
import { createNetworkInterface, deleteNetworkInterface } from '../network/interface-placement.ts';
import { requireSubnet } from '../network/lookup.ts';
import { subnets } from '../state.ts';
import { renderTags, requestedTags } from '../tag-specifications.ts';
import { associate, requireAddress } from './addresses.ts';
import { gatewayOf } from './internet-gateways.ts';
import { addresses, type NatGateway, type NatGatewayAddress, natGateways } from './state.ts';

/** How long a deleted one is still shown. */
const SHOWN_SECONDS = 3600;

/** A public one needs an Elastic IP and an internet gateway; without the gateway it fails, as AWS's does. */
export const createNatGateway: Action = {
  resources: (call) => [
    ...creating(call, 'natgateway'),
    ...(call.input.has('SubnetId')
      ? [existing(call, 'subnet', call.input.requiredString('SubnetId'), subnets)]
      : []),
  ],
  handle: (call) => {
    const { input } = call;
    const subnet = requireSubnet(call, input.requiredString('SubnetId'));
    const connectivityType = input.string('ConnectivityType') ?? 'public';
    const isPublic = connectivityType === 'public';
    const allocationIds = [
      ...(input.has('AllocationId') ? [input.requiredString('AllocationId')] : []),
      ...input.strings('SecondaryAllocationId'),
    ];
    if (isPublic && !input.has('AllocationId')) throw input.missing('AllocationId');
    if (!isPublic && allocationIds.length > 0) {
      throw new AwsError('InvalidParameterCombination', 'A private NAT gateway takes no AllocationId');
    }
    const elastic = allocationIds.map((id) => requireAddress(call, id));
    for (const { allocationId, association } of elastic) {
      if (association === undefined) continue;
      throw new AwsError(
        'Resource.AlreadyAssociated',
        `Elastic IP address [${allocationId}] is already associated with ${association.associationId}`,
      );
    }
    const natGatewayId = call.newId('nat');
    const secondary = isPublic ? input.strings('SecondaryPrivateIpAddress') : privateSecondaries(call);
    const networkInterface = createNetworkInterface(call, {
      subnetId: subnet.subnetId,
      groupIds: [],
      description: `Interface for NAT Gateway ${natGatewayId}`,
      interfaceType: 'nat_gateway',
      requesterId: 'amazon-aws',
      privateIpAddress: input.string('PrivateIpAddress'),
      secondaryAddresses: secondary,
      secondaryCount: Math.max(elastic.length - 1 - secondary.length, isPublic ? 0 : secondaryCount(call)),
    });
    const privateIps = [networkInterface.privateIpAddress, ...networkInterface.secondaryAddresses];
    const gateway: NatGateway = {
      natGatewayId,
      subnetId: subnet.subnetId,
      vpcId: subnet.vpcId,
      connectivityType,
      networkInterfaceId: networkInterface.networkInterfaceId,
      createTime: call.now(),
      deleteTime: undefined,
      state: 'pending',
      failure: undefined,
      addresses: privateIps.map((privateIp, index): NatGatewayAddress => {
        const address = elastic[index];
        return {
          privateIp,
          allocationId: address?.allocationId,
          publicIp: address?.publicIp,
          associationId: address && associate(call, address, networkInterface, privateIp),
          isPrimary: index === 0,
        };
      }),
      tags: requestedTags(input, 'natgateway'),
    };
    call.table(natGateways).put(natGatewayId, gateway);
    const isConnected = !isPublic || gatewayOf(call, subnet.vpcId) !== undefined;
    call.after(call.world.settings.transitionSeconds, () => {
      if (gateway.state !== 'pending') return;
      if (isConnected) gateway.state = 'available';
      else fail(call, gateway);
    });
    return { clientToken: input.string('ClientToken'), natGateway: renderGateway(gateway) };
  },
};

export const describeNatGateways = describeAction<NatGateway>({
  collection: natGateways,
  idParameter: 'NatGatewayId',
  id: (gateway) => gateway.natGatewayId,
  kind: 'natGateway',
  filters: {
    'nat-gateway-id': (gateway) => gateway.natGatewayId,
    state: (gateway) => gateway.state,
    'subnet-id': (gateway) => gateway.subnetId,
    'vpc-id': (gateway) => gateway.vpcId,
  },
  set: 'natGatewaySet',
  render: renderGateway,
});

export const deleteNatGateway: Action = {
  resources: onExisting('natgateway', 'NatGatewayId', natGateways),
  handle: (call) => {
    const id = call.input.requiredString('NatGatewayId');
    const gateway = call.table(natGateways).get(id);
    if (gateway === undefined || gateway.state === 'deleted') throw notFound('natGateway', id);
    if (gateway.state !== 'deleting') {
      gateway.state = 'deleting';
      call.after(call.world.settings.transitionSeconds, () => {
        release(call, gateway);
        gateway.state = 'deleted';
        gateway.deleteTime = call.now();
        call.after(SHOWN_SECONDS, () => void call.table(natGateways).delete(id));
      });
    }
    return { natGatewayId: id };
  },
};

function privateSecondaries(call: Call): string[] {
  const listed = call.input.strings('SecondaryPrivateIpAddress');
  if (listed.length > 0 && call.input.has('SecondaryPrivateIpAddressCount')) {
    throw new AwsError(
      'InvalidParameterCombination',
      'Only one of SecondaryPrivateIpAddress and SecondaryPrivateIpAddressCount may be specified',
    );
  }
  return listed;
}

function secondaryCount(call: Call): number {
  return call.input.integer('SecondaryPrivateIpAddressCount', { min: 0, max: 31 }) ?? 0;
}

function fail(call: Call, gateway: NatGateway): void {
  release(call, gateway);
  gateway.state = 'failed';
  gateway.failure = {
    code: 'Gateway.NotAttached',
    message: `Network ${gateway.vpcId} has no Internet gateway attached`,
  };
}

/** The interface goes, and with it the hold on public addresses. */
function release(call: Call, gateway: NatGateway): void {
  for (const address of call.table(addresses).list()) {
    if (address.association?.networkInterfaceId === gateway.networkInterfaceId)
      address.association = undefined;
  }
  deleteNetworkInterface(call.world, call.scope, gateway.networkInterfaceId);
}

function renderGateway(gateway: NatGateway): Output {
  return {
    natGatewayId: gateway.natGatewayId,
    subnetId: gateway.subnetId,
    vpcId: gateway.vpcId,
    state: gateway.state,
    failureCode: gateway.failure?.code,
    failureMessage: gateway.failure?.message,
    connectivityType: gateway.connectivityType,
    createTime: gateway.createTime,
    deleteTime: gateway.deleteTime,
    natGatewayAddressSet: gateway.addresses.map((address) => ({
      ...address,
      networkInterfaceId: gateway.networkInterfaceId,
      status: 'succeeded',
    })),
    tagSet: renderTags(gateway.tags),
  };
}
