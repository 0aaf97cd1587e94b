import { rm } from 'node:fs/promises';
import {
  AcceptVpcEndpointConnectionsCommand,
  DescribeSecurityGroupRulesCommand,
  ModifyVpcEndpointServicePermissionsCommand,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { components } from '../../api/contract.generated.ts';
import { type ApiProcess, startApiProcess } from '../../demo/api-process.ts';
import { eventually } from '../support/eventually.ts';
import { ApiClient } from './support/api-client.ts';
import { accounts } from './support/fleet.ts';
import { createProducer, type Producer } from './support/producer.ts';
import { temporaryFolder } from './support/temporary-folder.ts';
import { createWorld, type World } from './support/world.ts';

type Connection = components['schemas']['Connection'];
type Test = components['schemas']['ConnectionTest'];
type Organization = components['schemas']['Organization'];

let world: World;
let folder: string;
let api: ApiProcess;
let client: ApiClient;
let producer: Producer;
let principalArn: string;

beforeAll(async () => {
  world = await createWorld();
  folder = await temporaryFolder('api');
  // Another organization's principal is allowed already; this one's is not.
  producer = await createProducer(world, {
    accountId: accounts.acme,
    region: 'eu-west-1',
    zoneId: 'euw1-az1',
    allowedPrincipals: [`arn:aws:iam::${accounts.tray}:root`],
  });
  await world.ec2(accounts.acme, 'eu-west-1').send(
    new ModifyVpcEndpointServicePermissionsCommand({
      ServiceId: producer.serviceId,
      RemoveAllowedPrincipals: [`arn:aws:iam::${accounts.tray}:root`],
    }),
  );
  api = await startApiProcess(['--port', '0', '--data-folder', folder], {
    ...world.environment(accounts.tray, 'eu-west-1'),
    OBSERVE_SECONDS: '1',
    SWEEP_SECONDS: '1',
    RETRY_FIRST_SECONDS: '1',
    RETRY_LONGEST_SECONDS: '4',
  });
  client = new ApiClient(api.announcement);
}, 240_000);

afterAll(async () => {
  await api?.kill();
  await world?.close();
  await rm(folder, { recursive: true, force: true });
});

function until(state: Connection['state'], withinMs = 300_000): Promise<Connection> {
  return eventually(
    async () => (await client.connection('acme-db')).body,
    (connection) => connection.state === state,
    withinMs,
  );
}

describe('one connection, from the request over HTTP to its end', () => {
  test('an organization’s principal is known at once, so that the customer can allow it', async () => {
    const { status, body } = await client.call<Organization>('PUT', '/v1/organizations/acme', {
      customerName: 'Acme',
      awsAccountIds: [accounts.acme],
    });
    expect(status).toBe(201);
    principalArn = body.principal.arn;
    expect(principalArn).toBe(`arn:aws:iam::${accounts.tray}:role/tray-privatelink-acme`);
  });

  test('a service that does not allow the principal is waited for, with what the customer must do', async () => {
    const { status } = await client.call('POST', '/v1/connections', {
      id: 'acme-db',
      organizationId: 'acme',
      service: { name: producer.serviceName },
      ports: [{ port: 5432, protocol: 'TCP' }],
      hostname: 'db.acme.example',
    });
    expect(status).toBe(201);
    const { body: connection } = await eventually(
      () => client.connection('acme-db'),
      ({ body }) => body.reason?.code === 'service_not_visible',
      120_000,
    );
    expect(connection.state).toBe('checking');
    expect(connection.nextAction).toMatchObject({
      actor: 'customer',
      command: expect.stringContaining(`--add-allowed-principals ${principalArn}`),
    });
  }, 180_000);

  test('once it is allowed, the endpoint waits for the customer, by id and until a date', async () => {
    await world.ec2(accounts.acme, 'eu-west-1').send(
      new ModifyVpcEndpointServicePermissionsCommand({
        ServiceId: producer.serviceId,
        AddAllowedPrincipals: [principalArn],
      }),
    );
    const connection = await until('pending_acceptance');
    expect(connection).toMatchObject({
      service: { ownerAccountId: accounts.acme, zoneIds: ['euw1-az1'] },
      networkId: 'net-acme-eu-west-1',
      endpoint: {
        id: expect.stringMatching(/^vpce-/),
        accountId: accounts.tray,
        awsState: 'pendingAcceptance',
      },
      nextAction: { actor: 'customer', deadline: connection.expiresAt },
    });
    expect(connection.reason).toBeUndefined();
    expect(connection.nextAction.command).toContain(connection.endpoint?.id);
  }, 320_000);

  test('acceptance makes it available, under its own name', async () => {
    const { body } = await client.connection('acme-db');
    await world.ec2(accounts.acme, 'eu-west-1').send(
      new AcceptVpcEndpointConnectionsCommand({
        ServiceId: producer.serviceId,
        VpcEndpointIds: [body.endpoint?.id ?? ''],
      }),
    );
    const connection = await until('available');
    expect(connection).toMatchObject({
      host: 'db.acme.example',
      endpoint: {
        awsState: 'available',
        dnsName: expect.stringContaining('.vpce.amazonaws.com'),
        zonalDnsNames: [{ zoneId: 'euw1-az1' }],
      },
      generation: 1,
      observedGeneration: 1,
    });
  }, 320_000);

  test('a test names what is wrong with the customer’s side: nothing listens', async () => {
    const { body: asked } = await client.call<Test>('POST', '/v1/connections/acme-db/tests');
    const { body: found } = await eventually(
      () => client.call<Test>('GET', `/v1/connections/acme-db/tests/${asked.id}?waitFor=finished&timeout=10`),
      ({ body }) => body.finishedAt !== undefined,
      240_000,
    );
    expect(found).toMatchObject({ state: 'finished', verdict: 'unreachable' });
    const zones = found.matrix.map(({ zoneId, verdict }) => [zoneId, verdict]);
    expect(zones).toContainEqual(['euw1-az1', 'failed']);
    expect(found.findings[0]).toMatchObject({ step: 'tcp', actor: 'customer', ports: [5432] });
    expect(found.findings[0]?.causes[0]?.code).toBe('no_listener');
    const { body: connection } = await client.connection('acme-db');
    expect(connection.health).toMatchObject({ state: 'unreachable' });
  }, 260_000);

  test('another port is rolled out without a new acceptance', async () => {
    const before = await client.connection('acme-db');
    const patched = await client.call<Connection>('PATCH', '/v1/connections/acme-db', {
      ports: [
        { port: 5432, protocol: 'TCP' },
        { port: 6432, protocol: 'TCP' },
      ],
    });
    expect(patched.body).toMatchObject({ state: 'available', generation: 2, observedGeneration: 1 });
    const { body: after } = await eventually(
      () => client.connection('acme-db'),
      ({ body }) => body.observedGeneration === 2,
      240_000,
    );
    expect(after).toMatchObject({ state: 'available', endpoint: { id: before.body.endpoint?.id } });
    const { SecurityGroupRules = [] } = await world.ec2(accounts.tray, 'eu-west-1').send(
      new DescribeSecurityGroupRulesCommand({
        Filters: [{ Name: 'tag:tray:connection-id', Values: ['acme-db'] }],
      }),
    );
    expect(SecurityGroupRules.map(({ FromPort }) => FromPort).sort()).toEqual([5432, 6432]);
  }, 260_000);

  test('the history tells it all, and the runs are there with their progress', async () => {
    const events = await client.events('acme-db');
    expect(events.filter(({ type }) => type === 'state_changed').map(({ to }) => to)).toEqual(
      expect.arrayContaining(['checking', 'provisioning', 'pending_acceptance', 'configuring', 'available']),
    );
    const seen = events.find(({ actor }) => actor.kind === 'aws');
    expect(seen?.awsRequestId).toBeDefined();
    const runs = await client.runs('acme-db');
    expect(runs.map(({ state }) => state)).toEqual(runs.map(() => 'succeeded'));
    const { body: progress } = await client.call<components['schemas']['RunProgressPage']>(
      'GET',
      `/v1/runs/${runs.at(-1)?.id}/progress?limit=100`,
    );
    expect(progress.items.map(({ type, resource }) => `${type} ${resource}`)).toContain(
      'apply_complete aws_vpc_endpoint.connection_endpoint',
    );
  });

  test('deletion leaves nothing behind in Tray’s account', async () => {
    const { status, body } = await client.call<Connection>('DELETE', '/v1/connections/acme-db');
    expect([status, body.state]).toEqual([202, 'deleting']);
    await until('deleted');
    await eventually(
      () => client.call<components['schemas']['NetworkPage']>('GET', '/v1/networks'),
      ({ body: networks }) => networks.items.length === 0,
      240_000,
    );
    expect((await client.call('DELETE', '/v1/organizations/acme')).status).toBe(202);
    await eventually(
      () => client.call('GET', '/v1/organizations/acme'),
      (answer) => answer.status === 404,
      120_000,
    );
    const left = (await world.emulator.resources()).filter(({ accountId }) => accountId === accounts.tray);
    expect(left).toEqual([]);
  }, 720_000);

  test('the process stops when asked to, and says so by its exit code', async () => {
    expect(await api.stop()).toBe(0);
  }, 120_000);
});
