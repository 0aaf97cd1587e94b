import { principalArn } from '../../../domain/account.ts';
import { explainHidden } from '../../../domain/hidden-service.ts';
import {
  chooseRegion,
  nextChoice,
  type RegionChoice as RegionDecision,
  regionsInOrder,
} from '../../../domain/region-choice.ts';
import { parseServiceName } from '../../../domain/service-name.ts';
import type { Platform } from '../../platform.ts';
import { type SearchResult, searchRegions } from '../../region-search.ts';
import { ConflictError } from '../../store/errors.ts';
import type { Connection, Organization, Reason, RegionChoice } from '../../store/schema.ts';
import type { PreflightAnswer } from './preflight.ts';

/** Moves the connection to another region. @throws ConflictError when something in that region is taken. */
export type Relocate = (region: string, choice: RegionChoice, reason: Reason) => Promise<void>;

export interface HiddenConnection {
  readonly connection: Connection;
  readonly organization: Organization;
  readonly platform: Platform;
  /** What the principal meets in a region. */
  readonly ask: (region: string) => Promise<PreflightAnswer>;
  readonly relocate: Relocate;
}

/**
 * What to do about a connection whose service is not visible in its region: it moves to the next of its choice in which the
 * service is, or says what is in the way.
 *
 * @returns undefined when it was moved.
 */
export async function lookElsewhere(hidden: HiddenConnection): Promise<PreflightAnswer | undefined> {
  const { connection, platform, ask, relocate } = hidden;
  const { service_region: serviceRegion, region } = connection;
  const choice = isPlaced(connection) ? undefined : choiceOf(connection, platform);
  let conflict: ConflictError | undefined;
  const result = await searchRegions<PreflightAnswer>({
    serviceRegion,
    region,
    others: choice === undefined ? [] : regionsInOrder(choice),
    looks: connection.attempts,
    ask: async (other) => {
      const answer = await ask(other);
      return answer.verdict !== 'go' && answer.reason.code === 'service_not_visible' ? undefined : answer;
    },
    take: async (other, answer) => {
      if (choice === undefined || answer.verdict !== 'go') return false;
      const next = nextChoice(choice, other, {
        serviceRegion,
        closed: `AWS does not show the service in ${region}`,
      });
      try {
        await relocate(other, stored(next), { code: 'region_changed', message: next.reason });
        return true;
      } catch (error) {
        if (!(error instanceof ConflictError)) throw error;
        conflict = error;
        return false;
      }
    },
  });
  return result.taken === undefined ? explained(hidden, result, conflict) : undefined;
}

/** A region that the caller fixed stays; so does one in which something exists. */
function isPlaced(connection: Connection): boolean {
  return connection.region_fixed || connection.network_id !== null || connection.endpoint_id !== null;
}

function choiceOf(connection: Connection, platform: Platform): RegionDecision {
  return chooseRegion({
    serviceRegion: connection.service_region,
    enabledRegions: [...new Set([...platform.regions, connection.region])],
    service: serviceOf(connection),
    ...(connection.service_zone_ids.length > 0 ? { serviceZoneIds: connection.service_zone_ids } : {}),
    ...(platform.roundTrips ? { roundTrips: platform.roundTrips } : {}),
  });
}

export function serviceOf(connection: Connection) {
  return parseServiceName(connection.service_name, {
    region: connection.service_region,
    marketplace: connection.service_kind === 'marketplace',
  });
}

function stored({ crossRegion, reason, roundTripMs }: RegionDecision): RegionChoice {
  return { crossRegion, reason, roundTripMs };
}

function explained(
  { connection, organization, platform }: HiddenConnection,
  result: SearchResult<PreflightAnswer>,
  conflict: ConflictError | undefined,
): PreflightAnswer {
  // Seen at home by a principal whose organization does not own it: no region changes that.
  const home = result.homeSighting;
  if (home?.verdict === 'refuse' && home.reason.code === 'owner_mismatch') return home;
  const service = serviceOf(connection);
  const { code, message } = explainHidden({
    serviceName: service.name,
    ...(service.kind === 'customer' ? { serviceId: service.serviceId } : {}),
    serviceRegion: connection.service_region,
    region: connection.region,
    principalArn: principalArn({
      partition: organization.partition,
      accountId: platform.trayAccountId,
      orgId: organization.id,
    }),
    atHome: result.atHome,
    alsoHiddenIn: result.alsoHiddenIn,
  });
  const taken = conflict === undefined ? '' : `; another region would do, but there ${conflict.message}`;
  return {
    verdict: 'wait',
    reason: { code, message: `${message}${taken}`, awsErrorCode: 'InvalidServiceName' },
  };
}
