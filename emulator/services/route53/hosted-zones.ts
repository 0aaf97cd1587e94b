/** What Route 53 keeps: hosted zones with their records, and the changes that it still spreads to its name servers. */
import { AwsError } from '../../core/aws-error.ts';
import type { AccessCheck, Call } from '../../core/service.ts';
import { Collection } from '../../core/state.ts';
import type { RecordSet } from './record-set.ts';

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

/** `/hostedzone/Z1` and `Z1` are the same id. */
export function bareId(id: string): string {
  return id.replace(/^\/?(hostedzone|change)\//, '');
}

export function noSuchZone(id: string): AwsError {
  return new AwsError('NoSuchHostedZone', `No hosted zone found with ID: ${id}`, 404);
}

/** The zone of a call, as policies name it. */
export function zoneResource(call: Call): AccessCheck[] {
  const id = bareId(call.input.string('Id') ?? '');
  return [{ resource: `arn:${call.partition}:route53:::hostedzone/${id}` }];
}
