import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { defined } from '../../../../domain/defined.ts';
import { acme, connectionRequest, slow, startTestApi, type TestApi } from '../../support/api.ts';
import { makeFailed, seed } from '../../support/world.ts';

describe('Idempotency-Key', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startTestApi();
    await api.call('PUT', '/v1/organizations/acme', { body: acme });
  }, slow);
  afterAll(() => api.close());

  const create = (key: string, body: unknown, token?: string) =>
    api.call('POST', '/v1/connections', {
      body,
      headers: { 'idempotency-key': key },
      ...defined({ token }),
    });
  const count = async () => (await api.call('GET', '/v1/connections?limit=200')).body.items?.length;

  test('the same request gets the first answer, byte by byte, even after the connection has moved on', async () => {
    const body = connectionRequest('acme');
    const first = await create('again', body);
    await makeFailed(api, String(first.body.id));
    const { organizationId, ...rest } = body;
    const second = await create('again', { ...rest, organizationId });
    expect(second.status).toBe(201);
    expect(second.text).toBe(first.text);
    expect(second.headers).toMatchObject({
      'idempotency-replayed': 'true',
      etag: first.headers.etag,
      location: first.headers.location,
    });
    expect(first.headers).not.toHaveProperty('idempotency-replayed');
  });

  test('another body under the same key is refused', async () => {
    await create('reused', connectionRequest('acme'));
    const other = await create('reused', connectionRequest('acme'));
    expect(other.status).toBe(422);
    expect(other.body.code).toBe('idempotency_key_reused');
    expect(other.body.errors).toMatchObject([{ in: 'header', pointer: '/idempotency-key' }]);
  });

  test('the same key of another caller is another key', async () => {
    const body = connectionRequest('acme');
    const first = await create('shared', body);
    const other = await create('shared', { ...body }, await api.token({ subject: 'somebody else' }));
    expect(other.status).toBe(201);
    expect(other.body.id).not.toBe(first.body.id);
  });

  test('Idempotency-Key of many at once one creates; the others get its answer or are told to wait', async () => {
    const before = Number(await count());
    const body = connectionRequest('acme');
    const answers = await Promise.all(Array.from({ length: 12 }, () => create('race', body)));
    const created = answers.filter((answer) => answer.status === 201);
    expect(new Set(created.map((answer) => answer.text)).size).toBe(1);
    for (const answer of answers.filter((one) => one.status !== 201)) {
      expect(answer.status).toBe(409);
      expect(answer.body.code).toBe('idempotency_in_progress');
      expect(answer.headers['retry-after']).toBe('1');
    }
    expect(Number(await count())).toBe(before + 1);
  });

  test('a request that is being answered holds the key', async () => {
    const holder = await api.database.pool.connect();
    try {
      // The first request waits for the organization's row, in the middle of its transaction.
      await holder.query("begin; select from organizations where id = 'acme' for update");
      const body = connectionRequest('acme');
      const first = create('held', body);
      let second = await create('held-probe', connectionRequest('none'));
      for (let i = 0; i < 100 && second.status !== 409; i += 1) {
        second = await Promise.race([create('held', body), first]);
      }
      expect(second.status).toBe(409);
      await holder.query('commit');
      expect((await first).status).toBe(201);
      expect((await create('held', body)).text).toBe((await first).text);
    } finally {
      holder.release();
    }
  });

  test('an error is not remembered: the next attempt is a new one', async () => {
    const body = { ...connectionRequest('acme'), region: 'eu-west-9' };
    expect((await create('mended', body)).status).toBe(422);
    expect((await create('mended', { ...body, region: 'eu-west-1' })).status).toBe(201);
  });

  test('a key is forgotten when its day is over', async () => {
    const body = connectionRequest('acme');
    const first = await create('old', body);
    await api.database.query("update idempotency_keys set expires_at = now() where key = 'old'");
    const second = await create('old', body);
    expect(second.body.id).not.toBe(first.body.id);
    await api.database.query("update idempotency_keys set expires_at = now() where key = 'old'");
    expect(await api.database.store.idempotencyKeys.forgetExpired()).toBe(1);
  });

  test('a retry with a key starts the connection once', async () => {
    const { id } = await seed(api, 'acme');
    await makeFailed(api, id);
    const retry = () =>
      api.call('POST', `/v1/connections/${id}/retry`, { headers: { 'idempotency-key': `retry-${id}` } });
    const first = await retry();
    const second = await retry();
    expect([first.status, second.status]).toEqual([202, 202]);
    expect(second.text).toBe(first.text);
  });

  describe('is judged by the token that comes with the request', () => {
    const hold = async (work: () => Promise<void>) => {
      const holder = await api.database.pool.connect();
      try {
        await holder.query("begin; select from organizations where id = 'acme' for update");
        await work();
        await holder.query('commit');
      } finally {
        holder.release();
      }
    };
    const narrow = () => api.token({ organizations: ['globex'] });

    test('an answer is not told again to who may not see the organization any more', async () => {
      const body = connectionRequest('acme');
      const first = await create('fired', body);
      const replay = await create('fired', body, await narrow());
      expect([first.status, replay.status]).toEqual([201, 404]);
      expect(replay.body.code).toBe('organization_not_found');
      expect(replay.headers).not.toHaveProperty('idempotency-replayed');
      const unscoped = await create('fired', body, await api.token({ scopes: ['connections:read'] }));
      expect(unscoped.status).toBe(403);
    });

    test('nor is it told whether the key is in use, or was used for something else', async () => {
      await api.call('PUT', '/v1/organizations/globex', { body: acme });
      const body = connectionRequest('acme');
      const token = await narrow();
      let open: Promise<unknown> = Promise.resolve();
      await hold(async () => {
        open = create('probed', body);
        let busy = await create('probed', body);
        for (let i = 0; i < 100 && String(busy.body.code) !== 'idempotency_in_progress'; i += 1)
          busy = await create('probed', body);
        expect(busy.body.code).toBe('idempotency_in_progress');
        expect((await create('probed', body, token)).body.code).toBe('organization_not_found');
        expect((await create('probed', connectionRequest('globex'), token)).status).toBe(201);
      });
      await open;
      const other = await create('probed', connectionRequest('acme'), token);
      expect(other.body.code).toBe('organization_not_found');
    });

    test('the same holds for retries and intakes', async () => {
      const { id } = await seed(api);
      await makeFailed(api, id);
      const retry = (token?: string) =>
        api.call('POST', `/v1/connections/${id}/retry`, {
          headers: { 'idempotency-key': 'retry-once' },
          ...defined({ token }),
        });
      expect((await retry()).status).toBe(202);
      expect((await retry()).headers['idempotency-replayed']).toBe('true');
      expect((await retry(await narrow())).body.code).toBe('connection_not_found');

      const intake = (token?: string) =>
        api.call('POST', '/v1/intakes', {
          headers: { 'idempotency-key': 'intake-once' },
          body: {
            customer_name: 'Acme Corp',
            location: 'eu-west-1',
            tray_org_id: 'acme',
            aws_account_id: '222222222222',
            service_name: 'com.amazonaws.vpce.eu-west-1.vpce-svc-0fedcba9876543210',
            ports: [{ port: 5432, protocol: 'TCP' }],
          },
          ...defined({ token }),
        });
      expect((await intake()).status).toBe(201);
      expect((await intake()).headers['idempotency-replayed']).toBe('true');
      expect((await intake(await narrow())).body.code).toBe('organization_not_found');
    });

    test('so do cursors and conditional requests', async () => {
      const { id, etag } = await seed(api);
      await seed(api);
      const page = await api.call('GET', '/v1/connections?limit=1');
      const token = await narrow();
      const rest = await api.call('GET', `/v1/connections?limit=200&cursor=${page.body.nextCursor}`, {
        token,
      });
      for (const item of rest.body.items as unknown as { organizationId: string }[])
        expect(item.organizationId).toBe('globex');
      const known = await api.call('GET', `/v1/connections/${id}`, {
        token,
        headers: { 'if-none-match': etag },
      });
      expect(known.status).toBe(404);
    });
  });
});
