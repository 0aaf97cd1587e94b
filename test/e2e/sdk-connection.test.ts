import { rm } from 'node:fs/promises';
import {
  AcceptVpcEndpointConnectionsCommand,
  ModifyVpcEndpointServicePermissionsCommand,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type ApiProcess, startApiProcess } from '../../demo/api-process.ts';
import { type Connection, OrganizationNotFoundError, PrivateLinkClient } from '../../sdk/src/index.ts';
import { eventually } from '../support/eventually.ts';
import { accounts } from './support/fleet.ts';
import { createProducer, type Producer } from './support/producer.ts';
import { temporaryFolder } from './support/temporary-folder.ts';
import { createWorld, type World } from './support/world.ts';

const region = 'eu-west-1';
const minutes = 60_000;

let world: World;
let folder: string;
let api: ApiProcess;
let producer: Producer;
let client: PrivateLinkClient;
let connection: Connection;

beforeAll(async () => {
  world = await createWorld();
  folder = await temporaryFolder('sdk');
  producer = await createProducer(world, {
    accountId: accounts.acme,
    region,
    zoneId: 'euw1-az1',
    allowedPrincipals: [`arn:aws:iam::${accounts.acme}:root`],
  });
  api = await startApiProcess(['--port', '0', '--data-folder', folder], {
    ...world.environment(accounts.tray, region),
    OBSERVE_SECONDS: '1',
    SWEEP_SECONDS: '1',
    RETRY_FIRST_SECONDS: '1',
    RETRY_LONGEST_SECONDS: '4',
  });
  const { url = '', token = '' } = api.announcement;
  client = new PrivateLinkClient({ baseUrl: url, token });
}, 2 * minutes);

afterAll(async () => {
  await client?.close();
  await api?.kill();
  await world?.close();
  await rm(folder, { recursive: true, force: true });
});

/** What the customer's administrator does, with the customer's own credentials. */
function customer() {
  return world.ec2(accounts.acme, region);
}

describe('one connection through the SDK alone', () => {
  test(
    'an organization is registered and its principal made',
    async () => {
      const { principal } = await client.organizations.put('acme', {
        customerName: 'Acme',
        awsAccountIds: [accounts.acme],
      });
      await client.organizations.waitUntil('acme', 'ready', { timeout: 2 * minutes });
      await customer().send(
        new ModifyVpcEndpointServicePermissionsCommand({
          ServiceId: producer.serviceId,
          AddAllowedPrincipals: [principal.arn],
        }),
      );
    },
    3 * minutes,
  );

  test('a service check says that nothing stands in the way', async () => {
    const check = await client.serviceChecks.create({
      organizationId: 'acme',
      service: { name: producer.serviceName },
      ports: [{ port: 443, protocol: 'TLS', tlsServerName: 'orders.acme.example' }],
    });
    expect(check.checks.filter(({ verdict }) => verdict === 'failed')).toEqual([]);
    expect(check.region).toBe(region);
  });

  test(
    'replicas that all ensure it at once get one connection, and wait for it together',
    async () => {
      const wanted = {
        id: 'acme-orders-api',
        organizationId: 'acme',
        service: { name: producer.serviceName },
        ports: [{ port: 443, protocol: 'TLS' as const, tlsServerName: 'orders.acme.example' }],
      };
      const replicas = await Promise.all([1, 2, 3].map(() => client.connections.ensure(wanted)));
      expect(new Set(replicas.map(({ id }) => id))).toEqual(new Set(['acme-orders-api']));

      const states: string[] = [];
      connection = await client.connections.waitUntil('acme-orders-api', 'pending_acceptance', {
        timeout: 3 * minutes,
        onChange: ({ state }) => states.push(state),
      });
      expect(connection.nextAction.actor).toBe('customer');
      expect(states.at(-1)).toBe('pending_acceptance');
    },
    4 * minutes,
  );

  test(
    'what the acceptance pack names is accepted, and the wait ends in an address',
    async () => {
      const pack = await client.connections.acceptance(connection.id);
      expect(pack.endpointId).toBe(connection.endpoint?.id);
      await customer().send(
        new AcceptVpcEndpointConnectionsCommand({
          ServiceId: producer.serviceId,
          VpcEndpointIds: [pack.endpointId],
        }),
      );
      await client.connections.waitUntil(connection.id, 'available', { timeout: 3 * minutes });
      expect(await client.connections.resolve(connection.id)).toMatchObject({
        host: 'acme-orders-api.privatelink.tray.internal',
        port: 443,
        tlsServerName: 'orders.acme.example',
      });
    },
    4 * minutes,
  );

  test('lists and history are read to their end', async () => {
    const listed = await client.connections.list({ organizationId: 'acme' }).toArray({ limit: 10 });
    expect(listed.map(({ id }) => id)).toEqual([connection.id]);
    const history = await client.connections.events(connection.id, { order: 'asc' }).toArray({ limit: 100 });
    const states = history.map(({ to }) => to);
    expect(states[0]).toBe('requested');
    expect(states.indexOf('pending_acceptance')).toBeLessThan(states.indexOf('available'));
  });

  test(
    'it is deleted, and nothing is left in Tray’s account',
    async () => {
      await client.connections.delete(connection.id);
      await client.connections.waitUntil(connection.id, 'deleted', { timeout: 3 * minutes });
      await eventually(
        () => client.networks.list({}).toArray({ limit: 10 }),
        (networks) => networks.length === 0,
        3 * minutes,
      );
      await client.organizations.delete('acme');
      await eventually(
        () =>
          client.organizations.get('acme').then(
            () => false,
            (error: unknown) => error instanceof OrganizationNotFoundError,
          ),
        (gone) => gone,
        2 * minutes,
      );
      expect(await world.emulator.resources({ accountId: accounts.tray })).toEqual([]);
    },
    8 * minutes,
  );
});
