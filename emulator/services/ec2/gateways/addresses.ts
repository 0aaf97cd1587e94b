import { AwsError } from '../../../core/aws-error.ts';
import type { Output } from '../../../core/output.ts';
import type { Action, Call } from '../../../core/service.ts';
import { creating, onExisting } from '../access.ts';
import { applyFilters } from '../describe.ts';
import { invalidParameter, notFound } from '../errors.ts';
import { page } from '../paging.ts';
import { type NetworkInterface, networkInterfaces } from '../state.ts';
import { renderTags, requestedTags } from '../tag-specifications.ts';
import { gatewayOf } from './internet-gateways.ts';
import { type Address, addresses } from './state.ts';

const onAddress = onExisting('elastic-ip', 'AllocationId', addresses);

export const allocateAddress: Action = {
  resources: (call) => creating(call, 'elastic-ip'),
  handle: (call) => {
    const allocationId = call.newId('eipalloc');
    const address = call.table(addresses).put(allocationId, {
      allocationId,
      publicIp: newPublicIp(call),
      ownerId: call.accountId,
      association: undefined,
      tags: requestedTags(call.input, 'elastic-ip'),
    });
    return {
      publicIp: address.publicIp,
      allocationId,
      domain: 'vpc',
      publicIpv4Pool: 'amazon',
      networkBorderGroup: call.region,
    };
  },
};

export const describeAddresses: Action = {
  handle: (call) => {
    const table = call.table(addresses);
    const ids = call.input.strings('AllocationId');
    const ips = call.input.strings('PublicIp');
    for (const id of ids) if (!table.has(id)) throw notFound('address', id);
    for (const ip of ips) {
      if (table.find((address) => address.publicIp === ip) === undefined)
        throw new AwsError('InvalidAddress.NotFound', `Address '${ip}' not found.`);
    }
    const chosen = table
      .visible()
      .filter(
        (address) =>
          (ids.length === 0 || ids.includes(address.allocationId)) &&
          (ips.length === 0 || ips.includes(address.publicIp)),
      );
    const found = applyFilters(chosen, call, {
      'allocation-id': (address) => address.allocationId,
      'association-id': (address) => address.association?.associationId,
      domain: () => 'vpc',
      'instance-id': () => undefined,
      'network-border-group': () => call.region,
      'network-interface-id': (address) => address.association?.networkInterfaceId,
      'network-interface-owner-id': (address) => address.association && address.ownerId,
      'private-ip-address': (address) => address.association?.privateIpAddress,
      'public-ip': (address) => address.publicIp,
    });
    return { addressesSet: found.map((address) => renderAddress(address, call)) };
  },
};

/** Reverse names of addresses. None is set here. */
export const describeAddressesAttribute: Action = {
  handle: (call) => {
    const ids = call.input.strings('AllocationId');
    const chosen =
      ids.length === 0 ? call.table(addresses).list() : ids.map((id) => requireAddress(call, id));
    const shown = page(call.input, chosen, (address) => address.allocationId);
    return {
      addressSet: shown.items.map(({ publicIp, allocationId }) => ({ publicIp, allocationId })),
      nextToken: shown.next,
    };
  },
};

export const associateAddress: Action = {
  resources: onAddress,
  handle: (call) => {
    const { input } = call;
    const address = requireAddress(call, input.requiredString('AllocationId'));
    const target = readInterface(call);
    const privateIpAddress = input.string('PrivateIpAddress') ?? target.privateIpAddress;
    if (![target.privateIpAddress, ...target.secondaryAddresses].includes(privateIpAddress)) {
      throw invalidParameter(
        `'${privateIpAddress}' is not an address of the network interface ${target.networkInterfaceId}`,
      );
    }
    if (gatewayOf(call, target.vpcId) === undefined) {
      throw new AwsError(
        'Gateway.NotAttached',
        `Network ${target.vpcId} is not attached to any internet gateway`,
      );
    }
    const mayMove = input.boolean('AllowReassociation') ?? false;
    const present = address.association;
    if (
      present !== undefined &&
      present.networkInterfaceId === target.networkInterfaceId &&
      present.privateIpAddress === privateIpAddress
    ) {
      return { return: true, associationId: present.associationId };
    }
    const rival = call
      .table(addresses)
      .find(
        ({ association }) =>
          association?.networkInterfaceId === target.networkInterfaceId &&
          association.privateIpAddress === privateIpAddress,
      );
    if ((present !== undefined || rival !== undefined) && !mayMove) {
      throw new AwsError(
        'Resource.AlreadyAssociated',
        `resource ${present === undefined ? target.networkInterfaceId : address.allocationId} is already associated with associate-id ${(present ?? rival?.association)?.associationId}`,
      );
    }
    if (rival !== undefined) rival.association = undefined;
    return { return: true, associationId: associate(call, address, target, privateIpAddress) };
  },
};

export const disassociateAddress: Action = {
  handle: (call) => {
    const id = call.input.requiredString('AssociationId');
    const address = call.table(addresses).find(({ association }) => association?.associationId === id);
    if (address === undefined) throw notFound('addressAssociation', id);
    const { networkInterfaceId = '' } = address.association ?? {};
    if (call.table(networkInterfaces).get(networkInterfaceId)?.requesterId !== undefined) {
      throw new AwsError(
        'AuthFailure',
        `You do not have permission to access the specified resource: ${networkInterfaceId} is managed by a service`,
      );
    }
    address.association = undefined;
    return { return: true };
  },
};

export const releaseAddress: Action = {
  resources: onAddress,
  handle: (call) => {
    const address = requireAddress(call, call.input.requiredString('AllocationId'));
    if (address.association !== undefined) {
      throw new AwsError('InvalidIPAddress.InUse', `Address ${address.publicIp} is in use.`);
    }
    call.table(addresses).delete(address.allocationId);
    return { return: true };
  },
};

export function requireAddress(call: Call, allocationId: string): Address {
  const address = call.table(addresses).get(allocationId);
  if (address === undefined) throw notFound('address', allocationId);
  return address;
}

/** Puts a public address on a private one. What was there before is for the caller to check. */
export function associate(
  call: Call,
  address: Address,
  target: NetworkInterface,
  privateIpAddress = target.privateIpAddress,
): string {
  const associationId = call.newId('eipassoc');
  address.association = { associationId, networkInterfaceId: target.networkInterfaceId, privateIpAddress };
  return associationId;
}

/** The public address of a private one, if it has one. */
export function publicAddressOf(
  call: Call,
  networkInterfaceId: string,
  privateIpAddress: string,
): Address | undefined {
  return call
    .table(addresses)
    .find(
      ({ association }) =>
        association?.networkInterfaceId === networkInterfaceId &&
        association.privateIpAddress === privateIpAddress,
    );
}

function readInterface(call: Call): NetworkInterface {
  const { input } = call;
  const instanceId = input.string('InstanceId');
  const interfaceId = input.string('NetworkInterfaceId');
  if (instanceId !== undefined && instanceId !== '' && (interfaceId === undefined || interfaceId === '')) {
    throw notFound('instance', instanceId);
  }
  if (interfaceId === undefined || interfaceId === '') throw input.missing('NetworkInterfaceId');
  const found = call.table(networkInterfaces).get(interfaceId);
  if (found === undefined) throw notFound('networkInterface', interfaceId);
  return found;
}

/** Public addresses that nobody else has in this emulator. */
function newPublicIp(call: Call): string {
  const used = new Set(
    [...call.world.state.everywhere(addresses)].flatMap(({ table }) =>
      table.list().map((item) => item.publicIp),
    ),
  );
  for (;;) {
    const digits = call.world.ids.hex('public-ip', 6);
    const octets = [0, 2, 4].map((at) => Number.parseInt(digits.slice(at, at + 2), 16));
    const publicIp = ['52', ...octets].join('.');
    if (!used.has(publicIp)) return publicIp;
  }
}

function renderAddress(address: Address, call: Call): Output {
  const { association } = address;
  return {
    publicIp: address.publicIp,
    allocationId: address.allocationId,
    domain: 'vpc',
    publicIpv4Pool: 'amazon',
    networkBorderGroup: call.region,
    associationId: association?.associationId,
    networkInterfaceId: association?.networkInterfaceId,
    networkInterfaceOwnerId: association && address.ownerId,
    privateIpAddress: association?.privateIpAddress,
    tagSet: renderTags(address.tags),
  };
}
