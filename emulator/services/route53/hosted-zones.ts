/** Hosted zones: create, read, list, comment, delete. */
import { AwsError } from '../../core/aws-error.ts';
import type { Output } from '../../core/output.ts';
import type { Action, Call } from '../../core/service.ts';
import { restAnswer } from '../../protocols/rest.ts';
import { submitChange } from './changes.ts';
import { canonicalDomainName, compareAscii, domainNameProblem, sortKey } from './domain-name.ts';
import { bareId, ownZone, zoneResource } from './lookup.ts';
import { MAX_ITEMS, maxItems, page } from './paging.ts';
import { recordKey } from './record-rules.ts';
import { type HostedZone, hostedZones, type RecordSet } from './state.ts';
import { checkNoConflict, firstVpc } from './vpc-associations.ts';

const MAX_ZONES = 500;
/** Seconds. */
const NS_TTL = 172_800;
const SOA_TTL = 900;

export const createHostedZone: Action = {
  handle: (call) => {
    const { input } = call;
    const name = zoneName(input.requiredString('Name'));
    const callerReference = input.requiredString('CallerReference');
    const config = input.struct('HostedZoneConfig');
    const zones = call.table(hostedZones);
    if (zones.find((zone) => zone.callerReference === callerReference) !== undefined) {
      throw new AwsError(
        'HostedZoneAlreadyExists',
        `A hosted zone has already been created with the specified caller reference: ${callerReference}`,
        409,
      );
    }
    if (zones.size >= MAX_ZONES) {
      throw new AwsError(
        'TooManyHostedZones',
        `Limits Exceeded: MAX_HOSTED_ZONES_BY_OWNER - Cannot create more than ${MAX_ZONES} hosted zones.`,
      );
    }
    if (input.has('DelegationSetId')) {
      throw new AwsError(
        'NoSuchDelegationSet',
        `No delegation set found with ID: ${input.string('DelegationSetId')}`,
      );
    }
    const vpc = firstVpc(call);
    if (vpc === undefined && config?.boolean('PrivateZone') === true) {
      throw new AwsError('InvalidInput', 'When you create a private hosted zone, you must specify a VPC.');
    }
    if (vpc !== undefined) {
      checkNoConflict(
        call,
        vpc,
        name,
        (other) =>
          `The VPC ${vpc.VPCId} in region ${vpc.VPCRegion} has already been associated with the hosted zone ${other.id} with the same domain name.`,
      );
    }
    const id = `Z0${call.world.ids.hex(`${call.accountId}/route53/zone`, 19).toUpperCase()}`;
    const nameServers = vpc === undefined ? publicNameServers(call, id) : privateNameServers;
    const zone: HostedZone = {
      id,
      name,
      callerReference,
      comment: config?.string('Comment'),
      isPrivate: vpc !== undefined,
      nameServers,
      vpcs: vpc === undefined ? [] : [vpc],
      authorizedVpcs: [],
      records: Object.fromEntries(
        apexRecords(name, nameServers).map((record) => [recordKey(record), record]),
      ),
      tags: {},
    };
    zones.put(id, zone);
    return restAnswer(
      {
        HostedZone: describeZone(zone),
        ChangeInfo: submitChange(call),
        DelegationSet: delegationSet(zone),
        VPC: vpc && { ...vpc },
      },
      { status: 201, headers: { location: `https://route53.amazonaws.com/2013-04-01/hostedzone/${id}` } },
    );
  },
};

export const getHostedZone: Action = {
  handle: (call) => {
    const zone = ownZone(call, call.input.requiredString('Id'));
    return {
      HostedZone: describeZone(zone),
      DelegationSet: delegationSet(zone),
      VPCs: zone.isPrivate ? { VPC: zone.vpcs.map((vpc) => ({ ...vpc })) } : undefined,
    };
  },
  resources: zoneResource,
};

export const listHostedZones: Action = {
  handle: (call) => {
    const marker = call.input.string('marker');
    const size = maxItems(call.input, MAX_ITEMS);
    const all = call.table(hostedZones).visible();
    if (marker !== undefined && !all.some((zone) => zone.id === marker)) {
      throw new AwsError('InvalidInput', `Invalid marker: ${marker}`);
    }
    const { items, next } = page(all, size, (zone) => marker === undefined || zone.id === marker);
    return {
      HostedZones: { HostedZone: items.map(describeZone) },
      Marker: marker ?? '',
      IsTruncated: next !== undefined,
      NextMarker: next?.id,
      MaxItems: size,
    };
  },
};

export const listHostedZonesByName: Action = {
  handle: (call) => {
    const dnsName = call.input.string('dnsname');
    const zoneId = call.input.string('hostedzoneid');
    const size = maxItems(call.input, MAX_ITEMS);
    if (zoneId !== undefined && dnsName === undefined) {
      throw new AwsError('InvalidInput', 'A hosted zone ID was specified without a DNS name.');
    }
    const sorted = call
      .table(hostedZones)
      .visible()
      .sort((a, b) => compareAscii(sortKey(a.name), sortKey(b.name)) || compareAscii(a.id, b.id));
    const from = dnsName === undefined ? undefined : sortKey(canonicalDomainName(dnsName));
    const { items, next } = page(sorted, size, (zone) => {
      if (from === undefined) return true;
      const order = compareAscii(sortKey(zone.name), from);
      return order > 0 || (order === 0 && (zoneId === undefined || zone.id >= bareId(zoneId)));
    });
    return {
      HostedZones: { HostedZone: items.map(describeZone) },
      DNSName: dnsName,
      HostedZoneId: zoneId,
      IsTruncated: next !== undefined,
      NextDNSName: next?.name,
      NextHostedZoneId: next?.id,
      MaxItems: size,
    };
  },
};

export const getHostedZoneCount: Action = {
  handle: (call) => ({ HostedZoneCount: call.table(hostedZones).size }),
};

export const updateHostedZoneComment: Action = {
  handle: (call) => {
    const zone = ownZone(call, call.input.requiredString('Id'));
    zone.comment = call.input.string('Comment');
    return { HostedZone: describeZone(zone) };
  },
  resources: zoneResource,
};

export const deleteHostedZone: Action = {
  handle: (call) => {
    const zone = ownZone(call, call.input.requiredString('Id'));
    const own = Object.values(zone.records).filter(
      (record) => record.Name !== zone.name || (record.Type !== 'NS' && record.Type !== 'SOA'),
    );
    if (own.length > 0) {
      throw new AwsError(
        'HostedZoneNotEmpty',
        'The specified hosted zone contains non-required resource record sets and so cannot be deleted.',
      );
    }
    call.table(hostedZones).delete(zone.id);
    return { ChangeInfo: submitChange(call) };
  },
  resources: zoneResource,
};

/** No zone can be signed here; what AWS answers for a zone that was never signed. */
export const getDnssec: Action = {
  handle: (call) => {
    const zone = ownZone(call, call.input.requiredString('Id'));
    if (zone.isPrivate)
      throw new AwsError('InvalidArgument', 'Operation is unsupported for private hosted zones.');
    return { Status: { ServeSignature: 'NOT_SIGNING' }, KeySigningKeys: '' };
  },
  resources: zoneResource,
};

export function describeZone(zone: HostedZone): Output {
  return {
    Id: `/hostedzone/${zone.id}`,
    Name: zone.name,
    CallerReference: zone.callerReference,
    Config: { Comment: zone.comment, PrivateZone: zone.isPrivate },
    ResourceRecordSetCount: Object.keys(zone.records).length,
  };
}

function delegationSet(zone: HostedZone): Output | undefined {
  return zone.isPrivate ? undefined : { NameServers: { NameServer: zone.nameServers } };
}

function zoneName(text: string): string {
  const problem = domainNameProblem(text);
  if (problem !== undefined) {
    throw new AwsError('InvalidDomainName', `FATAL problem: ${problem} encountered with '${text}'`);
  }
  return canonicalDomainName(text);
}

/** Every private zone answers from the same four reserved names. */
const privateNameServers: readonly string[] = [
  'ns-0.awsdns-00.com',
  'ns-512.awsdns-00.net',
  'ns-1024.awsdns-00.org',
  'ns-1536.awsdns-00.co.uk',
];

/** One of 512 servers in each of four top-level domains, as AWS draws them for a public zone. */
function publicNameServers(call: Call, zoneId: string): string[] {
  const digits = call.world.ids.hex(`route53/name-servers/${zoneId}`, 20);
  return ['com', 'net', 'org', 'co.uk'].map((domain, index) => {
    const server = Number.parseInt(digits.slice(index * 5, index * 5 + 3), 16) % 512;
    const group = Number.parseInt(digits.slice(index * 5 + 3, index * 5 + 5), 16) % 64;
    return `ns-${server + index * 512}.awsdns-${String(group).padStart(2, '0')}.${domain}`;
  });
}

function apexRecords(name: string, nameServers: readonly string[]): RecordSet[] {
  const primary = nameServers[nameServers.length - 1] ?? '';
  return [
    { Name: name, Type: 'NS', TTL: NS_TTL, ResourceRecords: nameServers.map((server) => `${server}.`) },
    {
      Name: name,
      Type: 'SOA',
      TTL: SOA_TTL,
      ResourceRecords: [`${primary}. awsdns-hostmaster.amazon.com. 1 7200 900 1209600 86400`],
    },
  ];
}
