import { AwsError } from '../../../core/aws-error.ts';
import type { Action, Call } from '../../../core/service.ts';
import { existing } from '../access.ts';
import { requireService } from '../endpoint-services/lookup.ts';
import { notFound } from '../errors.ts';
import { requireVpc } from '../network/vpcs.ts';
import { deleteNetworkInterface } from '../network-interfaces.ts';
import {
  networkInterfaces,
  routeTables,
  securityGroups,
  subnets,
  type VpcEndpoint,
  vpcEndpoints,
} from '../state.ts';
import { connect, removeRoutes } from './lifecycle.ts';
import { addInterface, addRoutes, checkGroups, checkRouteTables, checkSubnets } from './placement.ts';
import { checkEndpointPolicy, FULL_ACCESS } from './policy-document.ts';
import { checkPrivateDns } from './private-dns.ts';

export const modifyVpcEndpoint: Action = {
  resources: (call) => {
    const each = <T extends Parameters<typeof existing>[3]>(
      type: string,
      names: readonly string[],
      collection: T,
    ) => names.flatMap((name) => call.input.strings(name)).map((id) => existing(call, type, id, collection));
    return [
      existing(call, 'vpc-endpoint', call.input.requiredString('VpcEndpointId'), vpcEndpoints),
      ...each('subnet', ['AddSubnetId', 'RemoveSubnetId'], subnets),
      ...each('security-group', ['AddSecurityGroupId', 'RemoveSecurityGroupId'], securityGroups),
      ...each('route-table', ['AddRouteTableId', 'RemoveRouteTableId'], routeTables),
    ];
  },
  handle: (call) => {
    const id = call.input.requiredString('VpcEndpointId');
    const endpoint = call.table(vpcEndpoints).get(id);
    if (endpoint === undefined) throw notFound('vpcEndpoint', id);
    if (endpoint.state === 'deleting' || endpoint.state === 'deleted') {
      throw new AwsError(
        'InvalidState',
        `The VPC endpoint ${id} is in state ${endpoint.state} and cannot be modified.`,
      );
    }
    changePrivateDns(call, endpoint);
    changePolicy(call, endpoint);
    if (endpoint.type === 'Gateway') changeRouteTables(call, endpoint);
    else {
      changeDnsOptions(call, endpoint);
      changeGroups(call, endpoint);
      changeSubnets(call, endpoint);
    }
    return { return: true };
  },
};

function changePrivateDns(call: Call, endpoint: VpcEndpoint): void {
  const wanted = call.input.boolean('PrivateDnsEnabled');
  if (wanted === undefined || wanted === endpoint.privateDnsEnabled) return;
  if (wanted) {
    const service = requireService(call, endpoint.serviceName, endpoint.serviceRegion);
    checkPrivateDns(call, requireVpc(call, endpoint.vpcId), service, endpoint);
  }
  endpoint.privateDnsEnabled = wanted;
}

function changePolicy(call: Call, endpoint: VpcEndpoint): void {
  const policy = call.input.string('PolicyDocument');
  if (policy !== undefined && policy !== '') endpoint.policyDocument = checkEndpointPolicy(policy);
  if (call.input.boolean('ResetPolicy') === true) endpoint.policyDocument = FULL_ACCESS;
}

function changeRouteTables(call: Call, endpoint: VpcEndpoint): void {
  const added = call.input.strings('AddRouteTableId').filter((id) => !endpoint.routeTableIds.includes(id));
  const removed = call.input.strings('RemoveRouteTableId');
  checkRouteTables(call, removed);
  addRoutes(call, endpoint, added);
  removeRoutes(call.world, endpoint, removed);
  endpoint.routeTableIds = [...endpoint.routeTableIds, ...added].filter((id) => !removed.includes(id));
}

function changeDnsOptions(call: Call, endpoint: VpcEndpoint): void {
  const options = call.input.struct('DnsOptions');
  endpoint.ipAddressType = call.input.string('IpAddressType') ?? endpoint.ipAddressType;
  endpoint.dnsRecordIpType = options?.string('DnsRecordIpType') ?? endpoint.dnsRecordIpType;
  endpoint.privateDnsOnlyForInboundResolverEndpoint =
    options?.boolean('PrivateDnsOnlyForInboundResolverEndpoint') ??
    endpoint.privateDnsOnlyForInboundResolverEndpoint;
}

function changeGroups(call: Call, endpoint: VpcEndpoint): void {
  const added = call.input.strings('AddSecurityGroupId');
  const removed = call.input.strings('RemoveSecurityGroupId');
  if (added.length === 0 && removed.length === 0) return;
  const kept = [...new Set([...endpoint.groupIds, ...added])].filter((id) => !removed.includes(id));
  if (kept.length === 0) {
    throw new AwsError('InvalidParameter', 'A VPC endpoint must have at least one security group.');
  }
  endpoint.groupIds = checkGroups(call, endpoint.vpcId, kept);
  for (const id of endpoint.networkInterfaceIds) {
    const networkInterface = call.table(networkInterfaces).get(id);
    if (networkInterface !== undefined) networkInterface.groupIds = [...kept];
  }
}

/** A connected endpoint goes through `pending` again while its subnets change. */
function changeSubnets(call: Call, endpoint: VpcEndpoint): void {
  const removed = call.input.strings('RemoveSubnetId');
  const added = call.input.strings('AddSubnetId').filter((id) => !endpoint.subnetIds.includes(id));
  if (added.length === 0 && removed.length === 0) return;
  const kept = endpoint.subnetIds.filter((id) => !removed.includes(id));
  if (added.length > 0) {
    const service = requireService(call, endpoint.serviceName, endpoint.serviceRegion);
    checkSubnets(call, endpoint.vpcId, added, service, kept);
  }
  const table = call.table(networkInterfaces);
  for (const id of endpoint.networkInterfaceIds) {
    if (removed.includes(table.get(id)?.subnetId ?? '')) deleteNetworkInterface(call.world, call.scope, id);
  }
  endpoint.networkInterfaceIds = [
    ...endpoint.networkInterfaceIds.filter((id) => table.has(id)),
    ...added.map((id) => addInterface(call, endpoint.vpcEndpointId, id, endpoint.groupIds)),
  ];
  endpoint.subnetIds = [...kept, ...added];
  if (endpoint.state === 'available') connect(call, endpoint);
}
