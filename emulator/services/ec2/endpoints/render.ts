import type { Output } from '../../../core/output.ts';
import type { Call } from '../../../core/service.ts';
import { endpointServices, securityGroups, subnets, type VpcEndpoint } from '../state.ts';
import { renderTags } from '../tag-specifications.ts';
import { parseAwsServiceName, publicDnsName, regionalId } from './aws-services.ts';

export function renderEndpoint(endpoint: VpcEndpoint, call: Call): Output {
  const isInterface = endpoint.type === 'Interface';
  return {
    vpcEndpointId: endpoint.vpcEndpointId,
    vpcEndpointType: endpoint.type,
    vpcId: endpoint.vpcId,
    serviceName: endpoint.serviceName,
    serviceRegion: isInterface ? endpoint.serviceRegion : undefined,
    state: endpoint.state,
    policyDocument: endpoint.policyDocument,
    routeTableIdSet: endpoint.routeTableIds,
    subnetIdSet: endpoint.subnetIds,
    groupSet: endpoint.groupIds.map((groupId) => ({
      groupId,
      groupName: call.table(securityGroups).get(groupId)?.groupName,
    })),
    ...(isInterface
      ? {
          ipAddressType: endpoint.ipAddressType,
          dnsOptions: {
            dnsRecordIpType: endpoint.dnsRecordIpType,
            privateDnsOnlyForInboundResolverEndpoint: endpoint.privateDnsOnlyForInboundResolverEndpoint,
          },
        }
      : {}),
    privateDnsEnabled: endpoint.privateDnsEnabled,
    requesterManaged: false,
    networkInterfaceIdSet: endpoint.networkInterfaceIds,
    dnsEntrySet: isInterface ? dnsEntries(endpoint, call) : [],
    creationTimestamp: endpoint.creationTimestamp,
    tagSet: renderTags(endpoint.tags),
    ownerId: endpoint.ownerId,
  };
}

/** The regional name first, then one per zone by the consumer's zone names, then private names where they are on. */
export function dnsEntries(
  endpoint: VpcEndpoint,
  call: Pick<Call, 'world'>,
): { dnsName: string; hostedZoneId: string }[] {
  const aws = parseAwsServiceName(endpoint.serviceName);
  const label = endpoint.service?.serviceId ?? aws?.service.suffix ?? '';
  const host = `${label}.${endpoint.serviceRegion}.vpce.amazonaws.com`;
  const scope = { accountId: endpoint.ownerId, region: endpoint.region };
  const zones = endpoint.subnetIds
    .map((id) => call.world.state.table(subnets, scope).get(id)?.availabilityZone)
    .filter((zone) => zone !== undefined);
  const name = `${endpoint.vpcEndpointId}-${endpoint.dnsLabel}`;
  const hostedZoneId = regionalId('Z', endpoint.serviceRegion, 'vpce', 13).toUpperCase();
  const entries = [name, ...zones.map((zone) => `${name}-${zone}`)].map((prefix) => ({
    dnsName: `${prefix}.${host}`,
    hostedZoneId,
  }));
  const privateName = endpoint.privateDnsEnabled ? privateNameOf(endpoint, call) : undefined;
  if (privateName !== undefined)
    entries.push({ dnsName: privateName, hostedZoneId: `Z0${endpoint.dnsLabel}`.toUpperCase() });
  return entries;
}

/** The name that the service offers for use inside consumers' VPCs. */
export function privateNameOf(endpoint: VpcEndpoint, call: Pick<Call, 'world'>): string | undefined {
  const aws = parseAwsServiceName(endpoint.serviceName);
  if (aws !== undefined) return publicDnsName(aws.service, aws.region);
  if (endpoint.service === undefined) return undefined;
  return call.world.state.table(endpointServices, endpoint.service).get(endpoint.service.serviceId)
    ?.privateDnsName;
}
