/** Where a load balancer stands: its subnets, one per zone, with a network interface in each; and its security groups. */
import { AwsError } from '../../core/aws-error.ts';
import type { Input } from '../../core/input.ts';
import type { Call } from '../../core/service.ts';
import { associate } from '../ec2/gateways/addresses.ts';
import { addresses } from '../ec2/gateways/state.ts';
import {
  createNetworkInterface,
  deleteNetworkInterface,
  freeAddresses,
} from '../ec2/network/interface-placement.ts';
import { networkInterfaces, type Subnet, securityGroups, subnets } from '../ec2/state.ts';
import type { LoadBalancer } from './state.ts';

const MAX_SECURITY_GROUPS = 5;
/** In each subnet, for the load balancer to grow into. */
const MIN_FREE_ADDRESSES = 8;

/** `Subnets`, or `SubnetMappings` with nothing but the subnet in them. */
export function readSubnets(call: Call, type: 'network' | 'application'): Subnet[] {
  const mappings = call.input.structs('SubnetMappings');
  const ids = call.input.strings('Subnets');
  if (mappings.length > 0 && ids.length > 0) {
    throw new AwsError('ValidationError', 'You can specify either subnets or subnet mappings, but not both');
  }
  for (const mapping of mappings) refuseFixedAddress(mapping, type);
  const wanted = ids.length > 0 ? ids : mappings.map((mapping) => mapping.requiredString('SubnetId'));
  if (wanted.length === 0) throw new AwsError('ValidationError', 'At least one subnet must be specified');
  const found = wanted.map((id) => {
    const subnet = call.table(subnets).get(id);
    if (subnet === undefined) throw new AwsError('SubnetNotFound', `The subnet ID '${id}' does not exist`);
    return subnet;
  });
  checkSubnets(found, type);
  return found;
}

function checkSubnets(found: readonly Subnet[], type: 'network' | 'application'): void {
  if (new Set(found.map((subnet) => subnet.vpcId)).size > 1) {
    throw new AwsError('InvalidConfigurationRequest', 'All subnets must belong to the same VPC');
  }
  if (new Set(found.map((subnet) => subnet.availabilityZoneId)).size < found.length) {
    throw new AwsError(
      'InvalidConfigurationRequest',
      'A load balancer cannot be attached to multiple subnets in the same Availability Zone',
    );
  }
  if (type === 'application' && found.length < 2) {
    throw new AwsError(
      'ValidationError',
      'At least two subnets in two different Availability Zones must be specified',
    );
  }
}

/** Network load balancers may have an Elastic IP, or a private address of their own, in each subnet. */
function refuseFixedAddress(mapping: Input, type: 'network' | 'application'): void {
  const refused =
    type === 'network' ? ['IPv6Address'] : ['AllocationId', 'PrivateIPv4Address', 'IPv6Address'];
  for (const field of refused) {
    if (mapping.has(field)) {
      throw new AwsError(
        'InvalidConfigurationRequest',
        `SubnetMappings with ${field} are not supported for load balancers of the type '${type}' here`,
      );
    }
  }
}

/** What `SubnetMappings` ask for in a subnet. */
function fixedAddresses(call: Call, subnetId: string) {
  const mapping = call.input
    .structs('SubnetMappings')
    .find((candidate) => candidate.string('SubnetId') === subnetId);
  const allocationId = mapping?.string('AllocationId');
  const elastic = allocationId === undefined ? undefined : call.table(addresses).get(allocationId);
  if (allocationId !== undefined && elastic === undefined) {
    throw new AwsError('AllocationIdNotFound', `The allocation IDs '${allocationId}' do not exist`);
  }
  if (elastic?.association !== undefined) {
    throw new AwsError('ResourceInUse', `The allocation ID '${allocationId}' is associated already`);
  }
  return { elastic, privateIpAddress: mapping?.string('PrivateIPv4Address') };
}

export function readSecurityGroups(call: Call, vpcId: string): string[] {
  const ids = call.input.strings('SecurityGroups');
  if (ids.length > MAX_SECURITY_GROUPS) {
    throw new AwsError(
      'ValidationError',
      `A load balancer can have no more than ${MAX_SECURITY_GROUPS} security groups`,
    );
  }
  for (const id of ids) {
    const group = call.table(securityGroups).get(id);
    if (group === undefined || group.vpcId !== vpcId) {
      throw new AwsError('InvalidSecurityGroup', `One or more security groups are invalid: '${id}'`);
    }
  }
  return [...new Set(ids)];
}

/** The subnets in place of those before; interfaces of subnets that stay are left as they are. */
export function placeIn(call: Call, balancer: LoadBalancer, wanted: readonly Subnet[]): void {
  for (const subnet of wanted) {
    const isNew = balancer.interfaceIds[subnet.subnetId] === undefined;
    if (isNew && freeAddresses(call.table(networkInterfaces), subnet) < MIN_FREE_ADDRESSES) {
      throw new AwsError(
        'InvalidSubnet',
        `Not enough IP space available in ${subnet.subnetId}. ELB requires at least ${MIN_FREE_ADDRESSES} free IP addresses in each subnet.`,
      );
    }
  }
  const fixed = new Map(wanted.map(({ subnetId }) => [subnetId, fixedAddresses(call, subnetId)]));
  const interfaceIds: Record<string, string> = {};
  for (const { subnetId } of wanted) {
    const present = balancer.interfaceIds[subnetId];
    if (present !== undefined) {
      interfaceIds[subnetId] = present;
      continue;
    }
    const { elastic, privateIpAddress } = fixed.get(subnetId) ?? {};
    const made = createNetworkInterface(call, {
      subnetId,
      privateIpAddress,
      groupIds: balancer.securityGroupIds,
      description: `ELB ${balancer.arn.slice(balancer.arn.indexOf(':loadbalancer/') + ':loadbalancer/'.length)}`,
      interfaceType: balancer.type === 'network' ? 'network_load_balancer' : 'interface',
      requesterId: 'amazon-elb',
    });
    if (elastic !== undefined) associate(call, elastic, made);
    if (privateIpAddress !== undefined) balancer.chosenAddresses[subnetId] = privateIpAddress;
    interfaceIds[subnetId] = made.networkInterfaceId;
  }
  const left = Object.entries(balancer.interfaceIds).filter(
    ([subnetId]) => interfaceIds[subnetId] === undefined,
  );
  balancer.subnetIds = wanted.map((subnet) => subnet.subnetId);
  balancer.interfaceIds = interfaceIds;
  removeInterfaces(
    call,
    left.map(([, id]) => id),
  );
}

export function regroup(call: Call, balancer: LoadBalancer, groupIds: string[]): void {
  balancer.securityGroupIds = groupIds;
  for (const id of Object.values(balancer.interfaceIds)) {
    const networkInterface = call.table(networkInterfaces).get(id);
    if (networkInterface !== undefined) networkInterface.groupIds = [...groupIds];
  }
}

/** AWS takes a load balancer's interfaces away a while after the load balancer is gone. */
export function removeInterfaces(call: Call, ids: readonly string[]): void {
  const { world, scope } = call;
  call.after(world.settings.transitionSeconds, () => {
    for (const address of world.state.table(addresses, scope).list())
      if (ids.includes(address.association?.networkInterfaceId ?? '')) address.association = undefined;
    for (const id of ids) deleteNetworkInterface(world, scope, id);
  });
}
