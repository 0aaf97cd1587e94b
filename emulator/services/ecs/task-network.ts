/** What Fargate reaches from a task's network interface before its containers run: registries, secrets, logs. */
import type { Call } from '../../core/service.ts';
import { isIn } from '../../data-plane/filters.ts';
import { judge } from '../../data-plane/path.ts';
import { prefixListsOf } from '../ec2/endpoints/prefix-lists.ts';
import { natGateways } from '../ec2/gateways/state.ts';
import {
  type NetworkInterface,
  networkInterfaces,
  type RouteTable,
  routeTables,
  securityGroupRules,
  vpcEndpoints,
} from '../ec2/state.ts';
import type { Task } from './state.ts';

const HTTPS = 443;
/** Stands for any address of AWS's outside of the VPC. */
export const PUBLIC_ADDRESS = '52.94.24.100';

/** Whether an HTTPS connection to the host comes about: through an endpoint in the VPC, or out of it. */
export function reaches(call: Call, task: Task, host: string): boolean {
  const from = call.table(networkInterfaces).get(task.networkInterfaceId ?? '');
  if (from === undefined) return false;
  const verdict = judge(call.world, { from: from.networkInterfaceId, host, port: HTTPS });
  if (verdict.kind === 'open') return true;
  // The way ends at AWS's own service: it has led through an endpoint.
  if (verdict.kind === 'reset') return verdict.where === 'service';
  // A name that the VPC does not know is the public one.
  return verdict.kind === 'name_not_found' && leavesVpc(call, from, task);
}

/** S3 as well through a gateway endpoint in the subnet's route table. */
export function reachesS3(call: Call, task: Task, host: string): boolean {
  const from = call.table(networkInterfaces).get(task.networkInterfaceId ?? '');
  if (from === undefined) return false;
  const table = routeTableOf(call, from);
  const gateway = call
    .table(vpcEndpoints)
    .find(
      (endpoint) =>
        endpoint.type === 'Gateway' &&
        endpoint.state === 'available' &&
        endpoint.serviceName.endsWith('.s3') &&
        endpoint.routeTableIds.includes(table?.routeTableId ?? ''),
    );
  if (gateway === undefined) return reaches(call, task, host);
  const list = prefixListsOf(call.region).find(({ prefixListName }) => prefixListName.endsWith('.s3'));
  return allowsOut(call, from, list?.cidrs[0]?.replace(/\/.*$/, '') ?? PUBLIC_ADDRESS, list?.prefixListId);
}

function leavesVpc(call: Call, from: NetworkInterface, task: Task): boolean {
  const route = routeTableOf(call, from)?.routes.find(
    ({ destination }) => destination.kind === 'cidrBlock' && destination.value === '0.0.0.0/0',
  );
  if (route === undefined || !allowsOut(call, from, PUBLIC_ADDRESS)) return false;
  const { kind, id } = route.target;
  if (kind === 'natGatewayId') return call.table(natGateways).get(id)?.state === 'available';
  return kind === 'gatewayId' && id.startsWith('igw-') && task.assignPublicIp;
}

function routeTableOf(call: Call, { subnetId, vpcId }: NetworkInterface): RouteTable | undefined {
  const own = call.table(routeTables).filter((table) => table.vpcId === vpcId);
  return (
    own.find(({ associations }) => associations.some((each) => each.subnetId === subnetId)) ??
    own.find(({ associations }) =>
      associations.some((each) => each.subnetId === undefined && each.gatewayId === undefined),
    )
  );
}

function allowsOut(call: Call, from: NetworkInterface, address: string, prefixListId?: string): boolean {
  return (
    call.table(securityGroupRules).find((rule) => {
      if (!rule.isEgress || !from.groupIds.includes(rule.groupId)) return false;
      if (!['-1', 'tcp', '6'].includes(rule.ipProtocol)) return false;
      if (rule.ipProtocol !== '-1' && (rule.fromPort > HTTPS || rule.toPort < HTTPS)) return false;
      if (rule.peer.kind === 'prefixListId') return rule.peer.value === prefixListId;
      return rule.peer.kind === 'cidrIpv4' && isIn(address, rule.peer.value);
    }) !== undefined
  );
}
