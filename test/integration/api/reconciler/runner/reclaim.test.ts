import { tmpdir } from 'node:os';
import { PutMetricAlarmCommand } from '@aws-sdk/client-cloudwatch';
import { CreateLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  AuthorizeSecurityGroupIngressCommand,
  CreateRouteTableCommand,
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  CreateVpcEndpointCommand,
  type ResourceType,
} from '@aws-sdk/client-ec2';
import { CreateRoleCommand } from '@aws-sdk/client-iam';
import {
  ChangeResourceRecordSetsCommand,
  ChangeTagsForResourceCommand,
  CreateHostedZoneCommand,
} from '@aws-sdk/client-route-53';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { awsView } from '../../../../../api/reconciler/runner/reclaim/aws-view.ts';
import { deletionBlocked, findObstacles } from '../../../../../api/reconciler/runner/reclaim/obstacles.ts';
import { removeAll } from '../../../../../api/reconciler/runner/reclaim/removal.ts';
import { Search, type SearchInput } from '../../../../../api/reconciler/runner/reclaim/search.ts';
import { withImports } from '../../../../../api/reconciler/runner/reclaim/wanted.ts';
import { Synthesis, type TerraformDocument } from '../../../../../api/reconciler/stacks/synthesis.ts';
import type { Connection, Network, Organization } from '../../../../../api/store/schema.ts';
import { StateDocument } from '../../../../../api/terraform-state/document.ts';
import { AddressPool } from '../../../../../domain/address-pool.ts';
import { type EmulatedAws, region, startEmulatedAws, tray } from '../../../support/emulated-aws.ts';

let aws: EmulatedAws;
let vpcId: string;

beforeAll(async () => {
  aws = await startEmulatedAws();
});
afterAll(() => aws.close());
beforeEach(async () => {
  await aws.emulator.reset();
  vpcId = '';
});

const synthesis = new Synthesis(
  {
    trayAccountId: tray,
    partition: 'aws',
    regions: [region],
    addressPool: new AddressPool({ cidr: '100.64.0.0/10' }),
    zone: 'privatelink.tray.internal',
    acceptanceDays: 14,
  },
  {},
  tmpdir(),
);
const organization = (id: string) =>
  ({ id, customer_name: id, aws_account_ids: ['222222222222'], partition: 'aws' }) as unknown as Organization;
const organizationStack = (id: string) => synthesis.organization(organization(id), []);
const networkStack = (id: string): TerraformDocument =>
  synthesis.network(organization(id), {
    region,
    cidr: '100.64.0.0/24',
    zone_ids: ['euw1-az1'],
  } as unknown as Network);
const connectionStack = (
  ports: readonly number[],
  hostname: string | null = null,
  hostedZoneId = 'Z000000NETWORK',
): TerraformDocument =>
  synthesis.connection(
    organization('acme'),
    {
      id: 'acme-db',
      region,
      service_name: 'com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789abcdef0',
      service_region: region,
      service_kind: 'customer',
      ports: ports.map((port) => ({ port, protocol: 'TCP' })),
      hostname,
    } as unknown as Connection,
    {
      vpcId,
      cidr: '100.64.0.0/24',
      subnetIds: { 'euw1-az1': 'subnet-1' },
      zoneName: 'privatelink.tray.internal',
      hostedZoneId,
    },
    { zoneIds: ['euw1-az1'], stage: 'accepted' },
  );

/** The tags that Terraform would give the resource at the address. */
function tagsOf(document: TerraformDocument, address: string): { Key: string; Value: string }[] {
  const [type = '', name = ''] = address.split('.');
  const [provider] = document.provider?.aws ?? [];
  const [defaults] = (provider?.default_tags ?? []) as { tags: Record<string, string> }[];
  const tags = { ...defaults?.tags, ...(document.resource?.[type]?.[name]?.tags as Record<string, string>) };
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

const specification = (document: TerraformDocument, address: string, ResourceType: ResourceType) => ({
  TagSpecifications: [{ ResourceType, Tags: tagsOf(document, address) }],
});

function stateOf(...resources: [address: string, attributes: Record<string, string>][]): StateDocument {
  return StateDocument.parse(
    JSON.stringify({
      version: 4,
      serial: 1,
      lineage: 'one',
      resources: resources.map(([address, attributes]) => {
        const [type, name] = address.split('.');
        return { mode: 'managed', type, name, instances: [{ attributes }] };
      }),
    }),
  );
}

const view = () => awsView(aws.clients, tray, { region }, AbortSignal.timeout(30_000));
const search = (documents: readonly TerraformDocument[], more: Partial<SearchInput> = {}) =>
  new Search(view(), {
    action: 'apply',
    documents,
    state: undefined,
    heldElsewhere: async () => new Set(),
    otherNames: async () => new Set(),
    ...more,
  }).run();
const idsOf = (surplus: readonly { type: string; id: string }[]) =>
  surplus.map(({ type, id }) => `${type} ${id}`);

async function createVpc(document?: TerraformDocument): Promise<string> {
  const { Vpc } = await aws.ec2.send(
    new CreateVpcCommand({
      CidrBlock: '100.64.0.0/24',
      ...(document === undefined ? {} : specification(document, 'aws_vpc.network_vpc', 'vpc')),
    }),
  );
  return Vpc?.VpcId ?? '';
}

async function createGroup(document: TerraformDocument, ports: readonly number[]): Promise<string> {
  const { GroupId = '' } = await aws.ec2.send(
    new CreateSecurityGroupCommand({
      GroupName: `tray-acme-db-${ports.join('-')}`,
      Description: 'left',
      VpcId: vpcId,
      ...specification(document, 'aws_security_group.connection_security-group', 'security-group'),
    }),
  );
  await allow(GroupId, ports);
  return GroupId;
}

async function allow(GroupId: string, ports: readonly number[]): Promise<string[]> {
  if (ports.length === 0) return [];
  const { SecurityGroupRules = [] } = await aws.ec2.send(
    new AuthorizeSecurityGroupIngressCommand({
      GroupId,
      IpPermissions: ports.map((port) => ({
        IpProtocol: 'tcp',
        FromPort: port,
        ToPort: port,
        IpRanges: [{ CidrIp: '100.64.0.0/24' }],
      })),
    }),
  );
  return SecurityGroupRules.flatMap(({ SecurityGroupRuleId }) => SecurityGroupRuleId ?? []);
}

async function createZone(name: string, comment: string, tags: { Key: string; Value: string }[] = []) {
  const { HostedZone } = await aws.route53.send(
    new CreateHostedZoneCommand({
      Name: name,
      CallerReference: `${name} ${comment} ${Math.random()}`,
      VPC: { VPCId: vpcId, VPCRegion: region },
      HostedZoneConfig: { Comment: comment, PrivateZone: true },
    }),
  );
  const id = HostedZone?.Id?.replace('/hostedzone/', '') ?? '';
  if (tags.length > 0)
    await aws.route53.send(
      new ChangeTagsForResourceCommand({ ResourceType: 'hostedzone', ResourceId: id, AddTags: tags }),
    );
  return id;
}

async function createRecord(zoneId: string, name: string): Promise<string> {
  await aws.route53.send(
    new ChangeResourceRecordSetsCommand({
      HostedZoneId: zoneId,
      ChangeBatch: {
        Changes: [
          {
            Action: 'CREATE',
            ResourceRecordSet: { Name: name, Type: 'A', TTL: 60, ResourceRecords: [{ Value: '100.64.0.9' }] },
          },
        ],
      },
    }),
  );
  return `${zoneId}_${name}_A`;
}

const trust = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});
const hostnameZone = 'aws_route53_zone.connection_dns_hostname-zone';
const commentOf = (document: TerraformDocument, address: string): string => {
  const [type = '', name = ''] = address.split('.');
  return String(document.resource?.[type]?.[name]?.comment);
};

describe('what an interrupted run left behind', () => {
  test('what an interrupted run left behind is nothing before the first run', async () => {
    expect(await search([networkStack('fresh')])).toEqual({ imports: [], surplus: [] });
  });

  test('what an interrupted run left behind is found by its tags, and what hangs on it by that', async () => {
    const document = networkStack('acme');
    vpcId = await createVpc(document);
    const { Subnet: subnet } = await aws.ec2.send(
      new CreateSubnetCommand({
        VpcId: vpcId,
        CidrBlock: '100.64.0.0/27',
        AvailabilityZoneId: 'euw1-az1',
        ...specification(document, 'aws_subnet.network_subnet_euw1-az1', 'subnet'),
      }),
    );
    const { RouteTable: table } = await aws.ec2.send(
      new CreateRouteTableCommand({
        VpcId: vpcId,
        ...specification(document, 'aws_route_table.network_route-table', 'route-table'),
      }),
    );
    const { imports, surplus } = await search([document]);
    expect(imports).toEqual([
      { address: 'aws_vpc.network_vpc', importId: vpcId },
      { address: 'aws_route_table.network_route-table', importId: table?.RouteTableId },
      { address: 'aws_subnet.network_subnet_euw1-az1', importId: subnet?.SubnetId },
    ]);
    expect(surplus).toEqual([]);
    expect(withImports(document, imports).import).toEqual(
      imports.map(({ address, importId }) => ({ to: address, id: importId })),
    );
  });

  test('what an interrupted run left behind is not what the state has already', async () => {
    const document = networkStack('acme');
    const id = await createVpc(document);
    const { imports, surplus } = await search([document], {
      state: stateOf(['aws_vpc.network_vpc', { id }]),
    });
    expect([...imports, ...surplus]).toEqual([]);
  });

  test('what an interrupted run left behind is never another organization’s', async () => {
    await createVpc(networkStack('acme'));
    expect(await search([networkStack('globex')])).toEqual({ imports: [], surplus: [] });
  });

  test('what an interrupted run left behind is never what another stack’s state holds', async () => {
    const document = networkStack('acme');
    const id = await createVpc(document);
    const heldElsewhere = async () => new Set([`aws_vpc ${id}`]);
    expect(await search([document], { heldElsewhere })).toEqual({ imports: [], surplus: [] });
  });

  test('what an interrupted run left behind is never a connection’s, however alike their names are', async () => {
    const document = networkStack('acme');
    vpcId = await createVpc();
    const { VpcEndpoint } = await aws.ec2.send(
      new CreateVpcEndpointCommand({
        VpcId: vpcId,
        ServiceName: `com.amazonaws.${region}.s3`,
        TagSpecifications: [
          {
            ResourceType: 'vpc-endpoint',
            Tags: [
              ...tagsOf(document, 'aws_vpc_endpoint.endpoint_s3'),
              { Key: 'tray:connection-id', Value: 'acme-s3' },
            ],
          },
        ],
      }),
    );
    expect(VpcEndpoint?.VpcEndpointId).toBeDefined();
    const state = stateOf(['aws_vpc.network_vpc', { id: vpcId }]);
    expect(await search([document], { state })).toEqual({ imports: [], surplus: [] });
  });

  test('once made a second time is surplus', async () => {
    const document = networkStack('acme');
    const [first, second] = [await createVpc(document), await createVpc(document)];
    const { imports, surplus } = await search([document], {
      state: stateOf(['aws_vpc.network_vpc', { id: first }]),
      types: ['aws_vpc'],
    });
    expect([imports, idsOf(surplus)]).toEqual([[], [`aws_vpc ${second}`]]);
  });

  test('what an interrupted run left behind is a role, a log group and an alarm, by name and tags together', async () => {
    vpcId = await createVpc();
    const [network, connection] = [networkStack('acme'), connectionStack([5432])];
    const role = 'aws_iam_role.flow-logs_role';
    const group = 'aws_cloudwatch_log_group.flow-logs_log-group';
    const alarm = 'aws_cloudwatch_metric_alarm.connection_alarm_packets-dropped';
    const make = async (
      tags: (document: TerraformDocument, address: string) => ReturnType<typeof tagsOf>,
    ) => {
      await aws.iam.send(
        new CreateRoleCommand({
          RoleName: 'tray-flow-acme-eu-west-1',
          AssumeRolePolicyDocument: trust,
          Tags: tags(network, role),
        }),
      );
      await aws.logs.send(
        new CreateLogGroupCommand({
          logGroupName: '/tray/privatelink/acme/eu-west-1/flow-logs',
          tags: Object.fromEntries(tags(network, group).map(({ Key, Value }) => [Key, Value])),
        }),
      );
      await aws.cloudWatch.send(
        new PutMetricAlarmCommand({
          AlarmName: 'tray-acme-db-packets-dropped',
          Namespace: 'AWS/PrivateLinkEndpoints',
          MetricName: 'PacketsDropped',
          Statistic: 'Sum',
          Period: 300,
          EvaluationPeriods: 3,
          Threshold: 100,
          ComparisonOperator: 'GreaterThanThreshold',
          Tags: tags(connection, alarm),
        }),
      );
    };
    const both = async () => [
      ...(await search([network])).imports.map(({ address }) => address),
      ...(await search([connection])).imports.map(({ address }) => address),
    ];
    await make(() => [{ Key: 'owner', Value: 'somebody' }]);
    expect(await both()).toEqual([]);
    await aws.emulator.reset();
    vpcId = await createVpc();
    await make(tagsOf);
    expect(await both()).toEqual([role, group, alarm]);
  });

  test('what an interrupted run left behind is never a role that somebody else made under the name of the principal', async () => {
    const document = organizationStack('foo');
    await aws.iam.send(
      new CreateRoleCommand({
        RoleName: 'tray-privatelink-foo',
        AssumeRolePolicyDocument: trust,
      }),
    );
    for (const action of ['apply', 'destroy'] as const)
      expect(await search([document], { action })).toEqual({ imports: [], surplus: [] });
  });
});

describe('a security group of the stack', () => {
  test('a security group of the stack keeps the rules that are wanted, and no other', async () => {
    vpcId = await createVpc();
    const [now, before] = [connectionStack([443]), connectionStack([22, 443])];
    const groupId = await createGroup(now, []);
    const [ssh, https] = await allow(groupId, [22, 443]);
    const { imports, surplus } = await search([now, before]);
    expect(imports).toEqual([
      { address: 'aws_security_group.connection_security-group', importId: groupId },
      {
        address: 'aws_vpc_security_group_ingress_rule.connection_security-group_ingress_tcp-443',
        importId: https,
      },
    ]);
    // The other one is what AWS gives every new group: a way out to everywhere.
    expect(idsOf(surplus)).toEqual([
      `aws_vpc_security_group_ingress_rule ${ssh}`,
      expect.stringMatching(/^aws_vpc_security_group_egress_rule sgr-/),
    ]);
    await removeAll(view(), surplus, () => undefined);
    expect((await search([now, before])).surplus).toEqual([]);
  });

  test('loses a rule that was wanted in between although the state holds the group', async () => {
    vpcId = await createVpc();
    const document = connectionStack([443]);
    const groupId = await createGroup(document, []);
    const [https, ssh] = await allow(groupId, [443, 22]);
    const { imports, surplus } = await search([document, connectionStack([22])], {
      state: stateOf(
        ['aws_security_group.connection_security-group', { id: groupId }],
        [
          'aws_vpc_security_group_ingress_rule.connection_security-group_ingress_tcp-443',
          { id: https ?? '' },
        ],
      ),
    });
    expect(imports).toEqual([]);
    expect(idsOf(surplus)).toContain(`aws_vpc_security_group_ingress_rule ${ssh}`);
    expect(idsOf(surplus)).not.toContain(`aws_vpc_security_group_ingress_rule ${https}`);
  });

  test('a security group of the stack that took another one’s place and was not written down is surplus', async () => {
    vpcId = await createVpc();
    const document = connectionStack([443]);
    const [first, second] = [await createGroup(document, []), await createGroup(document, [443])];
    const { imports, surplus } = await search([document], {
      state: stateOf(['aws_security_group.connection_security-group', { id: first }]),
    });
    expect(imports).toEqual([]);
    expect(idsOf(surplus)).toContain(`aws_security_group ${second}`);
  });
});

describe('a hosted zone whose tags were not yet written', () => {
  test('a hosted zone whose tags were not yet written is known by the comment and the VPC that its create call carried', async () => {
    vpcId = await createVpc();
    const document = connectionStack([443], 'db.acme.example');
    const id = await createZone('db.acme.example', commentOf(document, hostnameZone));
    expect((await search([document])).imports).toEqual([{ address: hostnameZone, importId: id }]);
    expect(idsOf((await search([document], { action: 'destroy' })).surplus)).toEqual([
      `aws_route53_zone ${id}`,
    ]);
  });

  test.each([
    ['another comment', (document: TerraformDocument) => `${commentOf(document, hostnameZone)}x`, []],
    [
      'another connection’s tags',
      (document: TerraformDocument) => commentOf(document, hostnameZone),
      [{ Key: 'tray:connection-id', Value: 'acme-other' }],
    ],
  ])('a hosted zone whose tags were not yet written is not ours with %s', async (_what, comment, tags) => {
    vpcId = await createVpc();
    const document = connectionStack([443], 'db.acme.example');
    await createZone('db.acme.example', comment(document), tags);
    for (const action of ['apply', 'destroy'] as const)
      expect(await search([document], { action })).toEqual({ imports: [], surplus: [] });
  });

  test('a hosted zone whose tags were not yet written is found under the name that was wanted in between, and goes with its records', async () => {
    vpcId = await createVpc();
    const before = connectionStack([443], 'old.acme.example');
    const id = await createZone(
      'old.acme.example',
      commentOf(before, hostnameZone),
      tagsOf(before, hostnameZone),
    );
    const record = await createRecord(id, 'old.acme.example');
    const { imports, surplus } = await search([connectionStack([443], 'new.acme.example'), before]);
    expect(imports).toEqual([]);
    expect(idsOf(surplus)).toEqual([`aws_route53_record ${record}`, `aws_route53_zone ${id}`]);
    await removeAll(view(), surplus, () => undefined);
    expect((await aws.emulator.resources({ service: 'route53' })).length).toBe(0);
  });
});

describe('a record', () => {
  test('a record in the network’s zone is the connection’s by its name, whoever is asked to remove it', async () => {
    vpcId = await createVpc();
    const zoneId = await createZone('privatelink.tray.internal', 'network');
    const own = await createRecord(zoneId, 'acme-db.privatelink.tray.internal');
    await createRecord(zoneId, 'acme-other.privatelink.tray.internal');
    const document = connectionStack([443], null, zoneId);
    expect((await search([document])).imports).toEqual([
      { address: 'aws_route53_record.connection_dns_record', importId: own },
    ]);
    expect(idsOf((await search([document], { action: 'destroy' })).surplus)).toEqual([
      `aws_route53_record ${own}`,
    ]);
  });

  test('a record in the network’s zone of a connection that lives is not the network’s', async () => {
    vpcId = await createVpc();
    const document = networkStack('acme');
    const zoneId = await createZone(
      'privatelink.tray.internal',
      'x',
      tagsOf(document, 'aws_route53_zone.zone'),
    );
    await createRecord(zoneId, 'acme-live.privatelink.tray.internal');
    const held = await createRecord(zoneId, 'acme-held.privatelink.tray.internal');
    const dead = await createRecord(zoneId, 'acme-dead.privatelink.tray.internal');
    const { surplus } = await search([document], {
      state: stateOf(['aws_vpc.network_vpc', { id: vpcId }], ['aws_route53_zone.zone', { zone_id: zoneId }]),
      otherNames: async () => new Set(['acme-live.privatelink.tray.internal']),
      heldElsewhere: async () => new Set([`aws_route53_record ${held}`]),
    });
    expect(idsOf(surplus)).toEqual([`aws_route53_record ${dead}`]);
  });
});

describe('what stands in the way of a deletion', () => {
  const obstacles = (state: StateDocument) =>
    findObstacles(view(), {
      state,
      surplus: [],
      organizationId: 'acme',
      isFinished: async (id) => id === 'acme-ended',
      heldElsewhere: async () => new Set(),
      otherNames: async () => new Set(['acme-live.privatelink.tray.internal']),
      connectionsAs: 'arn:aws:iam::111111111111:role/tray-privatelink-acme',
    });

  test('what stands in the way of a deletion is told apart: what is ours removes itself, the rest is named', async () => {
    vpcId = await createVpc();
    const zoneId = await createZone('privatelink.tray.internal', 'network');
    await createRecord(zoneId, 'acme-live.privatelink.tray.internal');
    await createRecord(zoneId, 'acme-ended.privatelink.tray.internal');
    const left = await createZone('db.acme.example', 'Connection acme-ended');
    const foreignZone = await createZone('x.example', 'by hand');
    const group = async (name: string, tags: { Key: string; Value: string }[]) =>
      (
        await aws.ec2.send(
          new CreateSecurityGroupCommand({
            GroupName: name,
            Description: name,
            VpcId: vpcId,
            TagSpecifications: [{ ResourceType: 'security-group', Tags: tags }],
          }),
        )
      ).GroupId;
    const tags = (connection: string) => [
      { Key: 'tray:managed-by', Value: 'tray-privatelink' },
      { Key: 'tray:org-id', Value: 'acme' },
      { Key: 'tray:connection-id', Value: connection },
    ];
    const ended = await group('ended', tags('acme-ended'));
    const living = await group('living', tags('acme-live'));
    const foreignGroup = await group('by-hand', []);
    const { own, foreign, beside } = await obstacles(
      stateOf(['aws_vpc.network_vpc', { id: vpcId }], ['aws_route53_zone.zone', { zone_id: zoneId }]),
    );
    expect(own.map(({ what }) => what)).toEqual([
      `DNS record acme-ended.privatelink.tray.internal (A) in ${zoneId}`,
      `hosted zone ${left} (db.acme.example)`,
      `security group ${ended} (ended)`,
    ]);
    expect([...foreign].sort()).toEqual([
      `DNS record acme-live.privatelink.tray.internal (A) in ${zoneId}`,
      ...[`security group ${living} (living)`, `security group ${foreignGroup} (by-hand)`].sort(),
    ]);
    expect(beside).toEqual([`hosted zone ${foreignZone} (x.example)`]);
    for (const { remove } of own) await remove();
    const after = await aws.emulator.resources();
    expect(after.map(({ id }) => id)).not.toEqual(expect.arrayContaining([left]));
    expect(after.map(({ id }) => id)).not.toEqual(expect.arrayContaining([ended]));
  });

  test('what stands in the way of a deletion is bounded in its words, however much there is', () => {
    const { message } = deletionBlocked(Array.from({ length: 500 }, (_, index) => `subnet subnet-${index}`));
    expect(message).toContain('and 488 more');
    expect(message.length).toBeLessThan(1_000);
  });
});
