import { describe, expect, jest, test } from '@jest/globals';
import { ApiError, NetworkError, RateLimitError, RetryBudget, ServerError } from '../../../sdk/src/index.ts';
import { parseRetryAfter } from '../../../sdk/src/transport/retry-after.ts';
import { connection, wanted } from './support/data.ts';
import { problem } from './support/server.ts';
import { faked, frozenTime, rejection, served, withoutPauses } from './support/setup.ts';

const ok = { status: 200, body: connection() };
const unavailable = problem(503, 'database_unavailable');

describe('what is repeated', () => {
  test.each([
    ['408', problem(408, 'request_timeout')],
    ['429', problem(429, 'rate_limited')],
    ['500', problem(500, 'internal_error')],
    ['502 of a proxy', { status: 502, body: '<html>Bad Gateway</html>' }],
    ['503', unavailable],
    ['a broken connection', 'reset' as const],
  ])('a read after %s', async (_, failure) => {
    withoutPauses();
    const { client, server } = await served([failure, failure, ok]);
    await expect(client.connections.get('acme-orders-db')).resolves.toMatchObject({ id: 'acme-orders-db' });
    expect(server.received).toHaveLength(3);
  });

  test.each([400, 401, 403, 404, 409, 412, 422])('not after %i', async (status) => {
    const { client, server } = await served([problem(status, 'invalid_value'), ok]);
    await expect(rejection(client.connections.get('x'))).resolves.toBeInstanceOf(ApiError);
    expect(server.received).toHaveLength(1);
  });

  test('put and delete, which do the same when done twice', async () => {
    withoutPauses();
    const { client, server } = await served([unavailable, ok]);
    await client.organizations.put('acme', { customerName: 'Acme', awsAccountIds: ['222222222222'] });
    expect(server.received.map(({ method }) => method)).toEqual(['PUT', 'PUT']);
    const deleting = await served(['reset', { status: 202, body: connection({ state: 'deleting' }) }]);
    await deleting.client.connections.delete('acme-orders-db');
    expect(deleting.server.received).toHaveLength(2);
  });

  test('a service check, which is a POST and creates nothing', async () => {
    withoutPauses();
    const { client, server } = await served([unavailable, { status: 200, body: {} }]);
    await client.serviceChecks.create(wanted);
    expect(server.received).toHaveLength(2);
  });

  test.each([
    ['503', unavailable],
    ['a broken connection', 'reset' as const],
  ])('not a patch after %s: it may have been carried out', async (_, failure) => {
    withoutPauses();
    const { client, server } = await served([failure, ok]);
    await expect(rejection(client.connections.update('x', { description: 'new' }))).resolves.toBeInstanceOf(
      Error,
    );
    expect(server.received).toHaveLength(1);
  });

  test('a patch after 429: it was not even looked at', async () => {
    withoutPauses();
    const { client, server } = await served([problem(429, 'rate_limited'), ok]);
    await client.connections.update('x', { description: 'new' });
    expect(server.received).toHaveLength(2);
  });

  test('`retries: 0` means one attempt', async () => {
    const { client, server } = await served([unavailable]);
    await expect(rejection(client.connections.get('x', undefined, { retries: 0 }))).resolves.toMatchObject({
      attempts: 1,
    });
    expect(server.received).toHaveLength(1);
  });

  test('the number of retries is the last word, and the error of the last attempt is thrown', async () => {
    withoutPauses();
    const { client, server } = await served([unavailable, unavailable, problem(500, 'internal_error')], {
      retries: 2,
    });
    const error = await rejection(client.connections.get('x'));
    expect(error).toBeInstanceOf(ServerError);
    expect(error).toMatchObject({ code: 'internal_error', attempts: 3 });
    expect(server.received).toHaveLength(3);
  });

  test('a server that cannot be reached is named, with what to check', async () => {
    withoutPauses();
    const { server } = await served([]);
    const { client } = await served([], { baseUrl: server.url });
    await server.close().then(() => undefined);
    const error = await rejection(client.connections.get('x', undefined, { retries: 1 }));
    expect(error).toBeInstanceOf(NetworkError);
    expect(error).toMatchObject({ code: 'network_error', attempts: 2 });
    expect(String(error)).toContain('ECONNREFUSED');
    expect(String(error)).toContain('Check that the API is running');
  });
});

describe('pauses', () => {
  test.each([
    ['seconds', () => '3'],
    ['a date', () => new Date(Date.now() + 3_000).toUTCString()],
  ])('Retry-After in %s is waited for', async (_, value) => {
    frozenTime();
    jest.setSystemTime(new Date('2026-01-05T09:00:00Z'));
    withoutPauses();
    const { client, api } = faked();
    api.fail({ code: 'rate_limited', retryAfter: value() });
    const call = client.regions.list().withResponse();
    await jest.advanceTimersByTimeAsync(2_900);
    expect(api.requests).toHaveLength(1);
    await jest.advanceTimersByTimeAsync(200);
    await expect(call).resolves.toMatchObject({ attempts: 2 });
  });

  test('a pause that does not fit into the timeout is not begun: the answer is worth more', async () => {
    frozenTime();
    const { client, api } = faked({ timeout: 5_000 });
    api.fail({ code: 'rate_limited', retryAfter: 60 });
    const error = await rejection(client.regions.list());
    expect(error).toBeInstanceOf(RateLimitError);
    expect(error).toMatchObject({ retryAfterMs: 60_000 });
    expect(api.requests).toHaveLength(1);
  });

  test('they grow, and chance spreads them from nothing to the bound (full jitter)', async () => {
    frozenTime();
    const delays: number[] = [];
    const { client, api } = faked({
      retries: 7,
      timeout: 600_000,
      hooks: { retry: (event) => delays.push(event.delayMs) },
    });
    jest.spyOn(Math, 'random').mockReturnValue(0.999_999);
    api.fail({ code: 'internal_error', times: 7 });
    const call = client.regions.list();
    await jest.advanceTimersByTimeAsync(60_000);
    await call;
    expect(delays.map(Math.round)).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000, 8_000]);
  });

  test('a date in the past, nonsense and nothing are understood', () => {
    const now = Date.parse('2026-01-05T09:00:00Z');
    expect(parseRetryAfter('Mon, 05 Jan 2026 08:00:00 GMT', now)).toBe(0);
    expect(parseRetryAfter('Mon, 05 Jan 2026 09:00:07 GMT', now)).toBe(7_000);
    expect(parseRetryAfter('0', now)).toBe(0);
    expect(parseRetryAfter('soon', now)).toBeUndefined();
    expect(parseRetryAfter('-5', now)).toBeUndefined();
    expect(parseRetryAfter('', now)).toBeUndefined();
    expect(parseRetryAfter(undefined, now)).toBeUndefined();
  });
});

describe('the shared budget', () => {
  test('the shared budget in an outage all calls together make no more retries than it pays for', async () => {
    withoutPauses();
    const { client, server } = await served([unavailable], {
      retryBudget: new RetryBudget({ capacity: 5, perSecond: 0 }),
    });
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => client.connections.get('x')));
    expect(results.every(({ status }) => status === 'rejected')).toBe(true);
    expect(server.received).toHaveLength(25);
  });

  test('successes and time fill it up again', () => {
    frozenTime();
    const budget = new RetryBudget({ capacity: 2, perSuccess: 0.5, perSecond: 0.25 });
    expect([budget.spend(), budget.spend(), budget.spend()]).toEqual([true, true, false]);
    budget.success();
    budget.success();
    expect(budget.spend()).toBe(true);
    jest.advanceTimersByTime(4_000);
    expect([budget.spend(), budget.spend()]).toEqual([true, false]);
    jest.advanceTimersByTime(3_600_000);
    expect(budget.available).toBe(2);
  });

  test('without a shared budget there is no common limit', async () => {
    withoutPauses();
    const { client, server } = await served([unavailable], { retryBudget: false, retries: 4 });
    await Promise.allSettled(Array.from({ length: 20 }, () => client.connections.get('x')));
    expect(server.received).toHaveLength(100);
  });
});

describe('idempotency keys', () => {
  test('idempotency keys creates carry one by themselves, and keep it over retries', async () => {
    withoutPauses();
    const { client, server } = await served(['reset', unavailable, { status: 201, body: connection() }]);
    await client.connections.create(wanted);
    const keys = server.received.map(({ headers }) => headers['idempotency-key']);
    expect(keys).toHaveLength(3);
    expect(new Set(keys).size).toBe(1);
    expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('every create has its own', async () => {
    const { client, server } = await served([{ status: 201, body: connection() }]);
    await client.connections.create(wanted);
    await client.connections.create(wanted);
    await client.connections.retry('acme-orders-db');
    expect(new Set(server.received.map(({ headers }) => headers['idempotency-key'])).size).toBe(3);
  });

  test('the one you pass is used', async () => {
    const { client, server } = await served([{ status: 201, body: connection() }]);
    await client.connections.create(wanted, { idempotencyKey: 'order-4711' });
    expect(server.received[0]?.headers['idempotency-key']).toBe('order-4711');
  });

  test('idempotency keys reads carry none', async () => {
    const { client, server } = await served([ok]);
    await client.connections.get('acme-orders-db');
    expect(server.received[0]?.headers).not.toHaveProperty('idempotency-key');
  });

  test('while another request with the key is being answered, the call waits and asks again', async () => {
    withoutPauses();
    const busy = problem(409, 'idempotency_in_progress', { headers: { 'retry-after': '0' } });
    const { client, server } = await served([busy, { status: 201, body: connection() }]);
    await client.connections.create(wanted, { idempotencyKey: 'order-4711' });
    expect(server.received).toHaveLength(2);
  });
});
