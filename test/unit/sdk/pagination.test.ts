import { describe, expect, test } from '@jest/globals';
import { ConfigurationError, type Connection, type PrivateLinkClient } from '../../../sdk/src/index.ts';
import { connection } from './support/data.ts';
import { problem } from './support/server.ts';
import { rejection, served, withoutPauses } from './support/setup.ts';

/** Connections c0, c1, … in pages as large as asked for. */
function library(count: number, defaultLimit = 3) {
  return served(({ url }) => {
    const { searchParams } = new URL(url, 'http://a.test');
    const from = Number(searchParams.get('cursor') ?? 0);
    const to = from + Number(searchParams.get('limit') ?? defaultLimit);
    const ids = Array.from(
      { length: Math.max(0, Math.min(to, count) - from) },
      (_, index) => `c${from + index}`,
    );
    return {
      status: 200,
      body: { items: ids.map((id) => connection({ id })), nextCursor: to < count ? String(to) : null },
    };
  });
}

async function idsOf(list: AsyncIterable<Connection>): Promise<string[]> {
  const ids: string[] = [];
  for await (const { id } of list) ids.push(id);
  return ids;
}

const numbered = (count: number) => Array.from({ length: count }, (_, index) => `c${index}`);

describe('a list', () => {
  test('a list gives its first page when awaited', async () => {
    const { client, server } = await library(7);
    const page = await client.connections.list();
    expect(page.items.map(({ id }) => id)).toEqual(['c0', 'c1', 'c2']);
    expect(page.nextCursor).toBe('3');
    expect(server.received).toHaveLength(1);
    await expect(client.connections.list().withResponse()).resolves.toMatchObject({ status: 200 });
  });

  test('a list gives every item when iterated, and fetches pages only as they are needed', async () => {
    const { client, server } = await library(7);
    expect(await idsOf(client.connections.list())).toEqual(numbered(7));
    expect(server.received).toHaveLength(3);
    for await (const { id } of client.connections.list()) {
      if (id === 'c1') break;
    }
    expect(server.received).toHaveLength(4);
  });

  test('a list sends nothing before it is read, and can be read twice', async () => {
    const { client, server } = await library(2);
    const list = client.connections.list();
    expect(server.received).toHaveLength(0);
    expect(await idsOf(list)).toEqual(await idsOf(list));
    expect(server.received).toHaveLength(2);
  });

  test('a list gives page by page', async () => {
    const { client } = await library(7);
    const sizes: number[] = [];
    for await (const page of client.connections.list().pages()) sizes.push(page.items.length);
    expect(sizes).toEqual([3, 3, 1]);
  });

  test('a list keeps its filters and its page size on every page', async () => {
    const { client, server } = await library(5);
    await idsOf(client.connections.list({ organizationId: 'acme', limit: 2 }));
    expect(server.received.map(({ url }) => url)).toEqual([
      '/v1/connections?organizationId=acme&limit=2',
      '/v1/connections?organizationId=acme&limit=2&cursor=2',
      '/v1/connections?organizationId=acme&limit=2&cursor=4',
    ]);
  });

  test('a list goes on from a cursor', async () => {
    const { client } = await library(7);
    expect(await idsOf(client.connections.list({ cursor: '5' }))).toEqual(['c5', 'c6']);
  });

  test.each([
    [0, 0, 0],
    [2, 2, 1],
    [3, 3, 1],
    [250, 250, 2],
    [Number.POSITIVE_INFINITY, 300, 2],
  ])('toArray({ limit: %d }) gives %i of 300 items in %i requests', async (limit, count, requests) => {
    const { client, server } = await library(300);
    const items = await client.connections.list().toArray({ limit });
    expect(items.map(({ id }) => id)).toEqual(numbered(count));
    expect(server.received).toHaveLength(requests);
  });

  test.each([undefined, {}, { limit: -1 }, { limit: 1.5 }])(
    'toArray(%j) asks for a limit',
    async (options) => {
      const { client } = await library(3);
      const list = client.connections.list();
      const error = await rejection(list.toArray(options as { limit: number }));
      expect(error).toBeInstanceOf(ConfigurationError);
      expect(String(error)).toContain('toArray needs a limit');
    },
  );

  test('a list retries a page in the middle', async () => {
    withoutPauses();
    const { client, server } = await served([
      { status: 200, body: { items: [connection({ id: 'c0' })], nextCursor: 'n' } },
      problem(503, 'overloaded'),
      { status: 200, body: { items: [connection({ id: 'c1' })], nextCursor: null } },
    ]);
    expect(await idsOf(client.connections.list())).toEqual(['c0', 'c1']);
    expect(server.received).toHaveLength(3);
  });

  test('a list ends with an error when the API would let it run in circles', async () => {
    const { client } = await served([{ status: 200, body: { items: [], nextCursor: 'same' } }]);
    expect(String(await rejection(client.connections.list().toArray({ limit: 9 })))).toContain(
      'would never end',
    );
  });

  test('a list can be aborted between pages', async () => {
    const { client } = await library(9);
    const controller = new AbortController();
    const seen: string[] = [];
    const reading = async () => {
      for await (const { id } of client.connections.list({}, { signal: controller.signal })) {
        seen.push(id);
        if (id === 'c2') controller.abort();
      }
    };
    expect(await rejection(reading())).toMatchObject({ code: 'aborted' });
    expect(seen).toEqual(['c0', 'c1', 'c2']);
  });

  test.each<[string, (client: PrivateLinkClient) => PromiseLike<unknown>]>([
    ['/v1/organizations?limit=1', (client) => client.organizations.list({ limit: 1 })],
    ['/v1/networks?region=eu-west-1', (client) => client.networks.list({ region: 'eu-west-1' })],
    ['/v1/connections/a/events?order=asc', (client) => client.connections.events('a', { order: 'asc' })],
    ['/v1/connections/a/runs', (client) => client.connections.runs('a')],
    ['/v1/runs/r/progress?limit=9', (client) => client.runs.progress('r', { limit: 9 })],
  ])('%s', async (url, list) => {
    const { client, server } = await served([{ status: 200, body: { items: [], nextCursor: null } }]);
    await list(client);
    expect(server.received[0]?.url).toBe(url);
  });
});
