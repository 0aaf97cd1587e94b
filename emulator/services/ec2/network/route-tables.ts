import { AwsError } from '../../../core/aws-error.ts';
import type { Output } from '../../../core/output.ts';
import type { Action, Call } from '../../../core/service.ts';
import { creating, existing, onExisting } from '../access.ts';
import { describeAction } from '../describe.ts';
import { dependencyViolation, invalidParameter, notFound } from '../errors.ts';
import { internetGateways } from '../gateways/state.ts';
import {
  type RouteDestination,
  type RouteTable,
  type RouteTableAssociation,
  type RouteTargetKind,
  routeTables,
  subnets,
  type Tags,
  type Vpc,
  vpcs,
} from '../state.ts';
import { renderTags, requestedTags } from '../tag-specifications.ts';
import { requireRouteTable, requireSubnet, requireVpc } from './lookup.ts';
import { localRoutes, renderRoute, routeState } from './routes.ts';

export const createRouteTable: Action = {
  resources: (call) => [
    ...creating(call, 'route-table'),
    existing(call, 'vpc', call.input.requiredString('VpcId'), vpcs),
  ],
  handle: (call) => {
    const vpc = requireVpc(call, call.input.requiredString('VpcId'));
    const table = newRouteTable(call, vpc, { main: false, tags: requestedTags(call.input, 'route-table') });
    return { routeTable: renderRouteTable(table, call) };
  },
};

export const describeRouteTables = describeAction({
  collection: routeTables,
  idParameter: 'RouteTableId',
  id: (table) => table.routeTableId,
  kind: 'routeTable',
  filters: {
    'route-table-id': (table) => table.routeTableId,
    'vpc-id': (table) => table.vpcId,
    'owner-id': (table) => table.ownerId,
    'association.main': (table) => table.associations.map(isMain),
    'association.gateway-id': (table) => table.associations.map((a) => a.gatewayId),
    'association.subnet-id': (table) => table.associations.map((a) => a.subnetId),
    'association.route-table-id': (table) => table.associations.map(() => table.routeTableId),
    'association.route-table-association-id': (table) => table.associations.map((a) => a.associationId),
    'route.destination-cidr-block': destinations('cidrBlock'),
    'route.destination-ipv6-cidr-block': destinations('ipv6CidrBlock'),
    'route.destination-prefix-list-id': destinations('prefixListId'),
    'route.egress-only-internet-gateway-id': routesTo('egressOnlyInternetGatewayId'),
    'route.gateway-id': routesTo('gatewayId'),
    'route.instance-id': () => undefined,
    'route.nat-gateway-id': routesTo('natGatewayId'),
    'route.transit-gateway-id': routesTo('transitGatewayId'),
    'route.vpc-peering-connection-id': routesTo('vpcPeeringConnectionId'),
    'route.origin': (table) => table.routes.map((route) => route.origin),
    'route.state': (table, call) => table.routes.map((route) => routeState(route, call)),
  },
  set: 'routeTableSet',
  render: renderRouteTable,
});

export const deleteRouteTable: Action = {
  resources: onExisting('route-table', 'RouteTableId', routeTables),
  handle: (call) => {
    const table = requireRouteTable(call, call.input.requiredString('RouteTableId'));
    if (table.associations.length > 0) throw dependencyViolation('routeTable', table.routeTableId);
    call.table(routeTables).delete(table.routeTableId);
    return { return: true };
  },
};

/** With a subnet, or with an internet gateway of the VPC, for what comes in through it. */
export const associateRouteTable: Action = {
  resources: (call) => [
    existing(call, 'route-table', call.input.requiredString('RouteTableId'), routeTables),
    ...(call.input.has('SubnetId')
      ? [existing(call, 'subnet', call.input.requiredString('SubnetId'), subnets)]
      : []),
  ],
  handle: (call) => {
    const table = requireRouteTable(call, call.input.requiredString('RouteTableId'));
    const partner = readPartner(call);
    if (partner.vpcId !== table.vpcId) {
      throw invalidParameter(
        `Route table ${table.routeTableId} and ${partner.what} belong to different networks`,
      );
    }
    const isSame = (a: RouteTableAssociation) =>
      a.subnetId === partner.subnetId && a.gatewayId === partner.gatewayId;
    const taken = call
      .table(routeTables)
      .find((other) => other.associations.some((a) => !isMain(a) && isSame(a)));
    if (taken !== undefined) {
      throw new AwsError(
        'Resource.AlreadyAssociated',
        `The specified association for route table ${table.routeTableId} conflicts with an existing association`,
      );
    }
    const associationId = call.newId('rtbassoc');
    table.associations.push({ associationId, subnetId: partner.subnetId, gatewayId: partner.gatewayId });
    return { associationId, associationState: { state: 'associated' } };
  },
};

function readPartner(call: Call) {
  const gatewayId = call.input.string('GatewayId');
  if (gatewayId === undefined || gatewayId === '') {
    const { subnetId, vpcId } = requireSubnet(call, call.input.requiredString('SubnetId'));
    return { what: `subnet ${subnetId}`, vpcId, subnetId, gatewayId: undefined };
  }
  if (call.input.has('SubnetId')) {
    throw new AwsError('InvalidParameterCombination', 'Only one of SubnetId and GatewayId may be specified');
  }
  const gateway = call.table(internetGateways).get(gatewayId);
  if (gateway === undefined) {
    throw new AwsError('InvalidGatewayID.NotFound', `The gateway ID '${gatewayId}' does not exist`);
  }
  return { what: `gateway ${gatewayId}`, vpcId: gateway.vpcId, subnetId: undefined, gatewayId };
}

export function isMain(association: RouteTableAssociation): boolean {
  return association.subnetId === undefined && association.gatewayId === undefined;
}

export const disassociateRouteTable: Action = {
  resources: (call) => [associationCheck(call)],
  handle: (call) => {
    const { table, association } = requireAssociation(call, call.input.requiredString('AssociationId'));
    if (isMain(association)) {
      throw new AwsError('InvalidParameterValue', 'cannot disassociate the main route table association');
    }
    table.associations = table.associations.filter((other) => other !== association);
    return { return: true };
  },
};

/** Moves a subnet, or the place of the main table, to another route table. */
export const replaceRouteTableAssociation: Action = {
  resources: (call) => [
    associationCheck(call),
    existing(call, 'route-table', call.input.requiredString('RouteTableId'), routeTables),
  ],
  handle: (call) => {
    const { table, association } = requireAssociation(call, call.input.requiredString('AssociationId'));
    const target = requireRouteTable(call, call.input.requiredString('RouteTableId'));
    const newAssociationId = call.newId('rtbassoc');
    table.associations = table.associations.filter((other) => other !== association);
    target.associations.push({ ...association, associationId: newAssociationId });
    return { newAssociationId, associationState: { state: 'associated' } };
  },
};

export function newRouteTable(call: Call, vpc: Vpc, options: { main: boolean; tags: Tags }): RouteTable {
  const routeTableId = call.newId('rtb');
  return call.table(routeTables).put(routeTableId, {
    routeTableId,
    vpcId: vpc.vpcId,
    ownerId: call.accountId,
    routes: localRoutes(vpc),
    associations: options.main
      ? [{ associationId: call.newId('rtbassoc'), subnetId: undefined, gatewayId: undefined }]
      : [],
    tags: options.tags,
  });
}

function requireAssociation(call: Call, associationId: string) {
  for (const table of call.table(routeTables).list()) {
    const association = table.associations.find((candidate) => candidate.associationId === associationId);
    if (association !== undefined) return { table, association };
  }
  throw notFound('routeTableAssociation', associationId);
}

function associationCheck(call: Call) {
  const id = call.input.requiredString('AssociationId');
  const table = call
    .table(routeTables)
    .find((candidate) => candidate.associations.some((a) => a.associationId === id));
  return existing(call, 'route-table', table?.routeTableId ?? '*', routeTables);
}

/** Puts the routes of the VPC's blocks into all of its tables, and takes those of blocks away that are gone. */
export function refreshLocalRoutes(call: Call, vpc: Vpc): void {
  for (const table of call.table(routeTables).filter(({ vpcId }) => vpcId === vpc.vpcId)) {
    table.routes = [
      ...localRoutes(vpc),
      ...table.routes.filter((route) => route.origin !== 'CreateRouteTable'),
    ];
  }
}

function destinations(kind: RouteDestination['kind']) {
  return (table: RouteTable) =>
    table.routes.map(({ destination }) => (destination.kind === kind ? destination.value : undefined));
}

function routesTo(kind: RouteTargetKind) {
  return (table: RouteTable) =>
    table.routes.map(({ target }) => (target.kind === kind ? target.id : undefined));
}

function renderRouteTable(table: RouteTable, call: Call): Output {
  return {
    routeTableId: table.routeTableId,
    vpcId: table.vpcId,
    ownerId: table.ownerId,
    routeSet: table.routes.map((route) => renderRoute(route, call)),
    associationSet: table.associations.map((association) => ({
      routeTableAssociationId: association.associationId,
      routeTableId: table.routeTableId,
      subnetId: association.subnetId,
      gatewayId: association.gatewayId,
      main: isMain(association),
      associationState: { state: 'associated' },
    })),
    propagatingVgwSet: [],
    tagSet: renderTags(table.tags),
  };
}
