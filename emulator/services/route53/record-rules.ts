/**
 * Resource record sets: what identifies one, when two are equal, and what Route 53 refuses in one, in its own words.
 * Pure: no state, no protocol.
 */
import { isIPv4, isIPv6 } from 'node:net';
import { canonicalDomainName, compareAscii, domainNameProblem, isWithin, sortKey } from './domain-name.ts';
import type { RecordSet } from './state.ts';

export const RECORD_TYPES: readonly string[] = [
  'A',
  'AAAA',
  'CAA',
  'CNAME',
  'DS',
  'HTTPS',
  'MX',
  'NAPTR',
  'NS',
  'PTR',
  'SOA',
  'SPF',
  'SRV',
  'SSHFP',
  'SVCB',
  'TLSA',
  'TXT',
];

export function recordKey(record: RecordSet): string {
  return `${record.Name}|${record.Type}|${record.SetIdentifier ?? ''}`;
}

/** `[name='db.example.com.', type='A']`, the way Route 53 names a record set in its errors. */
export function describeRecord(record: RecordSet): string {
  const identifier = record.SetIdentifier === undefined ? '' : `, set identifier='${record.SetIdentifier}'`;
  return `[name='${record.Name}', type='${record.Type}'${identifier}]`;
}

/** Route 53's listing order: name with its labels reversed, then type, then set identifier. */
export function compareRecords(a: RecordSet, b: RecordSet): number {
  return (
    compareAscii(sortKey(a.Name), sortKey(b.Name)) ||
    compareAscii(a.Type, b.Type) ||
    compareAscii(a.SetIdentifier ?? '', b.SetIdentifier ?? '')
  );
}

/** A DELETE has to repeat everything that the record set holds. */
export function sameRecord(a: RecordSet, b: RecordSet): boolean {
  return JSON.stringify(comparable(a)) === JSON.stringify(comparable(b));
}

function comparable(record: RecordSet): unknown {
  const alias = record.AliasTarget;
  return [
    record.Name,
    record.Type,
    record.SetIdentifier ?? null,
    record.Weight ?? null,
    record.Region ?? null,
    Object.entries(record.GeoLocation ?? {}).sort(),
    record.Failover ?? null,
    record.MultiValueAnswer ?? null,
    record.TTL ?? null,
    [...(record.ResourceRecords ?? [])].sort(),
    alias && [alias.HostedZoneId, canonicalDomainName(alias.DNSName), alias.EvaluateTargetHealth],
    record.HealthCheckId ?? null,
  ];
}

const routingPolicies = ['Weight', 'Region', 'GeoLocation', 'Failover', 'MultiValueAnswer'] as const;

/** Everything that is wrong with the record set by itself within its zone. */
export function recordProblems(record: RecordSet, zoneName: string): string[] {
  const problems: string[] = [];
  if (!isWithin(record.Name, zoneName)) {
    problems.push(`RRSet with DNS name ${record.Name} is not permitted in zone ${zoneName}`);
  }
  if (record.Type === 'CNAME' && record.Name === zoneName) {
    problems.push(
      `RRSet of type CNAME with DNS name ${record.Name} is not permitted at apex in zone ${zoneName}`,
    );
  }
  if (record.Type === 'CNAME' && (record.ResourceRecords?.length ?? 0) > 1) {
    problems.push(`RRSet of type CNAME with DNS name ${record.Name} must have exactly one value`);
  }
  const policies = routingPolicies.filter((policy) => record[policy] !== undefined);
  if (policies.length > 0 && record.SetIdentifier === undefined) {
    problems.push(`Missing field 'SetIdentifier' in Change with ${describeRecord(record)}`);
  }
  if (policies.length === 0 && record.SetIdentifier !== undefined) {
    problems.push(
      `Invalid parameter, SetIdentifier without a routing policy in Change with ${describeRecord(record)}`,
    );
  }
  const seen = new Set<string>();
  for (const value of record.ResourceRecords ?? []) {
    if (seen.has(value)) problems.push(`Duplicate Resource Record: '${value}'`);
    seen.add(value);
    const problem = valueProblem(record.Type, value);
    if (problem !== undefined) {
      problems.push(`Invalid Resource Record: 'FATAL problem: ${problem} encountered with '${value}''`);
    }
  }
  return problems;
}

function valueProblem(type: string, value: string): string | undefined {
  switch (type) {
    case 'A':
      return isIPv4(value) ? undefined : 'ARRDATAIllegalIPv4Address (Value is not a valid IPv4 address)';
    case 'AAAA':
      return isIPv6(value) ? undefined : 'AAAARRDATAIllegalIPv6Address (Value is not a valid IPv6 address)';
    case 'TXT':
    case 'SPF':
      return characterStringProblem(value);
    case 'CNAME':
    case 'NS':
    case 'PTR':
      return domainNameProblem(value);
    case 'MX':
      return fieldsProblem(value, /^\d{1,5} \S+$/, 'MXRRDATANotTwoFields (MX record does not have 2 fields)');
    case 'SRV':
      return fieldsProblem(
        value,
        /^\d{1,5} \d{1,5} \d{1,5} \S+$/,
        'SRVRRDATANotFourFields (SRV record does not have 4 fields)',
      );
    case 'CAA':
      return fieldsProblem(
        value,
        /^\d{1,3} [a-z0-9]+ "[^"]*"$/i,
        'CAARRDATANotThreeFields (CAA record does not have 3 fields)',
      );
    default:
      return value.trim() === '' ? 'RRDATAEmpty (Value is empty)' : undefined;
  }
}

function fieldsProblem(value: string, shape: RegExp, problem: string): string | undefined {
  return shape.test(value) ? undefined : problem;
}

const MAX_CHARACTER_STRING = 255;

/** A TXT value is one or more quoted strings of at most 255 characters each. */
function characterStringProblem(value: string): string | undefined {
  const strings = /^\s*"((?:[^"\\]|\\.)*)"\s*/;
  let rest = value;
  while (rest !== '') {
    const match = strings.exec(rest);
    if (match === null) return 'InvalidCharacterString (Value should be enclosed in quotation marks)';
    if ((match[1] ?? '').length > MAX_CHARACTER_STRING) {
      return 'CharacterStringTooLong (Value is too long)';
    }
    rest = rest.slice(match[0].length);
  }
  return value === '' ? 'InvalidCharacterString (Value should be enclosed in quotation marks)' : undefined;
}
