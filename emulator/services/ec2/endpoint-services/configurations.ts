import { AwsError } from '../../../core/aws-error.ts';
import type { Output } from '../../../core/output.ts';
import type { AccessCheck, Action, Call } from '../../../core/service.ts';
import { creating, existing, onEach } from '../access.ts';
import { describeAction } from '../describe.ts';
import { multiRegion } from '../endpoints/create.ts';
import { notFound, unsuccessfulItem } from '../errors.ts';
import { type EndpointService, endpointServices } from '../state.ts';
import { renderTags, requestedTags } from '../tag-specifications.ts';
import { connectionsOf } from './connections.ts';
import { checkAddressTypes, checkLoadBalancers } from './load-balancers.ts';
import { serviceZoneIds, zoneNames } from './lookup.ts';
import { removePrivateDnsName, setPrivateDnsName } from './private-dns.ts';
import { requireOwnService } from './require.ts';
import { checkIdleTimeouts, checkRegions, withHome } from './supported-regions.ts';

export const createVpcEndpointServiceConfiguration: Action = {
  resources: (call) => [
    ...creating(call, 'vpc-endpoint-service', {
      'ec2:VpceServicePrivateDnsName': call.input.string('PrivateDnsName'),
    }),
    ...multiRegionCheck(call, call.input.strings('SupportedRegion')),
  ],
  handle: (call) => {
    const { input } = call;
    const networkArns = input.strings('NetworkLoadBalancerArn');
    const gatewayArns = input.strings('GatewayLoadBalancerArn');
    if ((networkArns.length === 0) === (gatewayArns.length === 0)) {
      throw new AwsError(
        'InvalidParameter',
        'Exactly one kind of load balancer, network or gateway, must be specified',
      );
    }
    const loadBalancerType = networkArns.length > 0 ? 'network' : 'gateway';
    const loadBalancerArns = networkArns.length > 0 ? networkArns : gatewayArns;
    checkLoadBalancers(call, loadBalancerArns, loadBalancerType);
    checkRegions(call, input.strings('SupportedRegion'));
    checkIdleTimeouts(call, loadBalancerArns, input.strings('SupportedRegion'));
    const supportedIpAddressTypes = input.has('SupportedIpAddressType')
      ? [...new Set(input.strings('SupportedIpAddressType'))]
      : ['ipv4'];
    checkAddressTypes(call, loadBalancerArns, supportedIpAddressTypes);
    const serviceId = call.newId('vpce-svc');
    const service: EndpointService = {
      serviceId,
      serviceName: `com.amazonaws.vpce.${call.region}.${serviceId}`,
      ownerId: call.accountId,
      region: call.region,
      state: 'Available',
      acceptanceRequired: input.boolean('AcceptanceRequired') ?? true,
      loadBalancerArns,
      loadBalancerType,
      supportedIpAddressTypes,
      supportedRegions: withHome(input.strings('SupportedRegion'), call.region),
      privateDnsName: undefined,
      privateDnsNameState: 'pendingVerification',
      privateDnsVerification: undefined,
      allowedPrincipals: [],
      tags: requestedTags(input, 'vpc-endpoint-service'),
    };
    const name = input.string('PrivateDnsName');
    if (name !== undefined && name !== '') setPrivateDnsName(call, service, name);
    call.table(endpointServices).put(serviceId, service);
    return {
      serviceConfiguration: renderConfiguration(service, call),
      clientToken: input.string('ClientToken'),
    };
  },
};

export const describeVpcEndpointServiceConfigurations = describeAction<EndpointService>({
  collection: endpointServices,
  idParameter: 'ServiceId',
  id: (service) => service.serviceId,
  kind: 'endpointService',
  filters: {
    'service-id': (service) => service.serviceId,
    'service-name': (service) => service.serviceName,
    'service-state': (service) => service.state,
    'supported-ip-address-types': (service) => service.supportedIpAddressTypes,
  },
  set: 'serviceConfigurationSet',
  render: renderConfiguration,
});

export const modifyVpcEndpointServiceConfiguration: Action = {
  resources: (call) => [
    existing(call, 'vpc-endpoint-service', call.input.requiredString('ServiceId'), endpointServices, {
      'ec2:VpceServicePrivateDnsName': call.input.string('PrivateDnsName'),
    }),
    ...multiRegionCheck(call, call.input.strings('AddSupportedRegion')),
  ],
  handle: (call) => {
    const { input } = call;
    const service = requireOwnService(call, input.requiredString('ServiceId'));
    const balancers = changed(
      service.loadBalancerArns,
      [...input.strings('AddNetworkLoadBalancerArn'), ...input.strings('AddGatewayLoadBalancerArn')],
      [...input.strings('RemoveNetworkLoadBalancerArn'), ...input.strings('RemoveGatewayLoadBalancerArn')],
    );
    if (balancers.length === 0) {
      throw new AwsError('InvalidParameter', 'A VPC endpoint service must have at least one load balancer');
    }
    checkLoadBalancers(call, balancers, service.loadBalancerType, service.serviceId);
    const addedRegions = input.strings('AddSupportedRegion');
    const removedRegions = input.strings('RemoveSupportedRegion');
    checkRegions(call, addedRegions);
    if (removedRegions.includes(service.region)) {
      throw new AwsError(
        'InvalidParameter',
        `The home region ${service.region} of a service cannot be removed`,
      );
    }
    const supportedRegions = withHome(
      changed(service.supportedRegions, addedRegions, removedRegions),
      service.region,
    );
    checkIdleTimeouts(call, balancers, supportedRegions);
    const types = changed(
      service.supportedIpAddressTypes,
      input.strings('AddSupportedIpAddressType'),
      input.strings('RemoveSupportedIpAddressType'),
    );
    checkAddressTypes(call, balancers, types);
    service.loadBalancerArns = balancers;
    service.supportedRegions = supportedRegions;
    service.supportedIpAddressTypes = types;
    service.acceptanceRequired = input.boolean('AcceptanceRequired') ?? service.acceptanceRequired;
    if (input.boolean('RemovePrivateDnsName') === true) removePrivateDnsName(service);
    const name = input.string('PrivateDnsName');
    if (name !== undefined && name !== '') setPrivateDnsName(call, service, name);
    return { return: true };
  },
};

/** A service stays until every connection that is available, on its way there, or waiting for acceptance is rejected. */
export const deleteVpcEndpointServiceConfigurations: Action = {
  resources: onEach('vpc-endpoint-service', 'ServiceId', endpointServices),
  handle: (call) => {
    const ids = call.input.strings('ServiceId');
    if (ids.length === 0) throw call.input.missing('ServiceId');
    const failures = ids.flatMap((id) => {
      const service = call.table(endpointServices).get(id);
      if (service === undefined) return [unsuccessfulItem(id, notFound('endpointService', id))];
      const connections = connectionsOf(call.world, service);
      if (connections.some(({ state }) => unrejected.has(state))) {
        const message = `Service ${id} has existing active VPC Endpoint connections!`;
        return [unsuccessfulItem(id, new AwsError('ExistingVpcEndpointConnections', message))];
      }
      call.table(endpointServices).delete(id);
      return [];
    });
    return { unsuccessful: failures };
  },
};

const unrejected: ReadonlySet<string> = new Set(['available', 'pending', 'pendingAcceptance']);

function multiRegionCheck(call: Call, regions: readonly string[]): AccessCheck[] {
  return regions.some((region) => region !== call.region) ? [multiRegion(call, 'vpc-endpoint-service')] : [];
}

function changed(present: readonly string[], added: readonly string[], removed: readonly string[]): string[] {
  return [...new Set([...present, ...added])].filter((item) => !removed.includes(item));
}

function renderConfiguration(service: EndpointService, call: Call): Output {
  const zoneIds = serviceZoneIds(call.world, service);
  return {
    serviceId: service.serviceId,
    serviceName: service.serviceName,
    serviceType: [
      { serviceType: service.loadBalancerType === 'network' ? 'Interface' : 'GatewayLoadBalancer' },
    ],
    serviceState: service.state,
    availabilityZoneIdSet: zoneIds,
    availabilityZoneSet: zoneNames(call.accountId, service.region, zoneIds),
    acceptanceRequired: service.acceptanceRequired,
    managesVpcEndpoints: false,
    networkLoadBalancerArnSet: service.loadBalancerType === 'network' ? service.loadBalancerArns : [],
    gatewayLoadBalancerArnSet: service.loadBalancerType === 'gateway' ? service.loadBalancerArns : [],
    supportedIpAddressTypeSet: service.supportedIpAddressTypes,
    supportedRegionSet: service.supportedRegions.map((region) => ({ region, serviceState: 'Available' })),
    remoteAccessEnabled: service.supportedRegions.length > 1,
    baseEndpointDnsNameSet: [`${service.serviceId}.${service.region}.vpce.amazonaws.com`],
    privateDnsName: service.privateDnsName,
    privateDnsNameConfiguration: service.privateDnsVerification && {
      state: service.privateDnsNameState,
      type: 'TXT',
      name: service.privateDnsVerification.name,
      value: service.privateDnsVerification.value,
    },
    tagSet: renderTags(service.tags),
  };
}
