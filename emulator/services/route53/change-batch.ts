/**
 * One ChangeResourceRecordSets batch: all changes or none. Route 53 checks each change against the zone as the changes
 * before it leave it, gathers every problem, and applies the batch only when there is none.
 */
import { canonicalDomainName, isWithin } from './domain-name.ts';
import { describeRecord, recordKey, recordProblems, sameRecord } from './record-rules.ts';
import type { RecordSet } from './state.ts';

export interface Change {
  readonly action: 'CREATE' | 'UPSERT' | 'DELETE';
  readonly record: RecordSet;
}

/** Answers the records of another hosted zone of the account, by id; undefined when the account has no such zone. */
export type ZoneLookup = (
  zoneId: string,
) => { readonly name: string; readonly records: Iterable<RecordSet> } | undefined;

export type BatchOutcome =
  | { readonly problems: readonly string[]; readonly records?: undefined }
  | { readonly problems?: undefined; readonly records: Map<string, RecordSet> };

export function applyChangeBatch(input: {
  readonly zoneId: string;
  readonly zoneName: string;
  readonly records: ReadonlyMap<string, RecordSet>;
  readonly changes: readonly Change[];
  readonly otherZone: ZoneLookup;
}): BatchOutcome {
  const { zoneId, zoneName, changes, otherZone } = input;
  const records = new Map(input.records);
  const problems: string[] = [];

  for (const { action, record } of changes) {
    const own = recordProblems(record, zoneName);
    if (own.length > 0) {
      problems.push(...own);
      continue;
    }
    const key = recordKey(record);
    const current = records.get(key);
    if (action === 'DELETE') {
      if (current === undefined) {
        problems.push(`Tried to delete resource record set ${describeRecord(record)} but it was not found`);
      } else if (!sameRecord(current, record)) {
        problems.push(
          `Tried to delete resource record set ${describeRecord(record)} but the values provided do not match the current values`,
        );
      } else {
        records.delete(key);
      }
      continue;
    }
    if (action === 'CREATE' && current !== undefined) {
      problems.push(`Tried to create resource record set ${describeRecord(record)} but it already exists`);
      continue;
    }
    const conflict = conflictProblem(record, records.values(), zoneName);
    if (conflict !== undefined) {
      problems.push(conflict);
      continue;
    }
    records.set(key, record);
  }

  for (const { action, record } of changes) {
    if (action !== 'DELETE' && record.AliasTarget !== undefined) {
      const lookup: ZoneLookup = (id) =>
        id === zoneId ? { name: zoneName, records: records.values() } : otherZone(id);
      const problem = aliasProblem(record, lookup);
      if (problem !== undefined) problems.push(problem);
    }
  }
  problems.push(...apexProblems(records, zoneName, changes));
  return problems.length > 0 ? { problems } : { records };
}

/** A CNAME stands alone at its name; simple and routed records of one name and type do not mix. */
function conflictProblem(
  record: RecordSet,
  others: Iterable<RecordSet>,
  zoneName: string,
): string | undefined {
  for (const other of others) {
    if (other.Name !== record.Name) continue;
    const sameType = other.Type === record.Type;
    if (!sameType && record.Type === 'CNAME') {
      return `RRSet of type CNAME with DNS name ${record.Name} is not permitted as it conflicts with other records with the same DNS name in zone ${zoneName}`;
    }
    if (!sameType && other.Type === 'CNAME') {
      return `RRSet of type ${record.Type} with DNS name ${record.Name} is not permitted because a conflicting RRSet of type CNAME with the same DNS name already exists in zone ${zoneName}`;
    }
    if (sameType && (other.SetIdentifier === undefined) !== (record.SetIdentifier === undefined)) {
      return `RRSet with DNS name ${record.Name}, type ${record.Type}, SetIdentifier ${record.SetIdentifier ?? 'null'} cannot be created as a non-simple RRSet exists with the same name and type in zone ${zoneName}`;
    }
  }
  return undefined;
}

/** Zones that AWS owns (load balancers, VPC endpoints, …) hold names below these. */
const awsSuffixes = [
  'amazonaws.com.',
  'amazonaws.com.cn.',
  'cloudfront.net.',
  'awsglobalaccelerator.com.',
  'on.aws.',
];

function aliasProblem(record: RecordSet, zone: ZoneLookup): string | undefined {
  const alias = record.AliasTarget;
  if (alias === undefined) return undefined;
  const target = canonicalDomainName(alias.DNSName);
  const prefix = `Tried to create an alias that targets ${target}, type ${record.Type} in zone ${alias.HostedZoneId},`;
  const owned = zone(alias.HostedZoneId);
  if (owned === undefined) {
    return awsSuffixes.some((suffix) => isWithin(target, suffix))
      ? undefined
      : `${prefix} but the alias target name does not lie within the target zone`;
  }
  if (!isWithin(target, owned.name)) {
    return `${prefix} but the alias target name does not lie within the target zone`;
  }
  for (const candidate of owned.records) {
    if (candidate.Name === target && candidate.Type === record.Type) return undefined;
  }
  return `${prefix} but that target was not found`;
}

function apexProblems(
  records: ReadonlyMap<string, RecordSet>,
  zoneName: string,
  changes: readonly Change[],
): string[] {
  const touched = (type: string) =>
    changes.some(({ record }) => record.Name === zoneName && record.Type === type);
  const has = (type: string) =>
    [...records.values()].some((record) => record.Name === zoneName && record.Type === type);
  const problems: string[] = [];
  if (touched('SOA') && !has('SOA')) problems.push('A HostedZone must contain exactly one SOA record.');
  if (touched('NS') && !has('NS')) {
    problems.push('A HostedZone must contain at least one NS record for the zone itself.');
  }
  return problems;
}
