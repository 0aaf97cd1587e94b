import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import {
  AcceptVpcEndpointConnectionsCommand,
  DescribeVpcEndpointsCommand,
  RejectVpcEndpointConnectionsCommand,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { connect } from '../../api/store/connect.ts';
import { EmbeddedPostgres } from '../../api/store/embedded/embedded-postgres.ts';
import { Store } from '../../api/store/store.ts';
import { type ApiProcess, startApiProcess } from '../../demo/api-process.ts';
import { eventually } from '../support/eventually.ts';
import { ApiClient } from './support/api-client.ts';
import { accounts } from './support/fleet.ts';
import { createProducer, type Producer } from './support/producer.ts';
import { currentDirectories, secondPlan } from './support/second-plan.ts';
import { temporaryFolder } from './support/temporary-folder.ts';
import { createWorld, type World } from './support/world.ts';

const organizations = [
  { id: 'acme', account: accounts.acme, region: 'eu-west-1', zoneId: 'euw1-az1' },
  { id: 'globex', account: accounts.globex, region: 'us-east-1', zoneId: 'use1-az1' },
  { id: 'initech', account: '444444444444', region: 'eu-west-1', zoneId: 'euw1-az2' },
  { id: 'umbrella', account: '555555555555', region: 'ap-southeast-2', zoneId: 'apse2-az1' },
] as const;
const connectionsEach = 5;
const total = organizations.length * connectionsEach;
const kills = 10;

let world: World;
let database: EmbeddedPostgres;
let folder: string;
let store: Store;
let closeStore: () => Promise<void>;
let api: ApiProcess;
let client: ApiClient;
const workers: ApiProcess[] = [];
const producers = new Map<string, Producer>();

const workerFolder = (index: number) => join(folder, `worker-${index}`);

function startWorker(index: number): Promise<ApiProcess> {
  return startApiProcess(['--role', 'worker', '--data-folder', workerFolder(index)], settings());
}

function settings(): Record<string, string> {
  return {
    ...world.environment(accounts.tray, 'eu-west-1'),
    DATABASE_URL: database.url,
    TERRAFORM_CONCURRENCY: '4',
    LEASE_SECONDS: '20',
    INTERRUPT_SECONDS: '6',
    OBSERVE_SECONDS: '1',
    SWEEP_SECONDS: '1',
    RETRY_FIRST_SECONDS: '1',
    RETRY_LONGEST_SECONDS: '5',
    REQUESTS_PER_MINUTE: '100000',
  };
}

beforeAll(async () => {
  world = await createWorld();
  folder = await temporaryFolder('crashes');
  database = await EmbeddedPostgres.start({ folder: join(folder, 'database') });
  const connected = connect({ url: database.url });
  store = new Store(connected.db);
  closeStore = () => connected.db.destroy();
  for (const { id, account, region, zoneId } of organizations) {
    const principal = `arn:aws:iam::${accounts.tray}:role/tray-privatelink-${id}`;
    producers.set(
      id,
      await createProducer(world, { accountId: account, region, zoneId, allowedPrincipals: [principal] }),
    );
  }
  api = await startApiProcess(
    ['--role', 'api', '--port', '0', '--data-folder', join(folder, 'api')],
    settings(),
  );
  client = new ApiClient(api.announcement);
  workers.push(await startWorker(0), await startWorker(1));
}, 240_000);

afterAll(async () => {
  await Promise.all([...workers.map((worker) => worker.kill()), api?.kill()]);
  await closeStore?.();
  await database?.stop();
  await world?.close();
  await rm(folder, { recursive: true, force: true });
}, 120_000);

/** What the customers' administrators do, all day long. */
async function acceptWhatWaits(): Promise<void> {
  for (const connection of await client.connections('&state=pending_acceptance')) {
    const organization = organizations.find(({ id }) => id === connection.organizationId);
    const producer = producers.get(connection.organizationId);
    if (organization === undefined || producer === undefined || connection.endpoint === undefined) continue;
    await world.ec2(organization.account, organization.region).send(
      new AcceptVpcEndpointConnectionsCommand({
        ServiceId: producer.serviceId,
        VpcEndpointIds: [connection.endpoint.id],
      }),
    );
  }
}

async function endpointsOf(connectionIds: ReadonlySet<string>): Promise<string[]> {
  const regions = [...new Set(organizations.map(({ region }) => region))];
  const found = await Promise.all(
    regions.map(async (region) => {
      const { VpcEndpoints = [] } = await world
        .ec2(accounts.tray, region)
        .send(new DescribeVpcEndpointsCommand({}));
      return VpcEndpoints.flatMap(({ Tags = [], State }) => {
        if (/^delet/i.test(State ?? '')) return [];
        const id = Tags.find(({ Key }) => Key === 'tray:connection-id')?.Value;
        return id !== undefined && connectionIds.has(id) ? [id] : [];
      });
    }),
  );
  return found.flat();
}

describe('twenty connections of four organizations, two workers on one database, and ten power cuts', () => {
  const ids = new Set(
    organizations.flatMap(({ id }) =>
      Array.from({ length: connectionsEach }, (_, index) => `${id}-${index}`),
    ),
  );

  test('all become available although workers are killed at random moments', async () => {
    for (const { id, account } of organizations) {
      const put = await client.call('PUT', `/v1/organizations/${id}`, {
        customerName: id,
        awsAccountIds: [account],
      });
      expect(put.status).toBe(201);
    }
    const created = await Promise.all(
      [...ids].map((id) => {
        const organizationId = id.slice(0, id.lastIndexOf('-'));
        return client.call('POST', '/v1/connections', {
          id,
          organizationId,
          service: { name: producers.get(organizationId)?.serviceName },
          ports: [{ port: 5432, protocol: 'TCP' }],
        });
      }),
    );
    expect(created.map(({ status }) => status)).toEqual(Array.from({ length: total }, () => 201));

    const killing = (async () => {
      for (let kill = 0; kill < kills; kill++) {
        await pause(3_000 + Math.random() * 9_000);
        const index = Math.floor(Math.random() * workers.length);
        await workers[index]?.kill();
        workers[index] = await startWorker(index);
      }
    })();
    await eventually(
      async () => {
        await acceptWhatWaits();
        return (await client.connections()).map(
          ({ id, state, reason }) => `${id} ${state} ${reason?.code ?? ''}`,
        );
      },
      (lines) => lines.length === total && lines.every((line) => line.includes(' available ')),
      840_000,
    );
    await killing;
  }, 900_000);

  test('there is exactly one endpoint for each of them', async () => {
    const endpoints = await eventually(
      () => endpointsOf(ids),
      (found) => found.length === total,
    );
    expect(new Set(endpoints)).toEqual(ids);
  }, 120_000);

  test('both workers did their share', async () => {
    const rows = await store.db.selectFrom('runs').select('worker').distinct().execute();
    expect(rows.filter(({ worker }) => worker !== null).length).toBeGreaterThan(2);
  });

  test('a second plan of every stack is empty', async () => {
    // Of the two workers' directories the one with the last run.
    const stacks = await currentDirectories([workerFolder(0), workerFolder(1)]);
    expect(stacks.size).toBe(total + 2 * organizations.length);
    const queue = [...stacks];
    const changes: Record<string, string[]> = {};
    const plan = async (): Promise<void> => {
      for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
        const [stack, directory] = next;
        const environment = world.environment(accounts.tray, 'eu-west-1');
        const changed = await secondPlan({ store, directory, stack, environment });
        if (changed.length > 0) changes[stack] = changed;
      }
    };
    await Promise.all([plan(), plan(), plan()]);
    expect(changes).toEqual({});
  }, 480_000);
});

describe('requests that come to nothing', () => {
  const [organization] = organizations;

  async function request(id: string): Promise<void> {
    const { status } = await client.call('POST', '/v1/connections', {
      id,
      organizationId: organization.id,
      service: { name: producers.get(organization.id)?.serviceName },
      ports: [{ port: 5432, protocol: 'TCP' }],
    });
    expect(status).toBe(201);
  }

  const reach = (id: string, state: string) =>
    eventually(
      async () => (await client.connection(id)).body,
      (connection) => connection.state === state,
      240_000,
    );

  test('wait for the customer in a network that is there already', async () => {
    await Promise.all(['acme-late', 'acme-unwanted'].map(request));
    await Promise.all(['acme-late', 'acme-unwanted'].map((id) => reach(id, 'pending_acceptance')));
  }, 300_000);

  test('requests that come to nothing are withdrawn when nobody accepts them in time, and asked anew on a retry', async () => {
    await store.connections.observe('acme-late', { expiresAt: new Date(Date.now() - 1_000) });
    const expired = await eventually(
      async () => (await client.connection('acme-late')).body,
      ({ state, endpoint }) => state === 'expired' && endpoint === undefined,
      240_000,
    );
    expect(expired).toMatchObject({
      reason: { code: 'endpoint_expired' },
      nextAction: { actor: 'customer' },
    });
    expect(await endpointsOf(new Set(['acme-late']))).toEqual([]);
    expect((await client.call('POST', '/v1/connections/acme-late/retry')).status).toBe(202);
    await reach('acme-late', 'pending_acceptance');
    expect(await endpointsOf(new Set(['acme-late']))).toEqual(['acme-late']);
  }, 520_000);

  test('requests that come to nothing are asked anew, by another endpoint, when they were rejected and are retried', async () => {
    const { body: before } = await client.connection('acme-unwanted');
    await world.ec2(organization.account, organization.region).send(
      new RejectVpcEndpointConnectionsCommand({
        ServiceId: producers.get(organization.id)?.serviceId,
        VpcEndpointIds: [before.endpoint?.id ?? ''],
      }),
    );
    const rejected = await reach('acme-unwanted', 'rejected');
    expect(rejected).toMatchObject({
      reason: { code: 'endpoint_rejected' },
      nextAction: { actor: 'customer' },
    });
    expect((await client.call('POST', '/v1/connections/acme-unwanted/retry')).status).toBe(202);
    const again = await reach('acme-unwanted', 'pending_acceptance');
    expect(again.endpoint?.id).not.toBe(before.endpoint?.id);
    expect(await endpointsOf(new Set(['acme-unwanted']))).toEqual(['acme-unwanted']);
  }, 360_000);
});
