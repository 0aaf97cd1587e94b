/** The network interfaces of a function: one in each of its subnets. AWS shares them between functions; here each has its own. */
import type { Call } from '../../core/service.ts';
import {
  createNetworkInterface,
  deleteNetworkInterface,
  requireFreeAddress,
} from '../ec2/network/interface-placement.ts';
import { subnets } from '../ec2/state.ts';
import type { Configuration } from './state.ts';

export function placeInterfaces(
  call: Call,
  name: string,
  { subnetIds, securityGroupIds }: Configuration,
): string[] {
  for (const id of subnetIds) {
    const subnet = call.table(subnets).get(id);
    if (subnet !== undefined) requireFreeAddress(call, subnet);
  }
  return subnetIds.map((subnetId) => {
    const hex = call.world.ids.hex('lambda-interface', 32);
    const uuid = [
      hex.slice(0, 8),
      hex.slice(8, 12),
      hex.slice(12, 16),
      hex.slice(16, 20),
      hex.slice(20),
    ].join('-');
    return createNetworkInterface(call, {
      subnetId,
      groupIds: securityGroupIds,
      description: `AWS Lambda VPC ENI-${name}-${uuid}`,
      interfaceType: 'lambda',
      requesterId: 'amazon-aws',
    }).networkInterfaceId;
  });
}

/** A while after the function went: until then they keep their subnets and groups from being deleted. */
export function removeInterfacesLater(call: Call, ids: readonly string[]): void {
  if (ids.length === 0) return;
  call.after(call.world.settings.transitionSeconds, () => {
    for (const id of ids) deleteNetworkInterface(call.world, call.scope, id);
  });
}
