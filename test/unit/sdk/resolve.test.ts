import { describe, expect, jest, test } from '@jest/globals';
import { ConnectionNotAvailableError, ConnectionNotFoundError } from '../../../sdk/src/index.ts';
import { connection, serviceName } from './support/data.ts';
import { problem } from './support/server.ts';
import { rejection, served, withoutPauses } from './support/setup.ts';

const available = { status: 200, body: connection() };
const asItIs = ['nextTick', 'setImmediate', 'queueMicrotask', 'setTimeout', 'clearTimeout', 'Date'] as const;

/** Moves the clock that ages are measured by, and leaves the timers alone. */
function movableClock(): void {
  jest.useFakeTimers({ doNotFake: [...asItIs] });
}

describe('resolve', () => {
  test('resolve gives host and port', async () => {
    const { client } = await served([available]);
    await expect(client.connections.resolve('acme-orders-db')).resolves.toEqual({
      connectionId: 'acme-orders-db',
      host: 'acme-orders-db.privatelink.tray.internal',
      port: 5432,
      protocol: 'TCP',
    });
  });

  test('resolve gives the name in the certificate where it is another one', async () => {
    const { client } = await served([
      {
        status: 200,
        body: connection({ ports: [{ port: 443, protocol: 'TLS', tlsServerName: 'api.acme.example' }] }),
      },
      { status: 200, body: connection({ id: 'b', hostname: 'db.acme.example' }) },
    ]);
    await expect(client.connections.resolve('a')).resolves.toMatchObject({
      tlsServerName: 'api.acme.example',
    });
    await expect(client.connections.resolve('b')).resolves.toMatchObject({
      host: 'acme-orders-db.privatelink.tray.internal',
      tlsServerName: 'db.acme.example',
    });
  });

  test('resolve asks which port when there are several, and knows those there are', async () => {
    const ports = [
      { port: 5432, protocol: 'TCP' as const },
      { port: 6432, protocol: 'TCP' as const },
    ];
    const { client } = await served([{ status: 200, body: connection({ ports }) }]);
    await expect(client.connections.resolve('a', { port: 6432 })).resolves.toMatchObject({ port: 6432 });
    expect(String(await rejection(client.connections.resolve('a')))).toContain('several ports (5432, 6432)');
    expect(String(await rejection(client.connections.resolve('a', { port: 80 })))).toContain(
      'has no port 80',
    );
  });

  test('resolve finds a connection by whose it is and where it leads', async () => {
    const items = [
      connection({ id: 'gone', state: 'deleting' }),
      connection({ id: 'new', state: 'checking' }),
      connection({ id: 'old' }),
    ];
    const { client, server } = await served([
      { status: 200, body: { items, nextCursor: null } },
      { status: 200, body: { items: [], nextCursor: null } },
    ]);
    const reference = { organizationId: 'acme', serviceName, region: 'eu-west-1' };
    await expect(client.connections.resolve(reference)).resolves.toMatchObject({ connectionId: 'old' });
    await client.connections.resolve({ ...reference });
    expect(server.received).toHaveLength(1);
    const error = await rejection(client.connections.resolve({ organizationId: 'globex', serviceName }));
    expect(error).toBeInstanceOf(ConnectionNotFoundError);
    expect(String(error)).toContain(`globex has no connection to ${serviceName}; request one first`);
  });

  test('resolve says who must act when the connection does not work yet, and asks again the next time', async () => {
    const waiting = connection({
      state: 'pending_acceptance',
      nextAction: { actor: 'customer', what: 'Accept the request.', command: 'aws ec2 accept-…' },
    });
    const { client, server } = await served([{ status: 200, body: waiting }, available]);
    const error = await rejection(client.connections.resolve('acme-orders-db'));
    expect(error).toBeInstanceOf(ConnectionNotAvailableError);
    expect(String(error)).toContain(
      'is pending_acceptance, not available. The customer must act: Accept the request.',
    );
    await client.connections.resolve('acme-orders-db');
    expect(server.received).toHaveLength(2);
  });
});

describe('what is remembered', () => {
  test('what is remembered is used for its lifetime, and asked for again afterwards', async () => {
    movableClock();
    const { client, server } = await served([available], { resolveCache: { lifetime: 30_000 } });
    await client.connections.resolve('acme-orders-db');
    jest.advanceTimersByTime(29_000);
    await client.connections.resolve('acme-orders-db');
    expect(server.received).toHaveLength(1);
    jest.advanceTimersByTime(1_001);
    await client.connections.resolve('acme-orders-db');
    expect(server.received).toHaveLength(2);
  });

  test('what is remembered is passed over when a fresh answer is wished for', async () => {
    const { client, server } = await served([available]);
    await client.connections.resolve('acme-orders-db');
    await client.connections.resolve('acme-orders-db', { fresh: true });
    expect(server.received).toHaveLength(2);
  });

  test('what is remembered is asked for once however many callers there are', async () => {
    const { client, server } = await served([available]);
    await Promise.all(Array.from({ length: 50 }, () => client.connections.resolve('acme-orders-db')));
    expect(server.received).toHaveLength(1);
  });

  test('what is remembered reaches the others when one caller gives up, and is given up with the last', async () => {
    const { client, server } = await served(['hang']);
    const one = new AbortController();
    const two = new AbortController();
    const first = rejection(client.connections.resolve('a', { signal: one.signal }));
    const second = rejection(client.connections.resolve('a', { signal: two.signal }));
    await server.requests(1);
    one.abort();
    expect(await first).toMatchObject({ code: 'aborted' });
    expect(server.aborted).toBe(0);
    two.abort();
    expect(await second).toMatchObject({ code: 'aborted' });
    await client.close();
    expect(server.aborted).toBe(1);
  });

  test('what is remembered goes on being used while the API is away, for a while', async () => {
    movableClock();
    withoutPauses();
    const { client } = await served([available, problem(503, 'database_unavailable')], {
      retries: 0,
      resolveCache: { lifetime: 60_000, staleIfError: 600_000 },
    });
    await client.connections.resolve('acme-orders-db');
    jest.advanceTimersByTime(300_000);
    await expect(client.connections.resolve('acme-orders-db')).resolves.toMatchObject({ port: 5432 });
    jest.advanceTimersByTime(400_000);
    expect(await rejection(client.connections.resolve('acme-orders-db'))).toMatchObject({
      code: 'database_unavailable',
    });
  });

  test('what is remembered is not used when the API says that the connection is gone', async () => {
    movableClock();
    const { client } = await served([available, problem(404, 'connection_not_found')]);
    await client.connections.resolve('acme-orders-db');
    jest.advanceTimersByTime(61_000);
    expect(await rejection(client.connections.resolve('acme-orders-db'))).toBeInstanceOf(
      ConnectionNotFoundError,
    );
  });

  test('what is remembered is no more than was asked for', async () => {
    const { client, server } = await served([available], { resolveCache: { maxEntries: 2 } });
    for (const id of ['a', 'b', 'c']) await client.connections.resolve(id);
    await client.connections.resolve('c');
    expect(server.received).toHaveLength(3);
    await client.connections.resolve('a');
    expect(server.received).toHaveLength(4);
  });
});
