import { describe, expect, jest, test } from '@jest/globals';
import {
  type Connection,
  ConnectionFailedError,
  type KnownConnectionState,
  WaitTimeoutError,
} from '../../../sdk/src/index.ts';
import { connection, wanted } from './support/data.ts';
import { problem } from './support/server.ts';
import { faked, frozenTime, rejection, served, withoutPauses } from './support/setup.ts';

const versioned = (version: number, more: Partial<Connection>) => ({
  status: 200,
  body: connection(more),
  headers: { etag: `"${version}"` },
});

async function requested(progress: 'automatic' | 'manual' = 'manual') {
  const { client, api } = faked({}, { progress });
  await client.organizations.put('acme', { customerName: 'Acme', awsAccountIds: ['222222222222'] });
  const { id } = await client.connections.create(wanted);
  return { client, api, id };
}

describe('waiting for a state', () => {
  test('waiting for a state ends at once when it is there', async () => {
    const { client, server } = await served([versioned(1, { state: 'available' })]);
    await expect(client.connections.waitUntil('x', 'available')).resolves.toMatchObject({
      state: 'available',
    });
    expect(server.received.map(({ url }) => url)).toEqual(['/v1/connections/x']);
  });

  test('waiting for a state is a long poll for changes of the version last seen', async () => {
    const { client, server } = await served([
      versioned(3, { state: 'connecting' }),
      versioned(4, { state: 'configuring' }),
      versioned(5, { state: 'available' }),
    ]);
    await client.connections.waitUntil('x', 'available');
    expect(server.received.map(({ url }) => url)).toEqual([
      '/v1/connections/x',
      '/v1/connections/x?waitFor=change&timeout=30',
      '/v1/connections/x?waitFor=change&timeout=30',
    ]);
    expect(server.received.map(({ headers }) => headers['if-none-match'])).toEqual([undefined, '"3"', '"4"']);
  });

  test('sees a change as soon as it happens, and goes on when a poll ends without one', async () => {
    frozenTime();
    const { client, api, id } = await requested();
    const wait = client.connections.waitUntil(id, 'pending_acceptance');
    await jest.advanceTimersByTimeAsync(95_000);
    expect(api.requests.length).toBeLessThan(10);
    api.move(id, 'pending_acceptance');
    await jest.advanceTimersByTimeAsync(1);
    await expect(wait).resolves.toMatchObject({ state: 'pending_acceptance' });
  });

  test('waiting for a state tells of every change, with what was before', async () => {
    const { client, api, id } = await requested('automatic');
    const seen: [string | undefined, string][] = [];
    await client.connections.waitUntil(id, 'available', {
      onChange: (now, before) => {
        seen.push([before?.state, now.state]);
        if (now.state === 'pending_acceptance') api.accept(id);
      },
    });
    expect(seen).toEqual([
      [undefined, 'checking'],
      ['checking', 'provisioning'],
      ['provisioning', 'pending_acceptance'],
      ['pending_acceptance', 'configuring'],
      ['configuring', 'available'],
    ]);
  });

  test('waiting for a state takes several states, and any condition', async () => {
    const { client, id } = await requested('automatic');
    const provisioning = await client.connections.waitUntil(id, ['provisioning', 'available']);
    expect(provisioning.state).toBe('provisioning');
    const withEndpoint = await client.connections.waitUntil(id, ({ endpoint }) => endpoint !== undefined);
    expect(withEndpoint.endpoint?.id).toMatch(/^vpce-/);
  });

  test('waiting for a state passes states that are not known yet', async () => {
    const { client } = await served([
      versioned(1, { state: 'hibernating' }),
      versioned(2, { state: 'available' }),
    ]);
    await expect(client.connections.waitUntil('x', 'available')).resolves.toMatchObject({
      state: 'available',
    });
  });

  test('waiting for a state is taken up from the id alone, by another client', async () => {
    const { api, client, id } = await requested();
    const controller = new AbortController();
    const first = rejection(client.connections.waitUntil(id, 'available', { signal: controller.signal }));
    controller.abort();
    await first;
    const { client: other } = faked(api.clientOptions);
    const second = other.connections.waitUntil(id, 'available');
    api.move(id, 'available');
    await expect(second).resolves.toMatchObject({ id, state: 'available' });
  });
});

describe('waiting fails', () => {
  test.each<KnownConnectionState>(['rejected', 'expired', 'failed', 'deleted'])(
    'at once in %s',
    async (state) => {
      const { client } = await served([
        versioned(1, {
          state,
          reason: { code: 'service_not_visible', message: 'the service does not allow the principal' },
          nextAction: { actor: 'customer', what: 'Allow the principal.', command: 'aws ec2 modify-…' },
        }),
      ]);
      const error = await rejection(client.connections.waitUntil('x', 'available'));
      expect(error).toBeInstanceOf(ConnectionFailedError);
      expect(error).toMatchObject({
        code: 'connection_failed',
        reason: { code: 'service_not_visible' },
        nextAction: { actor: 'customer' },
        connection: { state },
      });
      expect(String(error)).toContain(
        `is ${state} (service_not_visible: the service does not allow the principal), and will not become available by ` +
          'itself. The customer must act: Allow the principal. Command: aws ec2 modify-…',
      );
    },
  );

  test('not when the final state is what is waited for', async () => {
    const { client } = await served([
      versioned(1, { state: 'deleting' }),
      versioned(2, { state: 'deleted' }),
    ]);
    await expect(client.connections.waitUntil('x', 'deleted')).resolves.toMatchObject({ state: 'deleted' });
  });

  test.each([
    [404, 'connection_not_found' as const],
    [403, 'insufficient_scope' as const],
    [400, 'validation_failed' as const],
  ])('at once with %i', async (status, code) => {
    const { client, server } = await served([versioned(1, { state: 'connecting' }), problem(status, code)]);
    expect(await rejection(client.connections.waitUntil('x', 'available'))).toMatchObject({ code });
    expect(server.received).toHaveLength(2);
  });

  test('not with outages, however many: a wait outlasts a restart of the API', async () => {
    frozenTime();
    withoutPauses();
    const { client, api, id } = await requested();
    api.fail({ operation: 'getConnection', code: 'shutting_down', times: 30 });
    api.fail({ operation: 'getConnection', network: true, times: 30 });
    api.fail({ operation: 'getConnection', code: 'rate_limited', retryAfter: 1 });
    const wait = client.connections.waitUntil(id, 'available');
    api.move(id, 'available');
    await jest.advanceTimersByTimeAsync(600_000);
    await expect(wait).resolves.toMatchObject({ state: 'available' });
  });

  test('with what the callback throws', async () => {
    const { client } = await served([versioned(1, { state: 'connecting' })]);
    const stop = new Error('enough');
    const onChange = () => {
      throw stop;
    };
    expect(await rejection(client.connections.waitUntil('x', 'available', { onChange }))).toBe(stop);
  });

  test('when its time is over, with where things stand and how to go on', async () => {
    frozenTime();
    const { client, api, id } = await requested();
    api.move(id, 'pending_acceptance');
    const wait = rejection(client.connections.waitUntil(id, 'available', { timeout: 45_000 }));
    await jest.advanceTimersByTimeAsync(45_000);
    const error = await wait;
    expect(error).toBeInstanceOf(WaitTimeoutError);
    expect(error).toMatchObject({ code: 'wait_timeout', last: { id, state: 'pending_acceptance' } });
    expect(String(error)).toContain(`Connection ${id} is still pending_acceptance after 45000 ms`);
    expect(String(error)).toContain('The customer must act: Accept the connection request of vpce-');
    expect(String(error)).toContain('wait again with the same id');
  });

  test('with the last fault as the cause when it could not be read at all', async () => {
    frozenTime();
    const { client } = await served(['reset']);
    const wait = rejection(client.connections.waitUntil('x', 'available', { timeout: 2_000, retries: 0 }));
    for (let turn = 0; turn < 200; turn += 1) await jest.advanceTimersByTimeAsync(20);
    expect(await wait).toMatchObject({
      code: 'wait_timeout',
      last: undefined,
      cause: { code: 'network_error' },
    });
  });

  test('for a target that is no state, with the states there are', async () => {
    const { client, server } = await served([versioned(1, {})]);
    const error = await rejection(client.connections.waitUntil('x', 'availabel' as 'available'));
    expect(String(error)).toContain(
      '"availabel" is not a state that this version knows (requested, checking',
    );
    expect(await rejection(client.connections.waitUntil('x', []))).toMatchObject({
      code: 'invalid_argument',
    });
    expect(server.received).toHaveLength(0);
  });
});

describe('an abort', () => {
  test('an abort ends the wait at once, and nothing is polled afterwards', async () => {
    frozenTime();
    const { client, api, id } = await requested();
    const controller = new AbortController();
    const wait = rejection(client.connections.waitUntil(id, 'available', { signal: controller.signal }));
    await jest.advanceTimersByTimeAsync(40_000);
    controller.abort(new Error('shutting down'));
    expect(await wait).toMatchObject({ code: 'aborted', cause: { message: 'shutting down' } });
    const polls = api.requests.length;
    await jest.advanceTimersByTimeAsync(300_000);
    expect(api.requests).toHaveLength(polls);
  });

  test('between two polls too', async () => {
    frozenTime();
    const { client, api, id } = await requested();
    api.fail({ operation: 'getConnection', code: 'overloaded', retryAfter: 20, times: 50 });
    const controller = new AbortController();
    const wait = rejection(
      client.connections.waitUntil(id, 'available', { signal: controller.signal, retries: 0 }),
    );
    await jest.advanceTimersByTimeAsync(10_000);
    controller.abort();
    expect(await wait).toMatchObject({ code: 'aborted' });
  });

  test('before it begins sends nothing', async () => {
    const { client, server } = await served(['hang']);
    const signal = AbortSignal.abort();
    expect(await rejection(client.connections.waitUntil('x', 'available', { signal }))).toMatchObject({
      code: 'aborted',
    });
    expect(server.received).toHaveLength(0);
  });
});

test('without etags changes are still told apart from repetitions', async () => {
  frozenTime();
  const { client } = await served((_, index) => ({
    status: 200,
    body: connection({ state: index < 5 ? 'connecting' : 'available' }),
  }));
  const seen: string[] = [];
  const wait = client.connections.waitUntil('x', 'available', { onChange: ({ state }) => seen.push(state) });
  for (let turn = 0; turn < 600 && seen.length < 2; turn += 1) await jest.advanceTimersByTimeAsync(100);
  await wait;
  expect(seen).toEqual(['connecting', 'available']);
});

test('an attempt limit of the caller leaves the long poll its time', async () => {
  frozenTime();
  const { client, api, id } = await requested();
  const wait = client.connections.waitUntil(id, 'available', { attemptTimeout: 1_000 });
  await jest.advanceTimersByTimeAsync(29_000);
  expect(api.requests.filter(({ method }) => method === 'GET')).toHaveLength(2);
  api.move(id, 'available');
  await jest.advanceTimersByTimeAsync(1);
  await wait;
});

test('a server that does not hold its answers back is not stormed', async () => {
  frozenTime();
  const { client, server } = await served(({ headers }) =>
    headers['if-none-match'] ? { status: 304 } : versioned(1, { state: 'connecting' }),
  );
  const wait = rejection(client.connections.waitUntil('x', 'available', { timeout: 60_000 }));
  for (let second = 0; second < 600; second += 1) await jest.advanceTimersByTimeAsync(100);
  await wait;
  expect(server.received.length).toBeGreaterThan(5);
  expect(server.received.length).toBeLessThan(80);
});

describe('waiting for an organization', () => {
  test('polls until its principal exists', async () => {
    frozenTime();
    const { client } = faked();
    await client.organizations.put('acme', { customerName: 'Acme', awsAccountIds: ['222222222222'] });
    const seen: string[] = [];
    const wait = client.organizations.waitUntil('acme', 'ready', {
      onChange: ({ state }) => seen.push(state),
    });
    await jest.advanceTimersByTimeAsync(5_000);
    await expect(wait).resolves.toMatchObject({ state: 'ready' });
    expect(seen).toEqual(['ready']);
  });

  test('waiting for an organization outlasts `failed`, which the API leaves by itself, until the time is over', async () => {
    frozenTime();
    const body = { id: 'acme', state: 'failed' };
    const { client } = await served([{ status: 200, body, headers: { etag: '"1"' } }, { status: 304 }]);
    const wait = rejection(client.organizations.waitUntil('acme', 'ready', { timeout: 5_000 }));
    for (let turn = 0; turn < 60; turn += 1) await jest.advanceTimersByTimeAsync(100);
    expect(String(await wait)).toContain(
      'Organization acme is still failed after 5000 ms of waiting for ready',
    );
  });
});
