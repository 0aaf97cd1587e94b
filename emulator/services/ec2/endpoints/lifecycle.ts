import type { Cancel } from '../../../core/agenda.ts';
import type { Call } from '../../../core/service.ts';
import type { World } from '../../../core/world.ts';
import { deleteNetworkInterface } from '../network/interface-placement.ts';
import { type EndpointState, routeTables, type VpcEndpoint, vpcEndpoints } from '../state.ts';

/** The one change of state that is scheduled for an endpoint, if any. */
const scheduled = new WeakMap<VpcEndpoint, Cancel>();

/** Changes the state now. Whatever was scheduled for the old state does not happen any more. */
export function enter(endpoint: VpcEndpoint, state: EndpointState): void {
  scheduled.get(endpoint)?.();
  scheduled.delete(endpoint);
  endpoint.state = state;
}

/** `pending`, and `available` after a while. */
export function connect(call: Call, endpoint: VpcEndpoint): void {
  enter(endpoint, 'pending');
  later(call, endpoint, call.world.settings.transitionSeconds, () => enter(endpoint, 'available'));
}

/** `pendingAcceptance`, and `expired` when nobody decides. */
export function requestAcceptance(call: Call, endpoint: VpcEndpoint): void {
  enter(endpoint, 'pendingAcceptance');
  later(call, endpoint, call.world.settings.pendingAcceptanceSeconds, () => enter(endpoint, 'expired'));
}

/** `deleting`, and gone after a while. The network interfaces go last: until then they hold their security groups. */
export function remove(call: Call, endpoint: VpcEndpoint): void {
  enter(endpoint, 'deleting');
  const seconds = endpoint.type === 'Gateway' ? 0 : call.world.settings.transitionSeconds;
  if (endpoint.type === 'Gateway') removeRoutes(call.world, endpoint, endpoint.routeTableIds);
  later(call, endpoint, seconds, () => {
    enter(endpoint, 'deleted');
    const scope = { accountId: endpoint.ownerId, region: endpoint.region };
    for (const id of endpoint.networkInterfaceIds) deleteNetworkInterface(call.world, scope, id);
    call.world.state.table(vpcEndpoints, scope).delete(endpoint.vpcEndpointId);
  });
}

export function removeRoutes(world: World, endpoint: VpcEndpoint, routeTableIds: readonly string[]): void {
  const tables = world.state.table(routeTables, { accountId: endpoint.ownerId, region: endpoint.region });
  for (const id of routeTableIds) {
    const table = tables.get(id);
    if (table !== undefined)
      table.routes = table.routes.filter((route) => route.target.id !== endpoint.vpcEndpointId);
  }
}

function later(call: Call, endpoint: VpcEndpoint, seconds: number, change: () => void): void {
  scheduled.set(endpoint, call.after(seconds, change));
}
