import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { ConnectionEvents } from '../../../../api/store/connection-events.ts';
import { ConflictError, StaleError, translate } from '../../../../api/store/errors.ts';
import { legalRunMoves } from '../../../../api/store/migrate.ts';
import { Store } from '../../../../api/store/store.ts';
import { connectionStates, legalMoves } from '../../../../domain/connection-state.ts';
import { legalConnectorMoves } from '../../../../domain/connector-state.ts';
import { slow } from '../../support/api.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';

const actor = { kind: 'system', component: 'test' } as const;

/** What the database holds by itself, tried with SQL, as a mistake in the code above it would. */
describe('the schema', () => {
  let database: TestDatabase;
  let number = 0;
  beforeAll(async () => {
    database = await createTestDatabase();
  }, slow);
  afterAll(() => database.close());
  beforeEach(async () => {
    number += 1;
    for (const id of [`a${number}`, `b${number}`]) {
      await database.store.transaction((held) =>
        held.organizations.put(id, {
          customerName: 'Somebody',
          awsAccountIds: ['222222222222'],
          partition: 'aws',
          declaredCidrs: [],
        }),
      );
    }
  });

  const request = (organizationId: string, id: string, name = `com.example.${id}`) => ({
    id,
    organizationId,
    service: { name, kind: 'customer' as const, region: 'eu-west-1', zoneIds: [] },
    ports: [{ port: 5432, protocol: 'TCP' as const }],
    region: 'eu-west-1',
    regionChoice: { crossRegion: false, reason: 'test' },
    hostname: null,
    description: null,
  });
  const create = (organizationId: string, id: string, name?: string) =>
    database.store.connections.create(request(organizationId, id, name), { actor });
  const fault = async (text: string, values?: unknown[]) => {
    try {
      await database.query(text, values);
    } catch (error) {
      const { code, constraint, message } = error as { code: string; constraint?: string; message: string };
      return { code, constraint, message };
    }
    throw new Error(`the database allowed: ${text}`);
  };

  test('the schema knows exactly the moves of the domain', async () => {
    const rows = await database.query<{ entity: string; from_state: string; to_state: string }>(
      'select * from state_moves',
    );
    const key = (entity: string, moves: Readonly<Record<string, readonly string[]>>) =>
      Object.entries(moves).flatMap(([from, targets]) => targets.map((to) => `${entity} ${from} ${to}`));
    expect(rows.map((row) => `${row.entity} ${row.from_state} ${row.to_state}`).sort()).toEqual(
      [
        ...key('connection', legalMoves),
        ...key('connector', legalConnectorMoves),
        ...key('run', legalRunMoves),
      ].sort(),
    );
  });

  test('the schema refuses every move that the domain does not know', async () => {
    const { id } = await create(`a${number}`, `m${number}`);
    for (const to of connectionStates) {
      if (to === 'requested' || legalMoves.requested.includes(to)) continue;
      expect(await fault('update connections set state = $1 where id = $2', [to, id])).toMatchObject({
        code: 'TP001',
        message: `a connection that is requested cannot become ${to}`,
      });
    }
    await expect(
      database.store.connections.transition(id, { from: 'requested', to: 'available', actor }),
    ).rejects.toMatchObject({ name: 'ConflictError', code: 'illegal_state' });
  });

  test('the schema refuses a connection that begins elsewhere than as requested', async () => {
    const text = `insert into connections (id, organization_id, service_name, service_kind, service_region, ports, region, region_choice, state)
      values ('x', $1, 'n', 'customer', 'r', '[{}]', 'r', '{}', 'available')`;
    expect(await fault(text, [`a${number}`])).toMatchObject({ code: 'TP001' });
  });

  test('the schema refuses a move without its line in the history', async () => {
    const { id } = await create(`a${number}`, `h${number}`);
    expect(await fault("update connections set state = 'checking' where id = $1", [id])).toMatchObject({
      code: 'TP003',
    });
  });

  test('the schema refuses to rewrite history and versions of states', async () => {
    await create(`a${number}`, `w${number}`);
    for (const text of [
      "update connection_events set to_state = 'available'",
      'delete from connection_events',
      'truncate connection_events cascade',
    ]) {
      expect(await fault(text)).toMatchObject({ code: 'TP002' });
    }
    await database.store.transaction((held) =>
      held.terraformStates.write('stack', { serial: 1, lineage: 'l', body: Buffer.from('{}') }),
    );
    expect(await fault('update terraform_state_versions set serial = 9')).toMatchObject({ code: 'TP002' });
    expect(await fault('delete from terraform_state_versions')).toMatchObject({ code: 'TP002' });
  });

  /** What a worker does when AWS shows the service, and its owner is an account of the organization. */
  const prove = async (id: string) => {
    const { connections } = database.store;
    await connections.transition(id, { from: 'requested', to: 'checking', actor });
    return connections.transition(id, { from: 'checking', to: 'provisioning', actor });
  };

  test('the schema gives a service name to one organization, also when both prove it at the same moment', async () => {
    const name = `com.example.shared${number}`;
    await create(`a${number}`, `s${number}`, name);
    await create(`b${number}`, `t${number}`, name);
    for (const id of [`s${number}`, `t${number}`])
      await database.store.connections.transition(id, { from: 'requested', to: 'checking', actor });
    // Statements as they are: neither the store's lock nor its takeover is between them.
    const outcomes = await Promise.allSettled(
      [`s${number}`, `t${number}`].map((id) =>
        database.db.transaction().execute(async (transaction) => {
          const moved = await transaction
            .updateTable('connections')
            .set({ state: 'provisioning' })
            .where('id', '=', id)
            .returningAll()
            .executeTakeFirstOrThrow()
            .catch((error: unknown) => {
              throw translate(error);
            });
          await new ConnectionEvents(transaction, database.store.webhookDeliveries).append(moved, {
            type: 'state_changed',
            from: 'checking',
            actor,
          });
        }),
      ),
    );
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1);
    const refused = outcomes.find((outcome) => outcome.status === 'rejected');
    expect(refused?.reason).toBeInstanceOf(ConflictError);
    expect(refused?.reason).toMatchObject({ code: 'service_name_taken' });
  });

  test('the schema does not let a request that failed without an endpoint hold the name', async () => {
    const { connections } = database.store;
    const name = `com.example.squat${number}`;
    const squatter = await create(`b${number}`, `u${number}`, name);
    const reason = { code: 'owner_mismatch', message: 'not theirs' } as const;
    await connections.transition(squatter.id, { from: 'requested', to: 'failed', actor, reason });
    await create(`a${number}`, `v${number}`, name);
    await prove(`v${number}`);
    await expect(connections.retry(squatter.id, { actor })).rejects.toMatchObject({
      code: 'service_name_taken',
    });
    expect(await connections.requestDeletion(squatter.id, { actor })).toMatchObject({ state: 'deleting' });
    expect(await connections.claimantOf(name)).toBe(`a${number}`);
  });

  test('the schema keeps networks apart, whoever makes them', async () => {
    const ensure = (organizationId: string, cidr: string) =>
      database.store.transaction((held) =>
        held.networks.ensure({ organizationId, region: 'eu-west-1', zoneIds: [] }, () => cidr),
      );
    const block = `10.${number}`;
    await ensure(`a${number}`, `${block}.0.0/24`);
    await expect(ensure(`b${number}`, `${block}.0.128/25`)).rejects.toMatchObject({
      code: 'address_pool_conflict',
    });
    expect((await ensure(`a${number}`, '1.2.3.0/24')).cidr).toBe(`${block}.0.0/24`);
  });

  test('the schema gives each of many networks made at once a range of its own', async () => {
    const regions = Array.from({ length: 8 }, (_, index) => `eu-test-${index}`);
    const block = `10.${100 + number}`;
    const networks = await Promise.all(
      regions.map((region) =>
        database.store.transaction((held) =>
          held.networks.ensure({ organizationId: `a${number}`, region, zoneIds: [] }, (taken) => {
            let next = 0;
            while (taken.includes(`${block}.${next}.0/24`)) next += 1;
            return `${block}.${next}.0/24`;
          }),
        ),
      ),
    );
    expect(new Set(networks.map((network) => network.cidr)).size).toBe(8);
  });

  test("the schema does not put a connection into another organization's network", async () => {
    const network = await database.store.transaction((held) =>
      held.networks.ensure(
        { organizationId: `b${number}`, region: 'eu-west-1', zoneIds: [] },
        () => `10.${200 + number}.0.0/24`,
      ),
    );
    const { id } = await create(`a${number}`, `n${number}`);
    expect(
      await fault('update connections set network_id = $1 where id = $2', [network.id, id]),
    ).toMatchObject({
      code: '23503',
    });
  });

  test('the schema gives up a network with its last connection, and makes it again under the same id', async () => {
    const { store } = database;
    const { id } = await create(`a${number}`, `l${number}`);
    const at = { organizationId: `a${number}`, region: 'eu-west-1', zoneIds: ['euw1-az1'] };
    const first = await store.transaction((held) => held.networks.ensure(at, () => `172.16.${number}.0/24`));
    await store.connections.observe(id, { networkId: first.id });
    const release = () => store.transaction((held) => held.networks.releaseIfUnused(first.id));
    expect(await release()).toBe(false);
    await store.connections.requestDeletion(id, { actor });
    await store.connections.transition(id, { from: 'deleting', to: 'deleted', actor });
    expect(await release()).toBe(true);
    await expect(
      store.transaction((held) => held.networks.ensure(at, () => '10.9.9.0/24')),
    ).rejects.toMatchObject({
      code: 'illegal_state',
    });
    await store.networks.settle(first.id, { state: 'deleted', nextAttemptAt: null, attempts: 0 });
    const second = await store.transaction((held) => held.networks.ensure(at, () => `172.17.${number}.0/24`));
    expect(second).toMatchObject({ id: first.id, state: 'requested', cidr: `172.17.${number}.0/24` });
  });

  test('the schema lets a worker move only what is still where the worker saw it', async () => {
    const { id } = await create(`a${number}`, `p${number}`);
    const { connections, events } = database.store;
    const steps = await Promise.allSettled(
      [1, 2, 3].map(() => connections.transition(id, { from: 'requested', to: 'checking', actor })),
    );
    expect(steps.filter((step) => step.status === 'fulfilled')).toHaveLength(1);
    for (const step of steps) if (step.status === 'rejected') expect(step.reason).toBeInstanceOf(StaleError);
    expect(await events.list({ connectionId: id, order: 'asc', limit: 10 })).toHaveLength(2);
  });

  test('undoes all of a transaction that fails in the end', async () => {
    await expect(
      database.store.transaction(async (held) => {
        await held.connections.create(request(`a${number}`, `z${number}`), { actor });
        throw new Error('late');
      }),
    ).rejects.toThrow('late');
    expect(await database.store.connections.get(`z${number}`)).toBeUndefined();
  });

  test('the schema runs one stack at a time, and only with a lease', async () => {
    const { runs } = database.store;
    const stack = `conn-${number}`;
    const run = () => runs.create({ stack, organizationId: `a${number}`, action: 'apply' });
    const [first, second] = [await run(), await run()];
    expect(await runs.start(first.id, 'w1', 60)).toMatchObject({ state: 'running' });
    expect(await runs.start(second.id, 'w2', 60)).toBeUndefined();
    expect(await runs.renew(first.id, 'w2', 60)).toBe(false);
    expect(await runs.renew(first.id, 'w1', -1)).toBe(true);
    expect(await runs.unended(stack)).toMatchObject([{ id: first.id }, { id: second.id }]);
    await runs.finish(first.id, { state: 'unknown', reason: { code: 'run_unknown', message: 'lost' } });
    expect(await runs.unended(stack)).toMatchObject([{ id: second.id }]);
    expect(await runs.renew(first.id, 'w1', 60)).toBe(false);
    expect(await runs.start(second.id, 'w2', 60)).toMatchObject({ worker: 'w2' });
    expect(await fault("update runs set state = 'queued' where id = $1", [second.id])).toMatchObject({
      code: 'TP001',
    });
  });

  test('the schema gives a lock to one holder until its lease is over', async () => {
    const { terraformStates } = database.store;
    const stack = `lock-${number}`;
    const lock = (lockId: string, leaseSeconds = 60) =>
      terraformStates.lock(stack, { lockId, info: { ID: lockId }, leaseSeconds });
    expect(await lock('one')).toBeUndefined();
    expect(await lock('one')).toBeUndefined();
    expect(await lock('two')).toMatchObject({ lockId: 'one', info: { ID: 'one' } });
    expect(await terraformStates.unlock(stack, 'two')).toBe(false);
    expect(await lock('one', -1)).toBeUndefined();
    expect(await lock('two')).toBeUndefined();
    expect(await terraformStates.unlock(stack, 'two')).toBe(true);
  });

  test('the schema keeps every version of a state', async () => {
    const { terraformStates } = database.store;
    const stack = `state-${number}`;
    const write = (serial: number) =>
      database.store.transaction((held) =>
        held.terraformStates.write(stack, {
          serial,
          lineage: 'l',
          body: Buffer.from(`{"serial":${serial}}`),
        }),
      );
    expect([await write(1), await write(2)]).toEqual([1, 2]);
    expect((await terraformStates.read(stack))?.body.toString()).toBe('{"serial":2}');
    await terraformStates.forget(stack);
    expect(await terraformStates.read(stack)).toBeUndefined();
    expect(await write(3)).toBe(3);
    expect(
      await database.query('select version from terraform_state_versions where stack = $1', [stack]),
    ).toHaveLength(3);
  });

  test('wakes workers up when the work is committed, and not before', async () => {
    const store = new Store(database.db, {
      wake: async (db, { kind, id }) => {
        await sql`select pg_notify('wake_ups', ${`${kind}:${id}`})`.execute(db);
      },
    });
    const client = await database.pool.connect();
    const heard: string[] = [];
    client.on('notification', ({ payload }) => heard.push(payload ?? ''));
    await client.query('listen wake_ups');
    await expect(
      store.transaction(async (held) => {
        await held.connections.create(request(`a${number}`, `q${number}`), { actor });
        throw new Error('late');
      }),
    ).rejects.toThrow();
    await store.connections.create(request(`a${number}`, `r${number}`), { actor });
    await client.query('select 1');
    expect(heard).toEqual([`connection:r${number}`]);
    client.release(true);
  });
});
