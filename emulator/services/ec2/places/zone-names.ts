import { createHash } from 'node:crypto';
import { type Region, regions } from '../../../core/regions.ts';

export interface Zone {
  /** `euw1-az2`: the same place for everybody. */
  readonly id: string;
  /** `eu-west-1a`: another place for another account. */
  readonly name: string;
}

/**
 * The zones of a region as one account names them. AWS shuffles the letters per account, and so does this: always the
 * same way for the same account, and never the alphabetical one by rule.
 */
export function zonesOf(accountId: string, region: string): Zone[] {
  const known = regions.get(region);
  if (known === undefined) return [];
  const ids = zoneIds(known);
  const rank = (id: string) => createHash('sha256').update(`${accountId}/${id}`).digest('hex');
  return [...ids]
    .sort((a, b) => rank(a).localeCompare(rank(b)))
    .map((id, index) => ({ id, name: `${region}${String.fromCharCode(97 + index)}` }));
}

export function zoneIds(region: Region): string[] {
  return region.zones.map((number) => `${region.zonePrefix}-az${number}`);
}

/** The account's name for a zone id, and the other way round. */
export function zoneNamed(accountId: string, region: string, name: string): Zone | undefined {
  return zonesOf(accountId, region).find((zone) => zone.name === name);
}

export function zoneWithId(accountId: string, region: string, id: string): Zone | undefined {
  return zonesOf(accountId, region).find((zone) => zone.id === id);
}
