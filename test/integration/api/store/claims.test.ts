import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import type { OrganizationFacts } from '../../../../api/store/organizations.ts';
import { Store } from '../../../../api/store/store.ts';
import { slow } from '../../support/api.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';

const actor = { kind: 'system', component: 'test' } as const;

/** Who gets a name that several want: tried on the store, which every door of the project leads through. */
describe('claims', () => {
  let database: TestDatabase;
  let number = 0;
  beforeAll(async () => {
    database = await createTestDatabase({ sharedAwsAccounts: false });
    for (const id of ['a', 'b', 'c'])
      await register(id, { awsAccountIds: [`${id.charCodeAt(0)}`.padStart(12, '1')] });
  }, slow);
  afterAll(() => database.close());

  const facts = (more: Partial<OrganizationFacts> = {}): OrganizationFacts => ({
    customerName: 'Somebody',
    awsAccountIds: ['222222222222'],
    partition: 'aws',
    declaredCidrs: [],
    ...more,
  });
  const register = (id: string, more: Partial<OrganizationFacts> = {}, store = database.store) =>
    store.transaction((held) => held.organizations.put(id, facts(more)));
  const unique = (prefix: string) => `${prefix}${++number}`;
  const create = (
    organizationId: string,
    service: string,
    more: { hostname?: string; region?: string; kind?: 'customer' | 'marketplace' } = {},
  ) =>
    database.store.connections.create(
      {
        id: unique('c-'),
        organizationId,
        service: { name: service, kind: more.kind ?? 'customer', region: 'eu-west-1', zoneIds: [] },
        ports: [{ port: 5432, protocol: 'TCP' }],
        region: more.region ?? 'eu-west-1',
        regionChoice: { crossRegion: false, reason: 'test' },
        hostname: more.hostname ?? null,
        description: null,
      },
      { actor },
    );
  const { check, prove } = {
    check: (id: string) =>
      database.store.connections.transition(id, { from: 'requested', to: 'checking', actor }),
    prove: (id: string) =>
      database.store.connections.transition(id, { from: 'checking', to: 'provisioning', actor }),
  };
  const historyOf = (connectionId: string) =>
    database.store.events.list({ connectionId, order: 'asc', limit: 50 });

  describe('on a service', () => {
    test('prove nothing by asking first: the owner takes the service over, and the others end with a reason', async () => {
      const service = unique('service');
      const squatters = [await create('b', service), await create('b', service), await create('c', service)];
      await check(squatters[1]?.id ?? '');
      const owner = await create('a', service);
      expect(await database.store.connections.claimantOf(service)).toBeUndefined();
      await check(owner.id);
      expect((await prove(owner.id)).claim_proven_at).toBeInstanceOf(Date);

      expect(await database.store.connections.claimantOf(service)).toBe('a');
      for (const { id } of squatters) {
        const row = await database.store.connections.get(id);
        expect(row).toMatchObject({
          state: 'failed',
          endpoint_id: null,
          next_attempt_at: null,
          reason: { code: 'service_name_taken' },
        });
        expect(JSON.stringify(row?.reason)).not.toContain(owner.id);
        expect((await historyOf(id)).at(-1)).toMatchObject({
          type: 'state_changed',
          to_state: 'failed',
          reason: { code: 'service_name_taken' },
          actor,
        });
        await expect(database.store.connections.retry(id, { actor })).rejects.toMatchObject({
          code: 'service_name_taken',
        });
      }
      await expect(create('b', service)).rejects.toMatchObject({ code: 'service_name_taken' });
      expect((await create('a', service)).state).toBe('requested');
    });

    test('claims on a service are proven once, also when two owners pass the check at the same moment', async () => {
      for (let round = 0; round < 5; round += 1) {
        const service = unique('service');
        const rows = [await create('a', service), await create('b', service)];
        for (const { id } of rows) await check(id);
        const outcomes = await Promise.allSettled(rows.map(({ id }) => prove(id)));
        expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
        const states = await Promise.all(
          rows.map(async ({ id }) => (await database.store.connections.get(id))?.state),
        );
        expect(states.sort()).toEqual(['failed', 'provisioning']);
      }
    });

    test('claims on a service leave no request behind that was made while one was proven', async () => {
      const service = unique('service');
      const owner = await create('a', service);
      await check(owner.id);
      const outcomes = await Promise.allSettled([
        ...Array.from({ length: 12 }, () => create('b', service)),
        prove(owner.id),
        ...Array.from({ length: 12 }, () => create('c', service)),
      ]);
      for (const outcome of outcomes) {
        if (outcome.status === 'rejected')
          expect(outcome.reason).toMatchObject({ code: 'service_name_taken' });
      }
      const rows = await database.query<{ organization_id: string; state: string }>(
        'select organization_id, state from connections where service_name = $1',
        [service],
      );
      for (const row of rows) {
        expect([row.organization_id, row.state]).toEqual(
          row.organization_id === 'a' ? ['a', 'provisioning'] : [row.organization_id, 'failed'],
        );
      }
    });

    test('claims on a service do not hold for products of the Marketplace, which have many buyers', async () => {
      const service = unique('product');
      const rows = [
        await create('a', service, { kind: 'marketplace' }),
        await create('b', service, { kind: 'marketplace' }),
      ];
      for (const { id } of rows) {
        await check(id);
        expect((await prove(id)).state).toBe('provisioning');
      }
    });

    test('claims on a service cannot be passed over: what has not been checked goes no further', async () => {
      const { id } = await create('a', unique('service'));
      await database.db
        .transaction()
        .execute(async (transaction) => {
          await sql`alter table connections disable trigger connections_a_moves`.execute(transaction);
          await expect(
            sql`update connections set state = 'pending_acceptance' where id = ${id}`.execute(transaction),
          ).rejects.toMatchObject({ code: 'TP001', message: `connection ${id} has not been checked` });
          throw new Error('undo');
        })
        .catch((error: Error) => expect(error.message).toMatch(/undo|abort/));
    });
  });

  describe('on a host name', () => {
    const holder = (hostname: string, organizationId = 'a') =>
      database.store.connections.holderOf({ organizationId, region: 'eu-west-1', hostname });

    test('claims on a host name belong to one connection of a network, from the request until it is deleted', async () => {
      const hostname = `${unique('db')}.acme.example`;
      const first = await create('a', unique('service'), { hostname });
      const refused = { code: 'hostname_taken', subject: first.id };
      await expect(create('a', unique('service'), { hostname })).rejects.toMatchObject(refused);
      const other = await create('a', unique('service'));
      await expect(
        database.store.connections.update(other.id, { hostname }, { actor }),
      ).rejects.toMatchObject(refused);
      await create('b', unique('service'), { hostname });
      await create('a', unique('service'), { hostname, region: 'us-east-1' });

      await database.store.connections.transition(first.id, { from: 'requested', to: 'failed', actor });
      await expect(
        database.store.connections.update(other.id, { hostname }, { actor }),
      ).rejects.toMatchObject(refused);
      await database.store.connections.retry(first.id, { actor });
      await database.store.connections.requestDeletion(first.id, { actor });
      await expect(create('a', unique('service'), { hostname })).rejects.toMatchObject(refused);
      await database.store.connections.transition(first.id, { from: 'deleting', to: 'deleted', actor });
      expect(await holder(hostname)).toBeUndefined();
      await database.store.connections.update(other.id, { hostname }, { actor });
      expect(await holder(hostname)).toBe(other.id);
    });

    test('claims on a host name stay with a connection until the name is gone from the network', async () => {
      const [from, to] = [`${unique('db')}.acme.example`, `${unique('db')}.acme.example`];
      const { id } = await create('a', unique('service'), { hostname: from });
      await check(id);
      await prove(id);
      const steps = { observedGeneration: 1, endpointId: `vpce-${'0'.repeat(14)}${100 + number}` };
      await database.store.connections.transition(id, {
        from: 'provisioning',
        to: 'pending_acceptance',
        actor,
        ...steps,
      });
      await database.store.connections.update(id, { hostname: to }, { actor });
      expect([await holder(from), await holder(to)]).toEqual([id, id]);
      await database.store.connections.observe(id, { observedGeneration: 2 });
      expect([await holder(from), await holder(to)]).toEqual([undefined, id]);
    });

    test('claims on a host name that nothing was made for yet are given back at once', async () => {
      const [from, to] = [`${unique('db')}.acme.example`, `${unique('db')}.acme.example`];
      const { id } = await create('a', unique('service'), { hostname: from });
      await database.store.connections.update(id, { hostname: to }, { actor });
      expect([await holder(from), await holder(to)]).toEqual([undefined, id]);
    });

    test('claims on a host name of fifty at once one gets it, whether it asks anew or changes', async () => {
      const hostname = `${unique('db')}.acme.example`;
      const known = await Promise.all(Array.from({ length: 25 }, () => create('a', unique('service'))));
      const outcomes = await Promise.allSettled([
        ...known.map(({ id }) => database.store.connections.update(id, { hostname }, { actor })),
        ...Array.from({ length: 25 }, () => create('a', unique('service'), { hostname })),
      ]);
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      const codes = outcomes.flatMap((outcome) =>
        outcome.status === 'rejected' ? [outcome.reason.code] : [],
      );
      expect(new Set(codes)).toEqual(new Set(['hostname_taken']));
    });
  });

  describe('on an AWS account', () => {
    test('claims on an AWS account belong to one organization, of many that register it at once too', async () => {
      const account = '900000000001';
      const outcomes = await Promise.allSettled(
        Array.from({ length: 20 }, (_, index) => register(`many-${index}`, { awsAccountIds: [account] })),
      );
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      for (const outcome of outcomes) {
        if (outcome.status === 'rejected')
          expect(outcome.reason).toMatchObject({ code: 'aws_account_taken', subject: account });
      }
    });

    test('claims on an AWS account of two that want the same accounts in another order one gets them, and the other is told at once', async () => {
      const accounts = ['900000000011', '900000000012'];
      const outcomes = await Promise.allSettled([
        register('forth', { awsAccountIds: accounts }),
        register('back', { awsAccountIds: [...accounts].reverse() }),
      ]);
      expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    });

    test('claims on an AWS account are free when the organization gives them up, or is deleted', async () => {
      await register('giver', { awsAccountIds: ['900000000021', '900000000022'] });
      await expect(register('taker', { awsAccountIds: ['900000000021'] })).rejects.toMatchObject({
        code: 'aws_account_taken',
      });
      await register('giver', { awsAccountIds: ['900000000022'] });
      await register('taker', { awsAccountIds: ['900000000021'] });
      await database.store.transaction((held) => held.organizations.requestDeletion('giver'));
      await expect(register('taker', { awsAccountIds: ['900000000022'] })).rejects.toMatchObject({
        code: 'aws_account_taken',
      });
      await database.store.organizations.settle('giver', {
        state: 'deleted',
        nextAttemptAt: null,
        attempts: 0,
      });
      await register('taker', { awsAccountIds: ['900000000022'] });
    });

    test('claims on an AWS account are shared where the operator allows it, and stay so when they stop to', async () => {
      const open = new Store(database.db, { sharedAwsAccounts: true });
      const awsAccountIds = ['900000000031'];
      await register('first', { awsAccountIds });
      await register('second', { awsAccountIds }, open);
      await register('third', { awsAccountIds }, open);
      await expect(register('fourth', { awsAccountIds })).rejects.toMatchObject({
        code: 'aws_account_taken',
      });
      await register('second', { awsAccountIds, customerName: 'Renamed' });
    });
  });

  describe('changes of an organization', () => {
    test('changes of an organization are its history, with who made them', async () => {
      const by = { kind: 'caller', subject: 'onboarding' } as const;
      const put = (more: Partial<OrganizationFacts>) =>
        database.store.transaction((held) => held.organizations.put('told', facts(more), undefined, by));
      await put({ awsAccountIds: ['900000000041'] });
      await put({ awsAccountIds: ['900000000041'] });
      await put({ awsAccountIds: ['900000000042'], customerName: 'Anew', declaredCidrs: ['10.9.0.0/16'] });
      await database.store.transaction((held) => held.organizations.requestDeletion('told', undefined, by));
      await database.store.organizations.settle('told', {
        state: 'deleted',
        nextAttemptAt: null,
        attempts: 0,
      });
      const events = await database.store.organizationEvents.list({
        organizationId: 'told',
        order: 'asc',
        limit: 10,
      });
      expect(events.map(({ type, changes, actor: who }) => [type, changes, who.kind])).toEqual([
        [
          'created',
          {
            customerName: 'Somebody',
            partition: 'aws',
            awsAccountIds: { added: ['900000000041'], removed: [] },
          },
          'caller',
        ],
        [
          'updated',
          {
            customerName: 'Anew',
            awsAccountIds: { added: ['900000000042'], removed: ['900000000041'] },
            declaredCidrs: { added: ['10.9.0.0/16'], removed: [] },
          },
          'caller',
        ],
        ['deletion_requested', {}, 'caller'],
        ['deleted', {}, 'system'],
      ]);
    });

    test('changes of an organization are refused without an event, and events are never rewritten', async () => {
      await register('silent', { awsAccountIds: ['900000000051'] });
      const fault = (text: string) =>
        database.query(text).then(
          () => undefined,
          (error: { code: string }) => error.code,
        );
      for (const change of [
        "customer_name = 'x'",
        "aws_account_ids = '{900000000052}'",
        "state = 'deleting'",
      ]) {
        expect(await fault(`update organizations set ${change} where id = 'silent'`)).toBe('TP003');
      }
      expect(await fault("update organization_events set type = 'x'")).toBe('TP002');
      expect(await fault('delete from organization_events')).toBe('TP002');
      expect(await fault('truncate organization_events')).toBe('TP002');
    });
  });
});
