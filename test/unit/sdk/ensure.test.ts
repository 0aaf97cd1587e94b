import { describe, expect, test } from '@jest/globals';
import {
  ConnectionMismatchError,
  type CreateConnection,
  ServiceNameTakenError,
} from '../../../sdk/src/index.ts';
import { connection, serviceName, wanted } from './support/data.ts';
import { faked, rejection, served } from './support/setup.ts';

async function withOrganization() {
  const { client, api } = faked();
  await client.organizations.put('acme', { customerName: 'Acme', awsAccountIds: ['222222222222'] });
  const count = () => client.connections.list().toArray({ limit: 100 });
  return { client, api, count };
}

describe('ensure', () => {
  test('ensure creates the connection when there is none, and finds it afterwards', async () => {
    const { client, count } = await withOrganization();
    const created = await client.connections.ensure(wanted);
    expect(created.state).toBe('requested');
    const found = await client.connections.ensure(wanted);
    expect(found.id).toBe(created.id);
    expect(await count()).toHaveLength(1);
  });

  test.each<[string, Partial<CreateConnection>]>([
    ['by what it is for', {}],
    ['by its id', { id: 'acme-orders-db' }],
  ])('ensure gives any number of replicas at once the same one, %s', async (_, more) => {
    const { client, api, count } = await withOrganization();
    const replicas = Array.from({ length: 10 }, () => faked(api.clientOptions).client);
    const results = await Promise.all(replicas.map((one) => one.connections.ensure({ ...wanted, ...more })));
    expect(new Set(results.map(({ id }) => id)).size).toBe(1);
    expect(await count()).toHaveLength(1);
    expect(client).toBeDefined();
  });

  test('ensure recognises the same wish however its fields are ordered', async () => {
    const { client, server } = await served(({ method }) =>
      method === 'GET'
        ? { status: 200, body: { items: [], nextCursor: null } }
        : { status: 201, body: connection() },
    );
    await client.connections.ensure({
      organizationId: 'acme',
      service: { name: serviceName },
      ports: wanted.ports,
    });
    await client.connections.ensure({
      ports: wanted.ports,
      service: { name: serviceName },
      organizationId: 'acme',
    });
    const keys = server.received.flatMap(({ headers }) => headers['idempotency-key'] ?? []);
    expect(keys).toHaveLength(2);
    expect(keys[0]).toBe(keys[1]);
  });

  test('ensure makes a new one after the old one was deleted, although the API remembers the old answer', async () => {
    const { client, api, count } = await withOrganization();
    const first = await client.connections.ensure(wanted);
    await client.connections.delete(first.id);
    api.move(first.id, 'deleted');
    const [second, third] = await Promise.all([
      client.connections.ensure(wanted),
      client.connections.ensure(wanted),
    ]);
    expect(second.id).not.toBe(first.id);
    expect(third.id).toBe(second.id);
    expect(await count()).toHaveLength(1);
  });

  test('ensure gives replicas of two versions, which want different ports, the same one', async () => {
    const { client, count } = await withOrganization();
    const other = { ...wanted, ports: [{ port: 6432, protocol: 'TCP' as const }] };
    const [one, two] = await Promise.all([
      client.connections.ensure(wanted, { onMismatch: 'ignore' }),
      client.connections.ensure(other, { onMismatch: 'ignore' }),
    ]);
    expect(one.id).toBe(two.id);
    expect(await count()).toHaveLength(1);
  });

  test('ensure makes a new one also when the deleted one was asked for differently', async () => {
    const { client, api, count } = await withOrganization();
    const first = await client.connections.ensure(wanted);
    api.move(first.id, 'deleted');
    const second = await client.connections.ensure({ ...wanted, description: 'the second' });
    expect(second.id).not.toBe(first.id);
    expect(await count()).toHaveLength(1);
  });

  test('ensure shows a remembered connection as it stands now', async () => {
    const { client } = await served(({ method, url }) => {
      if (method === 'POST') {
        return {
          status: 201,
          body: connection({ state: 'requested' }),
          headers: { 'idempotency-replayed': 'true' },
        };
      }
      if (url.startsWith('/v1/connections?')) return { status: 200, body: { items: [], nextCursor: null } };
      return { status: 200, body: connection({ state: 'available' }) };
    });
    await expect(client.connections.ensure(wanted)).resolves.toMatchObject({ state: 'available' });
  });

  test('ensure looks on all pages, and only for the region that is asked for', async () => {
    const { client, server } = await served(({ url }) =>
      url.includes('cursor=2')
        ? { status: 200, body: { items: [connection()], nextCursor: null } }
        : { status: 200, body: { items: [connection({ state: 'deleting' })], nextCursor: '2' } },
    );
    await client.connections.ensure({ ...wanted, region: 'eu-west-1' });
    expect(server.received.map(({ url }) => url)).toEqual([
      `/v1/connections?organizationId=acme&serviceName=${serviceName}&region=eu-west-1`,
      `/v1/connections?organizationId=acme&serviceName=${serviceName}&region=eu-west-1&cursor=2`,
    ]);
  });

  test('ensure gives a connection that has failed: what to do about it is for the caller to say', async () => {
    const { client, api } = await withOrganization();
    const { id } = await client.connections.ensure(wanted);
    api.move(id, 'failed', { code: 'service_not_visible', message: 'not visible' });
    await expect(client.connections.ensure(wanted)).resolves.toMatchObject({ id, state: 'failed' });
  });

  test('ensure passes refusals on', async () => {
    const { client } = await withOrganization();
    await client.connections.ensure(wanted);
    await client.organizations.put('globex', { customerName: 'Globex', awsAccountIds: ['333333333333'] });
    const error = await rejection(client.connections.ensure({ ...wanted, organizationId: 'globex' }));
    expect(error).toBeInstanceOf(ServiceNameTakenError);
  });
});

describe('a connection that is not as asked for', () => {
  const ports = [
    { port: 5432, protocol: 'TCP' as const },
    { port: 6432, protocol: 'TCP' as const },
  ];

  test('a connection that is not as asked for is an error that names what differs', async () => {
    const { client } = await withOrganization();
    const { id } = await client.connections.ensure(wanted);
    const error = await rejection(
      client.connections.ensure({ ...wanted, ports, hostname: 'db.acme.example' }),
    );
    expect(error).toBeInstanceOf(ConnectionMismatchError);
    expect(error).toMatchObject({ fields: ['ports', 'hostname'], connection: { id } });
    expect(String(error)).toContain("pass onMismatch: 'update' or 'ignore'");
  });

  test('a connection that is not as asked for is changed where that is wished for', async () => {
    const { client } = await withOrganization();
    await client.connections.ensure(wanted);
    const changed = await client.connections.ensure({ ...wanted, ports }, { onMismatch: 'update' });
    expect(changed.ports).toHaveLength(2);
    await expect(
      client.connections.ensure({ ...wanted, ports: [...ports].reverse() }),
    ).resolves.toMatchObject({
      generation: 2,
    });
  });

  test('a connection that is not as asked for is taken as it is where that is wished for', async () => {
    const { client } = await withOrganization();
    await client.connections.ensure(wanted);
    const taken = await client.connections.ensure({ ...wanted, ports }, { onMismatch: 'ignore' });
    expect(taken.ports).toHaveLength(1);
  });

  test.each([
    ['organizationId', { organizationId: 'globex' }],
    ['service.name', { service: { name: 'com.amazonaws.vpce.eu-west-1.vpce-svc-0000000000000000f' } }],
    ['region', { region: 'us-east-1' }],
  ])(
    'a connection that is not as asked for is an error whatever is wished for when %s differs, which cannot be changed',
    async (field, more) => {
      const { client } = await withOrganization();
      await client.connections.ensure({ ...wanted, id: 'db' });
      const error = await rejection(
        client.connections.ensure({ ...wanted, id: 'db', ...more }, { onMismatch: 'update' }),
      );
      expect(error).toMatchObject({ code: 'connection_mismatch', fields: [field] });
    },
  );

  test('a connection that is not as asked for is an error when its id belongs to one that is gone', async () => {
    const { client, api } = await withOrganization();
    await client.connections.ensure({ ...wanted, id: 'db' });
    api.move('db', 'deleted');
    const error = await rejection(client.connections.ensure({ ...wanted, id: 'db' }));
    expect(String(error)).toContain('An id is never reused');
  });

  test('and a wish that is none is refused', async () => {
    const { client } = await withOrganization();
    const error = await rejection(client.connections.ensure(wanted, { onMismatch: 'fail' as 'error' }));
    expect(String(error)).toContain('onMismatch must be error, update or ignore');
  });
});
