import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Emulator } from '../../../emulator/index.ts';
import { type Answer, makeNetwork, members, record, startStill, texts, Wire } from './support/wire.ts';

let emulator: Emulator;
let wire: Wire;
let vpcId: string;
let counter = 0;

beforeAll(async () => {
  emulator = await startStill();
  wire = new Wire(emulator);
});
beforeEach(async () => {
  await emulator.reset();
  vpcId = (await makeNetwork(wire, { zones: [] })).vpcId;
});
afterAll(() => emulator.close());

const vpcElement = (id: string, region = 'eu-west-1') =>
  `<VPC><VPCRegion>${region}</VPCRegion><VPCId>${id}</VPCId></VPC>`;

async function makeZone(name: string, options: { vpc?: string; caller?: Wire; reference?: string } = {}) {
  counter += 1;
  const answer = await (options.caller ?? wire).rest(
    'POST',
    'hostedzone',
    `<CreateHostedZoneRequest><Name>${name}</Name>${options.vpc ?? ''}<CallerReference>${options.reference ?? `r${counter}`}</CallerReference></CreateHostedZoneRequest>`,
  );
  const [zone] = zonesIn(answer);
  return { answer, id: String(zone?.Id).replace('/hostedzone/', ''), zone };
}

function zonesIn(answer: Answer): Answer[] {
  return members(answer, 'HostedZone');
}

const privateZone = (name: string) => makeZone(name, { vpc: vpcElement(vpcId) });

interface Change {
  readonly action: string;
  readonly name: string;
  readonly type?: string;
  readonly ttl?: number;
  readonly values?: readonly string[];
  readonly more?: string;
}

function changeElement({ action, name, type = 'A', ttl = 60, values = ['10.0.0.1'], more }: Change): string {
  const records = values.map((value) => `<ResourceRecord><Value>${value}</Value></ResourceRecord>`).join('');
  const answer = more ?? `<TTL>${ttl}</TTL><ResourceRecords>${records}</ResourceRecords>`;
  return `<Change><Action>${action}</Action><ResourceRecordSet><Name>${name}</Name><Type>${type}</Type>${answer}</ResourceRecordSet></Change>`;
}

function change(zoneId: string, ...changes: Change[]): Promise<Answer> {
  const body = changes.map(changeElement).join('');
  return wire.rest(
    'POST',
    `hostedzone/${zoneId}/rrset/`,
    `<ChangeResourceRecordSetsRequest><ChangeBatch><Changes>${body}</Changes></ChangeBatch></ChangeResourceRecordSetsRequest>`,
  );
}

async function records(zoneId: string, query = ''): Promise<Answer[]> {
  const answer = await wire.rest('GET', `hostedzone/${zoneId}/rrset${query}`);
  return members(answer.ResourceRecordSets, 'ResourceRecordSet');
}

function associate(caller: Wire, zoneId: string, vpc: string, how = 'associatevpc'): Promise<Answer> {
  return caller.rest(
    'POST',
    `hostedzone/${zoneId}/${how}`,
    `<AssociateVPCWithHostedZoneRequest>${vpc}</AssociateVPCWithHostedZoneRequest>`,
  );
}

describe('hosted zones', () => {
  test('a private zone belongs to a VPC and starts with its NS and SOA records', async () => {
    const { id, zone } = await privateZone('PrivateLink.Tray.internal');
    expect(zone).toMatchObject({
      Name: 'privatelink.tray.internal.',
      Config: { PrivateZone: 'true' },
      ResourceRecordSetCount: '2',
    });
    expect((await records(id)).map(({ Type }) => Type)).toEqual(['NS', 'SOA']);
    const described = await wire.rest('GET', `hostedzone/${id}`);
    expect(members(described.VPCs, 'VPC')).toEqual([{ VPCId: vpcId, VPCRegion: 'eu-west-1' }]);
    expect(described).not.toHaveProperty('DelegationSet');
  });

  test('a public zone is delegated to four name servers', async () => {
    const { answer } = await makeZone('tray.example');
    const servers = record(record(answer.DelegationSet).NameServers).NameServer;
    expect(servers).toHaveLength(4);
    expect(servers).toEqual(expect.arrayContaining([expect.stringMatching(/^ns-\d+\.awsdns-\d\d\.co\.uk$/)]));
  });

  test('a VPC resolves a name through one zone only', async () => {
    const { id } = await privateZone('db.example.com');
    await expect(privateZone('db.example.com')).rejects.toMatchObject({
      code: 'ConflictingDomainExists',
      message: `The VPC ${vpcId} in region eu-west-1 has already been associated with the hosted zone ${id} with the same domain name.`,
    });
    await expect(privateZone('example.com')).resolves.toBeDefined();
  });

  test('the same caller reference is the same request', async () => {
    await makeZone('a.example', { reference: 'one' });
    await expect(makeZone('b.example', { reference: 'one' })).rejects.toMatchObject({
      code: 'HostedZoneAlreadyExists',
      status: 409,
    });
  });

  test('a VPC has to exist, and to be the caller’s own', async () => {
    await expect(makeZone('a.example', { vpc: vpcElement('vpc-0123456789abcdef0') })).rejects.toMatchObject({
      code: 'InvalidVPCId',
    });
    const other = new Wire(emulator, { accountId: '333333333333' });
    await expect(makeZone('a.example', { vpc: vpcElement(vpcId), caller: other })).rejects.toMatchObject({
      code: 'NotAuthorizedException',
      status: 401,
    });
    expect(await emulator.resources({ service: 'route53' })).toEqual([]);
  });

  test('a zone with records cannot be deleted', async () => {
    const { id } = await privateZone('tray.internal');
    await change(id, { action: 'CREATE', name: 'a.tray.internal' });
    await expect(wire.rest('DELETE', `hostedzone/${id}`)).rejects.toMatchObject({
      code: 'HostedZoneNotEmpty',
    });
    await change(id, { action: 'DELETE', name: 'a.tray.internal' });
    await expect(wire.rest('DELETE', `hostedzone/${id}`)).resolves.toBeDefined();
    await expect(wire.rest('GET', `hostedzone/${id}`)).rejects.toMatchObject({
      code: 'NoSuchHostedZone',
      message: `No hosted zone found with ID: ${id}`,
      status: 404,
    });
  });

  test('a change is pending first and in sync later', async () => {
    const { answer } = await privateZone('tray.internal');
    const { Id } = record(answer.ChangeInfo);
    const read = async () =>
      record((await wire.rest('GET', `change${String(Id).replace('/change', '')}`)).ChangeInfo);
    expect(await read()).toMatchObject({ Status: 'PENDING', SubmittedAt: '2025-01-01T00:00:00.000Z' });
    await emulator.advanceClock(1);
    expect(await read()).toMatchObject({ Status: 'INSYNC' });
  });

  test('zones are listed by reversed name, from a name on', async () => {
    for (const name of ['b.example', 'a.test', 'a.example']) await makeZone(name);
    const names = async (query: string) => {
      const answer = await wire.rest('GET', `hostedzonesbyname${query}`);
      return zonesIn(record(answer.HostedZones)).map(({ Name }) => Name);
    };
    expect(await names('')).toEqual(['a.example.', 'b.example.', 'a.test.']);
    expect(await names('?dnsname=b.example&maxitems=1')).toEqual(['b.example.']);
  });

  test('DNSSEC is off for a public zone and not to be had for a private one', async () => {
    const open = await makeZone('tray.example');
    const closed = await privateZone('tray.internal');
    expect((await wire.rest('GET', `hostedzone/${open.id}/dnssec`)).Status).toEqual({
      ServeSignature: 'NOT_SIGNING',
    });
    await expect(wire.rest('GET', `hostedzone/${closed.id}/dnssec`)).rejects.toMatchObject({
      code: 'InvalidArgument',
      message: expect.stringContaining('Operation is unsupported for private'),
    });
  });

  test('tags are added and removed in one call', async () => {
    const { id } = await makeZone('tray.example');
    const tag = (body: string) => wire.rest('POST', `tags/hostedzone/${id}`, `<R>${body}</R>`);
    await tag(
      '<AddTags><Tag><Key>a</Key><Value>1</Value></Tag><Tag><Key>b</Key><Value>2</Value></Tag></AddTags>',
    );
    await tag(
      '<AddTags><Tag><Key>b</Key><Value>3</Value></Tag></AddTags><RemoveTagKeys><Key>a</Key></RemoveTagKeys>',
    );
    const { ResourceTagSet } = await wire.rest('GET', `tags/hostedzone/${id}`);
    expect(members(record(ResourceTagSet).Tags, 'Tag')).toEqual([{ Key: 'b', Value: '3' }]);
  });
});

describe('VPC associations', () => {
  test('a zone can serve VPCs of several regions, and keeps at least one', async () => {
    const { id } = await privateZone('tray.internal');
    const other = new Wire(emulator, { region: 'us-east-1' });
    const american = await other.query('ec2', 'CreateVpc', { CidrBlock: '10.1.0.0/16' });
    const americanVpc = vpcElement(String(record(american.vpc).vpcId), 'us-east-1');
    await associate(wire, id, americanVpc);
    await expect(associate(wire, id, americanVpc)).rejects.toMatchObject({
      code: 'ConflictingDomainExists',
      message: expect.stringContaining('overlapping name space, tray.internal..'),
    });
    await associate(wire, id, vpcElement(vpcId), 'disassociatevpc');
    await expect(associate(wire, id, americanVpc, 'disassociatevpc')).rejects.toMatchObject({
      code: 'LastVPCAssociation',
    });
    await expect(associate(wire, id, vpcElement(vpcId), 'disassociatevpc')).rejects.toMatchObject({
      code: 'VPCAssociationNotFound',
    });
  });

  test('another account joins only when the zone’s owner has said so', async () => {
    const { id } = await privateZone('tray.internal');
    const other = new Wire(emulator, { accountId: '333333333333' });
    const guest = vpcElement((await makeNetwork(other, { zones: [] })).vpcId);
    await expect(associate(other, id, guest)).rejects.toMatchObject({ code: 'NotAuthorizedException' });
    await associate(wire, id, guest, 'authorizevpcassociation');
    await expect(associate(other, id, guest)).resolves.toBeDefined();
    const zones = await other.rest(
      'GET',
      `hostedzonesbyvpc?vpcregion=eu-west-1&vpcid=${/vpc-\w+/.exec(guest)?.[0]}`,
    );
    expect(members(zones.HostedZoneSummaries, 'HostedZoneSummary')).toMatchObject([
      { HostedZoneId: id, Owner: { OwningAccount: '222222222222' } },
    ]);
  });

  test('a public zone has no VPCs', async () => {
    const { id } = await makeZone('tray.example');
    await expect(associate(wire, id, vpcElement(vpcId))).rejects.toMatchObject({
      code: 'PublicZoneVPCAssociation',
    });
  });
});

describe('records', () => {
  let zoneId: string;
  beforeEach(async () => {
    zoneId = (await privateZone('tray.internal')).id;
  });

  test('a record reads back in Route 53’s form', async () => {
    await change(zoneId, {
      action: 'CREATE',
      name: '*.Acme.tray.internal',
      values: ['10.0.0.1', '10.0.0.2'],
    });
    const [first] = await records(zoneId, '?name=*.acme.tray.internal&type=A');
    expect(first).toMatchObject({ Name: '\\052.acme.tray.internal.', TTL: '60' });
    expect(members(first?.ResourceRecords, 'ResourceRecord')).toEqual([
      { Value: '10.0.0.1' },
      { Value: '10.0.0.2' },
    ]);
  });

  test('quotes arrive however the client writes them', async () => {
    const values = ['&#34;vpce:abc&#34;', '&quot;x&amp;y&quot;'];
    await change(zoneId, { action: 'CREATE', name: 't.tray.internal', type: 'TXT', values });
    const [first] = await records(zoneId, '?name=t.tray.internal&type=TXT');
    expect(
      members(first?.ResourceRecords, 'ResourceRecord').map(({ Value }) =>
        String(Value).replace('&amp;', '&'),
      ),
    ).toEqual(['"vpce:abc"', '"x&y"']);
  });

  test('a batch is done as a whole or not at all, and every problem is named', async () => {
    const batch: Change[] = [
      { action: 'CREATE', name: 'a.tray.internal' },
      { action: 'DELETE', name: 'b.tray.internal' },
      { action: 'CREATE', name: 'c.example' },
    ];
    await expect(change(zoneId, ...batch)).rejects.toMatchObject({
      code: 'InvalidChangeBatch',
      message:
        "[Tried to delete resource record set [name='b.tray.internal.', type='A'] but it was not found, RRSet with DNS name c.example. is not permitted in zone tray.internal.]",
    });
    expect(await records(zoneId)).toHaveLength(2);
  });

  test('a later change of a batch sees the earlier ones', async () => {
    await change(zoneId, { action: 'CREATE', name: 'a.tray.internal', type: 'CNAME', values: ['x.example'] });
    await expect(
      change(
        zoneId,
        { action: 'DELETE', name: 'a.tray.internal', type: 'CNAME', values: ['x.example'] },
        { action: 'CREATE', name: 'a.tray.internal' },
      ),
    ).resolves.toBeDefined();
  });

  test.each<[string, Change, string]>([
    [
      'what exists already',
      { action: 'CREATE', name: 'db.tray.internal' },
      "Tried to create resource record set [name='db.tray.internal.', type='A'] but it already exists",
    ],
    [
      'deleting other values',
      { action: 'DELETE', name: 'db.tray.internal', ttl: 61 },
      'but the values provided do not match the current values',
    ],
    [
      'a CNAME beside another record',
      { action: 'UPSERT', name: 'db.tray.internal', type: 'CNAME', values: ['x.example'] },
      'RRSet of type CNAME with DNS name db.tray.internal. is not permitted as it conflicts with other records with the same DNS name in zone tray.internal.',
    ],
    [
      'a record beside a CNAME',
      { action: 'UPSERT', name: 'cn.tray.internal' },
      'because a conflicting RRSet of type CNAME with the same DNS name already exists',
    ],
    [
      'a CNAME at the apex',
      { action: 'CREATE', name: 'tray.internal', type: 'CNAME', values: ['x.example'] },
      'is not permitted at apex in zone tray.internal.',
    ],
    [
      'an address that is none',
      { action: 'CREATE', name: 'x.tray.internal', values: ['10.0.0.256'] },
      "Invalid Resource Record: 'FATAL problem: ARRDATAIllegalIPv4Address (Value is not a valid IPv4 address) encountered with '10.0.0.256''",
    ],
    [
      'a TXT value without quotes',
      { action: 'CREATE', name: 'x.tray.internal', type: 'TXT', values: ['abc'] },
      'Value should be enclosed in quotation marks',
    ],
    [
      'a value twice',
      { action: 'CREATE', name: 'x.tray.internal', values: ['10.0.0.1', '10.0.0.1'] },
      "Duplicate Resource Record: '10.0.0.1'",
    ],
    [
      'the zone’s own SOA away',
      {
        action: 'DELETE',
        name: 'tray.internal',
        type: 'SOA',
        ttl: 900,
        values: ['ns-1536.awsdns-00.co.uk. awsdns-hostmaster.amazon.com. 1 7200 900 1209600 86400'],
      },
      'A HostedZone must contain exactly one SOA record.',
    ],
    [
      'an alias to a record that is not there',
      {
        action: 'CREATE',
        name: 'x.tray.internal',
        more: '<AliasTarget><HostedZoneId>ZONE</HostedZoneId><DNSName>no.tray.internal</DNSName><EvaluateTargetHealth>false</EvaluateTargetHealth></AliasTarget>',
      },
      'but that target was not found',
    ],
  ])('%s is refused', async (_what, bad, why) => {
    await change(
      zoneId,
      { action: 'CREATE', name: 'db.tray.internal' },
      { action: 'CREATE', name: 'cn.tray.internal', type: 'CNAME', values: ['x.example'] },
    );
    const more = bad.more?.replace('ZONE', zoneId);
    await expect(change(zoneId, more === undefined ? bad : { ...bad, more })).rejects.toMatchObject({
      code: 'InvalidChangeBatch',
      message: expect.stringContaining(why),
    });
  });

  test('an answer is either values with a TTL or an alias', async () => {
    const alias =
      '<AliasTarget><HostedZoneId>Z2IFOLAFXWLO4F</HostedZoneId><DNSName>nlb.elb.eu-west-1.amazonaws.com</DNSName><EvaluateTargetHealth>true</EvaluateTargetHealth></AliasTarget>';
    const name = 'x.tray.internal';
    await expect(change(zoneId, { action: 'CREATE', name, more: '' })).rejects.toMatchObject({
      code: 'InvalidInput',
      message: `Invalid request: Expected exactly one of [AliasTarget, all of [TTL, and ResourceRecords], or TrafficPolicyInstanceId], but found none in Change with [Action=CREATE, Name=${name}, Type=A, SetIdentifier=null]`,
    });
    await expect(
      change(zoneId, { action: 'CREATE', name, more: `<TTL>60</TTL>${alias}` }),
    ).rejects.toMatchObject({
      message: expect.stringContaining('found more than one'),
    });
    await change(zoneId, { action: 'CREATE', name, more: alias });
    expect((await records(zoneId, `?name=${name}`))[0]).toMatchObject({
      AliasTarget: { DNSName: 'nlb.elb.eu-west-1.amazonaws.com.', EvaluateTargetHealth: 'true' },
    });
  });

  test('weighted records of one name stand side by side, but not beside a simple one', async () => {
    const weighted = (id: string) =>
      `<SetIdentifier>${id}</SetIdentifier><Weight>10</Weight><TTL>60</TTL><ResourceRecords><ResourceRecord><Value>10.0.0.1</Value></ResourceRecord></ResourceRecords>`;
    const name = 'w.tray.internal';
    await change(
      zoneId,
      { action: 'CREATE', name, more: weighted('a') },
      { action: 'CREATE', name, more: weighted('b') },
    );
    expect(await records(zoneId)).toHaveLength(4);
    await expect(change(zoneId, { action: 'CREATE', name })).rejects.toMatchObject({
      code: 'InvalidChangeBatch',
    });
  });

  test('a long list goes on where the page before ended', async () => {
    const batch = ['a', 'b', 'c'].map(
      (label): Change => ({ action: 'CREATE', name: `${label}.tray.internal` }),
    );
    await change(zoneId, ...batch);
    const first = await wire.rest('GET', `hostedzone/${zoneId}/rrset?maxitems=3`);
    expect(first).toMatchObject({
      IsTruncated: 'true',
      NextRecordName: 'b.tray.internal.',
      NextRecordType: 'A',
    });
    const rest = await records(zoneId, '?maxitems=3&name=b.tray.internal.&type=A');
    expect(rest.map(({ Name }) => Name)).toEqual(['b.tray.internal.', 'c.tray.internal.']);
    expect(texts(first, 'Marker')).toEqual([]);
  });
});
