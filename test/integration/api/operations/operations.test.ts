import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Loose, slow, startTestApi, type TestApi } from '../../support/api.ts';
import { makeAvailable, makeDeleted, makeFailed, makePending } from '../../support/world.ts';

/** Every operation of the contract, driven by the examples that the document gives for it. */
describe('every documented operation', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startTestApi();
  }, slow);
  afterAll(() => api.close());

  const example = (path: string, method: string, name: string): unknown => {
    const item = api.contract.document.paths[path]?.[method] as unknown as Loose;
    return item.requestBody?.content?.['application/json']?.examples?.[name]?.value;
  };
  const id = 'acme-orders-api';

  test('putOrganization registers, and answers the principal to allow', async () => {
    const body = example('/v1/organizations/{organizationId}', 'put', 'acme');
    const created = await api.call('PUT', '/v1/organizations/acme', { body });
    expect(created.status).toBe(201);
    expect(created.headers.location).toBe('/v1/organizations/acme');
    expect(created.body).toMatchObject({
      state: 'provisioning',
      principal: { arn: 'arn:aws:iam::111111111111:role/tray-privatelink-acme' },
    });
    const again = await api.call('PUT', '/v1/organizations/acme', { body });
    expect(again.status).toBe(200);
    expect(again.headers.etag).toBe(created.headers.etag);
  });

  test('getOrganization and listOrganizations show it', async () => {
    const one = await api.call('GET', '/v1/organizations/acme');
    expect(one.status).toBe(200);
    const known = await api.call('GET', '/v1/organizations/acme', {
      headers: { 'if-none-match': String(one.headers.etag) },
    });
    expect(known.status).toBe(304);
    const all = await api.call('GET', '/v1/organizations');
    expect(all.body.items).toEqual([one.body]);
  });

  test('listOrganizationEvents tells who registered it', async () => {
    const { status, body } = await api.call('GET', '/v1/organizations/acme/events');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      items: [{ organizationId: 'acme', type: 'created', actor: { kind: 'caller', subject: 'tester' } }],
      nextCursor: null,
    });
  });

  test('createServiceCheck answers without creating anything', async () => {
    const body = example('/v1/service-checks', 'post', 'database');
    const check = await api.call('POST', '/v1/service-checks', { body });
    expect(check.status).toBe(200);
    expect(check.body).toMatchObject({ verdict: 'undetermined', region: 'eu-west-1' });
    expect((await api.call('GET', '/v1/connections')).body.items).toEqual([]);
  });

  test('createConnection records the request, and says who acts next', async () => {
    const body = example('/v1/connections', 'post', 'tls');
    const created = await api.call('POST', '/v1/connections', { body });
    expect(created.status).toBe(201);
    expect(created.headers.location).toBe(`/v1/connections/${id}`);
    expect(created.body).toMatchObject({ id, state: 'requested', nextAction: { actor: 'tray' } });
  });

  test('getConnection, listConnections and listConnectionEvents show it', async () => {
    const one = await api.call('GET', `/v1/connections/${id}`);
    const known = await api.call('GET', `/v1/connections/${id}`, {
      headers: { 'if-none-match': String(one.headers.etag) },
    });
    expect(known.status).toBe(304);
    expect(known.text).toBe('');
    const list = await api.call(
      'GET',
      '/v1/connections?organizationId=acme&state=requested&region=eu-west-1',
    );
    expect(list.body.items).toEqual([one.body]);
    const events = await api.call('GET', `/v1/connections/${id}/events`);
    expect(events.body.items).toMatchObject([
      { type: 'created', to: 'requested', actor: { kind: 'caller', subject: 'tester' } },
    ]);
  });

  test('getConnectionAcceptance waits for the endpoint, then names the command', async () => {
    const early = await api.call('GET', `/v1/connections/${id}/acceptance`);
    expect(early.status).toBe(409);
    expect(early.body.code).toBe('acceptance_not_ready');
    const { endpointId } = await makePending(api, id);
    const pack = await api.call('GET', `/v1/connections/${id}/acceptance`);
    expect(pack.status).toBe(200);
    expect(pack.body).toMatchObject({ endpointId, trayAccountId: '111111111111' });
    expect(String(pack.body.acceptCommand?.text)).toContain(endpointId);
    const connection = await api.call('GET', `/v1/connections/${id}`);
    expect(connection.body.nextAction).toMatchObject({ actor: 'customer', deadline: pack.body.expiresAt });
  });

  test('listNetworks and getNetwork show where it is', async () => {
    const list = await api.call('GET', '/v1/networks?organizationId=acme&region=eu-west-1');
    expect(list.body.items).toMatchObject([{ id: 'net-acme-eu-west-1', cidr: '100.64.0.0/24' }]);
    const one = await api.call('GET', '/v1/networks/net-acme-eu-west-1');
    expect(one.body).toEqual(list.body.items?.[0]);
    const known = await api.call('GET', '/v1/networks/net-acme-eu-west-1', {
      headers: { 'if-none-match': String(one.headers.etag) },
    });
    expect(known.status).toBe(304);
  });

  test('createNetwork, updateNetwork, getNetworkBucketPolicy and deleteNetwork', async () => {
    const path = '/v1/networks/net-acme-us-east-1';
    const created = await api.call('POST', '/v1/networks', {
      body: example('/v1/networks', 'post', 'ahead'),
    });
    expect([created.status, created.headers.location]).toEqual([201, path]);
    const services = example('/v1/networks/{networkId}', 'patch', 'services');
    const changed = await api.call('PATCH', path, { body: services });
    expect(changed).toMatchObject({ status: 200, body: { ...(services as object), generation: 2 } });
    await api.database.store.networks.settle('net-acme-us-east-1', {
      state: 'available',
      observedGeneration: 2,
      gatewayEndpointIds: { s3: 'vpce-0aaaaaaaaaaaaaaa1', dynamodb: 'vpce-0aaaaaaaaaaaaaaa2' },
      nextAttemptAt: null,
      attempts: 0,
    });
    const policy = await api.call('GET', `${path}/bucket-policy?bucket=acme-tray-exports`);
    expect([policy.status, policy.body.bucket]).toEqual([200, 'acme-tray-exports']);
    const deleting = await api.call('DELETE', path);
    expect([deleting.status, deleting.body.state]).toEqual([202, 'deleting']);
    await api.database.store.networks.settle('net-acme-us-east-1', {
      state: 'deleted',
      nextAttemptAt: null,
      attempts: 0,
    });
  });

  test('createConnectionTest, listConnectionTests and getConnectionTest: one test for everyone who asks before it begins', async () => {
    const tests = `/v1/connections/${id}/tests`;
    const created = await api.call('POST', tests);
    expect(created.status).toBe(202);
    expect(created.headers.location).toBe(`${tests}/${created.body.id}`);
    expect(created.body).toMatchObject({
      connectionId: id,
      trigger: 'caller',
      state: 'queued',
      findings: [],
    });
    expect((await api.call('POST', tests)).body.id).toBe(created.body.id);
    expect((await api.call('GET', tests)).body.items).toEqual([created.body]);
    expect((await api.call('GET', `${tests}/${created.body.id}`)).body).toEqual(created.body);
  });

  test('putConnector, getConnector, listConnectors, listConnectorEvents and deleteConnector', async () => {
    const connectors = '/v1/networks/net-acme-eu-west-1/connectors';
    const path = `${connectors}/orders-reader`;
    const documented = example(
      '/v1/networks/{networkId}/connectors/{connectorId}',
      'put',
      'reader',
    ) as object;
    const body = { ...documented, connections: [id] };
    const created = await api.call('PUT', path, { body });
    expect([created.status, created.headers.location]).toEqual([201, path]);
    const again = await api.call('PUT', path, { body });
    expect([again.status, again.headers.etag]).toEqual([200, created.headers.etag]);
    const read = await api.call('GET', path);
    expect(read.body).toEqual(created.body);
    const headers = { 'if-none-match': String(read.headers.etag) };
    expect((await api.call('GET', path, { headers })).status).toBe(304);
    expect((await api.call('GET', connectors)).body.items).toEqual([read.body]);
    expect((await api.call('GET', `${path}/events`)).body.items).toMatchObject([{ type: 'created' }]);
    const deleting = await api.call('DELETE', path);
    expect([deleting.status, deleting.body.state]).toEqual([202, 'deleting']);
    await api.database.store.transaction(async (store) => {
      const row = await store.connectors.lock({ networkId: 'net-acme-eu-west-1', id: 'orders-reader' });
      if (!row) throw new Error('there is no connector');
      const actor = { kind: 'system', component: 'test' } as const;
      await store.connectors.settle(row, { state: 'deleted', next_attempt_at: null }, { actor });
    });
    expect((await api.call('GET', path)).body.code).toBe('connector_not_found');
  });

  test('listConnectionRuns, getRun and listRunProgress tell what Terraform did', async () => {
    const { runs } = api.database.store;
    const run = await runs.create({
      stack: `conn-${id}`,
      organizationId: 'acme',
      connectionId: id,
      action: 'apply',
    });
    await runs.start(run.id, 'worker-1', 60);
    await runs.appendProgress(run.id, 1, [
      { level: 'info', type: 'apply_start', message: 'Creating...', resource: 'aws_vpc_endpoint.this' },
      { level: 'info', type: 'apply_complete', message: 'Created', resource: 'aws_vpc_endpoint.this' },
    ]);
    const first = await api.call('GET', `/v1/runs/${run.id}/progress`);
    expect(first.body.items).toHaveLength(2);
    await runs.appendProgress(run.id, 3, [{ level: 'warn', type: 'diagnostic', message: 'Slow' }]);
    const rest = await api.call('GET', `/v1/runs/${run.id}/progress?cursor=${first.body.nextCursor}`);
    expect(rest.body.items).toMatchObject([{ sequence: 3, message: 'Slow' }]);
    await runs.finish(run.id, { state: 'succeeded', summary: { add: 4, change: 0, remove: 0 } });
    const one = await api.call('GET', `/v1/runs/${run.id}`);
    expect(one.body).toMatchObject({ state: 'succeeded', target: { kind: 'connection', connectionId: id } });
    const list = await api.call('GET', `/v1/connections/${id}/runs`);
    expect(list.body.items).toEqual([one.body]);
    const end = await api.call('GET', `/v1/runs/${run.id}/progress`);
    expect(end.body.nextCursor).toBeNull();
  });

  test('updateConnection changes what may be changed, and counts generations', async () => {
    await makeAvailable(api, id);
    const before = await api.call('GET', `/v1/connections/${id}`);
    expect(before.body).toMatchObject({ state: 'available', host: `${id}.privatelink.tray.internal` });
    const patched = await api.call('PATCH', `/v1/connections/${id}`, {
      body: example('/v1/connections/{connectionId}', 'patch', 'ports'),
      headers: { 'if-match': String(before.headers.etag) },
    });
    expect(patched.status).toBe(200);
    expect(patched.body).toMatchObject({ generation: 2, observedGeneration: 1 });
    const without = await api.call('PATCH', `/v1/connections/${id}`, {
      body: example('/v1/connections/{connectionId}', 'patch', 'hostname'),
    });
    expect(without.body).not.toHaveProperty('hostname');
  });

  test('deleteConnection begins the end, and deleting again changes nothing', async () => {
    const deleting = await api.call('DELETE', `/v1/connections/${id}`);
    expect(deleting.status).toBe(202);
    expect(deleting.body.state).toBe('deleting');
    const again = await api.call('DELETE', `/v1/connections/${id}`);
    expect(again.headers.etag).toBe(deleting.headers.etag);
    await makeDeleted(api, id);
    expect((await api.call('GET', `/v1/connections/${id}`)).body.state).toBe('deleted');
    expect((await api.call('GET', '/v1/connections')).body.items).toEqual([]);
    expect((await api.call('GET', '/v1/connections?state=deleted')).body.items).toHaveLength(1);
  });

  test('submitIntake takes the output of the module, and knows it the second time', async () => {
    const body = example('/v1/intakes', 'post', 'acme');
    const created = await api.call('POST', '/v1/intakes', { body });
    expect(created.status).toBe(201);
    const again = await api.call('POST', '/v1/intakes', { body });
    expect(again.status).toBe(200);
    expect(again.body.connection).toEqual(created.body.connection);
    const retryable = String(created.body.connection?.id);
    await makeFailed(api, retryable);
    const retried = await api.call('POST', `/v1/connections/${retryable}/retry`);
    expect(retried.status).toBe(202);
    expect(retried.body).toMatchObject({ state: 'requested' });
    expect(retried.body).not.toHaveProperty('reason');
    await api.call('DELETE', `/v1/connections/${retryable}`);
    await makeDeleted(api, retryable);
  });

  test('deleteOrganization waits for its connections and networks', async () => {
    const early = await api.call('DELETE', '/v1/organizations/acme');
    expect(early.status).toBe(409);
    expect(early.body.code).toBe('organization_in_use');
    const { store } = api.database;
    await store.transaction((held) => held.networks.releaseIfUnused('net-acme-eu-west-1'));
    await store.networks.settle('net-acme-eu-west-1', { state: 'deleted', nextAttemptAt: null, attempts: 0 });
    const deleting = await api.call('DELETE', '/v1/organizations/acme');
    expect(deleting.status).toBe(202);
    expect(deleting.body.state).toBe('deleting');
    await store.organizations.settle('acme', { state: 'deleted', nextAttemptAt: null, attempts: 0 });
    expect((await api.call('GET', '/v1/organizations/acme')).status).toBe(404);
  });

  test('listRegions says where networks can be', async () => {
    const { body } = await api.call('GET', '/v1/regions');
    const regions = body.items as unknown as { code: string; enabled: boolean }[];
    expect(regions.filter((region) => region.enabled).map((region) => region.code)).toEqual([
      'ap-southeast-2',
      'eu-west-1',
      'us-east-1',
    ]);
    expect(regions.length).toBeGreaterThan(20);
  });

  test('getHealth, getReadiness, getMetrics and getOpenapi need no token', async () => {
    expect((await api.call('GET', '/healthz', { token: null })).body.status).toBe('ok');
    expect((await api.call('GET', '/readyz', { token: null })).body).toEqual({
      status: 'ready',
      checks: { database: 'ok', process: 'ok' },
    });
    const metrics = await api.call('GET', '/metrics', { token: null });
    expect(metrics.text).toContain('http_requests_total{operation="createConnection",status="201"} 1');
    const openapi = await api.call('GET', '/openapi.json', { token: null });
    expect(openapi.body).toEqual(api.contract.document);
    const known = await api.call('GET', '/openapi.json', {
      token: null,
      headers: { 'if-none-match': String(openapi.headers.etag) },
    });
    expect(known.status).toBe(304);
  });

  test('none has been left out, nor any of its successful answers', () => {
    const documented = [...api.contract.operations.values()].flatMap((operation) =>
      Object.keys(
        api.contract.document.paths[operation.path]?.[operation.method.toLowerCase()]?.responses ?? {},
      )
        .filter((status) => Number(status) < 400)
        .map((status) => `${operation.id} ${status}`),
    );
    expect(documented.filter((answer) => !api.contract.seen.has(answer))).toEqual([]);
  });
});
