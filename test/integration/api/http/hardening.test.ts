import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { request } from 'undici';
import { startApi } from '../../../../api/http/start.ts';
import { readSettings } from '../../../../api/settings/settings.ts';
import { openStore } from '../../../../api/store/open.ts';
import { until } from '../../../support/eventually.ts';
import { acme, connectionRequest, serviceName, slow, startTestApi, type TestApi } from '../../support/api.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { makeAvailable, makeFailed, makePending, seed } from '../../support/world.ts';

describe('text', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startTestApi();
    await api.call('PUT', '/v1/organizations/acme', { body: acme });
  }, slow);
  afterAll(() => api.close());

  const json = { 'content-type': 'application/json' };

  test.each([
    [
      'NUL in a field',
      'POST',
      '/v1/connections',
      '{"organizationId":"acme","description":"a\\u0000"}',
      'body',
      '/description',
    ],
    [
      'half a pair in a field',
      'POST',
      '/v1/connections',
      '{"service":{"name":"\\ud800"}}',
      'body',
      '/service/name',
    ],
    [
      'half a pair, the second',
      'PUT',
      '/v1/organizations/acme',
      '{"customerName":"x\\udc00"}',
      'body',
      '/customerName',
    ],
    [
      'NUL in a list',
      'PUT',
      '/v1/organizations/acme',
      '{"awsAccountIds":["\\u0000"]}',
      'body',
      '/awsAccountIds/0',
    ],
    ['NUL in a name', 'POST', '/v1/intakes', '{"a\\u0000":1}', 'body', '/a\ufffd'],
    ['half a pair in a name', 'POST', '/v1/service-checks', '{"\\udfff":1}', 'body', '/\ufffd'],
    ['NUL in the query', 'GET', '/v1/connections?serviceName=a%00', undefined, 'query', '/serviceName'],
    ['NUL in a name of the query', 'GET', '/v1/connections?a%00=1', undefined, 'query', '/a\ufffd'],
    ['NUL in the path', 'GET', '/v1/connections/a%00', undefined, 'path', '/connectionId'],
  ])('%s is refused before anything is done with it', async (_what, method, path, raw, part, pointer) => {
    const answer = await api.call(method, path, raw === undefined ? {} : { raw, headers: json });
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({
      code: 'validation_failed',
      errors: [{ in: part, pointer, code: 'unstorable_text' }],
    });
  });

  test('whole pairs, and the words "\\u0000" in letters, are honest text', async () => {
    const description = 'party 🎉 \\u0000 \\ud800';
    const created = await api.call('POST', '/v1/connections', {
      body: connectionRequest('acme', { description }),
    });
    expect([created.status, created.body.description]).toEqual([201, description]);
  });

  test.each([
    'urn:uuid:0198c1f2-7a10-7c3e-9a55-1f2e3d4c5b6a',
    '{0198c1f2-7a10-7c3e-9a55-1f2e3d4c5b6a}',
    '0198c1f27a107c3e9a551f2e3d4c5b6a',
  ])('a run id that PostgreSQL, or nobody, would read (%s) is refused', async (id) => {
    const answer = await api.call('GET', `/v1/runs/${encodeURIComponent(id)}`);
    expect([answer.status, answer.body.code]).toEqual([400, 'validation_failed']);
  });

  test.each([
    ['NUL', 'a\u0000b'],
    ['half a pair', 'a\ud800'],
  ])('a signed token with %s in its subject is refused', async (_what, subject) => {
    const answer = await api.call('POST', '/v1/connections', {
      token: await api.token({ subject }),
      body: connectionRequest('acme'),
    });
    expect([answer.status, answer.body.code]).toEqual([401, 'invalid_token']);
  });

  test.each([['a\u0000'], ['\ud800'], ['Acme Corp']])(
    'a signed token for the organization %j is refused',
    async (id) => {
      const answer = await api.call('GET', '/v1/connections', {
        token: await api.token({ organizations: [id] }),
      });
      expect([answer.status, answer.body.code]).toEqual([401, 'invalid_token']);
    },
  );
});

describe('ids of every length', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startTestApi();
  }, slow);
  afterAll(() => api.close());

  test.each([
    ['a', 201],
    ['7', 201],
    ['ab', 201],
    ['a-b', 201],
    ['a'.repeat(36), 201],
    ['a'.repeat(37), 400],
    ['-', 400],
    ['a-', 400],
    ['A', 400],
  ])('organization %s: %i, with a token for it alone', async (id, status) => {
    const token = status === 201 ? await api.token({ organizations: [id] }) : await api.token();
    const put = await api.call('PUT', `/v1/organizations/${id}`, { token, body: acme });
    expect(put.status).toBe(status);
    if (status !== 201) return;
    const made = await api.call('POST', '/v1/connections', { token, body: connectionRequest(id) });
    expect(made.status).toBe(201);
    await makePending(api, String(made.body.id));
    const network = await api.call('GET', `/v1/networks/net-${id}-eu-west-1`, { token });
    expect([network.status, network.body.organizationId]).toEqual([200, id]);
  });

  test.each([
    ['a', 201],
    ['7', 201],
    ['ab', 201],
    ['a'.repeat(40), 201],
    ['a'.repeat(41), 400],
    ['-', 400],
    ['A', 400],
  ])('connection %s: %i', async (id, status) => {
    await api.call('PUT', '/v1/organizations/acme', { body: acme });
    const made = await api.call('POST', '/v1/connections', {
      body: connectionRequest('acme', { id, service: { name: serviceName() } }),
    });
    expect(made.status).toBe(status);
    if (status === 201) expect((await api.call('GET', `/v1/connections/${id}`)).status).toBe(200);
  });
});

describe('the acceptance pack of a request that is over', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startTestApi();
  }, slow);
  afterAll(() => api.close());

  const system = { kind: 'system', component: 'test' } as const;
  const pack = (id: string) => api.call('GET', `/v1/connections/${id}/acceptance`);

  test.each(['expired', 'rejected', 'failed'] as const)(
    'the acceptance pack of a request that is over says that it is %s, and what to do',
    async (to) => {
      const { id } = await seed(api);
      await makePending(api, id);
      expect((await pack(id)).status).toBe(200);
      await api.database.store.connections.transition(id, {
        from: 'pending_acceptance',
        to,
        actor: system,
        reason: { code: 'endpoint_failed', message: 'for a reason' },
      });
      const answer = await pack(id);
      expect([answer.status, answer.body.code]).toEqual([409, 'acceptance_not_ready']);
      expect(answer.body.detail).toMatch(new RegExp(`${to}: for a reason.*Retry it first`));
    },
  );

  test('the acceptance pack of a request that is over says so before the workers have noticed', async () => {
    const { id } = await seed(api);
    await makePending(api, id, new Date(Date.now() - 1_000));
    expect((await pack(id)).body.detail).toMatch(/expired at \d{4}-/);
  });

  test('the acceptance pack of a request that is over says that it is being deleted', async () => {
    const { id } = await seed(api);
    await makePending(api, id);
    await api.call('DELETE', `/v1/connections/${id}`);
    expect((await pack(id)).body.detail).toMatch(/being deleted/);
  });

  test('the acceptance pack of a request that is over stays readable while the connection works', async () => {
    const { id } = await seed(api);
    await makePending(api, id);
    await makeAvailable(api, id);
    expect((await pack(id)).status).toBe(200);
  });

  test('a failed one without an endpoint is told apart from one that is on its way', async () => {
    const { id } = await seed(api);
    expect((await pack(id)).headers['retry-after']).toBe('5');
    await makeFailed(api, id);
    const answer = await pack(id);
    expect(answer.body.detail).toMatch(/has failed: AWS does not show the service/);
    expect(answer.headers).not.toHaveProperty('retry-after');
  });
});

describe('what needs no token', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startTestApi({ limits: { publicRequestsPerMinute: 5 } });
  }, slow);
  afterAll(() => api.close());

  test.each(['/openapi.json', '/healthz', '/readyz', '/metrics', '/nowhere'])(
    '%s is limited by address, and callers with a token are not',
    async (path) => {
      const statuses = new Set<number>();
      for (let i = 0; i < 12; i += 1) statuses.add((await api.call('GET', path, { token: null })).status);
      expect(statuses).toContain(429);
      const limited = await api.call('GET', path, { token: null });
      expect([limited.status, limited.body.code]).toEqual([429, 'rate_limited']);
      expect(Number(limited.headers['retry-after'])).toBeGreaterThan(0);
      expect((await api.call('GET', '/v1/regions')).status).toBe(200);
    },
  );

  test('documents have entity tags, and are not sent twice', async () => {
    const fresh = await startTestApi();
    for (const path of ['/openapi.json', '/docs/', '/docs/js/scalar.js']) {
      const first = await fresh.call('GET', path, { token: null });
      expect(first.headers.etag).toMatch(/^"[\w-]{22}"$/);
      const again = await fresh.call('GET', path, {
        token: null,
        headers: { 'if-none-match': String(first.headers.etag) },
      });
      expect([path, again.status, again.text]).toEqual([path, 304, '']);
    }
    await fresh.close();
  });

  test('many who ask at once whether the database answers cost one question', async () => {
    const fresh = await startTestApi();
    const asked = async () =>
      Number(
        (
          await fresh.database.query<{ calls: string }>(
            'select coalesce(sum(xact_commit), 0) as calls from pg_stat_database where datname = current_database()',
          )
        )[0]?.calls,
      );
    let pings = 0;
    const { store } = fresh.database;
    const ping = store.ping.bind(store);
    Object.assign(store, {
      ping: () => {
        pings += 1;
        return ping();
      },
    });
    expect(await asked()).toBeGreaterThanOrEqual(0);
    await Promise.all(Array.from({ length: 40 }, () => fresh.call('GET', '/readyz', { token: null })));
    expect(pings).toBeGreaterThanOrEqual(1);
    expect(pings).toBeLessThanOrEqual(3);
    await fresh.close();
  });
});

describe('a process of its own settings', () => {
  let database: TestDatabase;
  let folder: string;
  const logger = pino({ level: 'silent' });
  beforeAll(async () => {
    database = await createTestDatabase();
    folder = await mkdtemp(join(tmpdir(), 'tray-privatelink-hardening-'));
  }, slow);
  afterAll(async () => {
    await database.close();
    await rm(folder, { recursive: true, force: true });
  });

  const start = async (more: Record<string, string> = {}) => {
    const settings = readSettings({ DATA_FOLDER: folder, DATABASE_URL: database.url, PORT: '0', ...more });
    const open = await openStore(settings, { logger });
    const api = await startApi({ settings, database: open, logger });
    return { api, open, token: (await api.issueToken?.())?.token ?? '' };
  };
  const status = async (url: string) => {
    const answer = await request(url);
    await answer.body.dump();
    return answer.statusCode;
  };

  test('health and metrics can listen elsewhere, and then nowhere else', async () => {
    const { api, open } = await start({ HEALTH_PORT: '0' });
    for (const path of ['/healthz', '/readyz', '/metrics']) {
      expect([path, await status(`${api.url}${path}`)]).toEqual([path, 404]);
      expect([path, await status(`${api.healthUrl}${path}`)]).toEqual([path, 200]);
    }
    expect(await status(`${api.healthUrl}/v1/regions`)).toBe(404);
    await api.close();
    await open.close();
  });

  test('tokens live as long as is allowed', async () => {
    const { api, open } = await start({ TOKEN_LONGEST_LIFE_SECONDS: '600' });
    const ask = async (seconds: number) => {
      const token = (await api.issueToken?.(seconds))?.token ?? '';
      const answer = await request(`${api.url}/v1/regions`, {
        headers: { authorization: `Bearer ${token}` },
      });
      await answer.body.dump();
      return answer.statusCode;
    };
    expect([await ask(600), await ask(700)]).toEqual([200, 401]);
    await api.close();
    await open.close();
  });

  test(
    'stopping with open waits and kept sockets takes no longer than the grace',
    async () => {
      // The metrics are read until they show all waits, however long that takes.
      const { api, open, token } = await start({ PUBLIC_REQUESTS_PER_MINUTE: '1000000' });
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const put = await request(`${api.url}/v1/organizations/stop`, {
        method: 'PUT',
        headers,
        body: JSON.stringify(acme),
      });
      await put.body.dump();
      const created = await request(`${api.url}/v1/connections`, {
        method: 'POST',
        headers,
        body: JSON.stringify(connectionRequest('stop')),
      });
      const { id } = (await created.body.json()) as { id: string };
      const agent = new HttpAgent({ keepAlive: true });
      const waits = Array.from({ length: 50 }, async () => {
        const waiting = httpRequest(`${api.url}/v1/connections/${id}?waitFor=available&timeout=60`, {
          agent,
          headers,
        });
        waiting.end();
        const [answer] = (await once(waiting, 'response')) as [import('node:http').IncomingMessage];
        answer.resume();
        await once(answer, 'end');
        return [answer.statusCode, answer.headers.connection];
      });
      await until(async () => {
        const metrics = await request(`${api.url}/metrics`);
        return /^http_waiting_requests 50$/m.test(await metrics.body.text());
      });
      const begun = Date.now();
      await api.close();
      expect(Date.now() - begun).toBeLessThan(9_000);
      for (const answer of await Promise.all(waits)) expect(answer).toEqual([200, 'close']);
      agent.destroy();
      await open.close();
    },
    slow,
  );
});
