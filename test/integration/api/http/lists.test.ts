import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { acme, connectionRequest, slow, startTestApi, type TestApi } from '../../support/api.ts';
import { makeFailed } from '../../support/world.ts';

describe('lists', () => {
  let api: TestApi;
  const ids: string[] = [];
  beforeAll(async () => {
    api = await startTestApi();
    for (const organization of ['acme', 'globex', 'initech']) {
      await api.call('PUT', `/v1/organizations/${organization}`, { body: acme });
    }
    for (let i = 0; i < 9; i += 1) {
      const organization = ['acme', 'globex', 'initech'][i % 3] ?? 'acme';
      const region = i % 2 === 0 ? {} : { region: 'us-east-1' };
      const body = connectionRequest(organization, region);
      ids.unshift(String((await api.call('POST', '/v1/connections', { body })).body.id));
    }
    await makeFailed(api, ids[0] ?? '');
  }, slow);
  afterAll(() => api.close());

  async function walk(path: string, token?: string): Promise<string[]> {
    const found: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const glue = path.includes('?') ? '&' : '?';
      const next: string = cursor === '' ? path : `${path}${glue}cursor=${cursor}`;
      const { body } = await api.call('GET', next, token === undefined ? {} : { token });
      for (const item of body.items as unknown as { id: string }[]) found.push(item.id);
      cursor = body.nextCursor as unknown as string | null;
    }
    return found;
  }

  test('pages follow each other, newest first, without gap or repetition', async () => {
    expect(await walk('/v1/connections?limit=2')).toEqual(ids);
    expect(await walk('/v1/connections?limit=9')).toEqual(ids);
  });

  test('pages stay as they are while rows are added', async () => {
    const first = await api.call('GET', '/v1/connections?limit=4');
    const body = connectionRequest('acme');
    const added = String((await api.call('POST', '/v1/connections', { body })).body.id);
    const rest = await api.call('GET', `/v1/connections?limit=200&cursor=${first.body.nextCursor}`);
    const items = [first, rest].flatMap((answer) => answer.body.items as unknown as { id: string }[]);
    expect(items.map((item) => item.id)).toEqual(ids);
    ids.unshift(added);
  });

  test('several organizations and states are merged in order', async () => {
    const token = await api.token({ organizations: ['acme', 'initech'] });
    const mine = await walk('/v1/connections?limit=2', token);
    const shown = await Promise.all(mine.map((id) => api.call('GET', `/v1/connections/${id}`)));
    expect(new Set(shown.map((answer) => answer.body.organizationId))).toEqual(new Set(['acme', 'initech']));
    expect(mine).toEqual(ids.filter((id) => mine.includes(id)));
    expect(mine).toHaveLength(7);
    const states = await walk('/v1/connections?limit=2&state=failed&state=requested', token);
    expect(states).toEqual(mine);
    expect(await walk('/v1/connections?state=failed')).toEqual([ids[1]]);
    expect(await walk('/v1/connections?region=us-east-1&limit=3')).toHaveLength(4);
  });

  test('a cursor that was tampered with, or is from another list, is refused', async () => {
    const { body } = await api.call('GET', '/v1/connections?limit=2&organizationId=acme');
    const cursor = String(body.nextCursor);
    const [payload, signature] = cursor.split('.');
    const bad = [
      `/v1/connections?cursor=${cursor}`,
      `/v1/connections?organizationId=globex&cursor=${cursor}`,
      `/v1/networks?cursor=${cursor}`,
      `/v1/connections?organizationId=acme&cursor=${Buffer.from('1').toString('base64url')}.${signature}`,
      `/v1/connections?organizationId=acme&cursor=${payload}.`,
      `/v1/connections?organizationId=acme&cursor=${payload}`,
      '/v1/connections?organizationId=acme&cursor=x.y.z',
      `/v1/connections/${ids[0]}/events?cursor=${cursor}`,
    ];
    for (const path of bad) {
      const answer = await api.call('GET', path);
      expect([path, answer.status, answer.body.code]).toEqual([path, 400, 'invalid_cursor']);
    }
    expect((await api.call('GET', `/v1/connections?organizationId=acme&cursor=${cursor}`)).status).toBe(200);
  });
});
