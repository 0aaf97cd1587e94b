import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { until } from '../../../support/eventually.ts';
import { slow, startTestApi, type TestApi } from '../../support/api.ts';
import { makeFailed, makePending, seed } from '../../support/world.ts';

describe('waiting for a connection', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startTestApi({ waits: 20 });
  }, slow);
  afterAll(() => api.close());

  test('waiting for a connection ends the moment the state is reached', async () => {
    const { id } = await seed(api);
    const waiting = api.call('GET', `/v1/connections/${id}?waitFor=pending_acceptance&timeout=30`);
    await until(() => api.feed.size === 1);
    await makePending(api, id);
    const changed = Date.now();
    expect((await waiting).body.state).toBe('pending_acceptance');
    expect(Date.now() - changed).toBeLessThan(1_500);
    expect(api.feed.size).toBe(0);
  });

  test('waiting for a connection ends at once in a state that nothing leaves by itself', async () => {
    const { id } = await seed(api);
    await makeFailed(api, id);
    const answer = await api.call('GET', `/v1/connections/${id}?waitFor=available&timeout=60`);
    expect(answer.body).toMatchObject({ state: 'failed', nextAction: { actor: 'customer' } });
  });

  test('waiting for a connection ends with the connection as it is when the time is over', async () => {
    const { id } = await seed(api);
    const begun = Date.now();
    const answer = await api.call('GET', `/v1/connections/${id}?waitFor=available&timeout=1`);
    expect(answer.body.state).toBe('requested');
    expect(Date.now() - begun).toBeGreaterThanOrEqual(990);
  });

  test('for any change needs the version one knows, and answers 304 when there is none', async () => {
    const { id, etag } = await seed(api);
    const headers = { 'if-none-match': etag };
    const path = `/v1/connections/${id}?waitFor=change&timeout=1`;
    expect((await api.call('GET', path, { headers })).status).toBe(304);
    const waiting = api.call('GET', `/v1/connections/${id}?waitFor=change&timeout=30`, { headers });
    await until(() => api.feed.size === 1);
    await api.call('PATCH', `/v1/connections/${id}`, { body: { description: 'new' } });
    expect((await waiting).body.description).toBe('new');
  });

  test('waiting for a connection holds no connection to the database, and is bounded', async () => {
    const { id } = await seed(api);
    const stop = new AbortController();
    const waits = Array.from({ length: 20 }, () =>
      api
        .call('GET', `/v1/connections/${id}?waitFor=available&timeout=60`, { signal: stop.signal })
        .catch(() => 'gone'),
    );
    await until(() => api.feed.size === 20);
    await until(() => api.database.pool.totalCount === api.database.pool.idleCount);
    const refused = await api.call('GET', `/v1/connections/${id}?waitFor=available&timeout=60`);
    expect(refused.status).toBe(503);
    expect(refused.body.code).toBe('overloaded');
    stop.abort();
    expect(await Promise.all(waits)).toEqual(Array(20).fill('gone'));
    await until(() => api.feed.size === 0);
  });

  test('waiting for a connection hears of changes although the listening session was killed', async () => {
    const { id } = await seed(api);
    const waiting = api.call('GET', `/v1/connections/${id}?waitFor=failed&timeout=30`);
    await until(() => api.feed.size === 1);
    await api.database.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name like '%listener' and datname = current_database()",
    );
    await until(() => !api.feed.listening);
    await makeFailed(api, id);
    expect((await waiting).body.state).toBe('failed');
    await until(() => api.feed.listening);
  });

  test(
    'waiting for a connection ends when the server stops',
    async () => {
      const other = await startTestApi();
      const { id } = await seed(other);
      const waiting = other.call('GET', `/v1/connections/${id}?waitFor=available&timeout=60`);
      await until(() => other.feed.size === 1);
      other.server.drain();
      expect((await waiting).body.state).toBe('requested');
      const late = await other.call('GET', `/v1/connections/${id}`);
      expect(late.status).toBe(503);
      expect(late.body.code).toBe('shutting_down');
      expect((await other.call('GET', '/readyz', { token: null })).body.checks?.process).toBe('stopping');
      await other.close();
    },
    slow,
  );
});
