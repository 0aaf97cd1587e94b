import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import {
  ConfigurationError,
  type GetConnectionParams,
  PrivateLinkClient,
  version,
} from '../../../sdk/src/index.ts';
import { connection, serviceName, wanted } from './support/data.ts';
import { rejection, served } from './support/setup.ts';

const ok = { status: 200, body: connection(), headers: { etag: '"7"', 'x-request-id': 'req-1' } };
const page = { status: 200, body: { items: [], nextCursor: null } };

describe('a request', () => {
  test('a request goes below the path of the base URL', async () => {
    const { server } = await served([ok]);
    const { client } = await served([], { baseUrl: `${server.url}/tray/privatelink/` });
    await client.connections.get('acme-orders-db');
    expect(server.received[0]?.url).toBe('/tray/privatelink/v1/connections/acme-orders-db');
  });

  test('a request says who sends it, and carries an id of its own', async () => {
    const { client, server } = await served([ok], {
      application: 'orders/1.4.2',
      headers: { 'X-Team': 'orders' },
    });
    await client.connections.get('acme-orders-db', undefined, { headers: { traceparent: '00-1-2-01' } });
    const headers = server.received[0]?.headers;
    expect(headers?.['user-agent']).toMatch(/^orders\/1\.4\.2 tray-privatelink-sdk\/\d+\.\d+\.\d+ node\/\d+/);
    expect(headers).toMatchObject({
      'x-team': 'orders',
      traceparent: '00-1-2-01',
      accept: expect.any(String),
    });
    expect(headers?.['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('repeats a parameter with several values, and leaves out what is undefined', async () => {
    const { client, server } = await served([page]);
    await client.connections.list({ state: ['available', 'brand new'], organizationId: 'acme', serviceName });
    expect(server.received[0]?.url).toBe(
      `/v1/connections?state=available&state=brand%20new&organizationId=acme&serviceName=${serviceName}`,
    );
  });

  test('a request writes ids so that they stay in their place', async () => {
    const { client, server } = await served([ok]);
    await client.connections.get('a/b?c#d é');
    expect(server.received[0]?.url).toBe('/v1/connections/a%2Fb%3Fc%23d%20%C3%A9');
  });

  test.each(['', '.', '..', undefined, null, 7])(
    'with the id %j is not sent: it would be another call',
    async (id) => {
      const { client, server } = await served([ok]);
      const error = await rejection(client.connections.get(id as string));
      expect(error).toBeInstanceOf(ConfigurationError);
      expect(String(error)).toContain('connectionId is a non-empty string');
      expect(server.received).toHaveLength(0);
    },
  );

  test('for a version carries the etag, and gives undefined when nothing has changed', async () => {
    const { client, server } = await served([{ status: 304, headers: { etag: '"7"' } }, ok]);
    expect(await client.connections.get('x', { ifNoneMatch: '"7"' })).toBeUndefined();
    await client.connections.update('x', { description: null, ifMatch: '"7"' });
    expect(server.received[0]?.headers['if-none-match']).toBe('"7"');
    expect(server.received[1]?.headers['if-match']).toBe('"7"');
    expect(JSON.parse(server.received[1]?.body ?? '')).toEqual({ description: null });
  });

  test('for a put can be told to create only', async () => {
    const { client, server } = await served([ok]);
    await client.organizations.put('acme', {
      customerName: 'Acme',
      awsAccountIds: ['222222222222'],
      ifNoneMatch: '*',
    });
    expect(server.received[0]?.headers['if-none-match']).toBe('*');
    expect(JSON.parse(server.received[0]?.body ?? '')).toEqual({
      customerName: 'Acme',
      awsAccountIds: ['222222222222'],
    });
  });

  test('with an option among the parameters is refused with the right place for it', async () => {
    const { client } = await served([ok]);
    const params = { signal: new AbortController().signal } as GetConnectionParams;
    expect(String(await rejection(client.connections.get('x', params)))).toContain(
      'signal is not a parameter of this call (it takes waitFor, waitSeconds, ifNoneMatch). Options such as signal',
    );
    const filters = { organisationId: 'acme' } as { organizationId?: string };
    expect(String(await rejection(client.connections.list(filters)))).toContain(
      'organisationId is not a parameter',
    );
  });

  test('with an unknown option, a header of the client itself, or a key where none belongs is refused', async () => {
    const { client } = await served([ok]);
    const get = (options: object) => rejection(client.connections.get('x', undefined, options)).then(String);
    expect(await get({ retry: 3 })).toContain('retry is not a request option');
    expect(await get({ headers: { Authorization: 'Basic x' } })).toContain(
      'authorization is set by the client',
    );
    expect(await get({ headers: { 'x-a': 'one\r\nx-b: two' } })).toContain('not a single line of text');
    expect(await get({ idempotencyKey: 'k' })).toContain('this one is safe without');
    expect(await get({ retries: -1 })).toContain('retries is a whole number');
    expect(
      String(await rejection(client.connections.create(wanted, { idempotencyKey: 'two words' }))),
    ).toContain('visible ASCII');
  });
});

describe('an answer', () => {
  test('an answer comes with status, headers, etag and request id when asked for', async () => {
    const { client } = await served([ok]);
    const response = await client.connections.get('acme-orders-db').withResponse();
    expect(response).toMatchObject({ status: 200, etag: '"7"', requestId: 'req-1', attempts: 1 });
    expect(response.data.id).toBe('acme-orders-db');
    expect(response.headers['content-type']).toBe('application/json');
  });

  test('with fields and states that are not known yet passes through', async () => {
    const { client } = await served([
      { status: 200, body: { ...connection(), state: 'hibernating', moon: 'full' } },
    ]);
    await expect(client.connections.get('x')).resolves.toMatchObject({ state: 'hibernating', moon: 'full' });
  });

  test('an answer is a promise like any other', async () => {
    const { client } = await served([ok]);
    const call = client.connections.get('x');
    expect(call).toBeInstanceOf(Promise);
    const done: string[] = [];
    const [one, two] = await Promise.all([call, call.finally(() => done.push('finally'))]);
    expect(one).toBe(two);
    expect(done).toEqual(['finally']);
    await expect(call.then(({ id }) => id)).resolves.toBe('acme-orders-db');
    await expect(client.connections.get('').catch((error: Error) => error.name)).resolves.toBe(
      'ConfigurationError',
    );
  });

  test('an answer of the readiness probe is one also when it is not ready', async () => {
    const body = { status: 'not_ready', checks: { database: 'failed', process: 'ok' } };
    const { client, server } = await served((_, index) => ({
      status: 503,
      body: index === 0 ? body : 'no backend',
      headers: { 'content-type': index === 0 ? 'application/json; charset=utf-8' : 'text/plain' },
    }));
    await expect(client.health.ready()).resolves.toEqual(body);
    expect(server.received).toHaveLength(1);
    expect(await rejection(client.health.ready({ retries: 0 }))).toMatchObject({ status: 503 });
  });
});

describe('the client', () => {
  const baseUrl = 'https://privatelink.example.com';

  test.each([
    [{}, 'baseUrl is missing: pass it, or set TRAY_PRIVATELINK_URL'],
    [{ baseUrl }, 'token is missing: pass it, or set TRAY_PRIVATELINK_TOKEN'],
    [{ baseUrl: 'privatelink.example.com', token: 't' }, 'baseUrl is not a URL'],
    [{ baseUrl: 'ftp://privatelink.example.com', token: 't' }, 'https:// or http://'],
    [{ baseUrl: 'https://me:secret@privatelink.example.com', token: 't' }, 'pass a token instead'],
    [{ baseUrl: `${baseUrl}?a=1`, token: 't' }, 'must not have a query'],
    [{ baseUrl, token: 't', timeout: 0 }, 'timeout is a number of milliseconds'],
    [{ baseUrl, token: 't', retries: 1.5 }, 'retries is a whole number'],
    [{ baseUrl, token: 't', dispatcher: {} as never }, 'undici dispatcher'],
    [{ baseUrl, token: 't', aplication: 'x' }, 'aplication is not an option of the client'],
    [{ baseUrl, token: 't', application: 'two\nlines' }, 'application must be text'],
    [{ baseUrl, token: 7 as never }, 'token must be a string, a function or a token provider'],
  ])('made with %j says what is wrong', (options, words) => {
    expect(() => new PrivateLinkClient(options)).toThrow(ConfigurationError);
    expect(() => new PrivateLinkClient(options)).toThrow(words);
  });

  test('the client takes what is not passed from the environment', async () => {
    const { server } = await served([page]);
    const { server: auth } = await served([
      { status: 200, body: { access_token: 'granted', expires_in: 60 } },
    ]);
    await withEnvironment(
      { TRAY_PRIVATELINK_URL: server.url, TRAY_PRIVATELINK_TOKEN: 'from-env' },
      async () => {
        await using client = new PrivateLinkClient();
        await client.networks.list();
      },
    );
    const credentials = {
      TRAY_PRIVATELINK_URL: server.url,
      TRAY_PRIVATELINK_TOKEN: '',
      TRAY_PRIVATELINK_TOKEN_URL: auth.url,
      TRAY_PRIVATELINK_CLIENT_ID: 'orders',
      TRAY_PRIVATELINK_CLIENT_SECRET: 's',
      TRAY_PRIVATELINK_SCOPE: 'networks:read',
    };
    await withEnvironment(credentials, async () => {
      await using client = new PrivateLinkClient();
      await client.networks.list();
    });
    expect(server.received.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer from-env',
      'Bearer granted',
    ]);
    expect(auth.received[0]?.body).toContain('scope=networks%3Aread');
    await withEnvironment({ ...credentials, TRAY_PRIVATELINK_CLIENT_SECRET: '' }, async () => {
      expect(() => new PrivateLinkClient()).toThrow('set TRAY_PRIVATELINK_CLIENT_ID and');
    });
  });

  test('the client knows its own version', async () => {
    const path = join(import.meta.dirname, '../../../sdk/package.json');
    expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ version });
  });

  test('the client keeps its connections open for the next call', async () => {
    const { client, server } = await served([page]);
    for (let index = 0; index < 5; index += 1) await client.networks.list();
    // undici waits a turn of the event loop before it uses a connection again: two take turns.
    expect(new Set(server.received.map(({ port }) => port)).size).toBeLessThanOrEqual(2);
  });
});

async function withEnvironment(values: Record<string, string>, work: () => Promise<void>): Promise<void> {
  const before = Object.fromEntries(Object.keys(values).map((name) => [name, process.env[name]]));
  Object.assign(process.env, values);
  try {
    await work();
  } finally {
    for (const [name, value] of Object.entries(before)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
}
