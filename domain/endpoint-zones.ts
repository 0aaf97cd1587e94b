import { zoneSupportsCrossRegion } from './cross-region.ts';
import { getRegion } from './regions.ts';

/** A service as seen from the region in which the endpoint shall be. */
export interface EndpointPlace {
  readonly crossRegion: boolean;
  /** AZ ids of the service; of no account across regions, where AWS spans the zones itself. */
  readonly serviceZoneIds: readonly string[];
}

/** Endpoints in more zones cost more and connect no better. */
const zonesAtMost = 3;
const zonesAcrossRegions = 2;

/** Those of `zoneIds` in which an endpoint to the service can be, in their order. */
export function usableZones(place: EndpointPlace, zoneIds: readonly string[]): string[] {
  return zoneIds.filter((zoneId) =>
    place.crossRegion ? zoneSupportsCrossRegion(zoneId) : place.serviceZoneIds.includes(zoneId),
  );
}

/**
 * Zones for a new endpoint: at most three, across regions two. Zones that the network has already come first, since adding one takes
 * a run of its stack; across regions it stays with those it has.
 *
 * @returns empty when there is none in which the endpoint could be.
 */
export function chooseEndpointZones(
  place: EndpointPlace & {
    /** Zones of the network, where there is one. */
    readonly networkZoneIds: readonly string[];
    /** Zones of the network's region. */
    readonly regionZoneIds: readonly string[];
  },
): string[] {
  const { crossRegion, serviceZoneIds, networkZoneIds, regionZoneIds } = place;
  if (crossRegion) {
    const candidates = networkZoneIds.length > 0 ? networkZoneIds : regionZoneIds;
    return usableZones(place, candidates).sort().slice(0, zonesAcrossRegions);
  }
  const known = serviceZoneIds.filter((zoneId) => networkZoneIds.includes(zoneId));
  const others = serviceZoneIds.filter((zoneId) => !networkZoneIds.includes(zoneId));
  return [...known, ...others].slice(0, zonesAtMost).sort();
}

/** Zones of a network unless somebody says more: the region's first two that cross-region PrivateLink reaches. */
export function defaultZoneIds(region: string): readonly string[] {
  return getRegion(region).zoneIds.filter(zoneSupportsCrossRegion).slice(0, 2);
}
