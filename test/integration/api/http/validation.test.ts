import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { acme, connectionRequest, serviceName, slow, startTestApi, type TestApi } from '../../support/api.ts';
import { makeAvailable, makePending, seed } from '../../support/world.ts';

describe('bad input', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startTestApi();
    await api.call('PUT', '/v1/organizations/acme', { body: acme });
    await api.call('PUT', '/v1/organizations/globex', { body: acme });
  }, slow);
  afterAll(() => api.close());

  const refused = async (body: unknown, path = '/v1/connections', method = 'POST') => {
    const answer = await api.call(method, path, { body });
    const errors = (answer.body.errors ?? []) as unknown as { in: string; pointer: string; code: string }[];
    return {
      status: answer.status,
      code: String(answer.body.code),
      fields: errors.map((error) => `${error.in} ${error.pointer} ${error.code}`),
    };
  };

  test('an unknown field is refused by name', async () => {
    expect(await refused({ ...connectionRequest('acme'), regoin: 'eu-west-1' })).toEqual({
      status: 400,
      code: 'validation_failed',
      fields: ['body /regoin additionalProperties'],
    });
  });

  test('every field of the wrong shape is named at once', async () => {
    const body = { organizationId: 'ACME', service: {}, ports: [{ port: '5432', protocol: 'tcp' }, {}] };
    expect((await refused(body)).fields.sort()).toEqual([
      'body /organizationId pattern',
      'body /ports/0/port type',
      'body /ports/0/protocol enum',
      'body /ports/1/port required',
      'body /ports/1/protocol required',
      'body /service/name required',
    ]);
  });

  test('every rule that is broken is named at once, with what to write instead', async () => {
    const answer = await api.call('POST', '/v1/connections', {
      body: {
        organizationId: 'acme',
        service: { name: serviceName(), zoneIds: ['eu-west-1a'] },
        ports: [
          { port: 443, protocol: 'TLS' },
          { port: 80, protocol: 'TCP' },
          { port: 80, protocol: 'TCP' },
        ],
        hostname: 'https://db.example.com',
      },
    });
    expect(answer.status).toBe(422);
    expect(answer.body.code).toBe('invalid_value');
    const errors = answer.body.errors as unknown as { pointer: string; fix: string }[];
    expect(errors.map((error) => error.pointer).sort()).toEqual([
      '/hostname',
      '/ports/0/tlsServerName',
      '/ports/2/port',
      '/service/zoneIds/0',
    ]);
    for (const error of errors) expect(error.fix).not.toBe('');
  });

  test.each([
    ["a service of AWS's own", { service: { name: 'com.amazonaws.eu-west-1.s3' } }, '/service/name'],
    ['a region that does not exist', { region: 'eu-wset-1' }, '/region'],
    ['a region that is not enabled', { region: 'eu-central-1' }, '/region'],
    ['another partition', { service: { name: serviceName('cn-north-1') } }, '/service/name'],
  ])('%s', async (_what, more, pointer) => {
    const answer = await refused({ ...connectionRequest('acme'), ...more });
    expect(answer.status).toBe(422);
    expect(answer.fields[0]).toContain(`body ${pointer} `);
  });

  test('a service belongs to one organization', async () => {
    const body = connectionRequest('acme');
    const created = await api.call('POST', '/v1/connections', { body });
    expect(created.status).toBe(201);
    expect((await api.call('POST', '/v1/connections', { body })).status).toBe(201);
    await makePending(api, String(created.body.id));
    expect(await refused({ ...body, organizationId: 'globex' })).toEqual({
      status: 409,
      code: 'service_name_taken',
      fields: ['body /service/name service_name_taken'],
    });
    const check = await api.call('POST', '/v1/service-checks', {
      body: { ...body, organizationId: 'globex' },
    });
    expect(check.body.verdict).toBe('blocked');
  });

  test('an id is given out once', async () => {
    const body = { ...connectionRequest('acme'), id: 'mine' };
    expect((await api.call('POST', '/v1/connections', { body })).status).toBe(201);
    expect(await refused({ ...connectionRequest('acme'), id: 'mine' })).toMatchObject({
      status: 409,
      code: 'connection_exists',
    });
  });

  test('only what failed can be retried, and what goes cannot be changed', async () => {
    const { id } = await seed(api);
    expect(await refused(undefined, `/v1/connections/${id}/retry`)).toMatchObject({ code: 'illegal_state' });
    await api.call('DELETE', `/v1/connections/${id}`);
    expect(await refused({ description: 'late' }, `/v1/connections/${id}`, 'PATCH')).toMatchObject({
      status: 409,
      code: 'illegal_state',
    });
  });

  test('an operation without a body refuses one', async () => {
    const { id } = await seed(api);
    expect(await refused({ force: true }, `/v1/connections/${id}/retry`)).toMatchObject({ status: 400 });
    const empty = await api.call('DELETE', `/v1/connections/${id}`, {
      raw: '',
      headers: { 'content-type': 'application/json' },
    });
    expect(empty.status).toBe(202);
  });

  test("an organization's facts follow the rules, and what is in use stays", async () => {
    const put = (body: unknown) => refused(body, '/v1/organizations/acme', 'PUT');
    expect((await put({ ...acme, declaredCidrs: ['10.0.0.1/16', '100.0.0.0/8'] })).fields).toEqual([
      'body /declaredCidrs/0 invalid_cidr',
      'body /declaredCidrs/1 address_pool_swallowed',
    ]);
    expect((await put({ ...acme, partition: 'aws-cn' })).fields).toEqual([
      'body /partition partition_mismatch',
    ]);
    expect((await put({ ...acme, customerName: 'two\nlines' })).status).toBe(400);
    const { id } = await seed(api);
    await makePending(api, id);
    await makeAvailable(api, id);
    expect((await put({ ...acme, awsAccountIds: ['333333333333'] })).code).toBe('organization_in_use');
    expect((await put({ ...acme, declaredCidrs: ['100.64.0.0/24'] })).fields).toEqual([
      'body /declaredCidrs/0 overlapping_cidr',
    ]);
  });

  test("an intake's fields have the names of the module, and it never adds an account", async () => {
    const intake = {
      customer_name: 'Acme Corp',
      location: 'us-east-1',
      tray_org_id: 'acme',
      aws_account_id: '222222222222',
      service_name: serviceName(),
      ports: [{ port: 443, protocol: 'TLS' }],
    };
    const broken = await refused(intake, '/v1/intakes');
    expect(broken.fields.sort()).toEqual([
      'body /ports/0/tls_server_name invalid_ports',
      'body /service_name invalid_service_name',
    ]);
    const foreign = {
      ...intake,
      location: 'eu-west-1',
      aws_account_id: '333333333333',
      ports: [{ port: 443, protocol: 'TLS', tls_server_name: 'db.acme.example' }],
    };
    expect((await refused(foreign, '/v1/intakes')).fields).toEqual(['body /aws_account_id unknown_account']);
  });

  test('two intakes at once make one organization and one connection', async () => {
    const body = {
      customer_name: 'Umbrella',
      location: 'eu-west-1',
      tray_org_id: 'umbrella',
      aws_account_id: '444444444444',
      service_name: serviceName(),
      ports: [{ port: 5432, protocol: 'TCP' }],
    };
    const answers = await Promise.all([1, 2, 3].map(() => api.call('POST', '/v1/intakes', { body })));
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 200, 201]);
    expect(new Set(answers.map((answer) => answer.body.connection?.id)).size).toBe(1);
  });
});

describe('service checks with a look at AWS', () => {
  let api: TestApi;
  let look: (question: { readonly region: string }) => Promise<unknown>;
  beforeAll(async () => {
    api = await startTestApi({ inspector: { look: (question) => look(question) as never } });
    await api.call('PUT', '/v1/organizations/acme', { body: acme });
  }, slow);
  afterAll(() => api.close());

  const check = async (more: Record<string, unknown> = {}) => {
    const { body } = await api.call('POST', '/v1/service-checks', { body: connectionRequest('acme', more) });
    const checks = body.checks as unknown as {
      name: string;
      verdict: string;
      actor: string;
      command?: string;
    }[];
    return { body, failed: checks.filter((one) => one.verdict === 'failed'), checks };
  };
  const visible = { name: 'x', owner: '222222222222', zoneIds: ['euw1-az1'], acceptanceRequired: true };

  test('service checks with a look at AWS tell that all is well', async () => {
    look = async () => visible;
    const { body, failed } = await check();
    expect(failed).toEqual([]);
    expect(body).toMatchObject({
      verdict: 'ready',
      zoneIds: ['euw1-az1'],
      service: { ownerAccountId: '222222222222' },
    });
  });

  test('name the side that must act, and the command', async () => {
    look = async () => undefined;
    const { body, failed } = await check();
    expect(body.verdict).toBe('blocked');
    expect(failed).toMatchObject([{ name: 'service_visible', actor: 'customer' }]);
    expect(failed[0]?.command).toContain('tray-privatelink-acme');
    look = async () => ({ ...visible, owner: '999999999999' });
    expect((await check()).failed).toMatchObject([{ name: 'service_owner', actor: 'customer' }]);
    look = async ({ region }) => (region === 'eu-west-1' ? visible : undefined);
    expect((await check({ region: 'us-east-1' })).failed).toMatchObject([
      { name: 'region', actor: 'customer' },
    ]);
  });

  test('service checks with a look at AWS hold a product of the Marketplace to be the Marketplace’s: what an account owns is claimed by its own name', async () => {
    const service = { name: 'com.vendor.product', region: 'eu-west-1' };
    look = async () => visible;
    expect((await check({ service })).failed).toMatchObject([
      { name: 'service_owner', actor: 'customer', fix: expect.stringContaining('com.amazonaws.vpce') },
    ]);
    look = async () => ({ ...visible, owner: 'aws-marketplace' });
    expect((await check({ service })).failed).toEqual([]);
  });

  test('compare zones as the worker does', async () => {
    look = async () => ({ ...visible, zoneIds: [] });
    expect((await check()).failed).toMatchObject([{ name: 'zones', actor: 'customer' }]);
    // What the caller knows of the service's zones is taken where AWS shows none.
    const name = serviceName();
    expect((await check({ service: { name, zoneIds: ['euw1-az2'] } })).failed).toEqual([]);
    look = async () => visible;
    const { checks } = await check();
    expect(checks.filter((one) => one.name === 'zones')).toMatchObject([
      { verdict: 'passed', message: expect.stringContaining('euw1-az1') },
    ]);
  });

  test('move on to the next region that the service lists, unless one was named', async () => {
    const service = { name: 'com.amazonaws.vpce.eu-central-1.vpce-svc-0123456789abcdef0' };
    const asked: string[] = [];
    const seenIn = (...regions: string[]) => {
      look = async ({ region }) => {
        asked.push(region);
        return regions.includes(region) ? visible : undefined;
      };
    };
    seenIn('eu-central-1', 'us-east-1');
    const moved = await check({ service });
    expect(moved.failed).toEqual([]);
    expect(moved.body).toMatchObject({ verdict: 'ready', region: 'us-east-1' });
    expect(asked).toEqual(['eu-west-1', 'eu-central-1', 'us-east-1']);
    const fixed = await check({ service, region: 'eu-west-1' });
    expect(fixed.failed).toMatchObject([
      {
        name: 'region',
        actor: 'customer',
        command: expect.stringContaining('--add-supported-regions eu-west-1'),
      },
    ]);
    seenIn();
    const { failed } = await check({ service });
    expect(failed).toMatchObject([
      { name: 'service_visible', command: expect.stringContaining('--add-allowed-principals') },
    ]);
  });

  test('service checks with a look at AWS say what AWS takes at most', async () => {
    look = async () => visible;
    const ports = Array.from({ length: 31 }, (_, index) => ({ port: 1 + 2 * index, protocol: 'TCP_UDP' }));
    const { body, failed } = await check({ ports });
    expect(body.verdict).toBe('blocked');
    expect(failed).toMatchObject([
      { name: 'limits', message: expect.stringMatching(/^62 security group rules .* takes 60/) },
    ]);
    const refused = await api.call('POST', '/v1/connections', { body: connectionRequest('acme', { ports }) });
    expect(refused.status).toBe(422);
    expect(refused.body.errors).toMatchObject([{ pointer: '/ports', code: 'limit_exceeded' }]);
    const contiguous = Array.from({ length: 50 }, (_, index) => ({
      port: 9_000 + index,
      protocol: 'TCP_UDP',
    }));
    const taken = await api.call('POST', '/v1/connections', {
      body: connectionRequest('acme', { ports: contiguous }),
    });
    expect(taken.status).toBe(201);
    const patched = await api.call('PATCH', `/v1/connections/${taken.body.id}`, {
      body: { ports },
      headers: { 'if-match': String(taken.headers.etag) },
    });
    expect(patched.status).toBe(422);
  });

  test('service checks with a look at AWS say so when AWS cannot be asked', async () => {
    look = async () => {
      throw new Error('no credentials');
    };
    const { body, checks } = await check();
    expect(body.verdict).toBe('undetermined');
    expect(checks.at(-1)).toMatchObject({ name: 'service_visible', verdict: 'skipped' });
  });

  test('report broken rules as failed checks, all of them', async () => {
    const { failed } = await check({
      service: { name: 'com.amazonaws.eu-west-1.s3' },
      ports: [{ port: 443, protocol: 'TLS' }],
    });
    expect(failed.map((one) => one.name).sort()).toEqual(['ports', 'service_name']);
  });
});
