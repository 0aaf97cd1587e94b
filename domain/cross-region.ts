import { DomainError } from './errors.ts';
import { crossRegionExcludedZoneIds } from './region-table.ts';
import type { ServiceName } from './service-name.ts';

/**
 * AWS's own services that answer endpoints in other regions; every other one is same-region only.
 * Source: https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-cross-region-privatelink-support.html
 */
export const crossRegionAwsServices: ReadonlySet<string> = new Set([
  's3',
  'iam',
  'ecr.api',
  'ecr.dkr',
  'kms',
  'kms-fips',
  'ecs',
  'lambda',
  'kinesis-firehose',
  'kinesisanalytics',
  'kinesisanalytics-fips',
  'route53',
]);

/**
 * Whether a service can be reached from a network in another region at all. Customers' and Marketplace services can,
 * once their owner lists the region among the service's supported regions.
 */
export function supportsCrossRegion(service: ServiceName): boolean {
  return service.kind !== 'aws' || crossRegionAwsServices.has(service.service);
}

/** False for the few zones that cross-region PrivateLink does not reach. */
export function zoneSupportsCrossRegion(zoneId: string): boolean {
  return !crossRegionExcludedZoneIds.includes(zoneId);
}

/** @throws DomainError `cross_region_unsupported` */
export function assertCrossRegionSupport(service: ServiceName): void {
  if (supportsCrossRegion(service)) return;
  throw new DomainError(
    'cross_region_unsupported',
    `${service.name} cannot be reached from another region`,
    `use a network in ${service.region}, or one of AWS's cross-region services: ${[...crossRegionAwsServices].join(', ')}`,
  );
}
