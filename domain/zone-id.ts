import { DomainError } from './errors.ts';
import { getRegion, type Region, regions } from './regions.ts';

/** An Availability Zone by its id, which means the same place in every account (its name does not). */
export interface ZoneId {
  /** `euw1-az2` */
  readonly zoneId: string;
  /** `eu-west-1` */
  readonly region: string;
  /** 2 */
  readonly number: number;
}

const zoneIdPattern = /^([a-z]+\d+)-az([1-9]\d?)$/;
const zoneNamePattern = /^([a-z]{2}(?:-[a-z]+)+-\d)([a-z])$/;
const localZonePattern = /^(?:[a-z]+\d+-[a-z]+\d+-az\d+|[a-z]{2}(?:-[a-z]+)+-\d-[a-z]+-\d[a-z])$/;

const regionByPrefix: ReadonlyMap<string, Region> = new Map(
  [...regions.values()].map((region) => [region.zoneIdPrefix, region]),
);

/**
 * A zone number that the table does not list yet is accepted, because AWS adds zones; the region must be known.
 * @throws DomainError `invalid_zone_id`; an AZ name (`eu-west-1a`) gets the command that shows its id.
 * Source: https://docs.aws.amazon.com/global-infrastructure/latest/regions/az-ids.html
 */
export function parseZoneId(text: string): ZoneId {
  const name = zoneNamePattern.exec(text);
  if (name?.[1] !== undefined) throw zoneNameError(text, name[1]);
  if (localZonePattern.test(text)) {
    throw new DomainError(
      'invalid_zone_id',
      `"${text}" is a Local Zone, where interface endpoints cannot be placed`,
      'use the id of an Availability Zone, such as euw1-az1',
    );
  }
  const match = zoneIdPattern.exec(text);
  const region = match?.[1] === undefined ? undefined : regionByPrefix.get(match[1]);
  if (!match?.[2] || !region) {
    throw new DomainError(
      'invalid_zone_id',
      `"${text}" is not an AZ id`,
      'use an AZ id such as euw1-az1 (region prefix, "-az", number)',
    );
  }
  return { zoneId: text, region: region.code, number: Number(match[2]) };
}

/** @throws DomainError as `parseZoneId`, and when the zone is in another region. */
export function parseZoneIdIn(region: string, text: string): ZoneId {
  const zone = parseZoneId(text);
  if (zone.region !== region) {
    throw new DomainError(
      'invalid_zone_id',
      `"${text}" is a zone of ${zone.region}, not of ${region}`,
      `use AZ ids of ${region}: ${getRegion(region).zoneIds.join(', ')}`,
    );
  }
  return zone;
}

function zoneNameError(text: string, regionCode: string): DomainError {
  const region = regions.get(regionCode);
  const ids = region ? `one of ${region.zoneIds.join(', ')}` : 'an AZ id such as euw1-az1';
  return new DomainError(
    'invalid_zone_id',
    `"${text}" is an AZ name, which means a different place in every account`,
    `use ${ids}; "aws ec2 describe-availability-zones --region ${regionCode}" shows which id the name has in your account`,
  );
}
