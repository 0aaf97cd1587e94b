import { AwsError } from '../../../core/aws-error.ts';
import type { Action, Call } from '../../../core/service.ts';
import { existing } from '../access.ts';
import { serviceOfEndpoint } from '../endpoint-services/lookup.ts';
import { notFound } from '../errors.ts';
import { deleteNetworkInterface } from '../network/interface-placement.ts';
import { requireSubnet, requireVpc } from '../network/lookup.ts';
import { checkInterfaceGroups } from '../network/network-interfaces.ts';
import {
  networkInterfaces,
  routeTables,
  securityGroups,
  subnets,
  type VpcEndpoint,
  vpcEndpoints,
} from '../state.ts';
import { checkIpAddressType } from './ip-address-type.ts';
import { connect, removeRoutes } from './lifecycle.ts';
import { addInterface, addRoutes, checkRouteTables, checkSubnets } from './placement.ts';
import { checkEndpointPolicy, FULL_ACCESS } from './policy-document.ts';
import { checkPrivateDns } from './private-dns.ts';

/** One part of a modification: checked when it is planned, carried out when every part is checked. */
type Change = () => void;

const nothing: Change = () => {};

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
    const plans =
      endpoint.type === 'Gateway'
        ? [planRouteTables, planPolicy]
        : [planPolicy, planPrivateDns, planDnsOptions, planGroups, planSubnets];
    const changes = plans.map((plan) => plan(call, endpoint));
    for (const change of changes) change();
    return { return: true };
  },
};

function planPolicy(call: Call, endpoint: VpcEndpoint): Change {
  const text = call.input.string('PolicyDocument');
  const reset = call.input.boolean('ResetPolicy') === true;
  if (!reset && (text === undefined || text === '')) return nothing;
  const policy = reset ? FULL_ACCESS : checkEndpointPolicy(text ?? '');
  return () => {
    endpoint.policyDocument = policy;
  };
}

function planPrivateDns(call: Call, endpoint: VpcEndpoint): Change {
  const wanted = call.input.boolean('PrivateDnsEnabled');
  if (wanted === undefined || wanted === endpoint.privateDnsEnabled) return nothing;
  if (wanted)
    checkPrivateDns(call, requireVpc(call, endpoint.vpcId), serviceOfEndpoint(call, endpoint), endpoint);
  return () => {
    endpoint.privateDnsEnabled = wanted;
  };
}

function planRouteTables(call: Call, endpoint: VpcEndpoint): Change {
  const added = call.input.strings('AddRouteTableId').filter((id) => !endpoint.routeTableIds.includes(id));
  const removed = call.input.strings('RemoveRouteTableId');
  checkRouteTables(call, removed);
  return () => {
    addRoutes(call, endpoint, added);
    removeRoutes(call.world, endpoint, removed);
    endpoint.routeTableIds = [...endpoint.routeTableIds, ...added].filter((id) => !removed.includes(id));
  };
}

function planDnsOptions(call: Call, endpoint: VpcEndpoint): Change {
  const options = call.input.struct('DnsOptions');
  const ipAddressType = call.input.string('IpAddressType') ?? endpoint.ipAddressType;
  const dnsRecordIpType = options?.string('DnsRecordIpType') ?? endpoint.dnsRecordIpType;
  const onlyInbound =
    options?.boolean('PrivateDnsOnlyForInboundResolverEndpoint') ??
    endpoint.privateDnsOnlyForInboundResolverEndpoint;
  if (ipAddressType !== endpoint.ipAddressType) {
    const present = endpoint.subnetIds.map((id) => requireSubnet(call, id));
    checkIpAddressType(serviceOfEndpoint(call, endpoint), ipAddressType, present);
  }
  return () => {
    endpoint.ipAddressType = ipAddressType;
    endpoint.dnsRecordIpType = dnsRecordIpType;
    endpoint.privateDnsOnlyForInboundResolverEndpoint = onlyInbound;
  };
}

function planGroups(call: Call, endpoint: VpcEndpoint): Change {
  const added = call.input.strings('AddSecurityGroupId');
  const removed = call.input.strings('RemoveSecurityGroupId');
  if (added.length === 0 && removed.length === 0) return nothing;
  const kept = [...new Set([...endpoint.groupIds, ...added])].filter((id) => !removed.includes(id));
  if (kept.length === 0) {
    throw new AwsError('InvalidParameter', 'A VPC endpoint must have at least one security group.');
  }
  checkInterfaceGroups(call, endpoint.vpcId, kept);
  return () => {
    endpoint.groupIds = kept;
    for (const id of endpoint.networkInterfaceIds) {
      const networkInterface = call.table(networkInterfaces).get(id);
      if (networkInterface !== undefined) networkInterface.groupIds = [...kept];
    }
  };
}

/** A connected endpoint goes through `pending` again while its subnets change. */
function planSubnets(call: Call, endpoint: VpcEndpoint): Change {
  const removed = call.input.strings('RemoveSubnetId');
  const added = call.input.strings('AddSubnetId').filter((id) => !endpoint.subnetIds.includes(id));
  if (added.length === 0 && removed.length === 0) return nothing;
  const kept = endpoint.subnetIds.filter((id) => !removed.includes(id));
  if (added.length > 0) checkSubnets(call, endpoint.vpcId, added, serviceOfEndpoint(call, endpoint), kept);
  return () => {
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
  };
}
