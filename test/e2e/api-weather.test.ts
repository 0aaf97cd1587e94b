import { rm } from 'node:fs/promises';
import { DeleteVpcEndpointsCommand } from '@aws-sdk/client-ec2';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { components } from '../../api/contract.generated.ts';
import { type ApiProcess, startApiProcess } from '../../demo/api-process.ts';
import { eventually } from '../support/eventually.ts';
import { ApiClient } from './support/api-client.ts';
import { accounts } from './support/fleet.ts';
import { createProducer, type Producer } from './support/producer.ts';
import { temporaryFolder } from './support/temporary-folder.ts';
import { createWorld, type World } from './support/world.ts';

type Connection = components['schemas']['Connection'];

let world: World;
let folder: string;
let api: ApiProcess;
let client: ApiClient;
let producer: Producer;

beforeAll(async () => {
  world = await createWorld();
  folder = await temporaryFolder('weather');
  producer = await createProducer(world, {
    accountId: accounts.acme,
    region: 'eu-west-1',
    zoneId: 'euw1-az1',
    allowedPrincipals: [`arn:aws:iam::${accounts.tray}:role/tray-privatelink-acme`],
  });
  api = await startApiProcess(['--port', '0', '--data-folder', folder], {
    ...world.environment(accounts.tray, 'eu-west-1'),
    OBSERVE_SECONDS: '1',
    SWEEP_SECONDS: '1',
    RETRY_FIRST_SECONDS: '1',
    RETRY_LONGEST_SECONDS: '4',
    STALL_SECONDS: '10',
  });
  client = new ApiClient(api.announcement);
  await client.call('PUT', '/v1/organizations/acme', {
    customerName: 'Acme',
    awsAccountIds: [accounts.acme],
  });
  await request('calm');
  await until('calm', ({ state }) => state === 'pending_acceptance');
}, 300_000);

afterEach(() => world.emulator.clearFaults());

afterAll(async () => {
  await api?.kill();
  await world?.close();
  await rm(folder, { recursive: true, force: true });
});

async function request(id: string): Promise<void> {
  const { status } = await client.call('POST', '/v1/connections', {
    id,
    organizationId: 'acme',
    service: { name: producer.serviceName },
    ports: [{ port: 5432, protocol: 'TCP' }],
  });
  expect(status).toBe(201);
}

function until(id: string, is: (connection: Connection) => boolean, withinMs = 180_000): Promise<Connection> {
  return eventually(async () => (await client.connection(id)).body, is, withinMs);
}

/** How often an endpoint was asked for. */
async function created(): Promise<number> {
  const { counts } = await world.emulator.calls();
  return counts['ec2:CreateVpcEndpoint'] ?? 0;
}

describe('while AWS throttles', () => {
  test.each([
    ['AssumeRole', 'role'],
    ['DescribeVpcEndpoints', 'listing'],
  ])(
    '%s, the connection says what it waits for, and goes on by itself afterwards',
    async (action, id) => {
      const before = await created();
      await world.emulator.addFault({ kind: 'throttle', action, accountId: accounts.tray });
      await request(id);
      const waiting = await until(id, ({ reason }) => reason !== undefined, 120_000);
      expect(waiting.state).toBe('provisioning');
      expect(['throttled', 'waiting_for_aws']).toContain(waiting.reason?.code);
      // The run ends, and says so in AWS's own words.
      await until(id, ({ reason }) => reason?.code === 'throttled');
      await world.emulator.clearFaults();
      const through = await until(id, ({ state }) => state === 'pending_acceptance');
      expect(through.reason).toBeUndefined();
      // The customer is asked once.
      expect((await created()) - before).toBe(1);
    },
    420_000,
  );
});

describe('an endpoint that somebody has deleted by hand', () => {
  test('an endpoint that somebody has deleted by hand does not keep its connection from being deleted', async () => {
    const { endpoint } = (await client.connection('calm')).body;
    await world
      .ec2(accounts.tray, 'eu-west-1')
      .send(new DeleteVpcEndpointsCommand({ VpcEndpointIds: [endpoint?.id ?? ''] }));
    await client.call('DELETE', '/v1/connections/calm');
    await eventually(
      async () => (await client.connection('calm')).body.state,
      (state) => state === 'deleted',
      120_000,
    );
  }, 150_000);
});
