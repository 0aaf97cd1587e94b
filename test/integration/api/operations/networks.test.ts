import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Loose, slow, startTestApi, type TestApi } from '../../support/api.ts';
import { makePending, seed } from '../../support/world.ts';

let api: TestApi;
let connectionId: string;
beforeAll(async () => {
  api = await startTestApi();
  ({ id: connectionId } = await seed(api));
}, slow);
afterAll(() => api.close());

const create = (more: object = {}, headers: Readonly<Record<string, string>> = {}) =>
  api.call('POST', '/v1/networks', {
    body: { organizationId: 'acme', region: 'us-east-1', ...more },
    headers,
  });
const path = (region: string, of = 'acme') => `/v1/networks/net-${of}-${region}`;
const fields = (body: Loose) =>
  (body.errors as unknown as { pointer: string }[]).map(({ pointer }) => pointer);

/** As a worker would end it. */
async function gone(region: string, of = 'acme'): Promise<void> {
  await api.database.store.networks.settle(`net-${of}-${region}`, {
    state: 'deleted',
    nextAttemptAt: null,
    attempts: 0,
  });
}

describe('networks over HTTP', () => {
  test('a network is made ahead with what it holds, and stays by itself', async () => {
    const content = {
      gateways: { s3: { buckets: ['acme-tray-exports', { name: 'acme-lake', access: 'read' }] } },
      awsServices: ['ecr.api', 'logs'],
    };
    const created = await create(content);
    expect(created.status).toBe(201);
    expect(created.headers.location).toBe(path('us-east-1'));
    expect(created.body).toMatchObject({
      id: 'net-acme-us-east-1',
      zoneIds: ['use1-az1', 'use1-az2'],
      ...content,
      retained: true,
      state: 'requested',
      generation: 1,
      observedGeneration: 0,
    });
    expect((await api.call('GET', path('us-east-1'))).body).toEqual(created.body);
    const again = await create();
    expect(again).toMatchObject({ status: 409, body: { code: 'network_exists' } });
    expect(String(again.body.detail)).toContain('net-acme-us-east-1');
  });

  test('a network that is asked for twice at once is made once', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => create({ region: 'ap-southeast-2' })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(7).fill(409)]);
    const key = { 'idempotency-key': 'make-it-once' };
    await api.call('DELETE', path('ap-southeast-2'));
    await gone('ap-southeast-2');
    const first = await create({ region: 'ap-southeast-2' }, key);
    const second = await create({ region: 'ap-southeast-2' }, key);
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.body).toEqual(first.body);
    await api.call('DELETE', path('ap-southeast-2'));
    await gone('ap-southeast-2');
  });

  test.each([
    ['a region where Tray has none', { region: 'eu-north-1' }, '/region'],
    ['a zone of another region', { region: 'ap-southeast-2', zoneIds: ['euw1-az1'] }, '/zoneIds/0'],
    ['a range outside of the pool', { region: 'ap-southeast-2', cidr: '10.0.0.0/24' }, '/cidr'],
    [
      'a bucket with a wildcard',
      { region: 'ap-southeast-2', gateways: { s3: { buckets: ['acme-*'] } } },
      '/gateways/s3/buckets/0',
    ],
    [
      'a bucket twice',
      { region: 'ap-southeast-2', gateways: { s3: { buckets: ['acme-a', { name: 'acme-a' }] } } },
      '/gateways/s3/buckets/1/name',
    ],
    [
      'a table whose name is none',
      { region: 'ap-southeast-2', gateways: { dynamodb: { tables: [{ name: 'a*' }] } } },
      '/gateways/dynamodb/tables/0/name',
    ],
    ['a gateway as an interface', { region: 'ap-southeast-2', awsServices: ['s3'] }, '/awsServices/0'],
    [
      'a whole name of a service',
      { region: 'ap-southeast-2', awsServices: ['com.amazonaws.eu-west-1.logs'] },
      '/awsServices/0',
    ],
    [
      'more endpoints than a VPC takes',
      {
        region: 'ap-southeast-2',
        cidr: '100.64.128.0/20',
        awsServices: Array.from({ length: 51 }, (_, index) => `service-${index}`),
      },
      '/awsServices',
    ],
    [
      'more buckets than a policy holds',
      {
        region: 'ap-southeast-2',
        gateways: {
          s3: { buckets: Array.from({ length: 200 }, (_, index) => `${'b'.repeat(55)}-${index}`) },
        },
      },
      '/gateways/s3/buckets',
    ],
  ])('a network is refused with %s, and nothing of it stays', async (_what, body, pointer) => {
    const refused = await create(body);
    expect(refused).toMatchObject({ status: 422, body: { code: 'invalid_value' } });
    expect(fields(refused.body)).toContain(pointer);
    expect((await api.call('GET', path('ap-southeast-2'))).status).toBe(404);
  });

  test('a network changes what it holds, and stays as it is for the same again', async () => {
    const before = await api.call('GET', path('us-east-1'));
    const body = { awsServices: ['ecr.api', 'ecr.dkr', 'logs'] };
    const changed = await api.call('PATCH', path('us-east-1'), {
      body,
      headers: { 'if-match': String(before.headers.etag) },
    });
    expect(changed).toMatchObject({ status: 200, body: { ...body, generation: 2 } });
    const same = await api.call('PATCH', path('us-east-1'), { body });
    expect(same.headers.etag).toBe(changed.headers.etag);
    const late = await api.call('PATCH', path('us-east-1'), {
      body: { awsServices: [] },
      headers: { 'if-match': String(before.headers.etag) },
    });
    expect(late.status).toBe(412);
  });

  test('a network that a connection is on its way into is not deleted, and says which', async () => {
    const made = await create({ region: 'eu-west-1' });
    expect([201, 409]).toContain(made.status);
    const refused = await api.call('DELETE', path('eu-west-1'));
    expect(refused).toMatchObject({ status: 409, body: { code: 'network_in_use' } });
    expect(String(refused.body.detail)).toContain(connectionId);
    await makePending(api, connectionId);
    expect((await api.call('DELETE', path('eu-west-1'))).status).toBe(409);
  });

  test('a service that a connector needs cannot be taken from its network', async () => {
    const image = '111111111111.dkr.ecr.eu-west-1.amazonaws.com/tray/reader:1.4.2';
    const connector = `${path('eu-west-1')}/connectors/reader`;
    expect((await api.call('PUT', connector, { body: { image } })).status).toBe(201);
    const refused = await api.call('PATCH', path('eu-west-1'), { body: { awsServices: ['logs'] } });
    expect(refused).toMatchObject({ status: 409, body: { code: 'network_in_use' } });
    expect(String(refused.body.detail)).toContain('ecr.api (reader)');
    const kept = await api.call('GET', path('eu-west-1'));
    expect(kept.body.awsServices).toEqual(expect.arrayContaining(['ecr.api', 'ecr.dkr', 'logs']));
    expect((await api.call('DELETE', path('eu-west-1'))).body.detail).toContain('1 connector (reader)');
  });

  test('a network that stops being retained and is empty goes', async () => {
    await create({ region: 'ap-southeast-2' });
    const released = await api.call('PATCH', path('ap-southeast-2'), { body: { retained: false } });
    expect(released).toMatchObject({ status: 200, body: { retained: false, state: 'deleting' } });
    expect(await create({ region: 'ap-southeast-2' })).toMatchObject({
      status: 409,
      body: { code: 'illegal_state' },
    });
    await gone('ap-southeast-2');
    expect((await api.call('GET', path('ap-southeast-2'))).status).toBe(404);
  });

  test('the statement for a bucket names the gateway of this network, as soon as there is one', async () => {
    const statement = (bucket: string) =>
      api.call('GET', `${path('us-east-1')}/bucket-policy?bucket=${encodeURIComponent(bucket)}`);
    expect((await statement('acme-lake')).body.code).toBe('network_not_ready');
    await api.database.store.networks.settle('net-acme-us-east-1', {
      state: 'available',
      observedGeneration: 2,
      gatewayEndpointIds: { s3: 'vpce-0aaaaaaaaaaaaaaa1', dynamodb: 'vpce-0aaaaaaaaaaaaaaa2' },
      nextAttemptAt: null,
      attempts: 0,
    });
    const { status, body } = await statement('acme-lake');
    expect(status).toBe(200);
    expect(body.statement).toMatchObject({
      Effect: 'Deny',
      Resource: ['arn:aws:s3:::acme-lake', 'arn:aws:s3:::acme-lake/*'],
      Condition: { StringNotEquals: { 'aws:SourceVpce': ['vpce-0aaaaaaaaaaaaaaa1'] } },
    });
    expect(JSON.parse(String(body.json))).toEqual(body.statement);
    expect(String(body.hcl)).toContain('vpce-0aaaaaaaaaaaaaaa1');
    const refused = await statement('acme_lake*');
    expect(refused).toMatchObject({ status: 422, body: { code: 'invalid_value' } });
    expect(fields(refused.body)).toEqual(['/bucket']);
  });

  test('another organization’s network is none, whatever is done with it', async () => {
    const token = await api.token({ organizations: ['globex'] });
    for (const [method, body] of [
      ['GET', undefined],
      ['PATCH', { retained: false }],
      ['DELETE', undefined],
    ] as const) {
      const answer = await api.call(method, path('us-east-1'), { token, ...(body ? { body } : {}) });
      expect([method, answer.status, answer.body.code]).toEqual([method, 404, 'network_not_found']);
    }
    const body = { organizationId: 'acme', region: 'ap-southeast-2' };
    expect((await api.call('POST', '/v1/networks', { token, body })).body.code).toBe(
      'organization_not_found',
    );
    const reader = await api.token({ scopes: ['networks:read'] });
    expect((await api.call('POST', '/v1/networks', { token: reader, body })).status).toBe(403);
  });
});

describe('regions of an organization', () => {
  const put = (regions: readonly string[]) =>
    api.call('PUT', '/v1/organizations/initech', {
      body: { customerName: 'Initech', awsAccountIds: ['555555555555'], regions },
    });

  test('the regions of an organization have networks at once, which stay while they are listed', async () => {
    expect(await put(['us-east-1', 'eu-west-1'])).toMatchObject({
      status: 201,
      body: { regions: ['eu-west-1', 'us-east-1'] },
    });
    const network = await api.call('GET', path('us-east-1', 'initech'));
    expect(network.body).toMatchObject({ retained: true, state: 'requested' });
    const refused = await api.call('DELETE', path('us-east-1', 'initech'));
    expect(refused).toMatchObject({ status: 409, body: { code: 'network_in_use' } });
    expect(String(refused.body.detail)).toContain('Take the region from the organization first');
  });

  test('a region that is taken from the list lets its network go, and the history says so', async () => {
    expect((await put(['eu-west-1'])).body.regions).toEqual(['eu-west-1']);
    expect((await api.call('GET', path('us-east-1', 'initech'))).body.state).toBe('deleting');
    const { body } = await api.call('GET', '/v1/organizations/initech/events');
    expect(body.items?.[0]).toMatchObject({
      type: 'updated',
      changes: { regions: { added: [], removed: ['us-east-1'] } },
    });
    // Asked for again while it goes: the call works, and the network is made anew when it is gone.
    expect((await put(['us-east-1', 'eu-west-1'])).status).toBe(200);
  });

  test('a region where Tray has no networks is refused by its place in the list', async () => {
    const refused = await put(['eu-west-1', 'eu-north-1']);
    expect(refused.status).toBe(422);
    expect(fields(refused.body)).toEqual(['/regions/1']);
  });
});
