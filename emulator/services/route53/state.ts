/** What Route 53 keeps: hosted zones with their records, and the changes that it still spreads to its name servers. */
import { Collection } from '../../core/state.ts';

export interface ZoneVpc {
  readonly VPCRegion: string;
  readonly VPCId: string;
}

export interface HostedZone {
  /** Without the prefix `/hostedzone/` under which the API returns it. */
  readonly id: string;
  /** Canonical, with the trailing dot. */
  readonly name: string;
  readonly callerReference: string;
  comment: string | undefined;
  readonly isPrivate: boolean;
  readonly nameServers: readonly string[];
  vpcs: readonly ZoneVpc[];
  /** VPCs of other accounts that may be associated. */
  authorizedVpcs: readonly ZoneVpc[];
  /** By the key of `recordKey`. */
  records: Readonly<Record<string, RecordSet>>;
  tags: Readonly<Record<string, string>>;
}

export interface Change {
  readonly id: string;
  readonly comment: string | undefined;
  /** Milliseconds since the epoch. */
  readonly submittedAt: number;
  status: 'PENDING' | 'INSYNC';
}

export const hostedZones = new Collection<HostedZone>('route53', 'hosted-zone', { scope: 'account' });

/** Changes are records of the past, nothing that an owner could delete. */
export const changes = new Collection<Change>('route53', 'change', { scope: 'account', isGone: () => true });
export interface AliasTarget {
  readonly HostedZoneId: string;
  readonly DNSName: string;
  readonly EvaluateTargetHealth: boolean;
}

export interface RecordSet {
  readonly Name: string;
  readonly Type: string;
  readonly SetIdentifier?: string;
  readonly Weight?: number;
  readonly Region?: string;
  readonly GeoLocation?: Readonly<Record<string, string>>;
  readonly Failover?: string;
  readonly MultiValueAnswer?: boolean;
  /** Seconds. */
  readonly TTL?: number;
  readonly ResourceRecords?: readonly string[];
  readonly AliasTarget?: AliasTarget;
  readonly HealthCheckId?: string;
}
