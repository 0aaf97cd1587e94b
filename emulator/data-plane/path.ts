/**
 * "From this interface, to this host and port": what becomes of a TCP connection, as AWS would judge it. Pure: it reads the world
 * and changes nothing.
 */
import { isIPv4 } from 'node:net';
import { realAddressesOf, realAddressKey } from '../core/real-addresses.ts';
import type { Scope } from '../core/state.ts';
import type { World } from '../core/world.ts';
import {
  endpointServices,
  type NetworkInterface,
  networkInterfaces,
  type Vpc,
  type VpcEndpoint,
  vpcEndpoints,
  vpcs,
} from '../services/ec2/state.ts';
import { type LoadBalancer, loadBalancers } from '../services/elbv2/state.ts';
import { throughBalancer } from './balancer.ts';
import { groupsAllow, isIn, networkAclsAllow } from './filters.ts';
import { resolve } from './names.ts';
import { type Destination, dropped, reset, type Verdict, WayEnds } from './verdict.ts';

export interface Question {
  /** Id of the network interface that the connection starts from. */
  readonly from: string;
  readonly host: string;
  readonly port: number;
  readonly turn?: number;
  /** See `Arrival`. */
  readonly keep?: string | undefined;
}

interface Source {
  readonly scope: Scope;
  readonly item: NetworkInterface;
  readonly vpc: Vpc;
}

interface Walk {
  readonly world: World;
  readonly source: Source;
  readonly question: Question;
  readonly via: string[];
  vpcEndpointId: string | undefined;
}

export function judge(world: World, question: Question): Verdict {
  const source = sourceOf(world, question.from);
  if (source === undefined) {
    const why = `there is no network interface ${question.from}`;
    return { kind: 'dropped', where: 'source', why, via: [], resolved: undefined, vpcEndpointId: undefined };
  }
  const [address] = namesSeen(world, source, question.host);
  if (address === undefined) {
    return { kind: 'name_not_found', why: `${source.vpc.vpcId} resolves no name ${question.host}` };
  }
  const walk: Walk = { world, source, question, via: [], vpcEndpointId: undefined };
  try {
    return { kind: 'open', to: follow(walk, address), via: walk.via, resolved: address };
  } catch (error) {
    if (!(error instanceof WayEnds)) throw error;
    return {
      kind: error.kind,
      where: error.where,
      why: error.message,
      via: walk.via,
      resolved: address,
      vpcEndpointId: walk.vpcEndpointId,
    };
  }
}

/** The addresses of a name as an interface's VPC sees them; `undefined` when there is no such interface. */
export function lookUp(world: World, from: string, host: string): string[] | undefined {
  const source = sourceOf(world, from);
  return source && namesSeen(world, source, host);
}

/** The private address of an interface; `undefined` when there is no such interface. */
export function addressOf(world: World, id: string): string | undefined {
  return sourceOf(world, id)?.item.privateIpAddress;
}

function sourceOf(world: World, id: string): Source | undefined {
  for (const { scope, table } of world.state.everywhere(networkInterfaces)) {
    const item = table.get(id);
    const vpc = item && world.state.table(vpcs, scope).get(item.vpcId);
    if (item !== undefined && vpc !== undefined) return { scope, item, vpc };
  }
  return undefined;
}

function namesSeen(world: World, { scope, item, vpc }: Source, host: string): string[] {
  if (isIPv4(host)) return [host];
  if (!vpc.enableDnsSupport) return [];
  return resolve(world, { vpcId: vpc.vpcId, region: scope.region, zoneId: item.availabilityZoneId }, host);
}

function follow(walk: Walk, address: string): Destination {
  const { world, source, via } = walk;
  const { port } = walk.question;
  via.push(`${source.item.networkInterfaceId} ${source.item.privateIpAddress}`);
  const met = world.state
    .table(networkInterfaces, source.scope)
    .find(
      (item) =>
        item.vpcId === source.vpc.vpcId &&
        (item.privateIpAddress === address || item.secondaryAddresses.includes(address)),
    );
  const outward = { isEgress: true, peer: { address, groupIds: met?.groupIds ?? [] }, port };
  if (!groupsAllow(world, source.scope, source.item.groupIds, outward)) {
    throw dropped(
      'egress',
      `no outbound rule of ${source.item.groupIds.join(', ')} allows ${address} port ${port}`,
    );
  }
  if (!source.vpc.cidrAssociations.some(({ cidrBlock }) => isIn(address, cidrBlock))) {
    throw dropped('route', `${address} is not in ${source.vpc.vpcId}, and no route leads out of it`);
  }
  if (met === undefined) return direct(walk, address);
  via.push(`${met.networkInterfaceId} ${address}`);
  const end = { subnetId: met.subnetId, address };
  if (!networkAclsAllow(world, source.scope, source.item, end, port)) {
    throw dropped('network_acl', `a network ACL between the subnets does not allow port ${port}`);
  }
  const balancer = world.state
    .table(loadBalancers, source.scope)
    .find((each) => Object.values(each.interfaceIds).includes(met.networkInterfaceId));
  const client = { address: source.item.privateIpAddress, groupIds: source.item.groupIds };
  if (balancer !== undefined) {
    const arrival = arrivalOf(walk, client, undefined);
    return throughBalancer(world, source.scope, balancer, met, arrival, via);
  }
  if (!groupsAllow(world, source.scope, met.groupIds, { isEgress: false, peer: client, port })) {
    throw dropped(
      'ingress',
      `no inbound rule of ${met.groupIds.join(', ')} allows ${client.address} to port ${port}`,
    );
  }
  const endpoint = world.state
    .table(vpcEndpoints, source.scope)
    .find((each) => each.networkInterfaceIds.includes(met.networkInterfaceId));
  return endpoint === undefined ? direct(walk, address) : throughEndpoint(walk, endpoint, met);
}

/** An address of the VPC itself: whatever stands for it on this machine. */
function direct({ world, source, question }: Walk, host: string): Destination {
  const address = `${host}:${question.port}`;
  const real = realAddressesOf(world).get(realAddressKey(source.vpc.vpcId, address));
  if (real === undefined) throw dropped('address', `nothing in ${source.vpc.vpcId} listens at ${address}`);
  return { realAddress: real.to, address, vpcEndpointId: undefined, forward: undefined };
}

function throughEndpoint(walk: Walk, endpoint: VpcEndpoint, met: NetworkInterface): Destination {
  const { world, source, via } = walk;
  walk.vpcEndpointId = endpoint.vpcEndpointId;
  via.push(`endpoint ${endpoint.vpcEndpointId} in ${met.availabilityZoneId}`);
  if (endpoint.state !== 'available') {
    throw dropped('endpoint', `${endpoint.vpcEndpointId} is ${endpoint.state}, not available`);
  }
  if (endpoint.service === undefined) {
    throw reset('service', `${endpoint.serviceName} is AWS's own: its API is the emulator's own address`);
  }
  const home = endpoint.service;
  const service = world.state.table(endpointServices, home).get(home.serviceId);
  if (service === undefined) throw dropped('service', `${endpoint.serviceName} is gone`);
  via.push(`service ${service.serviceId}`);
  const nodes = service.loadBalancerArns.flatMap((arn) => {
    const balancer = world.state.table(loadBalancers, home).get(arn);
    return balancer === undefined ? [] : nodesOf(world, home, balancer);
  });
  // From another region any zone of the service will do; within one, an endpoint's zone leads to the same zone only.
  const near = nodes.find(({ node }) => node.availabilityZoneId === met.availabilityZoneId);
  const chosen = near ?? (home.region === endpoint.region ? undefined : nodes[0]);
  if (chosen === undefined) {
    throw dropped('zone', `${service.serviceId} has no load balancer in ${met.availabilityZoneId}`);
  }
  const client = { address: source.item.privateIpAddress, groupIds: [] };
  const arrival = arrivalOf(walk, client, endpoint.vpcEndpointId);
  return throughBalancer(world, home, chosen.balancer, chosen.node, arrival, via);
}

function nodesOf(world: World, scope: Scope, balancer: LoadBalancer) {
  const table = world.state.table(networkInterfaces, scope);
  return Object.values(balancer.interfaceIds).flatMap((id) => {
    const node = table.get(id);
    return node === undefined ? [] : [{ balancer, node }];
  });
}

function arrivalOf(
  { question }: Walk,
  client: { readonly address: string; readonly groupIds: readonly string[] },
  vpcEndpointId: string | undefined,
) {
  return { port: question.port, client, vpcEndpointId, turn: question.turn ?? 0, keep: question.keep };
}
