import { once } from 'node:events';
import { describe, expect, jest, test } from '@jest/globals';
import {
  AbortedError,
  type HttpDispatcher,
  NetworkError,
  PrivateLinkClient,
  PrivateLinkError,
  TimeoutError,
} from '../../../sdk/src/index.ts';
import { connection } from './support/data.ts';
import { problem } from './support/server.ts';
import { faked, frozenTime, rejection, served } from './support/setup.ts';

describe('an abort', () => {
  test('before the call sends nothing', async () => {
    const { client, server } = await served(['hang']);
    const error = await rejection(client.regions.list({ signal: AbortSignal.abort('not any more') }));
    expect(error).toBeInstanceOf(AbortedError);
    expect(error).toMatchObject({ name: 'AbortError', code: 'aborted', cause: 'not any more' });
    expect(server.received).toHaveLength(0);
  });

  test('during the request ends it here and on the wire', async () => {
    const { client, server } = await served(['hang']);
    const controller = new AbortController();
    const call = rejection(client.regions.list({ signal: controller.signal }));
    await server.requests(1);
    controller.abort();
    expect(await call).toBeInstanceOf(AbortedError);
    await client.close();
    expect(server.aborted).toBe(1);
  });

  test('an abort in the middle of the answer ends it', async () => {
    const { client, server } = await served(['stall']);
    const controller = new AbortController();
    const call = rejection(client.regions.list({ signal: controller.signal }));
    await server.requests(1);
    controller.abort();
    expect(await call).toBeInstanceOf(AbortedError);
  });

  test('during the pause between two attempts ends it at once', async () => {
    const controller = new AbortController();
    const { client, server } = await served(
      [problem(503, 'overloaded', { headers: { 'retry-after': '50' } })],
      {
        hooks: { retry: () => queueMicrotask(() => controller.abort()) },
      },
    );
    const startedAt = performance.now();
    expect(await rejection(client.regions.list({ signal: controller.signal }))).toBeInstanceOf(AbortedError);
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    expect(server.received).toHaveLength(1);
  });

  test('while a token is being fetched ends it, and tells the provider', async () => {
    const controller = new AbortController();
    let told: Promise<unknown> | undefined;
    const { client, server } = await served(['hang'], {
      token: ({ signal }) => {
        told = once(signal, 'abort');
        queueMicrotask(() => controller.abort());
        return new Promise(() => {});
      },
    });
    expect(await rejection(client.regions.list({ signal: controller.signal }))).toBeInstanceOf(AbortedError);
    await told;
    expect(server.received).toHaveLength(0);
  });

  test('wins also over a dispatcher that does not obey', async () => {
    const deaf: HttpDispatcher = { request: () => new Promise(() => {}) };
    const client = new PrivateLinkClient({ baseUrl: 'http://deaf.test', token: 't', dispatcher: deaf });
    const controller = new AbortController();
    const call = rejection(client.regions.list({ signal: controller.signal }));
    controller.abort();
    expect(await call).toBeInstanceOf(AbortedError);
  });

  test('an abort leaves nothing behind on a signal that lives long', async () => {
    const { client } = await served([{ status: 200, body: connection() }]);
    const { signal } = new AbortController();
    const added = jest.spyOn(signal, 'addEventListener');
    const removed = jest.spyOn(signal, 'removeEventListener');
    await client.connections.get('a', undefined, { signal });
    await client.connections.get('b', undefined, { signal });
    expect(added).toHaveBeenCalledTimes(2);
    expect(removed).toHaveBeenCalledTimes(2);
  });
});

describe('time limits', () => {
  test('an attempt that takes too long is repeated, and named when it was the last', async () => {
    jest.spyOn(Math, 'random').mockReturnValue(0);
    const { client, server } = await served(['hang', { status: 200, body: { items: [] } }], {
      attemptTimeout: 100,
    });
    await expect(client.regions.list()).resolves.toEqual({ items: [] });
    expect(server.received).toHaveLength(2);
    const hanging = await served(['hang'], { attemptTimeout: 50 });
    const error = await rejection(hanging.client.regions.list({ retries: 0 }));
    expect(error).toBeInstanceOf(TimeoutError);
    expect(error).toBeInstanceOf(NetworkError);
    expect(error).toMatchObject({ code: 'attempt_timeout', requestId: expect.any(String) });
  });

  test('the whole call has its own, which retries do not outlast', async () => {
    const { client } = await served(['hang'], { attemptTimeout: 60, timeout: 150, retries: 100 });
    const error = await rejection(client.regions.list());
    expect(error).toBeInstanceOf(TimeoutError);
    expect(String(error)).toMatch(
      /GET \/v1\/regions (did not succeed within 150 ms|got no complete response)/,
    );
  });

  test('an answer that stops in the middle counts as none', async () => {
    const { client } = await served(['stall'], { attemptTimeout: 50, retries: 0 });
    expect(await rejection(client.regions.list())).toMatchObject({ code: 'attempt_timeout' });
  });

  test('a long poll has the time of the hold on top', async () => {
    frozenTime();
    const { client, api } = faked(
      { attemptTimeout: 1_000, timeout: 2_000, retries: 0 },
      { progress: 'manual' },
    );
    await client.organizations.put('acme', { customerName: 'Acme', awsAccountIds: ['222222222222'] });
    const { id } = await client.connections.create({
      organizationId: 'acme',
      service: { name: 'com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789abcdef0' },
      ports: [{ port: 5432, protocol: 'TCP' }],
    });
    const poll = client.connections.get(id, { waitFor: 'available', waitSeconds: 30 });
    await jest.advanceTimersByTimeAsync(29_000);
    api.move(id, 'available');
    await expect(poll).resolves.toMatchObject({ state: 'available' });
  });

  test('a token provider that hangs is limited too', async () => {
    const { client } = await served(['hang'], { token: () => new Promise(() => {}), timeout: 50 });
    expect(await rejection(client.regions.list())).toMatchObject({ code: 'timeout' });
  });

  test.each([0, -1, Number.NaN])('a timeout of %d is refused', async (timeout) => {
    const { client } = await served(['hang']);
    expect(String(await rejection(client.regions.list({ timeout })))).toContain(
      'timeout is a number of milliseconds',
    );
  });
});

test('a call after close says that the client is closed', async () => {
  const { client } = await served([{ status: 200, body: { items: [] } }]);
  await client.close();
  const error = await rejection(client.regions.list());
  expect(error).toBeInstanceOf(PrivateLinkError);
  expect(error).toMatchObject({ code: 'client_closed' });
});

test('close lets calls under way finish', async () => {
  const { client } = await served([{ status: 200, body: { items: [] } }]);
  const call = client.regions.list();
  const closed = client.close();
  await expect(call).resolves.toEqual({ items: [] });
  await closed;
});

describe('a signal that many calls share', () => {
  test('a signal that many calls share has one listener of ours while they run, and none afterwards', async () => {
    const { client, server } = await served(['hang']);
    const controller = new AbortController();
    const { signal } = controller;
    const added = jest.spyOn(signal, 'addEventListener');
    const removed = jest.spyOn(signal, 'removeEventListener');
    const calls = Array.from({ length: 50 }, () => rejection(client.regions.list({ signal })));
    await server.requests(50);
    expect(added.mock.calls.length - removed.mock.calls.length).toBe(1);
    controller.abort();
    const errors = await Promise.all(calls);
    expect(errors.every((error) => error instanceof AbortedError)).toBe(true);
    expect(added.mock.calls.length - removed.mock.calls.length).toBe(0);
  });

  test('a signal that many calls share keeps the listener as long as one of them runs', async () => {
    const { client, server } = await served(['hang']);
    const controller = new AbortController();
    const first = new AbortController();
    const one = rejection(client.regions.list({ signal: first.signal }));
    const two = rejection(client.regions.list({ signal: controller.signal, timeout: 60_000 }));
    await server.requests(2);
    first.abort();
    expect(await one).toBeInstanceOf(AbortedError);
    controller.abort();
    expect(await two).toBeInstanceOf(AbortedError);
  });
});
