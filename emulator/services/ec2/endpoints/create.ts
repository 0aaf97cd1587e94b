import { AwsError } from '../../../core/aws-error.ts';
import type { AccessCheck, Action, Call } from '../../../core/service.ts';
import { creating, existing } from '../access.ts';
import { requireService, type VisibleService } from '../endpoint-services/lookup.ts';
import { requireVpc } from '../network/lookup.ts';
import { checkInterfaceGroups } from '../network/network-interfaces.ts';
import { routeTables, securityGroups, subnets, type VpcEndpoint, vpcEndpoints, vpcs } from '../state.ts';
import { requestedTags } from '../tag-specifications.ts';
import { checkIpAddressType } from './ip-address-type.ts';
import { connect, enter, requestAcceptance } from './lifecycle.ts';
import { addInterface, addRoutes, checkSubnets } from './placement.ts';
import { checkEndpointPolicy, FULL_ACCESS } from './policy-document.ts';
import { checkPrivateDns } from './private-dns.ts';
import { renderEndpoint } from './render.ts';

const QUOTA = { interfacesPerVpc: 50, gatewaysPerRegion: 20 };

/**
 * Requests a connection. The caller's policies are asked about the endpoint, whose condition keys say which service and
 * which owner it leads to, and about every VPC, subnet, security group and route table that it touches.
 */
export const createVpcEndpoint: Action = {
  resources: (call) => {
    const service = serviceOf(call);
    const touched = [
      existing(call, 'vpc', call.input.requiredString('VpcId'), vpcs),
      ...call.input.strings('SubnetId').map((id) => existing(call, 'subnet', id, subnets)),
      ...call.input
        .strings('SecurityGroupId')
        .map((id) => existing(call, 'security-group', id, securityGroups)),
      ...call.input.strings('RouteTableId').map((id) => existing(call, 'route-table', id, routeTables)),
    ];
    return [
      ...creating(call, 'vpc-endpoint', {
        'ec2:VpceServiceName': service.serviceName,
        'ec2:VpceServiceOwner': service.owner,
        'ec2:VpceServiceRegion': service.region,
        'ec2:VpceMultiRegion': String(service.region !== call.region),
      }),
      ...touched,
      ...(service.region === call.region ? [] : [multiRegion(call, 'vpc-endpoint')]),
    ];
  },
  handle: (call) => {
    const type = call.input.string('VpcEndpointType') ?? 'Gateway';
    const service = serviceOf(call);
    if (!isOffered(type, service)) {
      throw new AwsError(
        'InvalidParameter',
        `Endpoint type (${type}) does not match available service types ([${service.types.join(', ')}]).`,
      );
    }
    checkQuota(call, type);
    return answer(call, type === 'Gateway' ? createGateway(call, service) : createInterface(call, service));
  },
};

/** The permission for anything that crosses regions, beside that for the action. */
export function multiRegion(call: Call, type: 'vpc-endpoint' | 'vpc-endpoint-service'): AccessCheck {
  return { resource: call.arn('ec2', `${type}/*`), action: 'vpce:AllowMultiRegion' };
}

function createInterface(call: Call, service: VisibleService): VpcEndpoint {
  const { input } = call;
  const vpc = requireVpc(call, input.requiredString('VpcId'));
  const chosen = checkSubnets(call, vpc.vpcId, input.strings('SubnetId'), service);
  const groupIds = checkInterfaceGroups(call, vpc.vpcId, input.strings('SecurityGroupId'));
  const state = service.acceptanceRequired ? 'pendingAcceptance' : 'pending';
  const hasDns = vpc.enableDnsSupport && vpc.enableDnsHostnames;
  const privateDnsEnabled = input.boolean('PrivateDnsEnabled') ?? (service.aws !== undefined && hasDns);
  if (privateDnsEnabled) checkPrivateDns(call, vpc, service, { state });
  checkIpAddressType(service, input.string('IpAddressType') ?? 'ipv4', chosen);
  const endpoint = newEndpoint(call, service, 'Interface');
  endpoint.subnetIds = chosen.map((subnet) => subnet.subnetId);
  endpoint.groupIds = groupIds;
  endpoint.privateDnsEnabled = privateDnsEnabled;
  endpoint.networkInterfaceIds = endpoint.subnetIds.map((id) =>
    addInterface(call, endpoint.vpcEndpointId, id, groupIds),
  );
  call.table(vpcEndpoints).put(endpoint.vpcEndpointId, endpoint);
  if (service.acceptanceRequired) requestAcceptance(call, endpoint);
  else connect(call, endpoint);
  return endpoint;
}

function createGateway(call: Call, service: VisibleService): VpcEndpoint {
  const { vpcId } = requireVpc(call, call.input.requiredString('VpcId'));
  const endpoint = newEndpoint(call, service, 'Gateway');
  const routeTableIds = [...new Set(call.input.strings('RouteTableId'))];
  addRoutes(
    call,
    { vpcEndpointId: endpoint.vpcEndpointId, vpcId, serviceName: service.serviceName },
    routeTableIds,
  );
  endpoint.routeTableIds = routeTableIds;
  call.table(vpcEndpoints).put(endpoint.vpcEndpointId, endpoint);
  enter(endpoint, 'available');
  return endpoint;
}

function newEndpoint(call: Call, service: VisibleService, type: VpcEndpoint['type']): VpcEndpoint {
  const { input } = call;
  const policy = input.string('PolicyDocument');
  const dns = input.struct('DnsOptions');
  const vpcEndpointId = call.newId('vpce');
  return {
    vpcEndpointId,
    type,
    vpcId: input.requiredString('VpcId'),
    serviceName: service.serviceName,
    serviceRegion: service.region,
    service: service.customer && {
      accountId: service.customer.ownerId,
      region: service.customer.region,
      serviceId: service.customer.serviceId,
    },
    ownerId: call.accountId,
    region: call.region,
    creationTimestamp: call.now(),
    dnsLabel: call.world.ids.hex(`dns/${vpcEndpointId}`, 8),
    connectionId: call.newId('vpce-con'),
    clientToken: input.string('ClientToken'),
    state: 'pending',
    policyDocument: policy === undefined || policy === '' ? FULL_ACCESS : checkEndpointPolicy(policy),
    routeTableIds: [],
    subnetIds: [],
    groupIds: [],
    networkInterfaceIds: [],
    ipAddressType: input.string('IpAddressType') ?? 'ipv4',
    dnsRecordIpType: dns?.string('DnsRecordIpType') ?? 'ipv4',
    privateDnsOnlyForInboundResolverEndpoint:
      dns?.boolean('PrivateDnsOnlyForInboundResolverEndpoint') ?? false,
    privateDnsEnabled: false,
    tags: requestedTags(input, 'vpc-endpoint'),
  };
}

function serviceOf(call: Call): VisibleService {
  const serviceRegion = call.input.string('ServiceRegion') || call.region;
  return requireService(call, call.input.requiredString('ServiceName'), serviceRegion);
}

function isOffered(type: string, service: VisibleService): type is VpcEndpoint['type'] {
  return service.types.some((offered) => offered === type);
}

function checkQuota(call: Call, type: VpcEndpoint['type']): void {
  const vpcId = call.input.requiredString('VpcId');
  const alike = call
    .table(vpcEndpoints)
    .filter((endpoint) => endpoint.type === type && (type === 'Gateway' || endpoint.vpcId === vpcId));
  const limit = type === 'Gateway' ? QUOTA.gatewaysPerRegion : QUOTA.interfacesPerVpc;
  if (alike.length >= limit) {
    throw new AwsError('VpcEndpointLimitExceeded', 'The maximum number of VPC endpoints has been reached.');
  }
}

function answer(call: Call, endpoint: VpcEndpoint) {
  return { vpcEndpoint: renderEndpoint(endpoint, call), clientToken: endpoint.clientToken };
}
