import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { connect } from '../../../../api/store/connect.ts';
import { Store } from '../../../../api/store/store.ts';
import { defined } from '../../../../domain/defined.ts';
import { connectionRequest, serviceName, slow, startTestApi, type TestApi } from '../../support/api.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { makeDeleted, makeFailed, makePending } from '../../support/world.ts';

const customer = (account: string, more: object = {}) => ({
  customerName: 'Somebody',
  awsAccountIds: [account],
  ...more,
});

describe('names and accounts that several want', () => {
  let database: TestDatabase;
  let api: TestApi;
  beforeAll(async () => {
    database = await createTestDatabase({ sharedAwsAccounts: false });
    // As few connections as an operator may give it.
    const { db, pool } = connect({ url: database.url, poolSize: 4 });
    api = await startTestApi({
      database: {
        ...database,
        db,
        pool,
        store: new Store(db),
        close: async () => {
          await db.destroy();
          await database.close();
        },
      },
    });
    for (const [id, account] of [
      ['acme', '222222222222'],
      ['globex', '333333333333'],
      ['initech', '444444444444'],
    ]) {
      await api.call('PUT', `/v1/organizations/${id}`, { body: customer(String(account)) });
    }
  }, slow);
  afterAll(async () => {
    await api.close();
    await api.database.close();
  });

  const create = (body: object, headers: Record<string, string> = {}, token?: string) =>
    api.call('POST', '/v1/connections', { body, headers, ...defined({ token }) });
  /** How many got which status, in the order of the statuses. */
  const statuses = (answers: readonly { status: number }[]) =>
    [...new Set(answers.map(({ status }) => status))]
      .sort()
      .map((status) => [status, answers.filter((answer) => answer.status === status).length]);

  describe('a host name', () => {
    test('a host name is refused to a second connection of the network, by create and by change, with the way out', async () => {
      const hostname = 'orders.acme.example';
      const first = await create(connectionRequest('acme', { hostname }));
      expect(first.status).toBe(201);
      const second = await create(connectionRequest('acme', { hostname }));
      expect(second.status).toBe(409);
      expect(second.body.code).toBe('hostname_taken');
      expect(second.body.detail).toContain(String(first.body.id));
      expect(second.body.errors).toMatchObject([
        { in: 'body', pointer: '/hostname', code: 'hostname_taken', fix: expect.stringContaining('another') },
      ]);
      const plain = await create(connectionRequest('acme'));
      const path = `/v1/connections/${plain.body.id}`;
      expect((await api.call('PATCH', path, { body: { hostname } })).body.code).toBe('hostname_taken');
      expect((await create(connectionRequest('globex', { hostname }))).status).toBe(201);

      const check = await api.call('POST', '/v1/service-checks', {
        body: connectionRequest('acme', { hostname }),
      });
      expect(check.body.verdict).toBe('blocked');
      expect(check.body.checks).toContainEqual(
        expect.objectContaining({
          name: 'hostname',
          verdict: 'failed',
          message: expect.stringContaining(`${first.body.id}`),
        }),
      );

      // One that failed keeps its name: it may be retried.
      await makeFailed(api, String(first.body.id));
      expect((await api.call('PATCH', path, { body: { hostname } })).status).toBe(409);
      expect((await api.call('POST', `/v1/connections/${first.body.id}/retry`)).status).toBe(202);
      await api.call('DELETE', `/v1/connections/${first.body.id}`);
      expect((await api.call('PATCH', path, { body: { hostname } })).status).toBe(409);
      await makeDeleted(api, String(first.body.id));
      expect((await api.call('PATCH', path, { body: { hostname } })).status).toBe(200);
    });

    test.each([
      'privatelink.tray.internal',
      'acme-orders-db.privatelink.tray.internal',
      'tray.internal',
      'sqs.eu-west-1.amazonaws.com',
      'localhost.localdomain',
      '169.254.169.254.nip.io',
      'co.uk',
    ])('a host name is not %s, for a new connection, a known one, or a check', async (hostname) => {
      const known = await create(connectionRequest('acme'));
      const answers = [
        await create(connectionRequest('acme', { hostname })),
        await api.call('PATCH', `/v1/connections/${known.body.id}`, { body: { hostname } }),
      ];
      for (const { status, body } of answers) {
        expect(status).toBe(422);
        expect(body.errors).toMatchObject([{ pointer: '/hostname', code: 'reserved_hostname' }]);
      }
      const check = await api.call('POST', '/v1/service-checks', {
        body: connectionRequest('acme', { hostname }),
      });
      expect(check.body.checks).toContainEqual(
        expect.objectContaining({ name: 'hostname', verdict: 'failed' }),
      );
    });

    test('a host name goes to one of fifty that ask at once', async () => {
      const answers = await Promise.all(
        Array.from({ length: 50 }, () =>
          create(connectionRequest('acme', { hostname: 'race.acme.example' })),
        ),
      );
      expect(statuses(answers)).toEqual([
        [201, 1],
        [409, 49],
      ]);
    });
  });

  describe('a service', () => {
    test('a service that was only asked for is nobody’s; proven, it is refused to others', async () => {
      const service = { name: serviceName() };
      const squatter = await create(connectionRequest('globex', { service }));
      const owner = await create(connectionRequest('acme', { service }));
      expect([squatter.status, owner.status]).toEqual([201, 201]);
      const check = () =>
        api.call('POST', '/v1/service-checks', { body: connectionRequest('initech', { service }) });
      const claim = expect.objectContaining({ name: 'service_claim', verdict: 'passed' });
      expect((await check()).body.checks).toContainEqual(claim);

      await makePending(api, String(owner.body.id));
      const ended = await api.call('GET', `/v1/connections/${squatter.body.id}`);
      expect(ended.body).toMatchObject({ state: 'failed', reason: { code: 'service_name_taken' } });
      expect(ended.text).not.toMatch(/acme/);
      expect(ended.body.nextAction).toMatchObject({ actor: 'customer' });
      expect((await create(connectionRequest('globex', { service }))).body.code).toBe('service_name_taken');
      expect((await api.call('POST', `/v1/connections/${squatter.body.id}/retry`)).body.code).toBe(
        'service_name_taken',
      );
      expect((await check()).body.checks).not.toContainEqual(claim);
    });

    test('a service that two organizations want, 25 times each at once, is answered with 201 and 409 alone', async () => {
      const proven = { name: serviceName() };
      const owner = await create(connectionRequest('acme', { service: proven }));
      await makePending(api, String(owner.body.id));
      const free = { name: serviceName() };
      const both = (service: object) =>
        Array.from({ length: 25 }, () => [
          create(connectionRequest('acme', { service })),
          create(connectionRequest('globex', { service })),
        ]).flat();
      const racing = [...both(free), ...both(proven)];
      // Meanwhile everybody else is answered.
      const others = await Promise.all(Array.from({ length: 8 }, () => create(connectionRequest('initech'))));
      expect(statuses(others)).toEqual([[201, 8]]);
      const answers = await Promise.all(racing);
      expect(statuses(answers.slice(0, 50))).toEqual([[201, 50]]);
      expect(statuses(answers.slice(50))).toEqual([
        [201, 25],
        [409, 25],
      ]);
    });
  });

  describe('an intake', () => {
    const intake = (organization: string, account: string, service = serviceName()) => ({
      customer_name: 'Hooli',
      location: 'eu-west-1',
      tray_org_id: organization,
      aws_account_id: account,
      service_name: service,
      ports: [{ port: 5432, protocol: 'TCP' }],
    });
    const submit = (body: object) => api.call('POST', '/v1/intakes', { body });

    test.each([
      ['of a new organization', 'hooli', '555555555555'],
      ['of a known one', 'acme', '222222222222'],
    ])('%s that comes fifty times at once makes one connection', async (_what, organization, account) => {
      const body = intake(organization, account);
      const answers = await Promise.all(Array.from({ length: 50 }, () => submit(body)));
      expect(statuses(answers)).toEqual([
        [200, 49],
        [201, 1],
      ]);
      expect(new Set(answers.map((answer) => answer.body.connection?.id)).size).toBe(1);
    });

    test('an intake makes one connection even past the turns of one process', async () => {
      const body = intake('acme', '222222222222');
      // Two stores on one database, as in two replicas: only the database is between them.
      const request = (id: string) => ({
        id,
        organizationId: 'acme',
        service: { name: body.service_name, kind: 'customer' as const, region: 'eu-west-1', zoneIds: [] },
        ports: [{ port: 5432, protocol: 'TCP' as const }],
        region: 'eu-west-1',
        regionChoice: { crossRegion: false, reason: 'test' },
        hostname: null,
        description: null,
        fromIntake: true,
      });
      const actor = { kind: 'system', component: 'test' } as const;
      const outcomes = await Promise.allSettled(
        Array.from({ length: 8 }, (_, index) =>
          new Store(database.db).connections.create(request(`replica-${index}`), { actor }),
        ),
      );
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect((await submit(body)).status).toBe(200);
    });

    test('an intake makes a new connection when the last one is on its way out', async () => {
      const body = intake('acme', '222222222222');
      const first = await submit(body);
      await api.call('DELETE', `/v1/connections/${first.body.connection?.id}`);
      const second = await submit(body);
      expect([first.status, second.status]).toEqual([201, 201]);
      expect((await submit(body)).body.connection?.id).toEqual(second.body.connection?.id);
    });

    test('an intake does not bring an account that is another organization’s', async () => {
      const refused = await submit(intake('thief', '222222222222'));
      expect(refused.status).toBe(409);
      expect(refused.body.code).toBe('aws_account_taken');
      expect(refused.body.errors).toMatchObject([{ pointer: '/aws_account_id' }]);
      expect(refused.text).not.toMatch(/acme/);
    });
  });

  describe('an AWS account', () => {
    test('an AWS account belongs to one organization, and the answer does not say to which', async () => {
      const put = (account: string) =>
        api.call('PUT', '/v1/organizations/soylent', {
          body: customer('666666666666', { awsAccountIds: ['666666666666', account] }),
        });
      const refused = await put('222222222222');
      expect(refused.status).toBe(409);
      expect(refused.body).toMatchObject({
        code: 'aws_account_taken',
        errors: [{ pointer: '/awsAccountIds/1', code: 'aws_account_taken' }],
      });
      expect(refused.text).not.toMatch(/acme/);
      expect((await put('777777777777')).status).toBe(201);
    });

    test('an AWS account that comes or goes is an event of the organization, with its actor', async () => {
      const token = await api.token({ subject: 'onboarding', organizations: ['umbrella'] });
      const put = (awsAccountIds: string[]) =>
        api.call('PUT', '/v1/organizations/umbrella', {
          body: { customerName: 'Umbrella', awsAccountIds },
          token,
        });
      await put(['888888888881']);
      await put(['888888888881', '888888888882']);
      await put(['888888888882']);
      const page = await api.call('GET', '/v1/organizations/umbrella/events?limit=2', { token });
      expect(page.status).toBe(200);
      expect(page.body.items).toMatchObject([
        { type: 'updated', changes: { awsAccountIds: { added: [], removed: ['888888888881'] } } },
        {
          type: 'updated',
          changes: { awsAccountIds: { added: ['888888888882'], removed: [] } },
          actor: { kind: 'caller', subject: 'onboarding' },
        },
      ]);
      const next = await api.call(
        'GET',
        `/v1/organizations/umbrella/events?limit=2&cursor=${page.body.nextCursor}`,
        { token },
      );
      expect(next.body).toMatchObject({ items: [{ type: 'created' }], nextCursor: null });
      const stranger = await api.token({ organizations: ['acme'] });
      expect((await api.call('GET', '/v1/organizations/umbrella/events', { token: stranger })).status).toBe(
        404,
      );
      const oldest = await api.call('GET', '/v1/organizations/umbrella/events?order=asc&limit=1', { token });
      expect(oldest.body.items).toMatchObject([{ type: 'created' }]);
    });
  });

  test('a connection that is not the caller’s is not held up by asking for it', async () => {
    const { body } = await create(connectionRequest('acme'));
    const stranger = await api.token({ organizations: ['globex'] });
    const holder = await database.pool.connect();
    try {
      await holder.query('begin');
      await holder.query('select from connections where id = $1 for update', [body.id]);
      // Answered while the row is held by somebody else: a stranger neither waits for it nor locks it.
      for (const [method, path] of [
        ['PATCH', ''],
        ['DELETE', ''],
        ['POST', '/retry'],
      ] as const) {
        const answer = await api.call(method, `/v1/connections/${body.id}${path}`, {
          token: stranger,
          ...(method === 'PATCH' ? { body: { description: 'x' } } : {}),
        });
        expect(answer.body.code).toBe('connection_not_found');
      }
    } finally {
      await holder.query('rollback');
      holder.release();
    }
  });
});
