import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { execa } from 'execa';
import { type CustomerDatabase, order, startCustomerDatabase } from '../../demo/customer/database.ts';
import { createCustomerEnvironment } from '../../demo/customer/environment.ts';
import { type Service, startService } from '../../demo/service.ts';
import { ControlClient } from '../../emulator/index.ts';
import { eventually } from '../support/eventually.ts';
import { accounts } from './support/fleet.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

jest.setTimeout(8 * 60_000);

const region = 'eu-west-1';
const zoneId = 'euw1-az1';
const tools = await Promise.all(
  ['aws', 'curl'].map(async (tool) => (await execa(tool, ['--version'], { reject: false })).exitCode === 0),
);
// Neither is part of the project, and a machine without them can run everything else.
const describeWithTools = tools.every(Boolean) ? describe : describe.skip;

/** What the test reads of an answer, whatever it is. */
interface Loose {
  readonly [key: string]: Loose;
}

let folder: string;
let service: Service;
let database: CustomerDatabase;
let customer: Awaited<ReturnType<typeof createCustomerEnvironment>>;
let emulator: ControlClient;
let connectorLog: string;

/** `curl` alone. @returns the answer's status and body. */
async function curl(method: string, path: string, body?: object): Promise<{ status: number; body: Loose }> {
  const { stdout } = await execa('curl', [
    ...['--silent', '--show-error', '--request', method, '--write-out', '\n%{http_code}'],
    ...['--header', `Authorization: Bearer ${service.token}`],
    ...(body === undefined ? [] : ['--json', JSON.stringify(body)]),
    `${service.url}${path}`,
  ]);
  const [, text = '', status = ''] = /^([\s\S]*)\n(\d{3})$/.exec(stdout) ?? [];
  return { status: Number(status), body: text === '' ? {} : JSON.parse(text) };
}

async function aws(accountId: string, ...args: string[]): Promise<Loose> {
  const { stdout } = await execa('aws', [...args, '--output', 'json'], {
    env: service.environment(accountId, region),
    timeout: 60_000,
    stdin: 'ignore',
  });
  return stdout.trim() === '' ? {} : JSON.parse(stdout);
}

const one = (list: Loose | undefined) => (list as unknown as readonly Loose[] | undefined)?.[0];

describeWithTools('a connector through curl and the AWS CLI alone', () => {
  beforeAll(async () => {
    folder = await temporaryFolder('curl');
    database = await startCustomerDatabase(`${folder}/customer`);
    service = await startService({
      dataFolder: `${folder}/api`,
      trayAccountId: accounts.tray,
      regions: [region],
      environment: { OBSERVE_SECONDS: '1', SWEEP_SECONDS: '1' },
    });
    emulator = new ControlClient(service.emulatorUrl);
    customer = await createCustomerEnvironment({
      ...service.access(accounts.acme, region),
      zoneIds: [zoneId],
    });
    await emulator.dataPlane.mapAddress({
      vpcId: customer.vpcId,
      address: `${customer.databaseAddress}:5432`,
      to: `127.0.0.1:${database.port}`,
    });
    await emulator.workloads.mapImage({
      image: 'tray/connector-postgres',
      command: ['node', new URL('../../demo/connector.ts', import.meta.url).pathname],
    });
  }, 180_000);

  afterAll(async () => {
    await service?.stop();
    await database?.close();
    await rm(folder, { recursive: true, force: true });
  });

  test('a connector through curl alone: organization, network and the customer’s service', async () => {
    const organization = await curl('PUT', '/v1/organizations/acme', {
      customerName: 'Acme',
      awsAccountIds: [accounts.acme],
    });
    expect(organization.status).toBe(201);
    const network = await curl('POST', '/v1/networks', {
      organizationId: 'acme',
      region,
      awsServices: ['ecr.api', 'ecr.dkr', 'logs', 'secretsmanager'],
    });
    expect(network.status).toBe(201);
    const subnets = Object.values(customer.subnetIds);
    const balancer = await aws(
      ...[accounts.acme, 'elbv2', 'create-load-balancer', '--name', 'orders', '--type', 'network'],
      ...['--scheme', 'internal', '--subnets', ...subnets],
    );
    const balancerArn = String(one(balancer.LoadBalancers)?.LoadBalancerArn);
    const group = await aws(
      ...[accounts.acme, 'elbv2', 'create-target-group', '--name', 'orders', '--protocol', 'TCP'],
      ...['--port', '5432', '--target-type', 'ip', '--vpc-id', customer.vpcId],
    );
    const groupArn = String(one(group.TargetGroups)?.TargetGroupArn);
    await aws(
      ...[accounts.acme, 'elbv2', 'register-targets', '--target-group-arn', groupArn],
      ...['--targets', `Id=${customer.databaseAddress}`],
    );
    await aws(
      ...[accounts.acme, 'elbv2', 'create-listener', '--load-balancer-arn', balancerArn, '--protocol', 'TCP'],
      ...['--port', '5432', '--default-actions', `Type=forward,TargetGroupArn=${groupArn}`],
    );
    const made = await aws(
      ...[accounts.acme, 'ec2', 'create-vpc-endpoint-service-configuration', '--acceptance-required'],
      ...['--network-load-balancer-arns', balancerArn],
    );
    const { ServiceId: serviceId, ServiceName: name } = made.ServiceConfiguration ?? {};
    await eventually(
      () => curl('GET', '/v1/organizations/acme'),
      ({ body }) => (body.state as unknown) === 'ready',
      120_000,
    );
    await aws(
      ...[accounts.acme, 'ec2', 'modify-vpc-endpoint-service-permissions', '--service-id', String(serviceId)],
      ...['--add-allowed-principals', String(organization.body.principal?.arn)],
    );
    const connection = await curl('POST', '/v1/connections', {
      id: 'acme-orders',
      organizationId: 'acme',
      service: { name },
      ports: [{ port: 5432, protocol: 'TCP' }],
    });
    expect(connection.status).toBe(201);
  });

  test('a connector through curl alone: acceptance, and its log has the row', async () => {
    const { user, password, database: name } = database.login;
    const secret = await aws(
      ...[accounts.tray, 'secretsmanager', 'create-secret', '--name', 'acme/orders'],
      ...['--secret-string', JSON.stringify({ user, password })],
    );
    const put = await curl('PUT', `/v1/networks/net-acme-${region}/connectors/reader`, {
      image: `${accounts.tray}.dkr.ecr.${region}.amazonaws.com/tray/connector-postgres:1.0.0`,
      environment: { CONNECTION: 'acme-orders', DATABASE: name },
      secrets: { DATABASE_LOGIN: secret.ARN },
      connections: ['acme-orders'],
    });
    expect(put.status).toBe(201);
    await eventually(
      () => curl('GET', '/v1/connections/acme-orders'),
      ({ body }) => (body.state as unknown) === 'pending_acceptance',
      240_000,
    );
    const pack = await curl('GET', '/v1/connections/acme-orders/acceptance');
    const [, ...command] = (pack.body.acceptCommand?.argv ?? []) as unknown as string[];
    await aws(accounts.acme, ...command);
    const connector = await eventually(
      () => curl('GET', `/v1/networks/net-acme-${region}/connectors/reader`),
      ({ body }) => body.logGroup !== undefined,
      240_000,
    );
    connectorLog = String(connector.body.logGroup);
    const lines = await eventually(
      readLog,
      (all) => all.some((line) => line.includes('"event":"row"')),
      240_000,
      2_000,
    );
    const row = JSON.parse(lines.find((line) => line.includes('"event":"row"')) ?? '{}');
    expect(row).toEqual({
      event: 'row',
      host: 'acme-orders.privatelink.tray.internal',
      port: 5432,
      row: order,
    });
    // Bytes flow as soon as AWS says available, a moment before the names of the connection are done.
    await eventually(
      () => curl('GET', '/v1/connections/acme-orders'),
      ({ body }) => (body.state as unknown) === 'available',
      120_000,
    );
    const test = await curl('POST', '/v1/connections/acme-orders/tests');
    const done = await curl('GET', `/v1/connections/acme-orders/tests/${test.body.id}?waitFor=finished`);
    expect(done.body.verdict).toBe('healthy');
  });

  test('a connector through curl alone: everything is deleted, and nothing is left', async () => {
    const connector = `/v1/networks/net-acme-${region}/connectors/reader`;
    expect((await curl('DELETE', connector)).status).toBe(202);
    const isGone = (path: string) =>
      eventually(
        () => curl('GET', path),
        ({ status }) => status === 404,
        240_000,
        1_000,
      );
    await isGone(connector);
    expect((await curl('DELETE', '/v1/connections/acme-orders')).status).toBe(202);
    await eventually(
      () => curl('GET', '/v1/connections/acme-orders'),
      ({ body }) => (body.state as unknown) === 'deleted',
      240_000,
      1_000,
    );
    expect((await curl('DELETE', `/v1/networks/net-acme-${region}`)).status).toBe(202);
    await isGone(`/v1/networks/net-acme-${region}`);
    expect((await curl('DELETE', '/v1/organizations/acme')).status).toBe(202);
    await isGone('/v1/organizations/acme');
    await aws(
      ...[accounts.tray, 'secretsmanager', 'delete-secret', '--secret-id', 'acme/orders'],
      '--force-delete-without-recovery',
    );
    await emulator.advanceClock(4_000);
    const left = await emulator.resources();
    expect(left.filter(({ accountId }) => accountId === accounts.tray)).toEqual([]);
  });
});

/** Every line of the connector's log, through the AWS CLI. */
async function readLog(): Promise<string[]> {
  const { logStreams } = await aws(
    ...[accounts.tray, 'logs', 'describe-log-streams', '--log-group-name', connectorLog],
  );
  const lines: string[] = [];
  for (const { logStreamName } of (logStreams ?? []) as unknown as readonly Loose[]) {
    const { events } = await aws(
      ...[accounts.tray, 'logs', 'get-log-events', '--log-group-name', connectorLog],
      ...['--log-stream-name', String(logStreamName), '--start-from-head'],
    );
    for (const { message } of (events ?? []) as unknown as readonly Loose[]) lines.push(String(message));
  }
  return lines;
}
