import type { Call } from '../../../core/service.ts';
import { notFound } from '../errors.ts';
import { type RouteTable, routeTables, type Subnet, subnets, type Vpc, vpcs } from '../state.ts';

/*
 * What one resource asks of another: it alone is imported from side to side, so that the files of the resources need not import
 * each other.
 */
export function requireVpc(call: Call, vpcId: string): Vpc {
  const vpc = call.table(vpcs).get(vpcId);
  if (vpc === undefined) throw notFound('vpc', vpcId);
  return vpc;
}

export function requireSubnet(call: Call, subnetId: string): Subnet {
  const subnet = call.table(subnets).get(subnetId);
  if (subnet === undefined) throw notFound('subnet', subnetId);
  return subnet;
}

export function requireRouteTable(call: Call, routeTableId: string): RouteTable {
  const table = call.table(routeTables).get(routeTableId);
  if (table === undefined) throw notFound('routeTable', routeTableId);
  return table;
}
