import { DomainError } from './errors.ts';
import { type Partition, partitions } from './partition.ts';
import { crossRegionExcludedZoneIds, type RegionRow, regionTable } from './region-table.ts';
import { nearestSpelling } from './suggest.ts';

/** A place where AWS runs, and where a service or a network can live. */
export interface Region {
  /** As AWS writes it: `eu-west-1`. */
  readonly code: string;
  /** As AWS's documentation titles it: `Europe (Ireland)`. */
  readonly name: string;
  readonly partition: Partition;
  /** Degrees north. */
  readonly latitude: number;
  /** Degrees east. */
  readonly longitude: number;
  /** Disabled until an account enables it. Cross-region PrivateLink needs it enabled on both sides. */
  readonly optIn: boolean;
  /** What AZ ids of the region begin with: `euw1`. */
  readonly zoneIdPrefix: string;
  /** Every AZ id of the region, constrained ones included. */
  readonly zoneIds: readonly string[];
  /** AZ ids of the region that cross-region PrivateLink does not reach. */
  readonly crossRegionExcludedZones: readonly string[];
}

/** All regions by code. */
export const regions: ReadonlyMap<string, Region> = new Map(
  partitions.flatMap((partition) => regionTable[partition].map((row) => [row[0], toRegion(partition, row)])),
);

/** @throws DomainError `unknown_region`, with the nearest spelling when there is one. */
export function getRegion(code: string): Region {
  const region = regions.get(code);
  if (region) return region;
  const near = nearestSpelling(code, regions.keys());
  throw new DomainError(
    'unknown_region',
    `"${code}" is not an AWS region`,
    near ? `did you mean ${near}?` : 'use a region code such as eu-west-1 or us-east-1',
  );
}

function toRegion(partition: Partition, row: RegionRow): Region {
  const [code, name, latitude, longitude, optIn, zoneIdPrefix, zoneNumbers] = row;
  const zoneIds = zoneNumbers.map((number) => `${zoneIdPrefix}-az${number}`);
  return {
    code,
    name,
    partition,
    latitude,
    longitude,
    optIn,
    zoneIdPrefix,
    zoneIds,
    crossRegionExcludedZones: zoneIds.filter((zoneId) => crossRegionExcludedZoneIds.includes(zoneId)),
  };
}
