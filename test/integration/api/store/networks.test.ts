import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Store } from '../../../../api/store/store.ts';
import { slow } from '../../support/api.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';

const actor = { kind: 'system', component: 'test' } as const;
const empty = { gateways: {}, awsServices: [], retained: true } as const;

/** Networks that somebody asks for, changes and deletes, while connections come and go. */
describe('networks', () => {
  let database: TestDatabase;
  let number = 0;
  beforeAll(async () => {
    database = await createTestDatabase();
  }, slow);
  afterAll(() => database.close());

  /** An organization of its own, and its place for a network. */
  async function place() {
    number += 1;
    const organizationId = `org${number}`;
    await database.store.transaction((held) =>
      held.organizations.put(organizationId, {
        customerName: 'Somebody',
        awsAccountIds: [`${number}`.padStart(12, '2')],
        partition: 'aws',
        declaredCidrs: [],
      }),
    );
    return { organizationId, region: 'eu-west-1', zoneIds: ['euw1-az1'] };
  }
  const nextFree = (taken: readonly string[]) => `100.64.${taken.length}.0/24`;
  const make = (
    at: Awaited<ReturnType<typeof place>>,
    content: Parameters<Store['networks']['create']>[2] = empty,
  ) => database.store.transaction((held) => held.networks.create(at, nextFree, content));
  const connect = (at: { organizationId: string }, id: string) =>
    database.store.connections.create(
      {
        id,
        organizationId: at.organizationId,
        service: { name: `service-of-${id}`, kind: 'customer', region: 'eu-west-1', zoneIds: [] },
        ports: [{ port: 5432, protocol: 'TCP' }],
        region: 'eu-west-1',
        regionChoice: { crossRegion: false, reason: 'test' },
        hostname: null,
        description: null,
      },
      { actor },
    );
  /** What the worker does when the check is passed. */
  const enter = async (at: Awaited<ReturnType<typeof place>>, id: string) =>
    database.store.transaction(async (held) => {
      const network = await held.networks.ensure(at, nextFree);
      return held.connections.observe(id, { networkId: network.id });
    });
  const remove = (id: string) => database.store.transaction((held) => held.networks.requestDeletion(id));
  const release = (id: string) => database.store.transaction((held) => held.networks.releaseIfUnused(id));

  test('of two requests for one network at once, one makes it and the other is told its id', async () => {
    const at = await place();
    const outcomes = await Promise.allSettled([make(at), make(at), make(at)]);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected')
        expect(outcome.reason).toMatchObject({
          code: 'network_exists',
          subject: `net-${at.organizationId}-eu-west-1`,
        });
    }
  });

  test('a retained network stays when nothing is in it, and goes once it is not retained any more', async () => {
    const { id } = await make(await place());
    expect(await release(id)).toBe(false);
    const changed = await database.store.transaction((held) => held.networks.change(id, { retained: false }));
    // Nothing of the stack differs, so nothing runs.
    expect(changed).toMatchObject({ retained: false, desired_generation: 1 });
    expect(await release(id)).toBe(true);
    expect(await database.store.networks.get(id)).toMatchObject({ state: 'deleting' });
  });

  test('a change of what a network holds asks for one run, and the same content for none', async () => {
    const gateways = {
      s3: { buckets: ['b-1', { name: 'b-2', principals: ['333333333333'], access: 'read' }] },
    } as const;
    const { id } = await make(await place());
    const change = (content: Parameters<Store['networks']['change']>[1], versions?: number[]) =>
      database.store.transaction((held) => held.networks.change(id, content, versions));
    const changed = await change({ gateways, awsServices: ['sts', 'ecr.api'] });
    expect(changed).toMatchObject({ gateways, aws_services: ['ecr.api', 'sts'], desired_generation: 2 });
    const again = await change({ gateways, awsServices: ['ecr.api', 'sts'] });
    expect(again).toMatchObject({ version: changed?.version, desired_generation: 2 });
    await expect(change({ awsServices: [] }, [1])).rejects.toMatchObject({ name: 'StaleError' });
  });

  test('a change during a run is not taken for carried out when the run ends', async () => {
    const { store } = database;
    const { id } = await make(await place());
    await store.transaction((held) => held.networks.change(id, { awsServices: ['sts'] }));
    const settled = await store.networks.settle(id, {
      state: 'available',
      observedGeneration: 1,
      nextAttemptAt: new Date(),
      attempts: 0,
    });
    expect(settled).toMatchObject({ desired_generation: 2, observed_generation: 1, aws_services: ['sts'] });
  });

  test('a network is not deleted while a connection is in it or on its way into it', async () => {
    const at = await place();
    const { id } = await make(at);
    await connect(at, 'coming');
    expect(await database.store.networks.users(id)).toEqual({
      connections: ['coming'],
      connectors: [],
    });
    await expect(remove(id)).rejects.toMatchObject({ code: 'network_in_use' });
    await enter(at, 'coming');
    await expect(remove(id)).rejects.toMatchObject({ code: 'network_in_use' });
    await database.store.connections.requestDeletion('coming', { actor });
    await database.store.connections.transition('coming', { from: 'deleting', to: 'deleted', actor });
    expect(await remove(id)).toMatchObject({ state: 'deleting' });
    // Asking again changes nothing.
    expect(await remove(id)).toMatchObject({ state: 'deleting', desired_generation: 2 });
  });

  test('the schema lets nothing end a network that is in use, and nothing into one that ends', async () => {
    const at = await place();
    const { id } = await make(at);
    await connect(at, 'inside');
    await enter(at, 'inside');
    await expect(
      database.query("update networks set state = 'deleting' where id = $1", [id]),
    ).rejects.toMatchObject({ code: 'TP004' });
    const other = await place();
    const ending = await make(other);
    await remove(ending.id);
    await connect(other, 'late');
    await expect(
      database.query('update connections set network_id = $1 where id = $2', [ending.id, 'late']),
    ).rejects.toMatchObject({ code: 'TP001' });
    for (const change of ["state = 'available'", 'retained = false', "aws_services = '{sts}'"]) {
      await expect(
        database.query(`update networks set ${change} where id = $1`, [ending.id]),
      ).rejects.toMatchObject({ code: 'TP001' });
    }
  });

  test('of a deletion and a connection that comes at the same moment, one gives way, every time', async () => {
    for (let round = 0; round < 12; round += 1) {
      const at = await place();
      const { id } = await make(at);
      const name = `racer-${round}`;
      await connect(at, name);
      // Failed before it had a network: it holds nothing up until it is tried again.
      const reason = { code: 'service_not_visible', message: 'not shown' } as const;
      await database.store.connections.transition(name, { from: 'requested', to: 'failed', actor, reason });
      const [entered, removed] = await Promise.allSettled([enter(at, name), remove(id)]);
      expect([entered.status, removed.status].sort()).toEqual(['fulfilled', 'rejected']);
      const network = await database.store.networks.get(id);
      const connection = await database.store.connections.get(name);
      expect([network?.state === 'deleting', connection?.network_id ?? null]).toEqual(
        removed.status === 'fulfilled' ? [true, null] : [false, id],
      );
    }
  });

  test('a network that was deleted begins anew with what is asked for then, under the same id', async () => {
    const at = await place();
    const first = await make(at, { ...empty, awsServices: ['sts'] });
    await database.store.networks.settle(first.id, {
      state: 'available',
      observedGeneration: 1,
      gatewayEndpointIds: { s3: 'vpce-0a', dynamodb: 'vpce-0b' },
      nextAttemptAt: null,
      attempts: 0,
    });
    await remove(first.id);
    await expect(make(at)).rejects.toMatchObject({ code: 'illegal_state' });
    await database.store.networks.settle(first.id, { state: 'deleted', nextAttemptAt: null, attempts: 0 });
    expect(await database.store.transaction((held) => held.networks.ensure(at, nextFree))).toMatchObject({
      id: first.id,
      state: 'requested',
      aws_services: [],
      retained: false,
      gateway_endpoint_ids: null,
    });
  });

  test('regions of an organization are part of its history, and leave its principal alone', async () => {
    const { organizationId } = await place();
    const { store } = database;
    await store.organizations.settle(organizationId, {
      state: 'ready',
      observedGeneration: 1,
      nextAttemptAt: null,
      attempts: 0,
    });
    const known = await store.organizations.get(organizationId);
    if (!known) throw new Error('no organization');
    const put = (regions: string[]) =>
      store.transaction((held) =>
        held.organizations.put(organizationId, {
          customerName: known.customer_name,
          awsAccountIds: known.aws_account_ids,
          partition: known.partition,
          declaredCidrs: [],
          regions,
        }),
      );
    expect((await put(['eu-west-1'])).organization).toMatchObject({
      state: 'ready',
      regions: ['eu-west-1'],
      desired_generation: 1,
      next_attempt_at: null,
    });
    await put(['us-east-1']);
    const events = await store.organizationEvents.list({ organizationId, order: 'asc', limit: 10 });
    expect(events.map(({ changes }) => changes.regions)).toEqual([
      undefined,
      { added: ['eu-west-1'], removed: [] },
      { added: ['us-east-1'], removed: ['eu-west-1'] },
    ]);
    await expect(
      database.query("update organizations set regions = '{}' where id = $1", [organizationId]),
    ).rejects.toMatchObject({ code: 'TP003' });
  });
});
