/** From a node of a load balancer to a target: listener, inbound rules, target group, zones, health. */
import { realAddressesOf, realAddressKey } from '../core/real-addresses.ts';
import type { Scope } from '../core/state.ts';
import type { World } from '../core/world.ts';
import { type NetworkInterface, networkInterfaces, subnets } from '../services/ec2/state.ts';
import {
  type Listener,
  type LoadBalancer,
  listeners,
  type Target,
  type TargetGroup,
  targetGroups,
} from '../services/elbv2/state.ts';
import { groupsAllow, isIn, type Peer } from './filters.ts';
import { type Destination, dropped, reset } from './verdict.ts';

export interface Arrival {
  readonly port: number;
  readonly client: Peer;
  /** The endpoint through which the client came, if it did. */
  readonly vpcEndpointId: string | undefined;
  /** Turns from connection to connection, so that targets take turns. */
  readonly turn: number;
  /** `<id>:<port>` of the target of a connection that is open already: it stays with it while it is registered. */
  readonly keep: string | undefined;
}

/** The node is the load balancer's interface in the zone where the connection arrives. */
export function throughBalancer(
  world: World,
  scope: Scope,
  balancer: LoadBalancer,
  node: NetworkInterface,
  arrival: Arrival,
  via: string[],
): Destination {
  via.push(`load balancer ${balancer.name} in ${node.availabilityZoneId}`);
  if (balancer.state !== 'active') throw dropped('load_balancer', `${balancer.arn} is ${balancer.state}`);
  const isAsked = arrival.vpcEndpointId === undefined || balancer.enforcesInboundRulesOnPrivateLink !== false;
  if (
    balancer.securityGroupIds.length > 0 &&
    isAsked &&
    !groupsAllow(world, scope, balancer.securityGroupIds, {
      isEgress: false,
      peer: arrival.client,
      port: arrival.port,
    })
  ) {
    throw dropped(
      'inbound_rules',
      `no inbound rule of ${balancer.securityGroupIds.join(', ')} allows ${arrival.client.address} to port ${arrival.port}`,
    );
  }
  const listener = world.state
    .table(listeners, scope)
    .find(
      (each) =>
        each.loadBalancerArn === balancer.arn &&
        each.port === arrival.port &&
        ['TCP', 'TLS', 'TCP_UDP'].includes(each.protocol),
    );
  if (listener === undefined) {
    throw reset('listener', `${balancer.name} has no TCP or TLS listener on port ${arrival.port}`);
  }
  via.push(`listener ${listener.protocol}:${listener.port}`);
  const group = groupOf(world, scope, listener);
  if (group === undefined)
    throw reset('targets', `the listener on port ${listener.port} has no target group`);
  via.push(`target group ${group.name}`);
  const target = targetOf(world, scope, balancer, group, node, arrival, via);
  return toTarget(world, scope, { balancer, node, listener, group, target, arrival }, via);
}

/** The first with a weight: the emulator does not divide connections between groups. */
function groupOf(world: World, scope: Scope, listener: Listener): TargetGroup | undefined {
  const named = listener.actions.flatMap((action) => action.targetGroups);
  const arn = (named.find(({ weight }) => weight !== 0) ?? named[0])?.arn;
  return arn === undefined ? undefined : world.state.table(targetGroups, scope).get(arn);
}

function targetOf(
  world: World,
  scope: Scope,
  balancer: LoadBalancer,
  group: TargetGroup,
  node: NetworkInterface,
  arrival: Arrival,
  via: string[],
): Target {
  const kept = group.targets.find((target) => `${target.id}:${target.port}` === arrival.keep);
  if (kept !== undefined) return kept;
  const registered = group.targets.filter((target) => target.state !== 'draining');
  if (registered.length === 0) throw reset('targets', `${group.name} has no registered targets`);
  const within = crossesZones(balancer, group)
    ? registered
    : registered.filter((target) => isInZone(world, scope, group, target, node));
  if (within.length === 0) {
    throw reset(
      'targets',
      `${group.name} has no targets in ${node.availabilityZoneId}, and cross-zone load balancing is off`,
    );
  }
  const healthy = within.filter((target) => target.state === 'healthy');
  // A network load balancer without a healthy target fails open: it tries them all.
  if (healthy.length === 0) via.push('no healthy targets: fails open');
  const chosen = healthy.length > 0 ? healthy : within;
  const target = chosen[arrival.turn % chosen.length];
  if (target === undefined) throw reset('targets', `${group.name} has no targets`);
  return target;
}

function crossesZones(balancer: LoadBalancer, group: TargetGroup): boolean {
  const own = group.attributes['load_balancing.cross_zone.enabled'];
  if (own === 'true' || own === 'false') return own === 'true';
  return balancer.attributes['load_balancing.cross_zone.enabled'] === 'true';
}

/** Instances are outside of the emulator, in no zone that it knows: they count for every zone, as `all` does. */
function isInZone(
  world: World,
  scope: Scope,
  group: TargetGroup,
  target: Target,
  node: NetworkInterface,
): boolean {
  if (target.availabilityZone !== undefined) {
    return target.availabilityZone === 'all' || target.availabilityZone === node.availabilityZone;
  }
  if (group.targetType !== 'ip') return true;
  const subnet = world.state
    .table(subnets, scope)
    .find((each) => each.vpcId === group.vpcId && isIn(target.id, each.cidrBlock));
  return subnet === undefined || subnet.availabilityZoneId === node.availabilityZoneId;
}

function toTarget(
  world: World,
  scope: Scope,
  step: {
    readonly balancer: LoadBalancer;
    readonly node: NetworkInterface;
    readonly listener: Listener;
    readonly group: TargetGroup;
    readonly target: Target;
    readonly arrival: Arrival;
  },
  via: string[],
): Destination {
  const { balancer, node, listener, group, target, arrival } = step;
  const address = `${target.id}:${target.port}`;
  const owner = world.state
    .table(networkInterfaces, scope)
    .find(
      (item) =>
        item.vpcId === group.vpcId &&
        (item.privateIpAddress === target.id || item.secondaryAddresses.includes(target.id)),
    );
  const groupIds = owner?.groupIds ?? [];
  if (
    balancer.securityGroupIds.length > 0 &&
    !groupsAllow(world, scope, balancer.securityGroupIds, {
      isEgress: true,
      peer: { address: target.id, groupIds },
      port: target.port,
    })
  ) {
    throw dropped('target_ingress', `no outbound rule of the load balancer's groups allows ${address}`);
  }
  if (
    owner !== undefined &&
    !groupsAllow(world, scope, groupIds, {
      isEgress: false,
      peer: { address: node.privateIpAddress, groupIds: balancer.securityGroupIds },
      port: target.port,
    })
  ) {
    throw dropped('target_ingress', `no inbound rule of ${groupIds.join(', ')} allows the load balancer`);
  }
  via.push(`target ${address}`);
  const real = realAddressesOf(world).get(realAddressKey(group.vpcId, address));
  if (real === undefined)
    throw dropped('target', `nothing on this machine stands for ${address} of ${group.vpcId}`);
  return {
    realAddress: real.to,
    address,
    vpcEndpointId: arrival.vpcEndpointId,
    forward: { listener, group, target },
  };
}
