import { AwsError } from '../../../core/aws-error.ts';
import type { Output } from '../../../core/output.ts';
import type { Action, Call } from '../../../core/service.ts';
import { loadBalancers } from '../../elbv2/state.ts';
import { creating, existing, onExisting } from '../access.ts';
import { describeAction } from '../describe.ts';
import { dependencyViolation, invalidParameter, notFound } from '../errors.ts';
import { requireVpc } from '../network/lookup.ts';
import { networkInterfaces, vpcs } from '../state.ts';
import { renderTags, requestedTags } from '../tag-specifications.ts';
import { addresses, type InternetGateway, internetGateways, natGateways } from './state.ts';

export const createInternetGateway: Action = {
  resources: (call) => creating(call, 'internet-gateway'),
  handle: (call) => {
    const internetGatewayId = call.newId('igw');
    const gateway = call.table(internetGateways).put(internetGatewayId, {
      internetGatewayId,
      ownerId: call.accountId,
      vpcId: undefined,
      tags: requestedTags(call.input, 'internet-gateway'),
    });
    return { internetGateway: renderGateway(gateway) };
  },
};

export const describeInternetGateways = describeAction<InternetGateway>({
  collection: internetGateways,
  idParameter: 'InternetGatewayId',
  id: (gateway) => gateway.internetGatewayId,
  kind: 'internetGateway',
  filters: {
    'internet-gateway-id': (gateway) => gateway.internetGatewayId,
    'attachment.vpc-id': (gateway) => gateway.vpcId,
    'attachment.state': (gateway) => gateway.vpcId && 'available',
    'owner-id': (gateway) => gateway.ownerId,
  },
  set: 'internetGatewaySet',
  render: renderGateway,
});

const attachment = (call: Call) => [
  existing(call, 'internet-gateway', call.input.requiredString('InternetGatewayId'), internetGateways),
  existing(call, 'vpc', call.input.requiredString('VpcId'), vpcs),
];

/** A VPC has one internet gateway at most, and a gateway one VPC. */
export const attachInternetGateway: Action = {
  resources: attachment,
  handle: (call) => {
    const gateway = requireGateway(call);
    const { vpcId } = requireVpc(call, call.input.requiredString('VpcId'));
    if (gateway.vpcId !== undefined) {
      throw new AwsError(
        'Resource.AlreadyAssociated',
        `resource ${gateway.internetGatewayId} is already attached to network ${gateway.vpcId}`,
      );
    }
    if (gatewayOf(call, vpcId) !== undefined) {
      throw invalidParameter(`Network ${vpcId} already has an internet gateway attached`);
    }
    gateway.vpcId = vpcId;
    return { return: true };
  },
};

export const detachInternetGateway: Action = {
  resources: attachment,
  handle: (call) => {
    const gateway = requireGateway(call);
    const { vpcId } = requireVpc(call, call.input.requiredString('VpcId'));
    if (gateway.vpcId !== vpcId) {
      throw new AwsError(
        'Gateway.NotAttached',
        `resource ${gateway.internetGatewayId} is not attached to network ${vpcId}`,
      );
    }
    if (hasPublicAddresses(call, vpcId)) {
      throw new AwsError(
        'DependencyViolation',
        `Network ${vpcId} has some mapped public address(es). Please unmap those public address(es) before detaching the gateway.`,
      );
    }
    gateway.vpcId = undefined;
    return { return: true };
  },
};

export const deleteInternetGateway: Action = {
  resources: onExisting('internet-gateway', 'InternetGatewayId', internetGateways),
  handle: (call) => {
    const gateway = requireGateway(call);
    if (gateway.vpcId !== undefined) throw dependencyViolation('internetGateway', gateway.internetGatewayId);
    call.table(internetGateways).delete(gateway.internetGatewayId);
    return { return: true };
  },
};

/** The gateway that a VPC is attached to. */
export function gatewayOf(call: Call, vpcId: string): InternetGateway | undefined {
  return call.table(internetGateways).find((gateway) => gateway.vpcId === vpcId);
}

function hasPublicAddresses(call: Call, vpcId: string): boolean {
  const isInVpc = (id: string | undefined) =>
    id !== undefined && call.table(networkInterfaces).get(id)?.vpcId === vpcId;
  return (
    call.table(addresses).find((address) => isInVpc(address.association?.networkInterfaceId)) !== undefined ||
    call
      .table(natGateways)
      .find(
        (gateway) =>
          gateway.vpcId === vpcId &&
          gateway.connectivityType === 'public' &&
          (gateway.state === 'pending' || gateway.state === 'available'),
      ) !== undefined ||
    call
      .table(loadBalancers)
      .find((balancer) => balancer.vpcId === vpcId && balancer.scheme === 'internet-facing') !== undefined
  );
}

function requireGateway(call: Call): InternetGateway {
  const id = call.input.requiredString('InternetGatewayId');
  const gateway = call.table(internetGateways).get(id);
  if (gateway === undefined) throw notFound('internetGateway', id);
  return gateway;
}

function renderGateway(gateway: InternetGateway): Output {
  return {
    internetGatewayId: gateway.internetGatewayId,
    ownerId: gateway.ownerId,
    attachmentSet: gateway.vpcId === undefined ? [] : [{ vpcId: gateway.vpcId, state: 'available' }],
    tagSet: renderTags(gateway.tags),
  };
}
