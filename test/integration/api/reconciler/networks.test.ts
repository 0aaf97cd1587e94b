import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import type { RunOutcome } from '../../../../api/reconciler/runner/stack-runner.ts';
import type { Pass, WorkContext } from '../../../../api/reconciler/work/context.ts';
import { placeInNetwork } from '../../../../api/reconciler/work/network-placement.ts';
import { NetworkWork } from '../../../../api/reconciler/work/network-work.ts';
import type { Connection } from '../../../../api/store/schema.ts';
import { platform, slow } from '../../support/api.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { withoutLeases } from '../../support/without-leases.ts';

const region = 'eu-west-1';
const id = `net-acme-${region}`;
const content = { gateways: {}, awsServices: [], retained: true };

let database: TestDatabase;
/** What happens while Terraform runs. */
let meanwhile: () => Promise<unknown>;
let work: NetworkWork;
let context: WorkContext;

beforeAll(async () => {
  database = await createTestDatabase();
}, slow);
afterAll(() => database.close());

beforeEach(async () => {
  await database.query('delete from networks');
  await list([]);
  meanwhile = async () => undefined;
  context = {
    store: withoutLeases(database.store),
    platform,
    logger: pino({ level: 'silent' }),
    backoff: { baseMs: 1_000, capMs: 60_000 },
    synthesis: { network: () => ({ terraform: {} }) },
    runner: {
      run: async (): Promise<RunOutcome> => {
        await meanwhile();
        return { state: 'succeeded', outputs: {} };
      },
    },
  } as unknown as WorkContext;
  work = new NetworkWork(context);
});

/** The organization lists these regions. */
function list(regions: readonly string[]) {
  return database.store.transaction(({ organizations }) =>
    organizations.put('acme', {
      customerName: 'Acme',
      awsAccountIds: ['222222222222'],
      partition: 'aws',
      declaredCidrs: [],
      regions,
    }),
  );
}

const make = (more: Partial<typeof content> & { awsServices?: string[] } = {}) =>
  database.store.transaction(({ networks }) =>
    networks.create(
      { organizationId: 'acme', region, zoneIds: ['euw1-az1', 'euw1-az2'] },
      () => '100.64.0.0/24',
      { ...content, ...more },
    ),
  );
const remove = () => database.store.transaction(({ networks }) => networks.requestDeletion(id));
const reconcile = () =>
  work.reconcile(id, { lease: {}, stop: new AbortController().signal } as unknown as Pass);

describe('a network whose run has ended', () => {
  test('a network that is gone while its region is listed again is made anew, and stays', async () => {
    await make();
    await remove();
    meanwhile = () => list([region]);
    await reconcile();
    expect(await database.store.networks.get(id)).toMatchObject({
      state: 'requested',
      retained: true,
      vpc_id: null,
      zone_ids: ['euw1-az1', 'euw1-az2'],
    });
  });

  test('a network that is gone and whose region nobody lists stays gone', async () => {
    await make();
    await remove();
    await reconcile();
    expect(await database.store.networks.get(id)).toBeUndefined();
  });

  test('a network that was changed during its run is outstanding, and looked at again at once', async () => {
    await make();
    meanwhile = () =>
      database.store.transaction(({ networks }) => networks.change(id, { awsServices: ['logs'] }));
    await reconcile();
    const network = await database.store.networks.get(id);
    expect(network).toMatchObject({ state: 'available', desired_generation: 2, observed_generation: 1 });
    expect(network?.next_attempt_at).not.toBeNull();
  });
});

test('the AWS services of a network take places that a connection’s endpoint cannot have', async () => {
  // A /25 has room for eleven addresses in each zone, the probe's among them.
  const awsServices = Array.from({ length: 10 }, (_, index) => `service-${index}`);
  await database.store.transaction(({ networks }) =>
    networks.create({ organizationId: 'acme', region, zoneIds: ['euw1-az1'] }, () => '100.64.0.0/25', {
      ...content,
      awsServices,
    }),
  );
  const organization = await database.store.organizations.get('acme');
  if (organization === undefined) throw new Error('there is no organization');
  const connection = {
    id: 'orders',
    organization_id: 'acme',
    region,
    network_id: null,
    endpoint_id: null,
  } as unknown as Connection;
  const place = () =>
    database.store.transaction((store) =>
      placeInNetwork(context, store, organization, connection, ['euw1-az1']),
    );
  await expect(place()).rejects.toMatchObject({ code: 'network_full' });
  await database.store.transaction(({ networks }) =>
    networks.change(id, { awsServices: awsServices.slice(1) }),
  );
  expect(await place()).toBe(id);
});
