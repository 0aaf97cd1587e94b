import { AwsError } from '../../../core/aws-error.ts';
import { canonicalCidr } from '../../../core/ipv4.ts';
import { canonicalCidr6 } from '../../../core/ipv6.ts';
import type { Output } from '../../../core/output.ts';
import type { Action, Call } from '../../../core/service.ts';
import { onExisting } from '../access.ts';
import { invalidParameter, notFound } from '../errors.ts';
import { egressOnlyGateways, internetGateways, natGateways } from '../gateways/state.ts';
import {
  networkInterfaces,
  type Route,
  type RouteDestination,
  type RouteTable,
  type RouteTargetKind,
  routeTables,
  type Vpc,
} from '../state.ts';
import { requireRouteTable } from './lookup.ts';

/** https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html: routes per table, without those of the VPC. */
const MAX_ROUTES = 500;

const onTable = onExisting('route-table', 'RouteTableId', routeTables);

export const createRoute: Action = {
  resources: onTable,
  handle: (call) => {
    const table = requireRouteTable(call, call.input.requiredString('RouteTableId'));
    const destination = readDestination(call);
    const target = readTarget(call, table);
    if (find(table, destination) !== undefined) {
      throw new AwsError(
        'RouteAlreadyExists',
        `The route identified by ${destination.value} already exists.`,
      );
    }
    if (table.routes.filter((route) => route.origin === 'CreateRoute').length >= MAX_ROUTES) {
      throw new AwsError('RouteLimitExceeded', `Too many routes in the route table: ${table.routeTableId}`);
    }
    checkPair(destination, target);
    table.routes.push({ destination, target, origin: 'CreateRoute' });
    return { return: true };
  },
};

export const replaceRoute: Action = {
  resources: onTable,
  handle: (call) => {
    const table = requireRouteTable(call, call.input.requiredString('RouteTableId'));
    const destination = readDestination(call);
    const present = find(table, destination);
    if (present === undefined) {
      throw invalidParameter(
        `There is no route defined for '${destination.value}' in the route table. Use CreateRoute instead.`,
      );
    }
    checkOwnRoute(present);
    const target =
      call.input.boolean('LocalTarget') === true
        ? ({ kind: 'gatewayId', id: 'local' } as const)
        : readTarget(call, table);
    checkPair(destination, target);
    table.routes = table.routes.map((route) => (route === present ? { ...route, target } : route));
    return { return: true };
  },
};

export const deleteRoute: Action = {
  resources: onTable,
  handle: (call) => {
    const table = requireRouteTable(call, call.input.requiredString('RouteTableId'));
    const destination = readDestination(call);
    const present = find(table, destination);
    if (present === undefined) {
      throw new AwsError(
        'InvalidRoute.NotFound',
        `no route with destination-cidr-block ${destination.value} in route table ${table.routeTableId}`,
      );
    }
    if (present.origin === 'CreateRouteTable') {
      throw invalidParameter(
        `cannot remove local route ${destination.value} in route table ${table.routeTableId}`,
      );
    }
    checkOwnRoute(present);
    table.routes = table.routes.filter((route) => route !== present);
    return { return: true };
  },
};

/** The routes that a VPC's own blocks are reached by: in every table, always. */
export function localRoutes(vpc: Vpc): Route[] {
  const local = (destination: RouteDestination): Route => ({
    destination,
    target: { kind: 'gatewayId', id: 'local' },
    origin: 'CreateRouteTable',
  });
  return [
    ...vpc.cidrAssociations.map(({ cidrBlock }) => local({ kind: 'cidrBlock', value: cidrBlock })),
    ...vpc.ipv6Associations.map(({ ipv6CidrBlock }) =>
      local({ kind: 'ipv6CidrBlock', value: ipv6CidrBlock }),
    ),
  ];
}

export function renderRoute(route: Route, call: Call): Output {
  const field = {
    cidrBlock: 'destinationCidrBlock',
    ipv6CidrBlock: 'destinationIpv6CidrBlock',
    prefixListId: 'destinationPrefixListId',
  }[route.destination.kind];
  const { kind, id } = route.target;
  return {
    [field]: route.destination.value,
    [kind]: id,
    state: routeState(route, call),
    origin: route.origin,
  };
}

/** `blackhole` once what the route leads to is gone. */
export function routeState({ target }: Route, call: Call): 'active' | 'blackhole' {
  const { kind, id } = target;
  const isThere = () => {
    switch (kind) {
      case 'natGatewayId':
        return call.table(natGateways).get(id)?.state === 'available';
      case 'networkInterfaceId':
        return call.table(networkInterfaces).get(id)?.attachment !== undefined;
      case 'egressOnlyInternetGatewayId':
        return call.table(egressOnlyGateways).has(id);
      case 'gatewayId':
        return !id.startsWith('igw-') || call.table(internetGateways).get(id)?.vpcId !== undefined;
      default:
        return true;
    }
  };
  return isThere() ? 'active' : 'blackhole';
}

function readDestination(call: Call): RouteDestination {
  const { input } = call;
  const given = (
    [
      ['DestinationCidrBlock', 'cidrBlock', canonicalCidr],
      ['DestinationIpv6CidrBlock', 'ipv6CidrBlock', canonicalCidr6],
      ['DestinationPrefixListId', 'prefixListId', (id: string) => id],
    ] as const
  ).flatMap(([parameter, kind, canonical]) => {
    const text = input.string(parameter);
    if (text === undefined || text === '') return [];
    const value = canonical(text);
    if (value === undefined) {
      throw invalidParameter(
        `Value (${text}) for parameter ${parameter} is invalid. This is not a valid CIDR block.`,
      );
    }
    return [{ kind, value } as RouteDestination];
  });
  const [destination] = given;
  if (destination === undefined) throw input.missing('DestinationCidrBlock');
  if (given.length > 1) {
    throw new AwsError('InvalidParameterCombination', 'A route has exactly one destination');
  }
  return destination;
}

const targets: readonly (readonly [parameter: string, kind: RouteTargetKind])[] = [
  ['GatewayId', 'gatewayId'],
  ['VpcEndpointId', 'gatewayId'],
  ['NatGatewayId', 'natGatewayId'],
  ['NetworkInterfaceId', 'networkInterfaceId'],
  ['InstanceId', 'instanceId'],
  ['EgressOnlyInternetGatewayId', 'egressOnlyInternetGatewayId'],
  ['TransitGatewayId', 'transitGatewayId'],
  ['VpcPeeringConnectionId', 'vpcPeeringConnectionId'],
  ['LocalGatewayId', 'localGatewayId'],
  ['CarrierGatewayId', 'carrierGatewayId'],
  ['CoreNetworkArn', 'coreNetworkArn'],
];

function readTarget(call: Call, table: RouteTable): Route['target'] {
  const given = targets.flatMap(([parameter, kind]) => {
    const id = call.input.string(parameter);
    return id === undefined || id === '' ? [] : [{ kind, id }];
  });
  const [target] = given;
  if (target === undefined) throw call.input.missing('GatewayId');
  if (given.length > 1) {
    throw new AwsError('InvalidParameterCombination', 'A route has exactly one target');
  }
  return checkTarget(call, table, target);
}

/** Throws unless the target exists and belongs to the table's VPC. There are no instances, peerings and transit gateways here. */
function checkTarget(call: Call, table: RouteTable, { kind, id }: Route['target']): Route['target'] {
  switch (kind) {
    case 'gatewayId': {
      const gateway = call.table(internetGateways).get(id);
      if (gateway === undefined) {
        throw new AwsError('InvalidGatewayID.NotFound', `The gateway ID '${id}' does not exist`);
      }
      checkNetwork(table, 'network gateway', id, gateway.vpcId);
      return { kind, id };
    }
    case 'natGatewayId': {
      const gateway = call.table(natGateways).get(id);
      if (gateway === undefined || gateway.state === 'deleted') {
        throw new AwsError('InvalidNatGatewayID.NotFound', `The natGateway ID '${id}' does not exist`);
      }
      checkNetwork(table, 'NAT gateway', id, gateway.vpcId);
      return { kind, id };
    }
    case 'egressOnlyInternetGatewayId': {
      const gateway = call.table(egressOnlyGateways).get(id);
      if (gateway === undefined) throw notFound('egressOnlyGateway', id);
      checkNetwork(table, 'egress-only internet gateway', id, gateway.vpcId);
      return { kind, id };
    }
    case 'networkInterfaceId': {
      const networkInterface = call.table(networkInterfaces).get(id);
      if (networkInterface === undefined) throw notFound('networkInterface', id);
      checkNetwork(table, 'interface', id, networkInterface.vpcId);
      return { kind, id };
    }
    case 'instanceId':
      throw notFound('instance', id);
    case 'transitGatewayId':
      throw notFound('transitGateway', id);
    case 'vpcPeeringConnectionId':
      throw notFound('peering', id);
    default:
      throw invalidParameter(`The target '${id}' does not exist`);
  }
}

function checkNetwork(table: RouteTable, what: string, id: string, vpcId: string | undefined): void {
  if (vpcId === table.vpcId) return;
  throw invalidParameter(`route table ${table.routeTableId} and ${what} ${id} belong to different networks`);
}

function checkPair(destination: RouteDestination, target: Route['target']): void {
  if (target.kind === 'egressOnlyInternetGatewayId' && destination.kind === 'cidrBlock') {
    throw invalidParameter(`The egress-only internet gateway ${target.id} takes IPv6 destinations only`);
  }
}

/** What a gateway endpoint put into a table comes and goes with the endpoint. */
function checkOwnRoute(route: Route): void {
  if (route.destination.kind === 'prefixListId' && route.target.id.startsWith('vpce-')) {
    throw invalidParameter(`cannot change VPC endpoint route ${route.destination.value}`);
  }
}

function find(table: RouteTable, { kind, value }: RouteDestination): Route | undefined {
  return table.routes.find(({ destination }) => destination.kind === kind && destination.value === value);
}
