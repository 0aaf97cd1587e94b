import { AwsError } from '../../../core/aws-error.ts';
import type { Identity } from '../../../core/identity.ts';
import { regions } from '../../../core/regions.ts';
import type { Call } from '../../../core/service.ts';
import type { World } from '../../../core/world.ts';
import { loadBalancers } from '../../elbv2/state.ts';
import {
  type AwsService,
  awsServiceId,
  awsServiceName,
  awsServicesIn,
  parseAwsServiceName,
  publicDnsName,
} from '../endpoints/aws-services.ts';
import { zoneIds, zonesOf } from '../places/zone-names.ts';
import { type EndpointService, endpointServices, subnets, type Tags, type VpcEndpoint } from '../state.ts';

/** A service as a consumer sees it, AWS's own or another account's. */
export interface VisibleService {
  readonly serviceName: string;
  readonly serviceId: string;
  readonly region: string;
  /** Account id, or `amazon`: what the condition key `ec2:VpceServiceOwner` says. */
  readonly owner: string;
  readonly types: readonly ('Interface' | 'Gateway')[];
  readonly zoneIds: readonly string[];
  readonly acceptanceRequired: boolean;
  readonly privateDnsName: string | undefined;
  readonly privateDnsNameState: EndpointService['privateDnsNameState'] | undefined;
  readonly supportedIpAddressTypes: readonly string[];
  readonly crossRegion: boolean;
  readonly aws: AwsService | undefined;
  readonly customer: EndpointService | undefined;
  /** The caller's own; nobody sees those of others. */
  readonly tags: Tags;
}

/**
 * The service of that name, as far as the caller may know of it. A service that does not exist, one that does not
 * allow the caller, one in a region that the caller did not name and one that is not offered in the caller's region
 * are all the same `InvalidServiceName`: AWS tells nobody which.
 */
export function requireService(call: Call, serviceName: string, serviceRegion: string): VisibleService {
  const found = findService(call, serviceName, serviceRegion);
  if (found === undefined) throw serviceNotFound(serviceName);
  return found;
}

export function findService(
  call: Call,
  serviceName: string,
  serviceRegion: string,
): VisibleService | undefined {
  const aws = parseAwsServiceName(serviceName);
  const isHome = serviceRegion === call.region;
  if (aws !== undefined && aws.region === serviceRegion && (isHome || aws.service.crossRegion)) {
    return fromAws(aws.service, serviceRegion, isHome);
  }
  return visibleCustomers(call, serviceRegion).find((service) => service.serviceName === serviceName);
}

/**
 * The service of an endpoint that exists. Its connection outlives the permission that it was made with, so the caller's
 * permission is not asked again.
 */
export function serviceOfEndpoint(call: Call, endpoint: VpcEndpoint): VisibleService {
  const { service, serviceName, serviceRegion } = endpoint;
  if (service === undefined) return requireService(call, serviceName, serviceRegion);
  const customer = call.world.state.table(endpointServices, service).get(service.serviceId);
  if (customer === undefined) throw serviceNotFound(serviceName);
  return fromCustomer(call, customer);
}

/** Every service of a region that the caller may connect to from its own region. */
export function visibleServices(call: Call, serviceRegion: string): VisibleService[] {
  const isHome = serviceRegion === call.region;
  const own = awsServicesIn(serviceRegion)
    .filter((service) => isHome || service.crossRegion)
    .map((service) => fromAws(service, serviceRegion, isHome));
  return [...own, ...visibleCustomers(call, serviceRegion)];
}

function visibleCustomers(call: Call, serviceRegion: string): VisibleService[] {
  const customers: VisibleService[] = [];
  for (const { scope, table } of call.world.state.everywhere(endpointServices)) {
    if (scope.region !== serviceRegion) continue;
    for (const service of table.list()) {
      if (!service.supportedRegions.includes(call.region)) continue;
      if (service.ownerId === call.accountId || isAllowed(service, call.identity)) {
        customers.push(fromCustomer(call, service));
      }
    }
  }
  return customers;
}

/** Whether the service's permissions admit the caller: everybody, its account, its role or itself. */
export function isAllowed(service: EndpointService, identity: Identity): boolean {
  return service.allowedPrincipals.some(({ principal }) => {
    if (principal === '*') return true;
    const match = /^arn:[^:]+:iam::(\d{12}):(.+)$/.exec(principal);
    if (match?.[1] !== identity.accountId) return false;
    if (match[2] === 'root') return true;
    return principal === (identity.kind === 'session' ? identity.roleArn : identity.arn);
  });
}

/** The zones of a customer's service: those in which its load balancers have a subnet. */
export function serviceZoneIds(world: World, service: EndpointService): string[] {
  const scope = { accountId: service.ownerId, region: service.region };
  const zones = service.loadBalancerArns.flatMap((arn) => {
    const balancer = world.state.table(loadBalancers, scope).get(arn);
    return (balancer?.subnetIds ?? []).map(
      (id) => world.state.table(subnets, scope).get(id)?.availabilityZoneId,
    );
  });
  return [...new Set(zones.filter((zone) => zone !== undefined))].sort();
}

/** Names of zones as one account has them. */
export function zoneNames(accountId: string, region: string, ids: readonly string[]): string[] {
  return zonesOf(accountId, region)
    .filter((zone) => ids.includes(zone.id))
    .map((zone) => zone.name)
    .sort();
}

function fromAws(service: AwsService, region: string, isHome: boolean): VisibleService {
  const known = regions.get(region);
  return {
    serviceName: awsServiceName(service, region),
    serviceId: awsServiceId(service, region),
    region,
    owner: 'amazon',
    types: isHome ? service.types : service.types.filter((type) => type === 'Interface'),
    zoneIds: known === undefined ? [] : zoneIds(known),
    acceptanceRequired: false,
    privateDnsName: publicDnsName(service, region),
    privateDnsNameState: 'verified',
    supportedIpAddressTypes: ['ipv4'],
    crossRegion: service.crossRegion,
    aws: service,
    customer: undefined,
    tags: {},
  };
}

function fromCustomer(call: Call, service: EndpointService): VisibleService {
  return {
    serviceName: service.serviceName,
    serviceId: service.serviceId,
    region: service.region,
    owner: service.ownerId,
    types: ['Interface'],
    zoneIds: serviceZoneIds(call.world, service),
    acceptanceRequired: service.acceptanceRequired,
    privateDnsName: service.privateDnsName,
    privateDnsNameState: service.privateDnsName === undefined ? undefined : service.privateDnsNameState,
    supportedIpAddressTypes: service.supportedIpAddressTypes,
    crossRegion: service.supportedRegions.length > 1,
    aws: undefined,
    customer: service,
    tags: service.ownerId === call.accountId ? service.tags : {},
  };
}

function serviceNotFound(serviceName: string): AwsError {
  return new AwsError('InvalidServiceName', `The Vpc Endpoint Service '${serviceName}' does not exist`);
}
