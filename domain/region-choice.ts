import { supportsCrossRegion, zoneSupportsCrossRegion } from './cross-region.ts';
import { estimateRoundTripMs } from './distance.ts';
import { DomainError } from './errors.ts';
import { getRegion } from './regions.ts';
import type { ServiceName } from './service-name.ts';

/** Measured round trips in milliseconds: `{ 'eu-west-1': { 'us-east-1': 67.5 } }`. Either direction serves both. */
export type RoundTrips = Readonly<Record<string, Readonly<Record<string, number>>>>;

export interface RegionChoiceInput {
  /** Where the service lives. */
  readonly serviceRegion: string;
  /** Where Tray can make networks. */
  readonly enabledRegions: readonly string[];
  /** AZ ids that the service is in, when they are known. */
  readonly serviceZoneIds?: readonly string[];
  /** What the operator measured; it wins over the estimate. */
  readonly roundTrips?: RoundTrips;
  /** The service, when it is known: some of AWS's own cannot be reached across regions. */
  readonly service?: ServiceName;
  /** A region somebody asked for. It is taken if it can be, and refused with the reason if not. */
  readonly requestedRegion?: string;
}

/** One enabled region and what was thought of it. */
export interface ConsideredRegion {
  readonly region: string;
  readonly roundTripMs: number;
  readonly basis: 'measured' | 'estimated';
  readonly verdict: 'chosen' | 'eligible' | 'excluded';
  /** Why it is excluded; absent otherwise. */
  readonly because?: string;
}

export interface RegionChoice {
  readonly region: string;
  readonly crossRegion: boolean;
  readonly roundTripMs: number;
  /** One sentence for people. */
  readonly reason: string;
  /** Every enabled region, nearest first. */
  readonly considered: readonly ConsideredRegion[];
}

/**
 * Where the network of a connection goes: the service's own region where Tray has it, otherwise the enabled region
 * with the shortest round trip among those that the partition and cross-region PrivateLink allow. Ties go by name.
 *
 * Source of the rules: https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-share-your-services.html#endpoint-service-cross-region
 * @throws DomainError `no_eligible_region` (or, for a requested region, the rule it breaks), saying why for each.
 */
export function chooseRegion(input: RegionChoiceInput): RegionChoice {
  const serviceRegion = getRegion(input.serviceRegion).code;
  const candidates = [...new Set(input.enabledRegions)]
    .map((region) => consider(region, input))
    .sort((a, b) => a.roundTripMs - b.roundTripMs || compare(a.region, b.region));
  const chosen =
    input.requestedRegion === undefined
      ? (candidates.find((one) => one.region === serviceRegion) ?? candidates.find((one) => !one.exclusion))
      : requested(input.requestedRegion, candidates, input.enabledRegions);
  if (!chosen) throw noneEligible(input, candidates);
  return {
    region: chosen.region,
    crossRegion: chosen.region !== serviceRegion,
    roundTripMs: chosen.roundTripMs,
    reason: reasonFor(chosen, input),
    considered: candidates.map(({ region, roundTripMs, basis, exclusion }) => ({
      region,
      roundTripMs,
      basis,
      verdict: region === chosen.region ? 'chosen' : exclusion ? 'excluded' : 'eligible',
      ...(exclusion ? { because: exclusion.message } : {}),
    })),
  };
}

/**
 * The regions in which a connection may be placed, in the order in which they are tried: the chosen one, then every other
 * that nothing excludes, nearest first. A choice that somebody made for us has no other.
 */
export function regionsInOrder(choice: RegionChoice): readonly string[] {
  const others = choice.considered
    .filter(({ verdict }) => verdict === 'eligible')
    .map(({ region }) => region);
  return [choice.region, ...others];
}

/** The choice that follows when the chosen region turned out to be closed. @param why.closed a clause that says so. */
export function nextChoice(
  choice: RegionChoice,
  region: string,
  why: { readonly serviceRegion: string; readonly closed: string },
): RegionChoice {
  const { closed } = why;
  const row = choice.considered.find((one) => one.region === region);
  if (row === undefined) throw new Error(`${region} was not considered`);
  return {
    region,
    crossRegion: region !== why.serviceRegion,
    roundTripMs: row.roundTripMs,
    reason: `${region} is the nearest enabled region from which the service can be reached (${row.roundTripMs} ms round trip, ${row.basis}): ${closed}`,
    considered: choice.considered.map((one) => ({
      ...one,
      ...(one.region === region
        ? { verdict: 'chosen' as const }
        : one.verdict === 'chosen'
          ? { verdict: 'excluded' as const, because: closed }
          : {}),
    })),
  };
}

/** Measured where there is a measurement in either direction, estimated otherwise. In milliseconds. */
export function roundTripBetween(
  a: string,
  b: string,
  measured: RoundTrips = {},
): { readonly ms: number; readonly basis: 'measured' | 'estimated' } {
  const ms = measured[a]?.[b] ?? measured[b]?.[a];
  return ms === undefined ? { ms: estimateRoundTripMs(a, b), basis: 'estimated' } : { ms, basis: 'measured' };
}

interface Candidate {
  readonly region: string;
  readonly roundTripMs: number;
  readonly basis: 'measured' | 'estimated';
  readonly exclusion: DomainError | undefined;
}

function consider(code: string, input: RegionChoiceInput): Candidate {
  const { ms, basis } = roundTripBetween(getRegion(code).code, input.serviceRegion, input.roundTrips);
  return { region: code, roundTripMs: ms, basis, exclusion: findExclusion(code, input) };
}

function findExclusion(code: string, input: RegionChoiceInput): DomainError | undefined {
  if (code === input.serviceRegion) return undefined;
  const region = getRegion(code);
  const home = getRegion(input.serviceRegion);
  if (region.partition !== home.partition) {
    return new DomainError(
      'partition_mismatch',
      `${code} is in partition ${region.partition}, ${home.code} in ${home.partition}`,
      `use a region of partition ${home.partition}`,
    );
  }
  if (input.service && !supportsCrossRegion(input.service)) {
    return new DomainError(
      'cross_region_unsupported',
      `${input.service.name} cannot be reached from another region`,
      `use a network in ${home.code}`,
    );
  }
  const zones = input.serviceZoneIds ?? [];
  if (zones.length > 0 && !zones.some(zoneSupportsCrossRegion)) {
    return new DomainError(
      'cross_region_zone',
      `the service is only in ${zones.join(', ')}, which cross-region PrivateLink does not reach`,
      `use a network in ${home.code}, or ask the owner to add another zone to the service`,
    );
  }
  return undefined;
}

function requested(region: string, candidates: readonly Candidate[], enabled: readonly string[]): Candidate {
  const code = getRegion(region).code;
  const candidate = candidates.find((one) => one.region === code);
  if (!candidate) {
    throw new DomainError(
      'region_not_enabled',
      `Tray has no networks in ${code}`,
      `use one of ${enabled.join(', ')}, or enable ${code}`,
    );
  }
  if (candidate.exclusion) throw candidate.exclusion;
  return candidate;
}

function noneEligible(input: RegionChoiceInput, candidates: readonly Candidate[]): DomainError {
  const home = input.serviceRegion;
  const why = candidates.map((one) => `${one.region}: ${one.exclusion?.message}`).join('; ');
  // One rule that excludes them all is the real cause: keep its code and fix.
  const codes = new Set(candidates.map((one) => one.exclusion?.code));
  const [only] = candidates;
  if (only?.exclusion && codes.size === 1 && only.exclusion.code !== 'partition_mismatch') {
    return new DomainError(
      only.exclusion.code,
      only.exclusion.message,
      `enable ${home}: ${only.exclusion.fix}`,
    );
  }
  return new DomainError(
    'no_eligible_region',
    candidates.length === 0
      ? `no region is enabled, so none can reach a service in ${home}`
      : `no enabled region can reach a service in ${home} (${why})`,
    `enable ${home}, or another region of partition ${getRegion(home).partition}`,
  );
}

function reasonFor(chosen: Candidate, input: RegionChoiceInput): string {
  const home = input.serviceRegion;
  if (chosen.region === home) return `${home} is the service's own region`;
  const time = `${chosen.roundTripMs} ms round trip, ${chosen.basis}`;
  if (input.requestedRegion !== undefined)
    return `${chosen.region} was asked for, to reach ${home} (${time})`;
  return `${chosen.region} is the nearest enabled region to ${home} (${time})`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
