import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { request } from 'undici';
import { parse } from 'yaml';
import type { HttpDispatcher } from '../../../sdk/src/index.ts';
import {
  ConflictError,
  NetworkExistsError,
  NetworkInUseError,
  PrivateLinkClient,
  type Run,
  TestNotFoundError,
} from '../../../sdk/src/index.ts';
import { operations } from '../../../sdk/src/operations.ts';
import { FakePrivateLinkApi, type RecordedRequest } from '../../../sdk/src/testing/index.ts';
import { wanted } from './support/data.ts';
import { afterThisTest, faked, rejection, withoutPauses } from './support/setup.ts';

const contractPath = join(import.meta.dirname, '../../../api/openapi.yaml');

interface ResponseObject {
  readonly $ref?: string;
  readonly content?: Record<string, object>;
}

interface Contract {
  readonly paths: Record<string, Record<string, { responses?: Record<string, ResponseObject> }>>;
}

let validatorFor: (method: string, route: string, status: number) => ValidateFunction | undefined;

beforeAll(async () => {
  const contract = parse(await readFile(contractPath, 'utf8')) as Contract;
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  (addFormats as unknown as (ajv: Ajv2020) => void)(ajv);
  ajv.addSchema(contract, 'contract');
  validatorFor = (method, route, status) => {
    const escaped = (text: string) => text.replaceAll('~', '~0').replaceAll('/', '~1');
    const found = contract.paths[route]?.[method.toLowerCase()]?.responses?.[String(status)];
    if (!found) throw new Error(`${method} ${route} has no answer ${status} in the contract`);
    const pointer =
      found.$ref?.slice(1) ?? `/paths/${escaped(route)}/${method.toLowerCase()}/responses/${status}`;
    const response = pointer
      .split('/')
      .slice(1)
      .reduce<unknown>(
        (node, key) => (node as Record<string, unknown>)[key.replaceAll('~1', '/').replaceAll('~0', '~')],
        contract,
      ) as ResponseObject;
    const type = Object.keys(response.content ?? {})[0];
    if (type === undefined) return undefined;
    const reference = `contract#${encodeURI(pointer)}/content/${encodeURI(escaped(type))}/schema`;
    const validate = ajv.getSchema(reference);
    if (!validate) throw new Error(`${reference} leads nowhere`);
    return validate;
  };
});

/** A fake whose every answer is held against the contract. */
function checked(options: ConstructorParameters<typeof FakePrivateLinkApi>[0] = {}) {
  const api = new FakePrivateLinkApi(options);
  const seen = new Set<string>();
  const dispatcher: HttpDispatcher = {
    async request(sent) {
      const response = await api.dispatcher.request(sent);
      const text = await response.body.text();
      const path = sent.path.split('?')[0] ?? '';
      const [id, operation] =
        Object.entries(operations).find(
          ([, { method, route }]) =>
            method === sent.method && new RegExp(`^${route.replace(/\{\w+\}/g, '[^/]+')}$`).test(path),
        ) ?? [];
      if (!id || !operation) throw new Error(`${sent.method} ${path} is not an operation of the contract`);
      seen.add(`${id} ${response.statusCode}`);
      const validate = validatorFor(sent.method, operation.route, response.statusCode);
      if (validate && !validate(JSON.parse(text))) {
        throw new TypeError(`${id} ${response.statusCode}: ${JSON.stringify(validate.errors)} in ${text}`);
      }
      return { ...response, body: { text: async () => text } };
    },
  };
  const client = new PrivateLinkClient({ ...api.clientOptions, dispatcher, retries: 0 });
  afterThisTest(() => api.close());
  return { api, client, seen };
}

const image = '111111111111.dkr.ecr.eu-west-1.amazonaws.com/tray/reader:1.4.2';

const run: Run = {
  id: '0198c1f2-7a10-7c3e-9a55-1f2e3d4c5b6a',
  stack: 'conn-db',
  target: { kind: 'connection', connectionId: 'db' },
  action: 'apply',
  state: 'succeeded',
  createdAt: '2026-01-05T09:01:42.000Z',
};
const lines = [1, 2, 3].map((sequence) => ({
  sequence,
  at: '2026-01-05T09:01:44.000Z',
  level: 'info',
  type: 'apply_progress',
  message: `line ${sequence}`,
}));

describe('the fake', () => {
  test('answers every operation as the contract says, through a whole life', async () => {
    const { client, api, seen } = checked();
    await client.organizations.put('acme', { customerName: 'Acme', awsAccountIds: ['222222222222'] });
    await client.organizations.put('acme', { customerName: 'Acme', awsAccountIds: ['222222222222'] });
    const { etag = '' } = await client.organizations.get('acme').withResponse();
    expect(await client.organizations.get('acme', { ifNoneMatch: etag })).toBeUndefined();
    await client.organizations.list();
    const { items: history } = await client.organizations.events('acme', { order: 'asc' });
    expect(history).toMatchObject([
      { type: 'created', changes: { awsAccountIds: { added: ['222222222222'], removed: [] } } },
    ]);
    const theirs = { customerName: 'Globex', awsAccountIds: ['222222222222'] };
    expect(await rejection(client.organizations.put('globex', theirs))).toMatchObject({
      code: 'aws_account_taken',
    });
    await client.serviceChecks.create(wanted);
    await client.connections.create({
      ...wanted,
      id: 'db',
      hostname: 'db.acme.example',
      description: 'Orders',
    });
    expect(
      await rejection(client.connections.create({ ...wanted, hostname: 'db.acme.example' })),
    ).toMatchObject({ code: 'hostname_taken' });
    await rejection(client.connections.acceptance('db'));
    await client.connections.waitUntil('db', 'pending_acceptance');
    const pack = await client.connections.acceptance('db');
    expect(pack.acceptCommand.argv).toContain(pack.endpointId);
    api.accept('db');
    await client.connections.waitUntil('db', 'available');
    await client.connections.update('db', { hostname: null });
    const asked = await client.connectionTests.create('db');
    const tested = await client.connectionTests.waitUntilFinished('db', asked.id);
    expect(tested).toMatchObject({ id: asked.id, state: 'finished', verdict: 'healthy' });
    expect((await client.connectionTests.list('db')).items).toHaveLength(1);
    expect(
      await rejection(client.connectionTests.get('db', '0198c1f2-7a10-4c3e-9a55-1f2e3d4c5b6b')),
    ).toBeInstanceOf(TestNotFoundError);
    await client.connections.list({ state: ['available'] });
    expect((await client.networks.list()).items).toHaveLength(1);
    const network = await client.networks.get('net-acme-eu-west-1').withResponse();
    await client.networks.get('net-acme-eu-west-1', { ifNoneMatch: network.etag ?? '' });
    const ahead = await client.networks.create({ organizationId: 'acme', region: 'us-east-1' });
    expect(ahead).toMatchObject({ id: 'net-acme-us-east-1', retained: true });
    expect(
      await rejection(client.networks.create({ organizationId: 'acme', region: 'us-east-1' })),
    ).toBeInstanceOf(NetworkExistsError);
    expect(await client.networks.update(ahead.id, { awsServices: ['logs'] })).toMatchObject({
      awsServices: ['logs'],
      generation: 2,
    });
    const policy = await client.networks.bucketPolicy(ahead.id, 'acme-tray-exports');
    expect(policy.json).toContain(ahead.gatewayEndpointIds?.s3);
    expect(await rejection(client.networks.delete('net-acme-eu-west-1'))).toBeInstanceOf(NetworkInUseError);
    expect((await client.networks.delete(ahead.id)).state).toBe('deleting');
    await client.connectors.put('net-acme-eu-west-1', 'reader', { image, connections: ['db'] });
    const same = await client.connectors
      .put('net-acme-eu-west-1', 'reader', { image, connections: ['db'] })
      .withResponse();
    expect([same.status, same.data.generation]).toEqual([200, 1]);
    expect(await rejection(client.connections.delete('db'))).toMatchObject({ code: 'connection_in_use' });
    const running = await client.connectors.waitUntil('net-acme-eu-west-1', 'reader', 'running');
    expect(running).toMatchObject({ runningTasks: 1, observedGeneration: 1 });
    expect((await client.connectors.list('net-acme-eu-west-1')).items).toEqual([running]);
    const { items: steps } = await client.connectors.events('net-acme-eu-west-1', 'reader', { order: 'asc' });
    expect(steps.map(({ to }) => to)).toEqual(['provisioning', 'running']);
    expect(
      await rejection(client.connectors.put('net-acme-eu-west-1', 'other', { image, connections: ['no'] })),
    ).toMatchObject({ code: 'invalid_value', errors: [{ pointer: '/connections/0' }] });
    await client.connectors.delete('net-acme-eu-west-1', 'reader');
    expect(await rejection(client.connectors.get('net-acme-eu-west-1', 'reader'))).toMatchObject({
      code: 'connector_not_found',
    });
    await client.regions.list();
    api.putRun(run, lines);
    await client.connections.runs('db');
    await client.runs.get(run.id);
    await client.runs.progress(run.id);
    await client.connections.events('db', { order: 'asc' });
    await rejection(client.connections.retry('db'));
    api.move('db', 'failed', { code: 'access_denied', message: 'denied' });
    await client.connections.get('db');
    await client.connections.retry('db');
    await client.intakes.submit({
      customer_name: 'Globex',
      location: 'eu-west-1',
      tray_org_id: 'globex',
      aws_account_id: '333333333333',
      service_name: 'com.amazonaws.vpce.eu-west-1.vpce-svc-0fedcba9876543210',
      ports: [{ port: 443, protocol: 'TLS', tls_server_name: 'api.globex.example' }],
    });
    await rejection(client.organizations.delete('acme'));
    await client.connections.delete('db');
    await client.connections.waitUntil('db', 'deleted');
    await rejection(client.networks.get('net-acme-eu-west-1'));
    await client.organizations.delete('acme');
    await rejection(client.organizations.get('acme'));
    await client.health.live();
    await client.health.ready();
    await rejection(client.connections.create({ ...wanted, organizationId: 'nobody' }));
    const called = new Set([...seen].map((one) => one.split(' ')[0]));
    expect([...called].sort()).toEqual(Object.keys(operations).sort());
    expect([...seen]).toEqual(
      expect.arrayContaining([
        'getConnectionAcceptance 409',
        'deleteOrganization 409',
        'deleteOrganization 202',
        'submitIntake 201',
        'createConnection 404',
      ]),
    );
  });

  test('the fake refuses what the API refuses', async () => {
    const { client, api } = checked();
    await client.organizations.put('acme', { customerName: 'Acme', awsAccountIds: ['222222222222'] });
    const codeOf = async (work: PromiseLike<unknown>) => (await rejection(work)) as { code: string };
    const incomplete = { organizationId: 'acme', colour: 'blue' } as unknown as typeof wanted;
    expect(await codeOf(client.connections.create(incomplete))).toMatchObject({
      code: 'validation_failed',
      errors: [{ pointer: '/service' }, { pointer: '/ports' }, { pointer: '/colour' }],
    });
    await client.connections.create({ ...wanted, id: 'db' });
    expect(await codeOf(client.connections.create({ ...wanted, id: 'db' }))).toMatchObject({
      code: 'connection_exists',
    });
    const key = { idempotencyKey: 'k' };
    const first = await client.connections.create(wanted, key);
    const again = await client.connections.create(wanted, key).withResponse();
    expect(again.data.id).toBe(first.id);
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect(await codeOf(client.connections.create({ ...wanted, id: 'x' }, key))).toMatchObject({
      code: 'idempotency_key_reused',
    });
    expect(
      await codeOf(client.connections.update('db', { description: 'x', ifMatch: '"99"' })),
    ).toMatchObject({
      code: 'precondition_failed',
    });
    expect(await codeOf(client.connections.list({ cursor: 'made-up' }))).toMatchObject({
      code: 'invalid_cursor',
    });
    expect(await codeOf(client.connections.list({ limit: 1000 }))).toMatchObject({
      code: 'validation_failed',
    });
    api.expireToken('test-token');
    expect(await codeOf(client.regions.list())).toMatchObject({ code: 'token_expired' });
  });

  test('pages through long lists', async () => {
    const { client } = checked();
    await client.organizations.put('acme', { customerName: 'Acme', awsAccountIds: ['222222222222'] });
    for (let index = 0; index < 7; index += 1)
      await client.connections.create({ ...wanted, id: `c${index}` });
    const ids = (await client.connections.list({ limit: 3 }).toArray({ limit: 100 })).map(({ id }) => id);
    expect(ids).toEqual(['c6', 'c5', 'c4', 'c3', 'c2', 'c1', 'c0']);
  });

  test('fails as often as it is told to, in the way it is told to', async () => {
    withoutPauses();
    const { client, api } = faked();
    api.fail({ network: true });
    api.fail({ code: 'overloaded', times: 2, operation: 'listRegions' });
    await client.networks.list();
    await client.regions.list();
    expect(api.requests.map(({ path }) => path)).toEqual([
      '/v1/networks',
      '/v1/networks',
      '/v1/regions',
      '/v1/regions',
      '/v1/regions',
    ]);
  });

  test('the fake keeps what it was asked, without the token', async () => {
    const { client, api } = faked({}, { baseUrl: 'https://tray.test/privatelink' });
    await client.organizations.put('acme', { customerName: 'Acme', awsAccountIds: ['222222222222'] });
    await client.connections.list({ organizationId: 'acme' });
    const [put, list] = api.requests as [RecordedRequest, RecordedRequest];
    expect(put).toMatchObject({
      method: 'PUT',
      path: '/v1/organizations/acme',
      body: { customerName: 'Acme' },
    });
    expect(list.query).toEqual({ organizationId: 'acme' });
    expect(JSON.stringify(api.requests)).not.toContain('test-token');
  });

  test('the fake shows the customer’s decisions as AWS’s, and knows what was decided', async () => {
    const { client, api } = faked();
    await client.organizations.put('acme', { customerName: 'Acme', awsAccountIds: ['222222222222'] });
    await client.connections.create({ ...wanted, id: 'db' });
    expect(() => api.accept('db')).toThrow('there is no endpoint yet');
    expect(() => api.accept('nobody')).toThrow('no connection nobody');
    await client.connections.waitUntil('db', 'pending_acceptance');
    api.reject('db');
    expect(await rejection(client.connections.waitUntil('db', 'available'))).toMatchObject({
      reason: { code: 'endpoint_rejected' },
    });
    expect(api.events('db')[0]).toMatchObject({ to: 'rejected', actor: { kind: 'aws' } });
    expect(api.organization('acme')?.id).toBe('acme');
    expect(api.connection('db')?.state).toBe('rejected');
    expect(await rejection(client.organizations.delete('acme'))).toBeInstanceOf(ConflictError);
  });

  test('talks to whatever takes an undici dispatcher', async () => {
    const { api } = faked();
    const { statusCode, headers } = await request('http://privatelink.test/v1/nowhere', {
      dispatcher: api.dispatcher as never,
      headers: { authorization: 'Bearer x' },
    });
    expect(statusCode).toBe(404);
    expect(headers['content-type']).toBe('application/problem+json');
  });
});

describe('runs', () => {
  test('runs are followed until they are over, without missing or repeating a line', async () => {
    const { client, api } = faked();
    api.putRun({ ...run, state: 'running' }, lines.slice(0, 1));
    const seen: string[] = [];
    const follow = client.runs.follow(run.id, { interval: 1 });
    let step = await follow.next();
    while (!step.done) {
      seen.push(step.value.message);
      if (seen.length === 1) api.putRun({ ...run, state: 'running' }, lines.slice(0, 2));
      if (seen.length === 2) api.putRun(run, lines);
      step = await follow.next();
    }
    expect(seen).toEqual(['line 1', 'line 2', 'line 3']);
    expect(step.value).toMatchObject({ id: run.id, state: 'succeeded' });
  });

  test('runs that have ended give their lines as a list that ends', async () => {
    const { client, api } = faked();
    api.putRun(run, lines);
    expect(await client.runs.progress(run.id, { limit: 2 }).toArray({ limit: 100 })).toHaveLength(3);
  });
});
