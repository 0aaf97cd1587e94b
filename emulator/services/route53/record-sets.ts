/** Records of a hosted zone: change and list. */
import { AwsError } from '../../core/aws-error.ts';
import type { Input } from '../../core/input.ts';
import type { Output } from '../../core/output.ts';
import type { Action } from '../../core/service.ts';
import { applyChangeBatch, type Change } from './change-batch.ts';
import { submitChange } from './changes.ts';
import { canonicalDomainName, compareAscii, domainNameProblem, sortKey } from './domain-name.ts';
import { elements } from './elements.ts';
import { bareId, ownZone, zoneResource } from './lookup.ts';
import { MAX_RECORDS, maxItems, page } from './paging.ts';
import { compareRecords, RECORD_TYPES } from './record-rules.ts';
import { hostedZones, type RecordSet } from './state.ts';

const MAX_CHANGES = 1000;
const MAX_TTL = 2_147_483_647;

export const changeResourceRecordSets: Action = {
  handle: (call) => {
    const zone = ownZone(call, call.input.requiredString('Id'));
    const batch = call.input.struct('ChangeBatch');
    if (batch === undefined) throw call.input.missing('ChangeBatch');
    const changes = elements(batch, 'Changes', 'Change').map(readChange);
    if (changes.length === 0) {
      throw new AwsError('InvalidInput', 'Invalid XML ; ChangeBatch.Changes must have at least one Change');
    }
    if (changes.length > MAX_CHANGES) {
      throw new AwsError('InvalidChangeBatch', `[Number of records limit of ${MAX_CHANGES} exceeded.]`);
    }
    const outcome = applyChangeBatch({
      zoneId: zone.id,
      zoneName: zone.name,
      records: new Map(Object.entries(zone.records)),
      changes,
      otherZone: (id) => {
        const other = call.table(hostedZones).get(bareId(id));
        return other && { name: other.name, records: Object.values(other.records) };
      },
    });
    if (outcome.problems !== undefined) {
      throw new AwsError('InvalidChangeBatch', `[${outcome.problems.join(', ')}]`);
    }
    zone.records = Object.fromEntries(outcome.records);
    return { ChangeInfo: submitChange(call, batch.string('Comment')) };
  },
  resources: zoneResource,
};

export const listResourceRecordSets: Action = {
  handle: (call) => {
    const zone = ownZone(call, call.input.requiredString('Id'));
    const name = call.input.string('name');
    const type = call.input.string('type');
    const identifier = call.input.string('identifier');
    const size = maxItems(call.input, MAX_RECORDS);
    if (type !== undefined && name === undefined) {
      throw new AwsError('InvalidInput', 'A record type was specified without a record name.');
    }
    const from = name === undefined ? undefined : sortKey(canonicalDomainName(name));
    const sorted = Object.values(zone.records).sort(compareRecords);
    const { items, next } = page(sorted, size, (record) => {
      if (from === undefined) return true;
      const order =
        compareAscii(sortKey(record.Name), from) ||
        (type === undefined ? 0 : compareAscii(record.Type, type)) ||
        (identifier === undefined ? 0 : compareAscii(record.SetIdentifier ?? '', identifier));
      return order >= 0;
    });
    return {
      ResourceRecordSets: { ResourceRecordSet: items.map(describeRecordSet) },
      IsTruncated: next !== undefined,
      NextRecordName: next?.Name,
      NextRecordType: next?.Type,
      NextRecordIdentifier: next?.SetIdentifier,
      MaxItems: size,
    };
  },
  resources: zoneResource,
};

function readChange(input: Input): Change {
  const action = input.requiredString('Action');
  const set = input.struct('ResourceRecordSet');
  if (action !== 'CREATE' && action !== 'UPSERT' && action !== 'DELETE') {
    throw new AwsError(
      'InvalidInput',
      `Invalid XML ; cvc-enumeration-valid: Value '${action}' is not facet-valid with respect to enumeration '[CREATE, DELETE, UPSERT]'. It must be a value from the enumeration.`,
    );
  }
  if (set === undefined) throw input.missing('ResourceRecordSet');
  const given = set.requiredString('Name');
  const type = set.requiredString('Type');
  if (!RECORD_TYPES.includes(type)) {
    throw new AwsError(
      'InvalidInput',
      `Invalid XML ; cvc-enumeration-valid: Value '${type}' is not facet-valid with respect to enumeration '[${RECORD_TYPES.join(', ')}]'. It must be a value from the enumeration.`,
    );
  }
  const nameProblem = domainNameProblem(given);
  if (nameProblem !== undefined) {
    throw new AwsError('InvalidChangeBatch', `[FATAL problem: ${nameProblem} encountered with '${given}']`);
  }
  const alias = set.struct('AliasTarget');
  const ttl = set.integer('TTL', { min: 0, max: MAX_TTL });
  const values = elements(set, 'ResourceRecords', 'ResourceRecord').map((record) =>
    record.requiredString('Value'),
  );
  const plain = ttl !== undefined && values.length > 0;
  const anyPlain = ttl !== undefined || values.length > 0;
  if (alias === undefined ? !plain : anyPlain) {
    throw new AwsError(
      'InvalidInput',
      `Invalid request: Expected exactly one of [AliasTarget, all of [TTL, and ResourceRecords], or TrafficPolicyInstanceId], but found ${alias === undefined ? 'none' : 'more than one'} in Change with [Action=${action}, Name=${given}, Type=${type}, SetIdentifier=${set.string('SetIdentifier') ?? 'null'}]`,
    );
  }
  return { action, record: readRecord(set, given, type, { ttl, values, alias }) };
}

function readRecord(
  set: Input,
  name: string,
  type: string,
  answer: { ttl: number | undefined; values: readonly string[]; alias: Input | undefined },
): RecordSet {
  const geo = set.struct('GeoLocation');
  const optional = {
    SetIdentifier: set.string('SetIdentifier'),
    Weight: set.integer('Weight', { min: 0, max: 255 }),
    Region: set.string('Region'),
    GeoLocation: geo && Object.fromEntries(geo.keys().map((key) => [key, geo.requiredString(key)])),
    Failover: set.string('Failover'),
    MultiValueAnswer: set.boolean('MultiValueAnswer'),
    TTL: answer.ttl,
    ResourceRecords: answer.values.length > 0 ? answer.values : undefined,
    AliasTarget: answer.alias && {
      HostedZoneId: bareId(answer.alias.requiredString('HostedZoneId')),
      DNSName: canonicalDomainName(answer.alias.requiredString('DNSName')),
      EvaluateTargetHealth: answer.alias.boolean('EvaluateTargetHealth') ?? false,
    },
    HealthCheckId: set.string('HealthCheckId'),
  };
  const present = Object.entries(optional).filter(([, value]) => value !== undefined);
  return { Name: canonicalDomainName(name), Type: type, ...Object.fromEntries(present) };
}

function describeRecordSet(record: RecordSet): Output {
  return {
    ...record,
    GeoLocation: record.GeoLocation && { ...record.GeoLocation },
    ResourceRecords: record.ResourceRecords && {
      ResourceRecord: record.ResourceRecords.map((value) => ({ Value: value })),
    },
    AliasTarget: record.AliasTarget && { ...record.AliasTarget },
  };
}
