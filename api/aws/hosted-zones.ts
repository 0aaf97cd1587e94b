import {
  ChangeResourceRecordSetsCommand,
  DeleteHostedZoneCommand,
  GetHostedZoneCommand,
  ListHostedZonesByVPCCommand,
  ListResourceRecordSetsCommand,
  type ListResourceRecordSetsCommandInput,
  ListTagsForResourceCommand,
  type ResourceRecordSet,
  type Route53Client,
  type RRType,
  type VPCRegion,
} from '@aws-sdk/client-route-53';
import { defined } from '../../domain/defined.ts';
import { awsFailure } from './failures.ts';
import { type CallOptions, unlessGone } from './gone.ts';
import { type Tags, toTags } from './tags.ts';

/** A private hosted zone. */
export interface PrivateZone {
  /** `Z…` */
  readonly id: string;
  /** Without the last dot, in lower case. */
  readonly name: string;
  readonly comment: string;
  readonly tags: Tags;
  readonly vpcIds: readonly string[];
}

/** A record beside the zone's own NS and SOA. */
export interface ZoneRecord {
  /** What Terraform imports it by: `<zone>_<name>_<type>`, and the set identifier where it has one. */
  readonly key: string;
  /** Without the last dot, in lower case. */
  readonly name: string;
  readonly type: string;
  readonly set: ResourceRecordSet;
}

const gone = /^NoSuchHostedZone$/;

/** Pages of one listing at most: 100 zones, or 300 records, each. */
const pagesAtMost = 200;

/** Zones of the account itself that are associated with the VPC; none when there is no such VPC. */
export async function zonesOfVpc(
  client: Route53Client,
  query: {
    readonly vpcId: string;
    readonly region: string;
    readonly accountId: string;
    readonly name?: string;
  },
  options: CallOptions,
): Promise<PrivateZone[]> {
  const ids: string[] = [];
  let token: string | undefined;
  await unlessGone(/^InvalidV(PC|pc)(Id|ID\.NotFound)/, async () => {
    for (let pages = 0; pages < pagesAtMost; pages++) {
      const page = await client.send(
        new ListHostedZonesByVPCCommand({
          VPCId: query.vpcId,
          VPCRegion: query.region as VPCRegion,
          ...defined({ NextToken: token }),
        }),
        options,
      );
      for (const { HostedZoneId, Name, Owner } of page.HostedZoneSummaries ?? []) {
        if (HostedZoneId === undefined || Owner?.OwningAccount !== query.accountId) continue;
        if (query.name === undefined || plainName(Name ?? '') === plainName(query.name))
          ids.push(HostedZoneId);
      }
      token = page.NextToken;
      if (token === undefined) break;
    }
  });
  const zones = await Promise.all(ids.map((id) => zone(client, id, options)));
  return zones.filter((found) => found !== undefined);
}

async function zone(
  client: Route53Client,
  id: string,
  options: CallOptions,
): Promise<PrivateZone | undefined> {
  return unlessGone(gone, async () => {
    const [{ HostedZone, VPCs }, { ResourceTagSet }] = await Promise.all([
      client.send(new GetHostedZoneCommand({ Id: id }), options),
      client.send(new ListTagsForResourceCommand({ ResourceType: 'hostedzone', ResourceId: id }), options),
    ]);
    return {
      id,
      name: plainName(HostedZone?.Name ?? ''),
      comment: HostedZone?.Config?.Comment ?? '',
      tags: toTags(ResourceTagSet?.Tags),
      vpcIds: (VPCs ?? []).flatMap(({ VPCId }) => VPCId ?? []),
    };
  });
}

/** Every record of the zone but the NS and SOA that it has by itself; none when there is no such zone. */
export async function recordsOf(
  client: Route53Client,
  zoneId: string,
  options: CallOptions,
): Promise<ZoneRecord[]> {
  const records: ZoneRecord[] = [];
  let apex: string | undefined;
  let start: Pick<ListResourceRecordSetsCommandInput, StartKeys> = {};
  const all = await unlessGone(gone, async () => {
    for (let pages = 0; pages < pagesAtMost; pages++) {
      const page = await client.send(
        new ListResourceRecordSetsCommand({ HostedZoneId: zoneId, ...start }),
        options,
      );
      const sets = page.ResourceRecordSets ?? [];
      // The first page begins with the zone's own name, which has an SOA record in every zone.
      apex ??= plainName(sets.find(({ Type }) => Type === 'SOA')?.Name ?? '');
      for (const set of sets) {
        const record = toRecord(zoneId, set);
        if (record.name !== apex || (record.type !== 'NS' && record.type !== 'SOA')) records.push(record);
      }
      if (!page.IsTruncated) break;
      start = {
        StartRecordName: page.NextRecordName,
        StartRecordType: page.NextRecordType,
        ...defined({ StartRecordIdentifier: page.NextRecordIdentifier }),
      };
    }
    return records;
  });
  return all ?? [];
}

type StartKeys = 'StartRecordName' | 'StartRecordType' | 'StartRecordIdentifier';

/** The simple record of this name and type. */
export async function recordNamed(
  client: Route53Client,
  wanted: { readonly zoneId: string; readonly name: string; readonly type: string },
  options: CallOptions,
): Promise<ZoneRecord | undefined> {
  return unlessGone(gone, async () => {
    const { ResourceRecordSets: [set] = [] } = await client.send(
      new ListResourceRecordSetsCommand({
        HostedZoneId: wanted.zoneId,
        StartRecordName: wanted.name,
        StartRecordType: wanted.type as RRType,
        MaxItems: 1,
      }),
      options,
    );
    const found = set && toRecord(wanted.zoneId, set);
    return found?.key === recordKey(wanted.zoneId, wanted.name, wanted.type) ? found : undefined;
  });
}

export async function deleteRecord(
  client: Route53Client,
  zoneId: string,
  record: ZoneRecord,
  options: CallOptions,
): Promise<void> {
  try {
    await unlessGone(gone, () =>
      client.send(
        new ChangeResourceRecordSetsCommand({
          HostedZoneId: zoneId,
          ChangeBatch: { Changes: [{ Action: 'DELETE', ResourceRecordSet: record.set }] },
        }),
        options,
      ),
    );
  } catch (error) {
    // The zone is there, and the record is not: only the words of this code say so.
    const { code, message = '' } = awsFailure(error) ?? {};
    if (code !== 'InvalidChangeBatch' || !/not found/.test(message)) throw error;
  }
}

/** With all its records. */
export async function deleteZone(client: Route53Client, zoneId: string, options: CallOptions): Promise<void> {
  for (const record of await recordsOf(client, zoneId, options))
    await deleteRecord(client, zoneId, record, options);
  await unlessGone(gone, () => client.send(new DeleteHostedZoneCommand({ Id: zoneId }), options));
}

/** Route 53 answers with a last dot, in lower case, and spells `*` as an octal escape. */
export function plainName(name: string): string {
  return name
    .replace(/\.$/, '')
    .replaceAll(/\\(\d{3})/g, (_all, digits) => String.fromCharCode(Number.parseInt(digits, 8)))
    .toLowerCase();
}

function toRecord(zoneId: string, set: ResourceRecordSet): ZoneRecord {
  const name = plainName(set.Name ?? '');
  const type = set.Type ?? '';
  const suffix = set.SetIdentifier === undefined ? '' : `_${set.SetIdentifier}`;
  return { key: recordKey(zoneId, name, type) + suffix, name, type, set };
}

export function recordKey(zoneId: string, name: string, type: string): string {
  return `${zoneId}_${plainName(name)}_${type}`;
}
