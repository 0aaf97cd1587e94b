import { rm } from 'node:fs/promises';
import { DescribeServicesCommand, ECSClient, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { components } from '../../api/contract.generated.ts';
import { eventually } from '../support/eventually.ts';
import { accounts } from './support/fleet.ts';
import { Installation } from './support/installation.ts';
import { currentDirectories, secondPlan } from './support/second-plan.ts';
import { temporaryFolder } from './support/temporary-folder.ts';
import { createWorld, type World } from './support/world.ts';

type Connector = components['schemas']['Connector'];

const region = 'eu-west-1';
const network = `net-acme-${region}`;
const stack = `connectors-acme-${region}`;
const path = `/v1/networks/${network}/connectors/reader`;
const image = `${accounts.tray}.dkr.ecr.${region}.amazonaws.com/tray/reader:1.4.2`;
const spec = { image, environment: { GREETING: 'a $'.concat('{literal} text') } };

let world: World;
let folder: string;
let installation: Installation;
let ecs: ECSClient;

beforeAll(async () => {
  world = await createWorld();
  folder = await temporaryFolder('api-connectors');
  installation = await Installation.start({
    folder,
    workers: 1,
    leaseSeconds: 15,
    environment: {
      ...world.environment(accounts.tray, region),
      LEASE_SECONDS: '15',
      OBSERVE_SECONDS: '1',
      SWEEP_SECONDS: '1',
      RETRY_FIRST_SECONDS: '1',
      RETRY_LONGEST_SECONDS: '4',
    },
  });
  const environment = world.environment(accounts.tray, region);
  ecs = new ECSClient({
    region,
    endpoint: environment.AWS_ENDPOINT_URL ?? '',
    credentials: {
      accessKeyId: environment.AWS_ACCESS_KEY_ID ?? '',
      secretAccessKey: environment.AWS_SECRET_ACCESS_KEY ?? '',
    },
  });
  await installation.client.call('PUT', '/v1/organizations/acme', {
    customerName: 'Acme',
    awsAccountIds: [accounts.acme],
  });
  await installation.store.transaction((held) =>
    held.networks.create(
      { organizationId: 'acme', region, zoneIds: ['euw1-az1', 'euw1-az2'] },
      () => '100.64.0.0/24',
      { gateways: {}, awsServices: [], retained: false },
    ),
  );
}, 240_000);

afterAll(async () => {
  ecs?.destroy();
  await installation?.close();
  await world?.close();
  await rm(folder, { recursive: true, force: true });
});

function until(condition: (connector: Connector) => boolean): Promise<Connector> {
  return eventually(
    async () => (await installation.client.call<Connector>('GET', path)).body,
    condition,
    300_000,
  );
}

const runs = (count: number) => (connector: Connector) =>
  connector.state === 'running' &&
  connector.generation === connector.observedGeneration &&
  connector.desiredTasks === count &&
  connector.runningTasks === count;

async function describeService() {
  const { services = [] } = await ecs.send(
    new DescribeServicesCommand({ cluster: 'tray-acme', services: ['reader'] }),
  );
  return services[0];
}

describe('one connector, from the request over HTTP to its end', () => {
  test('a connector is deployed, with what it needs in its network, and runs', async () => {
    const { status } = await installation.client.call('PUT', path, spec);
    expect(status).toBe(201);
    const connector = await until(runs(1));
    expect(connector).toMatchObject({
      logGroup: `/tray/connectors/acme/${region}/reader`,
      serviceArn: expect.stringContaining(':service/tray-acme/reader'),
      nextAction: { actor: 'none' },
    });
    expect(connector.reason).toBeUndefined();
    const row = await installation.store.networks.get(network);
    expect(row?.aws_services).toEqual(['ecr.api', 'ecr.dkr', 'logs']);
  }, 400_000);

  test('a second plan of its stack and of its network is empty', async () => {
    const directories = await currentDirectories(installation.workerFolders);
    for (const one of [network, stack]) {
      const directory = directories.get(one);
      if (directory === undefined) throw new Error(`${one} has never run`);
      const changes = await secondPlan({
        store: installation.store,
        directory,
        stack: one,
        environment: world.environment(accounts.tray, region),
      });
      expect([one, changes]).toEqual([one, []]);
    }
  }, 200_000);

  test('another count is rolled out', async () => {
    const { body } = await installation.client.call<Connector>('PUT', path, { ...spec, count: 3 });
    expect(body).toMatchObject({ state: 'provisioning', generation: 2 });
    await until(runs(3));
    expect((await describeService())?.desiredCount).toBe(3);
  }, 400_000);

  test('what is changed by hand is noticed', async () => {
    await ecs.send(new UpdateServiceCommand({ cluster: 'tray-acme', service: 'reader', desiredCount: 0 }));
    await until(({ desiredTasks, runningTasks }) => desiredTasks === 0 && runningTasks === 0);
  }, 100_000);

  test('its history tells what became of it', async () => {
    const { body } = await installation.client.call<components['schemas']['ConnectorEventPage']>(
      'GET',
      `${path}/events?order=asc`,
    );
    const types = body.items.map(({ type, to }) => `${type} ${to}`);
    expect(types[0]).toBe('created provisioning');
    expect(types).toEqual(expect.arrayContaining(['state_changed running', 'updated provisioning']));
  });

  test('deleted, it leaves nothing in AWS, and its network goes with it', async () => {
    const { status } = await installation.client.call('DELETE', path);
    expect(status).toBe(202);
    await eventually(
      () => installation.client.call('GET', path),
      (answer) => answer.status === 404,
      300_000,
    );
    await eventually(
      () => installation.client.call('GET', `/v1/networks/${network}`),
      (answer) => answer.status === 404,
      300_000,
    );
    await installation.client.call('DELETE', '/v1/organizations/acme');
    await eventually(
      () => installation.client.call('GET', '/v1/organizations/acme'),
      (answer) => answer.status === 404,
      300_000,
    );
    expect(await world.emulator.resources({ accountId: accounts.tray })).toEqual([]);
  }, 900_000);
});
