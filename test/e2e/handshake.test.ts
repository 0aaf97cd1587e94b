import {
  DescribeVpcEndpointConnectionsCommand,
  DescribeVpcEndpointsCommand,
  type EC2Client,
} from '@aws-sdk/client-ec2';
import { ListHostedZonesByNameCommand, ListResourceRecordSetsCommand } from '@aws-sdk/client-route-53';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { type CustomerEnvironment, createCustomerEnvironment } from '../../demo/customer/environment.ts';
import { eventually } from '../support/eventually.ts';
import { accounts, acme, fleetFile, globex } from './support/fleet.ts';
import { createProducer } from './support/producer.ts';
import { createWorld, type World } from './support/world.ts';

jest.setTimeout(10 * 60_000);

const region = 'eu-west-1';
const zoneIds = ['euw1-az1', 'euw1-az2'];
const port = { port: 5432, protocol: 'TCP' };
const connector = {
  id: 'orders-sync',
  image: `${accounts.tray}.dkr.ecr.${region}.amazonaws.com/tray/connector-postgres:4.2.0`,
  connections: ['acme-orders-db'],
};
const stacks = {
  producer: `producer-orders-${region}`,
  connection: 'conn-acme-orders-db',
  connectors: `connectors-acme-${region}`,
};

let world: World;
let customer: CustomerEnvironment;
let tray: EC2Client;
let serviceName: string;
let endpointId: string;
const story = { stage: 'requested', acceptedEndpointIds: [] as string[] };

beforeAll(async () => {
  world = await createWorld();
  tray = world.ec2(accounts.tray, region);
  const { AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '' } = world.environment(accounts.acme, region);
  customer = await createCustomerEnvironment({
    endpoint: world.emulator.url,
    region,
    credentials: { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY },
    zoneIds,
  });
  await synthesize();
  await Promise.all(['org-acme', 'org-globex'].map((id) => world.deployment.deploy(id)));
  const [producer] = await Promise.all([
    world.deployment.deploy(stacks.producer),
    world.deployment.deploy(`net-acme-${region}`),
    world.deployment.deploy(`net-globex-${region}`),
  ]);
  serviceName = String((producer.tray_intake as { service_name: string }).service_name);
});

afterAll(() => world?.close());

function synthesize(more: unknown[] = []): Promise<void> {
  const network = {
    region,
    zoneIds,
    gateways: { s3: { buckets: ['exports'] }, dynamodb: { tables: ['checkpoints'] } },
  };
  return world.deployment.synthesize(
    fleetFile({
      networks: [
        {
          ...network,
          organization: acme.id,
          cidr: '100.64.0.0/24',
          awsServices: ['ecr.api', 'ecr.dkr', 'logs'],
          connectors: story.stage === 'accepted' ? [connector] : [],
        },
        { organization: globex.id, region, cidr: '100.64.1.0/24', zoneIds },
      ],
      connections: [
        ...(serviceName
          ? [
              {
                id: 'acme-orders-db',
                organization: acme.id,
                service: { name: serviceName, zoneIds },
                ports: [port],
                hostname: 'orders.acme.example',
                stage: story.stage,
              },
            ]
          : []),
        ...more,
      ],
      producers: [
        {
          id: 'orders',
          organization: acme.id,
          accountId: accounts.acme,
          ports: { postgres: port },
          regions: {
            [region]: {
              vpcId: customer.vpcId,
              subnets: customer.subnetIds,
              ports: { postgres: { targets: { primary: { id: customer.databaseAddress } } } },
              acceptedEndpointIds: story.acceptedEndpointIds,
              connectionNotifications: {},
            },
          },
        },
      ],
    }),
  );
}

async function stateForTray(): Promise<string> {
  const { VpcEndpoints: found } = await tray.send(
    new DescribeVpcEndpointsCommand({ VpcEndpointIds: [endpointId] }),
  );
  return String(found?.[0]?.State);
}

async function recordsIn(zone: string): Promise<(string | undefined)[]> {
  const route53 = world.route53(accounts.tray);
  const { HostedZones: zones = [] } = await route53.send(new ListHostedZonesByNameCommand({ DNSName: zone }));
  const names = await Promise.all(
    zones
      .filter(({ Name }) => Name === `${zone}.`)
      .map(({ Id }) => route53.send(new ListResourceRecordSetsCommand({ HostedZoneId: Id }))),
  );
  return names.flatMap(({ ResourceRecordSets: records = [] }) =>
    records.filter(({ Type }) => Type !== 'NS' && Type !== 'SOA').map(({ Name }) => Name),
  );
}

describe('one connection, from the request to its end', () => {
  test('a request waits for the customer, who sees exactly that endpoint of exactly that account', async () => {
    await synthesize();
    const outputs = await world.deployment.deploy(stacks.connection);
    endpointId = String(outputs.endpoint_id);
    expect(await stateForTray()).toBe('pendingAcceptance');

    const { VpcEndpointConnections: seen } = await world
      .ec2(accounts.acme, region)
      .send(new DescribeVpcEndpointConnectionsCommand({}));
    expect(seen).toHaveLength(1);
    expect(seen?.[0]).toMatchObject({
      VpcEndpointId: endpointId,
      VpcEndpointOwner: accounts.tray,
      VpcEndpointState: 'pendingAcceptance',
    });
  });

  test('before acceptance the connection has no name', async () => {
    expect(await recordsIn('privatelink.tray.internal')).toEqual([]);
    expect(await recordsIn('orders.acme.example')).toEqual([]);
  });

  test("the customer's administrator accepts it as code, and it becomes available", async () => {
    story.acceptedEndpointIds = [endpointId];
    await synthesize();
    const outputs = await world.deployment.deploy(stacks.producer);
    expect(Object.keys(outputs.accepted_connections as object)).toEqual([endpointId]);
    await eventually(stateForTray, (state) => state === 'available');
  });

  test('once accepted it answers under its own name, and under the name in the certificate', async () => {
    story.stage = 'accepted';
    await synthesize();
    const outputs = await world.deployment.deploy(stacks.connection);
    expect(outputs.host).toBe('orders.acme.example');
    expect(await recordsIn('privatelink.tray.internal')).toEqual([
      'acme-orders-db.privatelink.tray.internal.',
    ]);
    expect(await recordsIn('orders.acme.example')).toEqual(['orders.acme.example.']);
  });

  test('a connector in the network is told where to connect', async () => {
    await world.deployment.deploy(stacks.connectors);
    const host = { name: 'TRAY_CONNECTION_ACME_ORDERS_DB_HOST', value: 'orders.acme.example' };
    const databasePort = { name: 'TRAY_CONNECTION_ACME_ORDERS_DB_PORT', value: '5432' };
    expect(await world.emulator.resources({ service: 'ecs', type: 'task-definition' })).toMatchObject([
      {
        resource: {
          document: { containerDefinitions: [{ environment: expect.arrayContaining([host, databasePort]) }] },
        },
      },
    ]);
  });

  test('a second plan of every stack is empty', async () => {
    const plans = await Promise.all(
      world.deployment.deployedStackIds.map(async (id) => [
        id,
        (await world.deployment.workspace(id).plan()).changes,
      ]),
    );
    expect(plans.map(([id]) => id)).toEqual(
      expect.arrayContaining([
        'org-acme',
        `net-acme-${region}`,
        stacks.connection,
        stacks.connectors,
        stacks.producer,
      ]),
    );
    expect(plans.filter(([, changes]) => changes?.length)).toEqual([]);
  });
});

describe('what the principals keep apart', () => {
  test("another organization's principal is told that there is no such service", async () => {
    // A fleet file refuses two organizations with one service, so the second one stands in a file of its own.
    await world.deployment.synthesize(
      fleetFile({
        organizations: [{ ...globex, awsAccounts: [accounts.globex, accounts.acme] }],
        networks: [{ organization: globex.id, region, cidr: '100.64.1.0/24', zoneIds }],
        connections: [
          {
            id: 'globex-orders-db',
            organization: globex.id,
            service: { name: serviceName, zoneIds },
            ports: [port],
          },
        ],
      }),
    );
    const failure = await failureOf(world.deployment.deploy('conn-globex-orders-db'));
    expect(failure).toContain('InvalidServiceName');
    expect(failure).toContain(serviceName);
    await world.deployment.destroy('conn-globex-orders-db');
  });

  test("a service that another account owns is refused by the organization's own principal", async () => {
    const foreign = await createProducer(world, {
      accountId: accounts.globex,
      region,
      zoneId: 'euw1-az1',
      allowedPrincipals: [`arn:aws:iam::${accounts.tray}:role/tray-privatelink-${acme.id}`],
    });
    await synthesize([
      {
        id: 'acme-foreign',
        organization: acme.id,
        service: { name: foreign.serviceName, zoneIds: ['euw1-az1'] },
        ports: [port],
        zoneIds: ['euw1-az1'],
      },
    ]);
    const failure = await failureOf(world.deployment.deploy('conn-acme-foreign'));
    expect(failure).toContain('UnauthorizedOperation');
    await world.deployment.destroy('conn-acme-foreign');
    await foreign.destroy();
  });
});

describe('its end', () => {
  test('an endpoint that the customer takes off the list is rejected, and Tray sees it', async () => {
    story.acceptedEndpointIds = [];
    await synthesize();
    await world.deployment.deploy(stacks.producer);
    expect(await eventually(stateForTray, (state) => state !== 'available')).toBe('rejected');
    const outputs = await world.deployment.deploy(stacks.connection);
    expect(outputs.endpoint_state).toBe('rejected');
  });

  test('destroying both sides leaves nothing in any account', async () => {
    await world.deployment.destroy(stacks.connectors);
    await world.deployment.destroy(stacks.connection);
    await Promise.all(
      [stacks.producer, `net-acme-${region}`, `net-globex-${region}`].map((id) =>
        world.deployment.destroy(id),
      ),
    );
    await Promise.all(['org-acme', 'org-globex'].map((id) => world.deployment.destroy(id)));
    await customer.destroy();
    expect(world.deployment.deployedStackIds).toEqual([]);
    expect(await world.emulator.resources()).toEqual([]);
  });
});

async function failureOf(run: Promise<unknown>): Promise<string> {
  return run.then(
    () => 'it succeeded',
    (error: unknown) => String(error),
  );
}
