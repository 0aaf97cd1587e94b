import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Loose, slow, startTestApi, type TestApi } from '../../support/api.ts';
import { makeAvailable, makePending, seed } from '../../support/world.ts';

const image = '111111111111.dkr.ecr.eu-west-1.amazonaws.com/tray/reader:1.4.2';
const secret = 'arn:aws:secretsmanager:eu-west-1:111111111111:secret:acme/orders-AbCdEf';
const network = 'net-acme-eu-west-1';

let api: TestApi;
let connectionId: string;
beforeAll(async () => {
  api = await startTestApi();
  ({ id: connectionId } = await seed(api));
  await makePending(api, connectionId);
  await makeAvailable(api, connectionId);
}, slow);
afterAll(() => api.close());

const path = (id: string, of = network) => `/v1/networks/${of}/connectors/${id}`;
const put = (id: string, more: object = {}, headers: Readonly<Record<string, string>> = {}) =>
  api.call('PUT', path(id), { body: { image, ...more }, headers });
const fields = (body: Loose) =>
  (body.errors as unknown as { pointer: string }[]).map(({ pointer }) => pointer);

describe('connectors over HTTP', () => {
  test('a connector is created with its defaults, shown, and listed with its history', async () => {
    const created = await put('reader', { connections: [connectionId] });
    expect(created.status).toBe(201);
    expect(created.headers.location).toBe(path('reader'));
    expect(created.body).toMatchObject({
      id: 'reader',
      networkId: network,
      organizationId: 'acme',
      cpu: 256,
      memory: 512,
      count: 1,
      environment: {},
      secrets: {},
      connections: [connectionId],
      awsServices: 'auto',
      state: 'provisioning',
      desiredTasks: 0,
      runningTasks: 0,
      nextAction: { actor: 'tray' },
      generation: 1,
      observedGeneration: 0,
    });
    const read = await api.call('GET', path('reader'));
    expect(read.body).toEqual(created.body);
    const known = await api.call('GET', path('reader'), {
      headers: { 'if-none-match': String(created.headers.etag) },
    });
    expect(known.status).toBe(304);
    const listed = await api.call('GET', `/v1/networks/${network}/connectors`);
    expect(listed.body).toEqual({ items: [created.body], nextCursor: null });
    const events = await api.call('GET', `${path('reader')}/events`);
    expect(events.body.items).toEqual([
      expect.objectContaining({
        type: 'created',
        to: 'provisioning',
        actor: { kind: 'caller', subject: 'tester' },
      }),
    ]);
  });

  test('the same body again changes nothing, another one counts up', async () => {
    const first = await put('twice', { environment: { A: '1' } });
    const again = await put('twice', { environment: { A: '1' }, count: 1 });
    expect([again.status, again.headers.etag]).toEqual([200, first.headers.etag]);
    const other = await put('twice', { environment: { A: '2' } });
    expect(other.body).toMatchObject({ generation: 2, environment: { A: '2' } });
    const events = await api.call('GET', `${path('twice')}/events?order=asc`);
    expect((events.body.items as unknown as Loose[]).map(({ type }) => type)).toEqual(['created', 'updated']);
  });

  test('conditions are kept: creating only, and replacing only what was read', async () => {
    const { headers } = await put('conditional');
    expect((await put('conditional', {}, { 'if-none-match': '*' })).status).toBe(412);
    expect((await put('conditional', { count: 2 }, { 'if-match': '"99"' })).status).toBe(412);
    expect((await put('conditional', { count: 2 }, { 'if-match': String(headers.etag) })).status).toBe(200);
    expect((await put('nothing-there', {}, { 'if-match': '"1"' })).status).toBe(412);
  });

  test('what a connector needs around it is added to its network, and stays out of it with "existing"', async () => {
    await put('with-secret', { secrets: { PASSWORD: secret } });
    const row = await api.database.store.networks.get(network);
    expect(row?.aws_services).toEqual(['ecr.api', 'ecr.dkr', 'logs', 'secretsmanager']);
    expect(row?.gateways).toHaveProperty('s3');
    const refused = await put('picky', {
      awsServices: 'existing',
      secrets: { PASSWORD: 'arn:aws:ssm:eu-west-1:111111111111:parameter/acme' },
    });
    expect(refused.status).toBe(422);
    expect(fields(refused.body)).toEqual(['/awsServices']);
    expect(refused.text).toContain('lacks ssm');
    expect((await api.call('GET', path('picky'))).status).toBe(404);
  });

  test('the services that connectors need are known with those who need them', async () => {
    const users = await api.database.store.connectors.servicesInUse(network);
    expect(users.get('secretsmanager')).toEqual(['with-secret']);
    expect(users.get('logs')).toContain('reader');
  });

  test.each([
    [
      'an image without a tag',
      { image: '111111111111.dkr.ecr.eu-west-1.amazonaws.com/tray/reader' },
      '/image',
    ],
    ['an image that no network reaches', { image: 'docker.io/library/postgres:17' }, '/image'],
    ['an image of another region', { image: image.replace('eu-west-1', 'us-east-1') }, '/image'],
    ['a CPU that Fargate does not have', { cpu: 300 }, '/cpu'],
    ['memory that Fargate does not have with the CPU', { cpu: 256, memory: 8192 }, '/memory'],
    ['too many tasks', { count: 1001 }, '/count'],
    ['tasks for which the network has no addresses', { count: 200 }, '/count'],
    [
      'a reserved variable',
      { environment: { TRAY_CONNECTION_X_HOST: 'x' } },
      '/environment/TRAY_CONNECTION_X_HOST',
    ],
    ['a secret that is no ARN', { secrets: { PASSWORD: 'hunter2' } }, '/secrets/PASSWORD'],
    ['a connection that does not exist', { connections: ['nobodys'] }, '/connections/0'],
  ])('%s is refused with its field', async (_what, body, field) => {
    const { status, body: problem } = await put('broken', body);
    expect([status, problem.code]).toEqual([422, 'invalid_value']);
    expect(fields(problem)).toContain(field);
  });

  test('another organization’s connection is answered as one that does not exist', async () => {
    const { id } = await seed(api, 'other', {}).catch(async () => {
      await api.call('PUT', '/v1/organizations/other', {
        body: { customerName: 'Other', awsAccountIds: ['333333333333'] },
      });
      return seed(api, 'other');
    });
    const theirs = await put('thief', { connections: [id] });
    const missing = await put('thief', { connections: ['nobodys'] });
    expect(theirs.status).toBe(422);
    expect(theirs.text.replaceAll(id, 'nobodys').replace(/"requestId":"[^"]*"/, '')).toBe(
      missing.text.replace(/"requestId":"[^"]*"/, ''),
    );
  });

  test('a network that the token may not see has no connectors to tell of', async () => {
    const token = await api.token({ organizations: ['other'] });
    for (const [method, where] of [
      ['GET', path('reader')],
      ['DELETE', path('reader')],
      ['GET', `/v1/networks/${network}/connectors`],
      ['GET', `${path('reader')}/events`],
    ] as const) {
      const { status, body } = await api.call(method, where, { token });
      expect([status, body.code]).toEqual([404, 'network_not_found']);
    }
  });

  test('a connection that connectors use is kept, and its deletion names them', async () => {
    const refused = await api.call('DELETE', `/v1/connections/${connectionId}`);
    expect([refused.status, refused.body.code]).toEqual([409, 'connection_in_use']);
    expect(refused.text).toContain('reader');
  });

  test('a connector is told of its connection’s new ports', async () => {
    const before = await api.call('GET', path('reader'));
    await api.call('PATCH', `/v1/connections/${connectionId}`, {
      body: { ports: [{ port: 6432, protocol: 'TCP' }] },
    });
    const { body } = await api.call('GET', path('reader'));
    expect(Number(body.generation)).toBe(Number(before.body.generation) + 1);
  });

  test('of many who put one connector at once, one creates it', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, index) => put('race', { count: index % 2 })),
    );
    expect(answers.map(({ status }) => status).filter((status) => status === 201)).toHaveLength(1);
    expect(answers.every(({ status }) => status === 200 || status === 201)).toBe(true);
    const { body } = await api.call('GET', path('race'));
    const events = await api.call('GET', `${path('race')}/events`);
    expect(Number(body.generation)).toBe((events.body.items as unknown as Loose[]).length);
  });

  test('of a connector that comes and a connection that goes, one is refused', async () => {
    for (let round = 0; round < 5; round++) {
      const { id } = await seed(api);
      const [putting, deleting] = await Promise.all([
        put(`with-${round}`, { connections: [id] }),
        api.call('DELETE', `/v1/connections/${id}`),
      ]);
      expect([putting.status, deleting.status]).toEqual(putting.status === 201 ? [201, 409] : [422, 202]);
    }
  });

  test('a connector that is deleted goes on its way once, and cannot be put meanwhile', async () => {
    await put('leaving');
    const first = await api.call('DELETE', path('leaving'));
    expect([first.status, first.body.state]).toEqual([202, 'deleting']);
    const again = await api.call('DELETE', path('leaving'));
    expect([again.status, again.headers.etag]).toEqual([202, first.headers.etag]);
    expect((await put('leaving')).body.code).toBe('illegal_state');
    expect((await api.call('DELETE', path('nobody'))).body.code).toBe('connector_not_found');
  });

  test('a network does not go while it has connectors', async () => {
    const { store } = api.database;
    await expect(store.transaction((held) => held.networks.requestDeletion(network))).rejects.toMatchObject({
      code: 'network_in_use',
    });
  });

  test('scopes are needed, to read and to write', async () => {
    const reading = await api.token({ scopes: ['connectors:read'] });
    expect((await api.call('GET', path('reader'), { token: reading })).status).toBe(200);
    expect((await api.call('DELETE', path('reader'), { token: reading })).body.code).toBe(
      'insufficient_scope',
    );
    const networks = await api.token({ scopes: ['networks:read'] });
    expect((await api.call('GET', path('reader'), { token: networks })).body.code).toBe('insufficient_scope');
  });
});
