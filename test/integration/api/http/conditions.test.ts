import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { acme, slow, startTestApi, type TestApi } from '../../support/api.ts';
import { seed } from '../../support/world.ts';

describe('conditional requests', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startTestApi();
  }, slow);
  afterAll(() => api.close());

  test('a change of an old version is refused, and changes nothing', async () => {
    const { id, etag } = await seed(api);
    const patch = (description: string, tag: string) =>
      api.call('PATCH', `/v1/connections/${id}`, { body: { description }, headers: { 'if-match': tag } });
    const first = await patch('one', etag);
    expect(first.status).toBe(200);
    const stale = await patch('two', etag);
    expect(stale.status).toBe(412);
    expect(stale.body).toMatchObject({ code: 'precondition_failed', errors: [{ pointer: '/if-match' }] });
    expect(stale.headers.etag).toBe(first.headers.etag);
    expect((await api.call('GET', `/v1/connections/${id}`)).body.description).toBe('one');
    expect((await patch('three', `"7", ${first.headers.etag}`)).status).toBe(200);
    expect((await patch('four', `W/${first.headers.etag}`)).status).toBe(412);
    const gone = await api.call('DELETE', `/v1/connections/${id}`, { headers: { 'if-match': etag } });
    expect(gone.status).toBe(412);
  });

  test('a change that changes nothing keeps the version', async () => {
    const { id, etag } = await seed(api);
    const same = await api.call('PATCH', `/v1/connections/${id}`, {
      body: { ports: [{ port: 5432, protocol: 'TCP' }] },
    });
    expect(same.headers.etag).toBe(etag);
    expect(same.body.generation).toBe(1);
  });

  test("a worker's diary does not move the version", async () => {
    const { id, etag } = await seed(api);
    await api.database.store.connections.observe(id, { attempts: 3, nextAttemptAt: new Date() });
    expect((await api.call('GET', `/v1/connections/${id}`)).headers.etag).toBe(etag);
  });

  test('If-None-Match: * creates only, If-Match replaces only', async () => {
    const put = (headers: Record<string, string>, customerName: string) =>
      api.call('PUT', '/v1/organizations/initech', { body: { ...acme, customerName }, headers });
    expect((await put({ 'if-match': '"1"' }, 'Initech')).status).toBe(412);
    const created = await put({ 'if-none-match': '*' }, 'Initech');
    expect(created.status).toBe(201);
    expect((await put({ 'if-none-match': '*' }, 'Initech')).status).toBe(412);
    expect((await put({ 'if-match': String(created.headers.etag) }, 'Initech Inc')).status).toBe(200);
    expect((await put({ 'if-match': String(created.headers.etag) }, 'Initrode')).status).toBe(412);
  });

  test('something that is no entity tag is named', async () => {
    const { id } = await seed(api);
    for (const [name, method] of [
      ['if-match', 'DELETE'],
      ['if-none-match', 'GET'],
    ] as const) {
      const answer = await api.call(method, `/v1/connections/${id}`, { headers: { [name]: 'three' } });
      expect(answer.status).toBe(400);
      expect(answer.body.errors).toMatchObject([{ in: 'header', pointer: `/${name}` }]);
    }
  });
});
