import { AwsError } from '../../core/aws-error.ts';
import { parseCidr, usableAddresses } from '../../core/ipv4.ts';
import type { Call } from '../../core/service.ts';
import type { Scope, Table } from '../../core/state.ts';
import type { World } from '../../core/world.ts';
import { notFound } from './errors.ts';
import { type NetworkInterface, networkInterfaces, type Subnet, securityGroups, subnets } from './state.ts';

export interface NewNetworkInterface {
  readonly subnetId: string;
  readonly groupIds: readonly string[];
  readonly description: string;
  /** `vpc_endpoint`, `network_load_balancer`, `interface`, … */
  readonly interfaceType: string;
  /** The service that makes it: `amazon-elb`, `amazon-vpce`, … */
  readonly requesterId: string;
}

/**
 * Puts a network interface with the subnet's next free address into the caller's account. Endpoints, load balancers
 * and tasks have theirs from here. It keeps its security groups and its subnet from being deleted.
 */
export function createNetworkInterface(call: Call, wanted: NewNetworkInterface): NetworkInterface {
  const subnet = call.table(subnets).get(wanted.subnetId);
  if (subnet === undefined) throw notFound('subnet', wanted.subnetId);
  const groups = call.table(securityGroups);
  for (const groupId of wanted.groupIds) if (!groups.has(groupId)) throw notFound('securityGroup', groupId);
  const table = call.table(networkInterfaces);
  const networkInterfaceId = call.newId('eni');
  return table.put(networkInterfaceId, {
    networkInterfaceId,
    subnetId: subnet.subnetId,
    vpcId: subnet.vpcId,
    availabilityZone: subnet.availabilityZone,
    availabilityZoneId: subnet.availabilityZoneId,
    ownerId: call.accountId,
    privateIpAddress: nextAddress(table, subnet),
    description: wanted.description,
    interfaceType: wanted.interfaceType,
    requesterId: wanted.requesterId,
    attachmentId: call.newId('ela-attach'),
    macAddress: macAddress(call.world.ids.hex('mac', 10)),
    groupIds: [...wanted.groupIds],
    tags: {},
  });
}

/** Takes an interface away that a service made. Missing ones are ignored: they are gone already. */
export function deleteNetworkInterface(world: World, scope: Scope, networkInterfaceId: string): void {
  world.state.table(networkInterfaces, scope).delete(networkInterfaceId);
}

/** How many addresses of a subnet are free. */
export function freeAddresses(table: Table<NetworkInterface>, subnet: Subnet): number {
  const block = parseCidr(subnet.cidrBlock);
  const used = table.filter((networkInterface) => networkInterface.subnetId === subnet.subnetId).length;
  return block === undefined ? 0 : Math.max(0, block.size - 5 - used);
}

/** For callers that put interfaces into several subnets: checks first, so that nothing is half-made. */
export function requireFreeAddress(call: Call, subnet: Subnet): void {
  if (freeAddresses(call.table(networkInterfaces), subnet) === 0) throw noFreeAddress(subnet);
}

function nextAddress(table: Table<NetworkInterface>, subnet: Subnet): string {
  const used = new Set(
    table.filter((item) => item.subnetId === subnet.subnetId).map((item) => item.privateIpAddress),
  );
  const block = parseCidr(subnet.cidrBlock);
  if (block !== undefined) {
    for (const address of usableAddresses(block)) if (!used.has(address)) return address;
  }
  throw noFreeAddress(subnet);
}

function noFreeAddress(subnet: Subnet): AwsError {
  return new AwsError(
    'InsufficientFreeAddressesInSubnet',
    `There are not enough free addresses in subnet '${subnet.subnetId}' to satisfy the requested number of instances.`,
  );
}

function macAddress(digits: string): string {
  return `02:${(digits.match(/../g) ?? []).join(':')}`;
}
