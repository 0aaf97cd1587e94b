import { defined } from '../domain/defined.ts';
import { awsFailure } from './aws/failures.ts';
import { asError } from './faults.ts';

/** Regions asked in one look, besides the chosen one and the service's own: the rest has its turn in the next. */
export const otherRegionsPerLook = 5;

export interface RegionSearch<T> {
  readonly serviceRegion: string;
  /** Where the service was not to be seen. */
  readonly region: string;
  /** Regions to try instead, in order. Empty when the region is fixed. */
  readonly others: readonly string[];
  /** How many looks there were before: the others take turns. */
  readonly looks?: number;
  /** What the principal sees in a region; undefined when AWS shows nothing there. */
  readonly ask: (region: string) => Promise<T | undefined>;
  /** Takes a region in which the service is visible. False: something else is in the way there, try the next. */
  readonly take: (region: string, sighting: T) => Promise<boolean> | boolean;
}

export interface SearchResult<T> {
  /** The region that was taken. */
  readonly taken?: string;
  /** What the service's own region shows. `unasked`: Tray's account cannot ask there. */
  readonly atHome: 'visible' | 'hidden' | 'unasked';
  readonly homeSighting?: T;
  /** Regions, besides the first, in which it is not visible. */
  readonly alsoHiddenIn: readonly string[];
}

/**
 * Looks for a service that is not visible in the region that was chosen: first in its own, where supported regions play no
 * part, then in the others. What its own region does not show, no other does.
 *
 * @throws when AWS is busy: then nothing that it says of a single region means anything.
 */
export async function searchRegions<T>(search: RegionSearch<T>): Promise<SearchResult<T>> {
  const { serviceRegion, region, take } = search;
  if (region === serviceRegion) return { atHome: 'hidden', alsoHiddenIn: [] };
  const home = await askedIn(search, serviceRegion);
  if (home.answer === 'hidden') return { atHome: 'hidden', alsoHiddenIn: [] };
  const hidden: string[] = [];
  const seen = defined({ homeSighting: home.sighting });
  for (const other of theirTurn(search)) {
    const { answer, sighting } = other === serviceRegion ? home : await askedIn(search, other);
    if (sighting !== undefined && (await take(other, sighting)))
      return { taken: other, atHome: home.answer, ...seen, alsoHiddenIn: hidden };
    if (answer === 'hidden') hidden.push(other);
  }
  return { atHome: home.answer, ...seen, alsoHiddenIn: hidden };
}

async function askedIn<T>(
  search: RegionSearch<T>,
  region: string,
): Promise<{ answer: SearchResult<T>['atHome']; sighting?: T }> {
  try {
    const sighting = await search.ask(region);
    return sighting === undefined ? { answer: 'hidden' } : { answer: 'visible', sighting };
  } catch (error) {
    // A region that is not enabled for the account refuses, or does not resolve; that says nothing of the service.
    if (awsFailure(error)?.kind === 'access_denied' || isUnreachable(error)) return { answer: 'unasked' };
    throw error;
  }
}

function isUnreachable(error: unknown): boolean {
  const { code } = asError(error) as { code?: unknown };
  return /^(ENOTFOUND|EAI_AGAIN|ECONNREFUSED)$/.test(String(code));
}

function theirTurn({
  others,
  region,
  looks = 0,
}: Pick<RegionSearch<never>, 'others' | 'region' | 'looks'>): string[] {
  const candidates = others.filter((other) => other !== region);
  if (candidates.length <= otherRegionsPerLook) return candidates;
  const start = (looks * otherRegionsPerLook) % candidates.length;
  return [...candidates.slice(start), ...candidates.slice(0, start)].slice(0, otherRegionsPerLook);
}
