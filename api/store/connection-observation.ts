import type { ConnectionChanges, RegionChoice, ZonalDnsName } from './schema.ts';

/** What a worker finds out or brings about. Absent means: as it is. */
export interface Observation {
  /** Only while there is neither network nor endpoint. */
  readonly region?: string;
  readonly regionChoice?: RegionChoice;
  readonly networkId?: string | null;
  readonly serviceZoneIds?: readonly string[];
  readonly serviceOwnerAccountId?: string | null;
  readonly endpointId?: string | null;
  readonly endpointAccountId?: string | null;
  readonly awsState?: string | null;
  readonly endpointDnsName?: string | null;
  readonly endpointZonalDnsNames?: readonly ZonalDnsName[];
  readonly dnsConfigured?: boolean;
  readonly host?: string | null;
  readonly acceptanceRequestedAt?: Date | null;
  readonly expiresAt?: Date | null;
  readonly observedGeneration?: number;
  /** When a worker shall look again; null when there is nothing to do until somebody asks. */
  readonly nextAttemptAt?: Date | null;
  /** Attempts since the last success. */
  readonly attempts?: number;
  /** Since when it has done nothing but fail. */
  readonly failingSince?: Date | null;
}

/** What is to be written of it. */
export function columns(seen: Observation): ConnectionChanges {
  const all = {
    region: seen.region,
    region_choice: seen.regionChoice && JSON.stringify(seen.regionChoice),
    network_id: seen.networkId,
    service_zone_ids: seen.serviceZoneIds && [...seen.serviceZoneIds],
    service_owner_account_id: seen.serviceOwnerAccountId,
    endpoint_id: seen.endpointId,
    endpoint_account_id: seen.endpointAccountId,
    aws_state: seen.awsState,
    endpoint_dns_name: seen.endpointDnsName,
    endpoint_zonal_dns_names: seen.endpointZonalDnsNames && JSON.stringify(seen.endpointZonalDnsNames),
    dns_configured: seen.dnsConfigured,
    host: seen.host,
    acceptance_requested_at: seen.acceptanceRequestedAt,
    expires_at: seen.expiresAt,
    observed_generation: seen.observedGeneration,
    next_attempt_at: seen.nextAttemptAt,
    attempts: seen.attempts,
    failing_since: seen.failingSince,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}
