import { AwsError } from '../../../core/aws-error.ts';
import type { Call } from '../../../core/service.ts';
import type { VisibleService } from '../endpoint-services/lookup.ts';
import { notFound } from '../errors.ts';
import { createNetworkInterface, requireFreeAddress } from '../network/interface-placement.ts';
import { requireRouteTable, requireSubnet } from '../network/lookup.ts';
import { routeTables, type Subnet, subnets, type VpcEndpoint } from '../state.ts';
import { prefixListsOf } from './prefix-lists.ts';

/** Zones in which PrivateLink does not offer services of other regions. */
const noCrossRegion = new Set(['use1-az3', 'usw1-az2', 'apne1-az3', 'apne2-az2', 'apne2-az4']);

/** The subnets, checked: of the VPC, one per zone, and only in zones where the service is. */
export function checkSubnets(
  call: Call,
  vpcId: string,
  subnetIds: readonly string[],
  service: VisibleService,
  present: readonly string[] = [],
): Subnet[] {
  const taken = new Map(present.map((id) => [call.table(subnets).get(id)?.availabilityZoneId, id]));
  return subnetIds.map((id) => {
    const subnet = requireSubnet(call, id);
    if (subnet.vpcId !== vpcId) throw refused(`Subnet ${id} does not belong to VPC ${vpcId}`);
    if (taken.has(subnet.availabilityZoneId)) {
      throw new AwsError(
        'DuplicateSubnetsInSameZone',
        `Found another VPC endpoint subnet in the availability zone of ${id}`,
      );
    }
    taken.set(subnet.availabilityZoneId, id);
    requireFreeAddress(call, subnet);
    const isCrossRegion = service.region !== call.region;
    const isOffered = isCrossRegion
      ? !noCrossRegion.has(subnet.availabilityZoneId)
      : service.zoneIds.includes(subnet.availabilityZoneId);
    if (!isOffered) {
      throw refused(
        `The VPC endpoint service ${service.serviceName} does not support the availability zone of the subnet: ${id}.`,
      );
    }
    return subnet;
  });
}

export function addInterface(
  call: Call,
  endpointId: string,
  subnetId: string,
  groupIds: readonly string[],
): string {
  return createNetworkInterface(call, {
    subnetId,
    groupIds,
    description: `VPC Endpoint Interface ${endpointId}`,
    interfaceType: 'vpc_endpoint',
    requesterId: 'amazon-vpce',
  }).networkInterfaceId;
}

/** Puts the gateway's prefix list into route tables. All are checked before the first is changed. */
export function addRoutes(
  call: Call,
  endpoint: Pick<VpcEndpoint, 'vpcEndpointId' | 'vpcId' | 'serviceName'>,
  routeTableIds: readonly string[],
): void {
  const list = prefixListsOf(call.region).find(
    (candidate) => candidate.prefixListName === endpoint.serviceName,
  );
  if (list === undefined) throw notFound('prefixList', endpoint.serviceName);
  const { prefixListId } = list;
  const tables = routeTableIds.map((id) => {
    const table = requireRouteTable(call, id);
    if (table.vpcId !== endpoint.vpcId)
      throw refused(`Route table ${id} does not belong to VPC ${endpoint.vpcId}`);
    const isTaken = table.routes.some(
      ({ destination }) => destination.kind === 'prefixListId' && destination.value === prefixListId,
    );
    if (isTaken) {
      throw new AwsError(
        'RouteAlreadyExists',
        `route table ${id} already has a route with destination-prefix-list-id ${prefixListId}`,
      );
    }
    return table;
  });
  for (const table of tables) {
    table.routes.push({
      destination: { kind: 'prefixListId', value: prefixListId },
      target: { kind: 'gatewayId', id: endpoint.vpcEndpointId },
      origin: 'CreateRoute',
    });
  }
}

/** Whether every table exists: for calls that only name them. */
export function checkRouteTables(call: Call, ids: readonly string[]): void {
  for (const id of ids) if (!call.table(routeTables).has(id)) throw notFound('routeTable', id);
}

function refused(message: string): AwsError {
  return new AwsError('InvalidParameter', message);
}
