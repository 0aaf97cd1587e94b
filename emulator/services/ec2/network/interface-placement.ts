import { AwsError } from '../../../core/aws-error.ts';
import { contains, parseCidr, usableAddresses } from '../../../core/ipv4.ts';
import { address6 } from '../../../core/ipv6.ts';
import type { Call } from '../../../core/service.ts';
import type { Scope, Table } from '../../../core/state.ts';
import type { World } from '../../../core/world.ts';
import { invalidParameter, notFound } from '../errors.ts';
import {
  type NetworkInterface,
  networkInterfaces,
  type Subnet,
  securityGroups,
  subnets,
  type Tags,
} from '../state.ts';

export interface NewNetworkInterface {
  readonly subnetId: string;
  readonly groupIds: readonly string[];
  readonly description: string;
  /** `vpc_endpoint`, `network_load_balancer`, `interface`, … */
  readonly interfaceType: string;
  /** The service that makes it: `amazon-elb`, `amazon-vpce`, …; absent for an interface of the account's own. */
  readonly requesterId?: string | undefined;
  /** The subnet's next free one without it. */
  readonly privateIpAddress?: string | undefined;
  readonly secondaryAddresses?: readonly string[];
  /** How many more addresses, whichever are free. */
  readonly secondaryCount?: number;
  readonly tags?: Tags;
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
  const fixed = [
    ...(wanted.privateIpAddress === undefined ? [] : [wanted.privateIpAddress]),
    ...(wanted.secondaryAddresses ?? []),
  ];
  const [primary, ...others] =
    wanted.privateIpAddress === undefined
      ? [...takeAddresses(table, subnet, 1, fixed), ...takeFixed(table, subnet, fixed)]
      : takeFixed(table, subnet, fixed);
  if (primary === undefined) throw noFreeAddress(subnet);
  const more = takeAddresses(table, subnet, wanted.secondaryCount ?? 0, [primary, ...others]);
  const networkInterfaceId = call.newId('eni');
  return table.put(networkInterfaceId, {
    networkInterfaceId,
    subnetId: subnet.subnetId,
    vpcId: subnet.vpcId,
    availabilityZone: subnet.availabilityZone,
    availabilityZoneId: subnet.availabilityZoneId,
    ownerId: call.accountId,
    privateIpAddress: primary,
    secondaryAddresses: [...others, ...more],
    ipv6Addresses: [],
    description: wanted.description,
    interfaceType: wanted.interfaceType,
    requesterId: wanted.requesterId,
    attachment:
      wanted.requesterId === undefined
        ? undefined
        : {
            attachmentId: call.newId('ela-attach'),
            instanceOwnerId: wanted.requesterId,
            deviceIndex: 1,
            attachTime: call.now(),
            deleteOnTermination: false,
          },
    macAddress: macAddress(call.world.ids.hex('mac', 10)),
    sourceDestCheck: wanted.interfaceType !== 'nat_gateway',
    groupIds: [...wanted.groupIds],
    tags: wanted.tags ?? {},
  });
}

/** Takes an interface away that a service made. Missing ones are ignored: they are gone already. */
export function deleteNetworkInterface(world: World, scope: Scope, networkInterfaceId: string): void {
  world.state.table(networkInterfaces, scope).delete(networkInterfaceId);
}

/** How many addresses of a subnet are free. */
export function freeAddresses(table: Table<NetworkInterface>, subnet: Subnet): number {
  const block = parseCidr(subnet.cidrBlock);
  return block === undefined ? 0 : Math.max(0, block.size - 5 - usedAddresses(table, subnet).size);
}

/** For callers that put interfaces into several subnets: checks first, so that nothing is half-made. */
export function requireFreeAddress(call: Call, subnet: Subnet): void {
  if (freeAddresses(call.table(networkInterfaces), subnet) === 0) throw noFreeAddress(subnet);
}

/** The next free addresses of a subnet, without those that the caller has plans for. */
export function takeAddresses(
  table: Table<NetworkInterface>,
  subnet: Subnet,
  count: number,
  planned: readonly string[] = [],
): string[] {
  if (count <= 0) return [];
  const used = usedAddresses(table, subnet);
  const block = parseCidr(subnet.cidrBlock);
  const taken: string[] = [];
  if (block !== undefined) {
    for (const address of usableAddresses(block)) {
      if (used.has(address) || planned.includes(address)) continue;
      taken.push(address);
      if (taken.length === count) return taken;
    }
  }
  throw noFreeAddress(subnet);
}

/** Addresses that the caller has chosen: of the subnet, not AWS's own, and free. */
export function takeFixed(
  table: Table<NetworkInterface>,
  subnet: Subnet,
  wanted: readonly string[],
): string[] {
  if (wanted.length === 0) return [];
  const block = parseCidr(subnet.cidrBlock);
  const used = usedAddresses(table, subnet);
  for (const address of wanted) {
    const single = parseCidr(`${address}/32`);
    const isUsable =
      block !== undefined &&
      single !== undefined &&
      contains(block, single) &&
      single.first >= block.first + 4 &&
      single.first < block.first + block.size - 1;
    if (!isUsable) {
      throw invalidParameter(`Address ${address} does not fall within the subnet's address range`);
    }
    if (used.has(address)) {
      throw new AwsError('InvalidIPAddress.InUse', `The specified address is already in use: ${address}`);
    }
  }
  return [...wanted];
}

/** The next free IPv6 addresses of a subnet that has a block of them. */
export function takeIpv6(call: Call, subnet: Subnet, count: number): string[] {
  const block = subnet.ipv6Association?.ipv6CidrBlock;
  if (block === undefined) throw invalidParameter(`The subnet ${subnet.subnetId} has no IPv6 CIDR block`);
  const used = new Set(
    call
      .table(networkInterfaces)
      .list()
      .flatMap((item) => item.ipv6Addresses),
  );
  const taken: string[] = [];
  // AWS keeps the first four.
  for (let index = 4; taken.length < count; index++) {
    const address = address6(block, index);
    if (!used.has(address)) taken.push(address);
  }
  return taken;
}

function usedAddresses(table: Table<NetworkInterface>, subnet: Subnet): Set<string> {
  const used = new Set<string>();
  for (const item of table.list()) {
    if (item.subnetId !== subnet.subnetId) continue;
    used.add(item.privateIpAddress);
    for (const address of item.secondaryAddresses) used.add(address);
  }
  return used;
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
