import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { ConflictError } from '../../../../api/store/errors.ts';
import type { Connection } from '../../../../api/store/schema.ts';
import { slow } from '../../support/api.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { type Accident, customer, EndpointWorld, region } from '../../support/endpoint-world.ts';

const actor = { kind: 'system', component: 'test' } as const;

let database: TestDatabase;
let world: EndpointWorld;
let id = '';
let number = 0;
beforeAll(async () => {
  database = await createTestDatabase();
  await database.store.transaction((store) =>
    store.organizations.put('acme', {
      customerName: 'Acme',
      awsAccountIds: [customer],
      partition: 'aws',
      declaredCidrs: [],
    }),
  );
  await database.query(
    "update organizations set state = 'ready', observed_generation = desired_generation, next_attempt_at = null",
  );
}, slow);
afterAll(() => database.close());
beforeEach(async () => {
  await database.query("update connections set next_attempt_at = null where state <> 'deleted'");
  world = new EndpointWorld(database);
  await request();
});

async function request(): Promise<void> {
  id = `walk${++number}`;
  await database.store.connections.create(
    {
      id,
      organizationId: 'acme',
      service: {
        name: `com.amazonaws.vpce.${region}.vpce-svc-${number.toString(16).padStart(17, '0')}`,
        kind: 'customer',
        region,
        zoneIds: [],
      },
      ports: [{ port: 5432, protocol: 'TCP' }],
      region,
      regionChoice: { crossRegion: false, reason: 'test' },
      hostname: null,
      description: null,
    },
    { actor },
  );
}

/** AWS's endpoint of the connection changes its state, if it is in one of these. */
function aws(from: readonly string[] | 'any', to: string | 'gone'): void {
  for (const endpointId of world.endpointsOf(id)) {
    const endpoint = world.endpoints.get(endpointId);
    if (endpoint === undefined || (from !== 'any' && !from.includes(endpoint.state))) continue;
    if (to === 'gone') world.endpoints.delete(endpointId);
    else endpoint.state = to;
  }
}

/** What must be true once everything has come to rest: the connection is where AWS is. */
function checkAgainstAws(row: Connection): void {
  const ids = world.endpointsOf(id);
  const shown = row.endpoint_id === null ? undefined : world.endpoints.get(row.endpoint_id)?.state;
  const where = { state: row.state, aws: shown, reason: row.reason?.code };
  // Nothing that nobody knows of.
  expect({ ...where, ids }).toEqual({ ...where, ids: shown === undefined ? [] : [row.endpoint_id] });
  const expected: Readonly<Record<string, readonly (string | undefined)[]>> = {
    pending_acceptance: ['pendingAcceptance'],
    connecting: ['pending', 'partial'],
    available: ['available'],
    rejected: ['rejected'],
    expired: [undefined],
    failed: ['failed', 'deleting', undefined],
    deleted: [undefined],
  };
  // An AWS that says what nobody knows leaves the connection where it was; a run that failed waits for a retry.
  const excused =
    shown === 'hibernating' || (row.state === 'failed' && row.reason?.code === 'terraform_failed');
  if (!excused)
    expect({ ...where, agrees: expected[row.state]?.includes(shown) }).toEqual({ ...where, agrees: true });
  if (row.state === 'available') {
    expect(world.stacks.get(`conn-${id}`)).toEqual({ endpointId: row.endpoint_id, stage: 'accepted' });
    expect(row.dns_configured).toBe(true);
  }
  // What is shown of the endpoint is this endpoint's.
  if (shown !== undefined) expect(row.aws_state).toBe(shown);
  if (row.endpoint_id !== null && row.endpoint_dns_name !== null)
    expect(row.endpoint_dns_name).toContain(row.endpoint_id);
}

async function bring(): Promise<void> {
  await world.settle(id);
  aws(['pendingAcceptance'], 'available');
  expect((await world.settle(id)).state).toBe('available');
}

describe('a connection', () => {
  test('a connection that is rejected and accepted again at once is available again', async () => {
    await bring();
    aws('any', 'rejected');
    await world.observe();
    aws('any', 'pending');
    await world.observe();
    expect((await world.row(id)).state).toBe('connecting');
    aws('any', 'available');
    const row = await world.settle(id);
    expect(row).toMatchObject({ state: 'available', aws_state: 'available', reason: null });
    checkAgainstAws(row);
  });

  test.each([
    ['pendingAcceptance', 'pending', 'available'],
    ['pending', 'available'],
    ['partial', 'available'],
    ['rejected', 'pendingAcceptance', 'available'],
    ['failed', 'available'],
    ['hibernating', 'pending', 'hibernating', 'available'],
  ])('a connection that works, and then is seen as %s, %s …, is available in the end', async (...states) => {
    await bring();
    for (const state of states) {
      aws('any', state);
      for (const _ of [1, 2]) {
        await world.observe();
        await world.work(id);
      }
    }
    checkAgainstAws(await world.settle(id));
    expect((await world.row(id)).state).toBe('available');
  });

  test('a connection whose customer is asked again long after the first time has the whole time again', async () => {
    await bring();
    await world.clock(60 * 24 * 300);
    aws('any', 'pendingAcceptance');
    const row = await world.settle(id);
    expect(row.state).toBe('pending_acceptance');
    expect(row.expires_at?.getTime()).toBeGreaterThan(Date.now() + 13 * 86_400_000);
  });

  test('a connection whose endpoint is missing from listings for a while, and comes back, works again', async () => {
    await bring();
    const kept = new Map(world.endpoints);
    world.endpoints.clear();
    await world.clock(2);
    for (const _ of [1, 2]) await world.observe();
    expect(await world.row(id)).toMatchObject({
      state: 'failed',
      reason: { code: 'endpoint_deleted_elsewhere' },
    });
    for (const [endpointId, endpoint] of kept) world.endpoints.set(endpointId, endpoint);
    checkAgainstAws(await world.settle(id));
    expect((await world.row(id)).state).toBe('available');
  });

  test('a connection whose endpoint AWS gives up while it is made is withdrawn', async () => {
    await world.work(id);
    await world.work(id);
    await world.work(id, 'dies after');
    aws('any', 'expired');
    const row = await world.settle(id);
    expect(row).toMatchObject({ state: 'expired', endpoint_id: null, aws_state: null, expires_at: null });
    checkAgainstAws(row);
  });

  test('a connection that is retried shows nothing of the old endpoint with the new one', async () => {
    await bring();
    aws('any', 'rejected');
    const old = await world.settle(id);
    expect(old).toMatchObject({ state: 'rejected', endpoint_dns_name: expect.stringContaining('vpce-') });
    await database.store.connections.retry(id, { actor });
    // The worker alone: the observer has not looked yet.
    for (const _ of [1, 2, 3]) await world.work(id);
    const row = await world.row(id);
    expect(row.endpoint_id).not.toBe(old.endpoint_id);
    expect(row).toMatchObject({
      state: 'pending_acceptance',
      aws_state: 'pendingAcceptance',
      endpoint_dns_name: null,
      endpoint_zonal_dns_names: [],
      dns_configured: false,
      host: null,
    });
  });

  test.each(['pending', 'available'])(
    'a connection whose endpoint is %s and gone when its ports are changed says which one is asked for now',
    async (state) => {
      await bring();
      aws('any', state);
      await world.settle(id);
      const { endpoint_id: lost } = await world.row(id);
      aws('any', 'gone');
      await database.store.connections.update(id, { ports: [{ port: 1, protocol: 'TCP' }] }, { actor });
      await world.work(id);
      expect(await world.row(id)).toMatchObject({
        state: 'pending_acceptance',
        endpoint_id: world.endpointsOf(id)[0],
        reason: { code: 'endpoint_deleted_elsewhere', message: expect.stringContaining(String(lost)) },
        endpoint_dns_name: null,
        dns_configured: false,
      });
      checkAgainstAws(await world.settle(id));
    },
  );

  test('a connection whose worker dies after it replaced the endpoint keeps the new one', async () => {
    await bring();
    aws('any', 'rejected');
    await world.settle(id);
    await database.store.connections.retry(id, { actor });
    for (const _ of [1, 2, 3]) await world.work(id, 'dies after');
    const [made] = world.endpointsOf(id);
    aws('any', 'available');
    const row = await world.settle(id);
    expect(row).toMatchObject({ state: 'available', endpoint_id: made });
    checkAgainstAws(row);
  });
});

/** A small generator of numbers that are the same for the same seed (mulberry32). */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const asked = async (change: Promise<unknown>) => {
  try {
    await change;
  } catch (error) {
    // A state in which it cannot be asked for: that is an answer, too.
    if (!(error instanceof ConflictError && error.code === 'illegal_state')) throw error;
  }
};

type Walk = Record<string, readonly [weight: number, step: (roll: () => number) => unknown]>;
const working = (accident: Accident) => () => world.work(id, accident);
const walk: Walk = {
  'customer accepts': [6, () => aws(['pendingAcceptance', 'rejected'], 'pending')],
  'customer rejects': [3, () => aws(['pendingAcceptance', 'pending', 'available', 'partial'], 'rejected')],
  'AWS connects': [6, () => aws(['pending', 'partial', 'hibernating'], 'available')],
  'AWS connects in part': [1, () => aws(['pending', 'available'], 'partial')],
  'AWS says something new': [1, () => aws(['pending', 'available'], 'hibernating')],
  'AWS falls back': [1, () => aws(['available'], 'pending')],
  'AWS asks again': [1, () => aws(['available', 'rejected'], 'pendingAcceptance')],
  'AWS gives up': [1, () => aws(['pendingAcceptance'], 'expired')],
  'AWS fails': [1, () => aws(['pending'], 'failed')],
  'somebody deletes by hand': [1, () => aws('any', 'deleting')],
  'AWS forgets': [1, () => aws(['deleting'], 'gone')],
  'observer looks': [12, () => world.observe()],
  'worker works': [14, working('none')],
  'worker dies before its run': [1, working('dies before')],
  'worker dies after its run': [2, working('dies after')],
  'run fails': [1, working('fails')],
  'minutes go by': [6, (roll) => world.clock(Math.ceil(roll() * 5))],
  'a fortnight goes by': [0.3, () => world.clock(60 * 24 * 15)],
  'caller retries': [3, () => asked(database.store.connections.retry(id, { actor }))],
  'caller changes ports': [
    2,
    (roll) => {
      const ports = [{ port: 1 + Math.floor(roll() * 65_000), protocol: 'TCP' as const }];
      return asked(database.store.connections.update(id, { ports }, { actor }));
    },
  ],
  'caller deletes': [0.3, () => asked(database.store.connections.requestDeletion(id, { actor }))],
};

async function check(): Promise<void> {
  let row = await world.settle(id);
  checkAgainstAws(row);
  if (row.state === 'failed' && row.reason?.code === 'terraform_failed') {
    await database.store.connections.retry(id, { actor });
    row = await world.settle(id);
    checkAgainstAws(row);
    expect(row.reason?.code).not.toBe('terraform_failed');
  }
  if (row.state === 'deleted') await request();
}

const steps = Number(process.env.WALK_STEPS ?? 1_000);
test.each([1, 2, 5])(
  'after a thousand steps in any order, and on the way, a connection is where AWS is (seed %i)',
  async (seed) => {
    const roll = chance(seed);
    const total = Object.values(walk).reduce((sum, [weight]) => sum + weight, 0);
    const taken: string[] = [];
    const states = new Set<string>();
    try {
      for (let step = 1; step <= steps; step += 1) {
        let left = roll() * total;
        const [name, [, act]] = Object.entries(walk).find(([, [weight]]) => {
          left -= weight;
          return left < 0;
        }) ?? ['', [0, () => undefined]];
        taken.push(name);
        await act(roll);
        states.add((await world.row(id)).state);
        if (step % 50 === 0) await check();
        if ((await world.row(id)).state === 'deleted') await request();
      }
      await check();
    } catch (error) {
      throw new Error(`after ${taken.slice(-40).join(' → ')}`, { cause: error });
    }
    // The walk has been everywhere it should: a test that never gets to a state says nothing of it.
    expect([...states].sort()).toEqual(
      expect.arrayContaining([
        'available',
        'configuring',
        'connecting',
        'failed',
        'pending_acceptance',
        'rejected',
      ]),
    );
  },
  slow * 3,
);
