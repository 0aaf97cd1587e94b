import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  DeleteAlarmsCommand,
  DescribeAlarmsCommand,
  PutMetricAlarmCommand,
} from '@aws-sdk/client-cloudwatch';
import {
  AcceptVpcEndpointConnectionsCommand,
  CreateSecurityGroupCommand,
  DeleteSecurityGroupCommand,
  DescribeSecurityGroupRulesCommand,
} from '@aws-sdk/client-ec2';
import { CreateRoleCommand, DeleteRoleCommand, GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import {
  CreateHostedZoneCommand,
  DeleteHostedZoneCommand,
  GetHostedZoneCommand,
  ListHostedZonesCommand,
  ListResourceRecordSetsCommand,
} from '@aws-sdk/client-route-53';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { components } from '../../api/contract.generated.ts';
import { EmbeddedPostgres } from '../../api/store/embedded/embedded-postgres.ts';
import { type ApiProcess, startApiProcess } from '../../demo/api-process.ts';
import { defined } from '../../domain/defined.ts';
import { eventually } from '../support/eventually.ts';
import { ApiClient } from './support/api-client.ts';
import { accounts } from './support/fleet.ts';
import { powerCut } from './support/power-cut.ts';
import { createProducer, type Producer } from './support/producer.ts';
import { temporaryFolder } from './support/temporary-folder.ts';
import { createWorld, type World } from './support/world.ts';

type Schemas = components['schemas'];

const region = 'eu-west-1';
const zoneName = 'privatelink.tray.internal';
const minutes = 60_000;

let world: World;
let folder: string;
let database: EmbeddedPostgres;
let api: ApiProcess;
let worker: ApiProcess;
let client: ApiClient;
let producer: Producer;
let iam: IAMClient;

const settings = () => ({
  ...world.environment(accounts.tray, region),
  DATABASE_URL: database.url,
  TERRAFORM_CONCURRENCY: '4',
  LEASE_SECONDS: '20',
  INTERRUPT_SECONDS: '6',
  OBSERVE_SECONDS: '1',
  SWEEP_SECONDS: '1',
  RETRY_FIRST_SECONDS: '1',
  RETRY_LONGEST_SECONDS: '2',
  REQUESTS_PER_MINUTE: '100000',
  SHARED_AWS_ACCOUNTS: 'true',
});
const startWorker = () =>
  startApiProcess(['--role', 'worker', '--data-folder', join(folder, 'worker')], settings());

beforeAll(async () => {
  world = await createWorld();
  folder = await temporaryFolder('leftovers');
  database = await EmbeddedPostgres.start({ folder: join(folder, 'database') });
  producer = await createProducer(world, {
    accountId: accounts.acme,
    region,
    zoneId: 'euw1-az1',
    allowedPrincipals: [`arn:aws:iam::${accounts.tray}:role/tray-privatelink-acme`],
  });
  const { AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '' } = world.environment(accounts.tray, region);
  iam = new IAMClient({
    endpoint: world.emulator.url,
    region,
    credentials: { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY },
  });
  api = await startApiProcess(
    ['--role', 'api', '--port', '0', '--data-folder', join(folder, 'api')],
    settings(),
  );
  client = new ApiClient(api.announcement);
  worker = await startWorker();
}, 10 * minutes);

afterAll(async () => {
  await Promise.all([worker?.kill(), api?.kill()]);
  iam?.destroy();
  await database?.stop();
  await world?.close();
  await rm(folder, { recursive: true, force: true });
}, minutes);

const ec2 = () => world.ec2(accounts.tray, region);
const organization = (id: string) => client.call<Schemas['Organization']>('GET', `/v1/organizations/${id}`);
const network = async () => {
  const { body } = await client.call<Schemas['NetworkPage']>('GET', '/v1/networks');
  return body.items.at(0);
};

async function register(id: string): Promise<void> {
  const { status } = await client.call('PUT', `/v1/organizations/${id}`, {
    customerName: id,
    awsAccountIds: [accounts.acme],
  });
  expect(status).toBe(201);
}

async function request(id: string, port: number, hostname?: string): Promise<void> {
  const { status } = await client.call('POST', '/v1/connections', {
    id,
    organizationId: 'acme',
    service: { name: producer.serviceName },
    ports: [{ port, protocol: 'TCP' }],
    ...defined({ hostname }),
  });
  expect(status).toBe(201);
}

function reach(
  id: string,
  isIt: (connection: Schemas['Connection']) => boolean,
  withinMs = 6 * minutes,
): Promise<Schemas['Connection']> {
  return eventually(async () => (await client.connection(id)).body, isIt, withinMs);
}

async function accept(...ids: string[]): Promise<void> {
  const endpoints = await Promise.all(
    ids.map(async (id) => (await client.connection(id)).body.endpoint?.id ?? ''),
  );
  await world
    .ec2(accounts.acme, region)
    .send(
      new AcceptVpcEndpointConnectionsCommand({ ServiceId: producer.serviceId, VpcEndpointIds: endpoints }),
    );
}

async function patchPort(id: string, port: number): Promise<void> {
  const { status } = await client.call('PATCH', `/v1/connections/${id}`, {
    ports: [{ port, protocol: 'TCP' }],
  });
  expect(status).toBe(200);
}

/** Ports that AWS lets in for a connection. */
async function openPorts(id: string): Promise<(number | undefined)[]> {
  const { SecurityGroupRules = [] } = await ec2().send(
    new DescribeSecurityGroupRulesCommand({ Filters: [{ Name: 'tag:tray:connection-id', Values: [id] }] }),
  );
  return SecurityGroupRules.map(({ FromPort }) => FromPort).sort();
}

async function zones(): Promise<Record<string, string>> {
  const { HostedZones = [] } = await world.route53(accounts.tray).send(new ListHostedZonesCommand({}));
  return Object.fromEntries(
    HostedZones.map(({ Name = '', Id = '' }) => [Name.replace(/\.$/, ''), Id.replace('/hostedzone/', '')]),
  );
}

/** Names in a zone, beside its own. */
async function namesIn(zone: string): Promise<string[]> {
  const HostedZoneId = (await zones())[zone];
  const { ResourceRecordSets = [] } = await world
    .route53(accounts.tray)
    .send(new ListResourceRecordSetsCommand({ HostedZoneId }));
  return ResourceRecordSets.filter(({ Type }) => Type === 'A').map(({ Name = '' }) =>
    Name.replace(/\.$/, ''),
  );
}

async function countOf(type: string): Promise<number> {
  return (await world.emulator.resources({ accountId: accounts.tray, type })).length;
}

/** From now on the answers of an action are lost once, or never come. */
const lose = (action: string) =>
  world.emulator.addFault({ kind: 'drop', action, accountId: accounts.tray, when: 'after', count: 1 });
const hang = (action: string) =>
  world.emulator.addFault({
    kind: 'latency',
    action,
    accountId: accounts.tray,
    when: 'after',
    milliseconds: 600_000,
  });

describe('a role that somebody made by hand under the name of a principal', () => {
  const RoleName = 'tray-privatelink-foo';
  const trust = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
  });
  const untouched = async () => {
    const { Role } = await iam.send(new GetRoleCommand({ RoleName }));
    expect(JSON.parse(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? ''))).toEqual(JSON.parse(trust));
    expect(Role?.Tags ?? []).toEqual([{ Key: 'owner', Value: 'somebody' }]);
  };
  const taken = () =>
    eventually(
      () => organization('foo'),
      ({ body }) => body.reason?.code === 'name_taken',
      6 * minutes,
    );

  test(
    'a role that somebody made by hand under the name of a principal is a conflict that names it, and stays as it is',
    async () => {
      await iam.send(
        new CreateRoleCommand({
          RoleName,
          AssumeRolePolicyDocument: trust,
          Tags: [{ Key: 'owner', Value: 'somebody' }],
        }),
      );
      await register('foo');
      const { body } = await taken();
      expect(body.reason?.message).toContain(RoleName);
      await untouched();
    },
    10 * minutes,
  );

  test(
    'a role that somebody made by hand under the name of a principal stays when the organization goes',
    async () => {
      await client.call('DELETE', '/v1/organizations/foo');
      await eventually(
        () => organization('foo'),
        ({ status }) => status === 404,
        6 * minutes,
      );
      await untouched();
    },
    10 * minutes,
  );

  test(
    'once it is gone, the principal is made without anybody asking again',
    async () => {
      await register('foo');
      await taken();
      await iam.send(new DeleteRoleCommand({ RoleName }));
      await eventually(
        () => organization('foo'),
        ({ body }) => body.state === 'ready',
        6 * minutes,
      );
      await client.call('DELETE', '/v1/organizations/foo');
    },
    6 * minutes,
  );
});

describe('answers that are lost', () => {
  test(
    'answers that are lost make no second network, and are no failure',
    async () => {
      for (const action of [
        'CreateVpc',
        'CreateRouteTable',
        'CreateSubnet',
        'AssociateRouteTable',
        'CreateLogGroup',
        'CreateFlowLogs',
        'CreateHostedZone',
        'CreateSecurityGroup',
      ])
        await lose(action);
      await world.emulator.addFault({
        kind: 'drop',
        action: 'CreateRole',
        accountId: accounts.tray,
        when: 'after',
        skip: 1,
        count: 1,
      });
      await register('acme');
      await request('acme-ssh', 21);
      await reach(
        'acme-ssh',
        ({ state }) => state === 'pending_acceptance' || state === 'failed',
        6 * minutes,
      );
      expect((await client.connection('acme-ssh')).body.state).toBe('pending_acceptance');
      expect(await countOf('vpc')).toBe(1);
      // The network's, and the VPC's own.
      expect(await countOf('route-table')).toBe(2);
      expect(await countOf('subnet')).toBe(1);
      expect(Object.keys(await zones())).toEqual([zoneName]);
      expect(await openPorts('acme-ssh')).toEqual([21]);
    },
    4 * minutes,
  );
});

describe('a zone that somebody made by hand under the hostname of a connection', () => {
  let foreign = '';

  test(
    'a zone that somebody made by hand under the hostname of a connection is a conflict that names it, and stays as it is',
    async () => {
      await Promise.all([
        request('acme-taken', 443, 'taken.acme.example'),
        request('acme-db', 5432),
        request('acme-files', 445, 'files.acme.example'),
      ]);
      const { HostedZone } = await world.route53(accounts.tray).send(
        new CreateHostedZoneCommand({
          Name: 'taken.acme.example',
          CallerReference: 'by hand',
          VPC: { VPCId: (await network())?.vpcId, VPCRegion: region },
          HostedZoneConfig: { Comment: 'by hand', PrivateZone: true },
        }),
      );
      foreign = HostedZone?.Id?.replace('/hostedzone/', '') ?? '';
      await Promise.all(
        ['acme-taken', 'acme-db', 'acme-files'].map((id) =>
          reach(id, ({ state }) => state === 'pending_acceptance'),
        ),
      );
      await accept('acme-taken', 'acme-ssh');
      const connection = await reach('acme-taken', ({ reason }) => reason?.code === 'name_taken');
      expect(connection.nextAction).toMatchObject({ actor: 'tray', what: expect.stringContaining(foreign) });
      const { HostedZone: after } = await world
        .route53(accounts.tray)
        .send(new GetHostedZoneCommand({ Id: foreign }));
      expect(after).toMatchObject({ ResourceRecordSetCount: 2, Config: { Comment: 'by hand' } });
    },
    4 * minutes,
  );

  test(
    'once it is gone, the connection becomes available by itself',
    async () => {
      await world.route53(accounts.tray).send(new DeleteHostedZoneCommand({ Id: foreign }));
      await Promise.all(
        ['acme-taken', 'acme-ssh'].map((id) => reach(id, ({ state }) => state === 'available')),
      );
    },
    6 * minutes,
  );
});

describe('an alarm that somebody made by hand under the name of a connection’s', () => {
  const AlarmName = 'tray-acme-quiet-packets-dropped';
  const alarms = () => world.cloudWatch(accounts.tray, region);

  test(
    'an alarm that somebody made by hand under the name of a connection’s is a conflict that names it, and is not overwritten',
    async () => {
      await alarms().send(
        new PutMetricAlarmCommand({
          AlarmName,
          AlarmDescription: 'by hand',
          Namespace: 'Somebody',
          MetricName: 'Anything',
          Statistic: 'Sum',
          ComparisonOperator: 'GreaterThanThreshold',
          EvaluationPeriods: 1,
          Period: 60,
          Threshold: 1,
        }),
      );
      await request('acme-quiet', 993);
      const { nextAction } = await reach('acme-quiet', ({ reason }) => reason?.code === 'name_taken');
      expect(nextAction).toMatchObject({ actor: 'tray', what: expect.stringContaining(AlarmName) });
      const { MetricAlarms } = await alarms().send(new DescribeAlarmsCommand({ AlarmNames: [AlarmName] }));
      expect(MetricAlarms).toMatchObject([{ AlarmDescription: 'by hand', Namespace: 'Somebody' }]);
    },
    4 * minutes,
  );

  test(
    'once it is gone, the connection goes on by itself, and takes its own alarm with it when it goes',
    async () => {
      await alarms().send(new DeleteAlarmsCommand({ AlarmNames: [AlarmName] }));
      await reach('acme-quiet', ({ state }) => state === 'pending_acceptance');
      await client.call('DELETE', '/v1/connections/acme-quiet');
      await reach('acme-quiet', ({ state }) => state === 'deleted');
      const { MetricAlarms } = await alarms().send(new DescribeAlarmsCommand({ AlarmNames: [AlarmName] }));
      expect(MetricAlarms).toEqual([]);
    },
    4 * minutes,
  );
});

describe('a power cut between what AWS does and what Terraform writes down', () => {
  test(
    'a power cut between what AWS does and what Terraform writes down happens while a port, a record and a zone are made',
    async () => {
      for (const action of ['AuthorizeSecurityGroupIngress', 'ChangeResourceRecordSets', 'CreateHostedZone'])
        await hang(action);
      await patchPort('acme-ssh', 22);
      await accept('acme-db', 'acme-files');
      await eventually(
        () => openPorts('acme-ssh'),
        (ports) => ports.includes(22),
        6 * minutes,
      );
      await eventually(
        () => namesIn(zoneName),
        (names) => names.includes(`acme-db.${zoneName}`) && names.includes(`acme-files.${zoneName}`),
        6 * minutes,
      );
      await eventually(zones, (found) => 'files.acme.example' in found, 6 * minutes);
      await powerCut(worker.pid);
      await world.emulator.clearFaults();
      // Something else is wanted before anybody looks.
      await patchPort('acme-ssh', 443);
      for (const id of ['acme-db', 'acme-files'])
        expect((await client.call('DELETE', `/v1/connections/${id}`)).status).toBe(202);
      worker = await startWorker();
    },
    4 * minutes,
  );

  test(
    'a power cut between what AWS does and what Terraform writes down leaves no port open that nobody wants any more',
    async () => {
      await reach('acme-ssh', ({ generation, observedGeneration }) => generation === observedGeneration);
      expect(await openPorts('acme-ssh')).toEqual([443]);
    },
    6 * minutes,
  );

  test(
    'a power cut between what AWS does and what Terraform writes down leaves no record and no zone of a connection that is deleted',
    async () => {
      await Promise.all(['acme-db', 'acme-files'].map((id) => reach(id, ({ state }) => state === 'deleted')));
      expect((await namesIn(zoneName)).sort()).toEqual([`acme-ssh.${zoneName}`, `acme-taken.${zoneName}`]);
      expect(Object.keys(await zones()).sort()).toEqual([zoneName, 'taken.acme.example']);
    },
    6 * minutes,
  );
});

describe('a deletion', () => {
  let groupId = '';

  test(
    'a deletion says what is in its way',
    async () => {
      const group = new CreateSecurityGroupCommand({
        GroupName: 'by-hand',
        Description: 'by hand',
        VpcId: (await network())?.vpcId,
      });
      groupId = (await ec2().send(group)).GroupId ?? '';
      for (const id of ['acme-ssh', 'acme-taken']) await client.call('DELETE', `/v1/connections/${id}`);
      const blocked = await eventually(
        network,
        (row) => row?.reason?.code === 'deletion_blocked',
        6 * minutes,
      );
      expect(blocked).toMatchObject({ state: 'deleting' });
      expect(blocked?.reason?.message).toContain(groupId);
      expect(blocked?.nextAction).toMatchObject({ actor: 'tray', what: expect.stringContaining(groupId) });
    },
    4 * minutes,
  );

  test(
    'a deletion goes on once that is gone, and leaves nothing behind',
    async () => {
      await ec2().send(new DeleteSecurityGroupCommand({ GroupId: groupId }));
      await eventually(network, (row) => row === undefined, 6 * minutes);
      for (const id of ['acme', 'foo']) await client.call('DELETE', `/v1/organizations/${id}`);
      await eventually(
        () => world.emulator.resources({ accountId: accounts.tray }),
        (left) => left.length === 0,
        6 * minutes,
      );
    },
    6 * minutes,
  );
});
