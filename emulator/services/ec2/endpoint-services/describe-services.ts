import type { Output } from '../../../core/output.ts';
import type { Action, Call } from '../../../core/service.ts';
import { applyFilters } from '../describe.ts';
import { page } from '../paging.ts';
import { renderTags } from '../tag-specifications.ts';
import { findService, requireService, type VisibleService, visibleServices, zoneNames } from './lookup.ts';

/** The consumer's view: AWS's services, and those of other accounts that allow the caller. */
export const describeVpcEndpointServices: Action = {
  handle: (call) => {
    const regions = call.input.strings('ServiceRegion');
    const searched = regions.length === 0 ? [call.region] : regions;
    const names = call.input.strings('ServiceName');
    const services =
      names.length > 0
        ? names.map((name) => findIn(call, name, searched))
        : searched.flatMap((region) => visibleServices(call, region));
    // A service that is offered in two ways is listed twice, as S3 is.
    const offers = services.flatMap((service) =>
      service.types.map((type) => ({ ...service, types: [type] })),
    );
    const found = applyFilters(offers, call, {
      owner: (service) => service.owner,
      'service-name': (service) => service.serviceName,
      'service-region': (service) => service.region,
      'service-type': (service) => service.types,
      'supported-ip-address-types': (service) => service.supportedIpAddressTypes,
    });
    const shown = page(call.input, found, (service) => `${service.serviceName}/${service.types}`);
    return {
      serviceNameSet: [...new Set(shown.items.map((service) => service.serviceName))],
      serviceDetailSet: shown.items.map((service) => renderService(service, call)),
      nextToken: shown.next,
    };
  },
};

function findIn(call: Call, name: string, regions: readonly string[]): VisibleService {
  for (const region of regions) {
    const found = findService(call, name, region);
    if (found !== undefined) return found;
  }
  return requireService(call, name, regions[0] ?? call.region);
}

/** Zones are those that the service and the caller have in common, by the caller's names. */
function renderService(service: VisibleService, call: Call): Output {
  const suffix = service.aws?.suffix ?? service.serviceId;
  return {
    serviceName: service.serviceName,
    serviceId: service.serviceId,
    serviceType: service.types.map((serviceType) => ({ serviceType })),
    serviceRegion: service.region,
    availabilityZoneIdSet: service.zoneIds,
    availabilityZoneSet: zoneNames(call.accountId, service.region, service.zoneIds),
    owner: service.owner,
    baseEndpointDnsNameSet: [`${suffix}.${service.region}.vpce.amazonaws.com`],
    privateDnsName: service.privateDnsName,
    privateDnsNameSet:
      service.privateDnsName === undefined ? [] : [{ privateDnsName: service.privateDnsName }],
    privateDnsNameVerificationState: service.privateDnsNameState,
    vpcEndpointPolicySupported: true,
    acceptanceRequired: service.acceptanceRequired,
    managesVpcEndpoints: false,
    supportedIpAddressTypeSet: service.supportedIpAddressTypes,
    tagSet: renderTags(service.tags),
  };
}
