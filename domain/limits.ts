import { DomainError } from './errors.ts';
import { type Protocol, type ServicePort, transports } from './ports.ts';
import { interfacesPerZone } from './subnets.ts';

/** Quotas of an AWS account that can be raised, and that whoever raised them tells us. */
export interface Quotas {
  /** In each direction. */
  readonly rulesPerSecurityGroup: number;
  /** Connections and AWS services together. */
  readonly interfaceEndpointsPerVpc: number;
  /** A network has two: S3 and DynamoDB. */
  readonly gatewayEndpointsPerRegion: number;
  readonly listenersPerLoadBalancer: number;
  /** With cross-zone load balancing, which the producer's side switches on. */
  readonly targetsPerLoadBalancer: number;
}

/**
 * What an account has unless somebody raised it. Sources:
 * - security groups: https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html#vpc-limits-security-groups
 * - endpoints: https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-limits-endpoints.html
 * - load balancers: https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-limits.html
 */
export const defaultQuotas: Quotas = {
  rulesPerSecurityGroup: 60,
  interfaceEndpointsPerVpc: 50,
  gatewayEndpointsPerRegion: 20,
  listenersPerLoadBalancer: 50,
  targetsPerLoadBalancer: 500,
};

/** Sizes that AWS raises for nobody, in characters. */
export const policySizes = {
  /** White space included. https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-limits-endpoints.html */
  endpoint: 20_480,
  /** All inline policies of a role together. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
  roleInline: 10_240,
  /** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
  managed: 6_144,
} as const;

export function quotasWith(raised: Partial<Quotas> = {}): Quotas {
  return { ...defaultQuotas, ...raised };
}

/** Neighbouring ports of one transport: one rule of a security group. */
export interface PortRange {
  readonly transport: 'TCP' | 'UDP';
  /** Both ends belong to it; equal for a single port. */
  readonly from: number;
  readonly to: number;
  /** The listener's protocol of a single port; that of a range is its transport. */
  readonly protocol: Protocol;
}

/** The fewest rules that open exactly these ports, in the order in which the first port of each is written. */
export function portRanges(ports: readonly Pick<ServicePort, 'port' | 'protocol'>[]): PortRange[] {
  const single = ports
    .flatMap(({ port, protocol }) => transports(protocol).map((transport) => ({ transport, port, protocol })))
    .map((rule, index) => ({ ...rule, index }))
    .sort((a, b) => (a.transport < b.transport ? -1 : a.transport > b.transport ? 1 : a.port - b.port));
  const ranges: (PortRange & { readonly index: number })[] = [];
  for (const { transport, port, protocol, index } of single) {
    const last = ranges.at(-1);
    if (last?.transport !== transport || port > last.to + 1)
      ranges.push({ transport, from: port, to: port, protocol, index });
    else if (port > last.to)
      ranges.splice(-1, 1, {
        transport,
        from: last.from,
        to: port,
        protocol: transport,
        index: Math.min(index, last.index),
      });
  }
  return ranges.sort((a, b) => a.index - b.index).map(({ index: _, ...range }) => range);
}

/** @throws DomainError `limit_exceeded` */
export function assertRulesFit(rules: number, quotas: Quotas = defaultQuotas): void {
  const { rulesPerSecurityGroup: limit } = quotas;
  if (rules <= limit) return;
  throw exceeded(
    `${rules} security group rules would be needed, and a security group takes ${limit} in each direction`,
    'use neighbouring ports, which share one rule, or split the ports among several connections',
    'rulesPerSecurityGroup',
  );
}

/** @throws DomainError `limit_exceeded` when a network's interface endpoints are more than a VPC takes. */
export function assertEndpointsFit(endpoints: number, quotas: Quotas = defaultQuotas): void {
  const { interfaceEndpointsPerVpc: limit } = quotas;
  if (endpoints <= limit) return;
  throw exceeded(
    `${endpoints} interface endpoints would be in the network, connections and AWS services together, and a VPC takes ${limit}`,
    'place some of the connections in a network in another region, or remove AWS services that nothing calls',
    'interfaceEndpointsPerVpc',
  );
}

/** @throws DomainError `limit_exceeded` when each subnet of a network gets more interfaces than it has addresses. */
export function assertAddressesFit(interfaces: number, cidr: string): void {
  const room = interfacesPerZone(cidr);
  if (interfaces <= room) return;
  throw new DomainError(
    'limit_exceeded',
    `${interfaces} addresses would be taken in each zone, and a subnet of ${cidr} has ${room} (AWS keeps five of every subnet)`,
    'use a wider network, or remove AWS services that nothing calls',
  );
}

/** What takes an address in the subnets of a network. */
export interface Tasks {
  /** Block of the network. */
  readonly cidr: string;
  /** Zones with a subnet. */
  readonly zones: number;
  /** Interface endpoints: AWS services and connections. */
  readonly endpoints: number;
  /** Of all connectors. */
  readonly tasks: number;
}

/**
 * Every endpoint takes an address in each zone, and every task one in some zone; a deployment runs old and new tasks side by side.
 *
 * @throws DomainError `limit_exceeded`
 */
export function assertTasksFit({ cidr, zones, endpoints, tasks }: Tasks): void {
  const room = interfacesPerZone(cidr);
  const needed = endpoints + Math.ceil((2 * tasks) / Math.max(1, zones));
  if (needed <= room) return;
  const most = Math.max(0, Math.floor(((room - endpoints) * zones) / 2));
  throw new DomainError(
    'limit_exceeded',
    `${cidr} has room for ${room} network interfaces in each zone; endpoints and connectors need ${needed}`,
    `run ${most} tasks at most in this network, all connectors together`,
  );
}

/** @throws DomainError `limit_exceeded` */
export function assertListenersFit(listeners: number, quotas: Quotas = defaultQuotas): void {
  const { listenersPerLoadBalancer: limit } = quotas;
  if (listeners <= limit) return;
  throw exceeded(
    `${listeners} ports would be listened on, and a Network Load Balancer takes ${limit} listeners`,
    'split the ports among several producers, each with a load balancer of its own',
    'listenersPerLoadBalancer',
  );
}

/** @throws DomainError `limit_exceeded` */
export function assertTargetsFit(targets: number, quotas: Quotas = defaultQuotas): void {
  const { targetsPerLoadBalancer: limit } = quotas;
  if (targets <= limit) return;
  throw exceeded(
    `${targets} targets would be registered, and a Network Load Balancer takes ${limit}`,
    'register fewer targets, or split the ports among several producers',
    'targetsPerLoadBalancer',
  );
}

/** @throws DomainError `limit_exceeded` @param kind which policy, see `policySizes`. */
export function assertPolicyFits(kind: keyof typeof policySizes, characters: number, remedy: string): void {
  const limit = policySizes[kind];
  if (characters <= limit) return;
  const what = { endpoint: 'an endpoint', roleInline: 'a role, inline,', managed: 'a managed policy' }[kind];
  throw new DomainError(
    'limit_exceeded',
    `the policy would have ${characters} characters, and ${what} takes ${limit}`,
    remedy,
  );
}

export interface NetworkLoad {
  readonly cidr: string;
  /** Zones in which the new endpoint shall be. */
  readonly zoneIds: readonly string[];
  /** Zones of each endpoint that is there already, connections and AWS services alike. */
  readonly endpoints: readonly (readonly string[])[];
  /** Whether the network's probe has an interface in each zone. @default false */
  readonly probe?: boolean;
}

/**
 * Whether one more endpoint fits into a network.
 * @throws DomainError `network_full`, with the number, the limit and what to do.
 */
export function assertNetworkHasRoom(load: NetworkLoad, quotas: Quotas = defaultQuotas): void {
  const { interfaceEndpointsPerVpc: limit } = quotas;
  if (load.endpoints.length >= limit) {
    throw new DomainError(
      'network_full',
      `the network has ${load.endpoints.length} interface endpoints, and a VPC takes ${limit}`,
      `delete connections that are not needed, ask for another region, or raise the quota "Interface VPC endpoints per VPC" and ${saySo('interfaceEndpointsPerVpc')}`,
    );
  }
  const room = interfacesPerZone(load.cidr) - (load.probe ? 1 : 0);
  for (const zoneId of load.zoneIds) {
    const used = load.endpoints.filter((zones) => zones.includes(zoneId)).length;
    if (used < room) continue;
    throw new DomainError(
      'network_full',
      `the subnet of ${load.cidr} in ${zoneId} has room for ${room} endpoints (AWS keeps five addresses of every subnet), and ${used} are there`,
      'delete connections that are not needed, or ask for another region',
    );
  }
}

function exceeded(message: string, remedy: string, quota: keyof Quotas): DomainError {
  return new DomainError('limit_exceeded', message, `${remedy}; or raise the quota and ${saySo(quota)}`);
}

/** Where an operator tells of a raised quota. */
function saySo(quota: keyof Quotas): string {
  return `say so: ${quotaSetting(quota)} for the API, tray.quotas.${quota} in a fleet file`;
}

/** `QUOTA_RULES_PER_SECURITY_GROUP` */
export function quotaSetting(quota: keyof Quotas): string {
  return `QUOTA_${quota.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}
