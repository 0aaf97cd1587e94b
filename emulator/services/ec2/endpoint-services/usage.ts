import type { Scope } from '../../../core/state.ts';
import type { World } from '../../../core/world.ts';
import { type EndpointService, endpointServices } from '../state.ts';

/** The endpoint service that a load balancer serves, if any. A load balancer under a service cannot be deleted. */
export function endpointServiceOf(
  world: World,
  scope: Scope,
  loadBalancerArn: string,
): EndpointService | undefined {
  return world.state
    .table(endpointServices, scope)
    .find((service) => service.loadBalancerArns.includes(loadBalancerArn));
}
