import { AwsError } from '../../../core/aws-error.ts';
import type { Action, Call } from '../../../core/service.ts';
import type { Output } from '../../../protocols/output.ts';
import { creating, existing, onExisting } from '../access.ts';
import { describeAction } from '../describe.ts';
import { dependencyViolation, notFound } from '../errors.ts';
import { type RouteTable, routeTables, subnets, type Tags, type Vpc, vpcs } from '../state.ts';
import { renderTags, requestedTags } from '../tags/tags.ts';
import { requireSubnet } from './subnets.ts';
import { requireVpc } from './vpcs.ts';

export const createRouteTable: Action = {
  resources: (call) => [
    ...creating(call, 'route-table'),
    existing(call, 'vpc', call.input.requiredString('VpcId'), vpcs),
  ],
  handle: (call) => {
    const vpc = requireVpc(call, call.input.requiredString('VpcId'));
    const table = newRouteTable(call, vpc, { main: false, tags: requestedTags(call.input, 'route-table') });
    return { routeTable: renderRouteTable(table) };
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
    'association.main': (table) => table.associations.map((a) => String(a.subnetId === undefined)),
    'association.subnet-id': (table) => table.associations.map((a) => a.subnetId),
    'association.route-table-id': (table) => table.associations.map(() => table.routeTableId),
    'association.route-table-association-id': (table) => table.associations.map((a) => a.associationId),
    'route.gateway-id': (table) => table.routes.map((route) => route.gatewayId),
    'route.destination-cidr-block': (table) =>
      table.routes.map((route) =>
        'cidrBlock' in route.destination ? route.destination.cidrBlock : undefined,
      ),
    'route.destination-prefix-list-id': (table) =>
      table.routes.map((route) =>
        'prefixListId' in route.destination ? route.destination.prefixListId : undefined,
      ),
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

export const associateRouteTable: Action = {
  resources: (call) => [
    existing(call, 'route-table', call.input.requiredString('RouteTableId'), routeTables),
    existing(call, 'subnet', call.input.requiredString('SubnetId'), subnets),
  ],
  handle: (call) => {
    const table = requireRouteTable(call, call.input.requiredString('RouteTableId'));
    const { subnetId, vpcId } = requireSubnet(call, call.input.requiredString('SubnetId'));
    if (vpcId !== table.vpcId) {
      throw new AwsError(
        'InvalidParameterValue',
        `Route table ${table.routeTableId} and subnet ${subnetId} belong to different networks`,
      );
    }
    const taken = call
      .table(routeTables)
      .find((other) => other.associations.some((a) => a.subnetId === subnetId));
    if (taken !== undefined) {
      throw new AwsError(
        'Resource.AlreadyAssociated',
        `The specified association for route table ${table.routeTableId} conflicts with an existing association`,
      );
    }
    const associationId = call.newId('rtbassoc');
    table.associations.push({ associationId, subnetId });
    return { associationId, associationState: { state: 'associated' } };
  },
};

export const disassociateRouteTable: Action = {
  resources: (call) => [associationCheck(call)],
  handle: (call) => {
    const { table, association } = requireAssociation(call, call.input.requiredString('AssociationId'));
    if (association.subnetId === undefined) {
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
    routes: [{ destination: { cidrBlock: vpc.cidrBlock }, gatewayId: 'local', origin: 'CreateRouteTable' }],
    associations: options.main ? [{ associationId: call.newId('rtbassoc'), subnetId: undefined }] : [],
    tags: options.tags,
  });
}

export function requireRouteTable(call: Call, routeTableId: string): RouteTable {
  const table = call.table(routeTables).get(routeTableId);
  if (table === undefined) throw notFound('routeTable', routeTableId);
  return table;
}

function requireAssociation(call: Call, associationId: string) {
  for (const table of call.table(routeTables).list()) {
    const association = table.associations.find((candidate) => candidate.associationId === associationId);
    if (association !== undefined) return { table, association };
  }
  throw notFound('association', associationId);
}

function associationCheck(call: Call) {
  const id = call.input.requiredString('AssociationId');
  const table = call
    .table(routeTables)
    .find((candidate) => candidate.associations.some((a) => a.associationId === id));
  return existing(call, 'route-table', table?.routeTableId ?? '*', routeTables);
}

function renderRouteTable(table: RouteTable): Output {
  return {
    routeTableId: table.routeTableId,
    vpcId: table.vpcId,
    ownerId: table.ownerId,
    routeSet: table.routes.map((route) => ({
      ...('cidrBlock' in route.destination
        ? { destinationCidrBlock: route.destination.cidrBlock }
        : { destinationPrefixListId: route.destination.prefixListId }),
      gatewayId: route.gatewayId,
      state: 'active',
      origin: route.origin,
    })),
    associationSet: table.associations.map((association) => ({
      routeTableAssociationId: association.associationId,
      routeTableId: table.routeTableId,
      subnetId: association.subnetId,
      main: association.subnetId === undefined,
      associationState: { state: 'associated' },
    })),
    propagatingVgwSet: [],
    tagSet: renderTags(table.tags),
  };
}
