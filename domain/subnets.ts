import { blockSize, fromBounds, parseCidr } from './cidr.ts';
import { DomainError } from './errors.ts';
import { parseZoneId } from './zone-id.ts';

/**
 * No region has more than six zones. Eight leaves room, and never changing it is what keeps subnets in place.
 */
export const subnetSlots = 8;

/** First four and last address of every subnet: https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html */
const reservedAddresses = 5;

/**
 * One block per zone: zone `-azN` gets the Nth eighth of the network, whatever other zones there are. So adding or
 * removing a zone never moves another zone's subnet, which Terraform could only do by replacing it and all in it.
 *
 * @returns blocks by AZ id, in the order of the ids given.
 * @throws DomainError `invalid_zone_id` for zones of different regions, a repeated zone or a number above eight;
 * `invalid_cidr` when the network is too small to be cut.
 */
export function subnetsFor(cidr: string, zoneIds: readonly string[]): Map<string, string> {
  const network = parseCidr(cidr);
  const prefixLength = network.prefixLength + Math.log2(subnetSlots);
  if (prefixLength > 28) {
    throw new DomainError(
      'invalid_cidr',
      `${cidr} is too small for a subnet in each zone`,
      'use a /25 or wider',
    );
  }
  const zones = zoneIds.map(parseZoneId);
  const blocks = new Map<string, string>();
  for (const zone of zones) {
    if (zone.region !== zones[0]?.region) {
      throw new DomainError(
        'invalid_zone_id',
        `${zone.zoneId} and ${zones[0]?.zoneId} are in different regions`,
        'a network lives in one region: use its zones alone',
      );
    }
    if (blocks.has(zone.zoneId)) {
      throw new DomainError('invalid_zone_id', `${zone.zoneId} is listed twice`, 'list each zone once');
    }
    if (zone.number > subnetSlots) {
      throw new DomainError(
        'invalid_zone_id',
        `${zone.zoneId} has no block: a network has room for the zones az1 to az${subnetSlots}`,
        'use another zone',
      );
    }
    const start = network.start + (zone.number - 1) * blockSize(prefixLength);
    blocks.set(zone.zoneId, fromBounds(start, prefixLength).text);
  }
  return blocks;
}

/** How many network interfaces fit into one zone's subnet: 27 in a /24 network, 59 in a /23. */
export function interfacesPerZone(cidr: string): number {
  return blockSize(parseCidr(cidr).prefixLength) / subnetSlots - reservedAddresses;
}
