import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { slow } from '../support/api.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { customer, EndpointWorld } from '../support/endpoint-world.ts';

const actor = { kind: 'system', component: 'test' } as const;
/** Not among Tray's regions, so that the network is elsewhere. */
const home = 'eu-central-1';
const regions = ['eu-west-1', 'us-east-1', 'ap-southeast-2'];

let database: TestDatabase;
let world: EndpointWorld;
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
beforeEach(() => {
  world = new EndpointWorld(database, regions);
});

async function request(more: { regionFixed?: boolean; region?: string } = {}): Promise<string> {
  const id = `search${++number}`;
  await database.store.connections.create(
    {
      id,
      organizationId: 'acme',
      service: {
        name: `com.amazonaws.vpce.${home}.vpce-svc-${number.toString(16).padStart(17, 'a')}`,
        kind: 'customer',
        region: home,
        zoneIds: [],
      },
      ports: [{ port: 5432, protocol: 'TCP' }],
      region: 'eu-west-1',
      regionChoice: { crossRegion: true, reason: 'eu-west-1 is the nearest enabled region to eu-central-1' },
      hostname: null,
      description: null,
      ...more,
    },
    { actor },
  );
  return id;
}

async function looked(id: string) {
  await world.work(id);
  return world.row(id);
}

describe('a connection whose service is not visible in the region that was chosen', () => {
  test('a connection whose service is not visible in the region that was chosen goes on in the next region that the service lists, and says why', async () => {
    world.visibleIn = new Set([home, 'us-east-1']);
    const id = await request();
    await looked(id);
    const row = await looked(id);
    expect(row).toMatchObject({
      region: 'us-east-1',
      state: 'provisioning',
      network_id: 'net-acme-us-east-1',
      region_choice: {
        crossRegion: true,
        reason: expect.stringContaining('AWS does not show the service in eu-west-1'),
      },
    });
    const events = await database.store.events.list({ connectionId: id, order: 'asc', limit: 20 });
    expect(events.map(({ reason }) => reason?.code)).toContain('region_changed');
    // Nothing was made in the region that it left.
    expect(await database.store.networks.get('net-acme-eu-west-1')).toBeUndefined();
    expect((await world.settle(id)).state).toBe('pending_acceptance');
  });

  test('a connection whose service is not visible in the region that was chosen is told which region is missing, not that its principal is, when the service lists none of ours', async () => {
    world.visibleIn = new Set([home]);
    const row = await looked(await request());
    expect(row).toMatchObject({
      state: 'checking',
      region: 'eu-west-1',
      reason: { code: 'service_region_not_supported' },
    });
    expect(row.reason?.message).toContain(
      'in its own region eu-central-1, and not in eu-west-1, us-east-1, ap-southeast-2',
    );
    expect(row.reason?.message).not.toContain('tray-privatelink');
    expect(row.next_attempt_at).not.toBeNull();
    // The customer lists it: nobody needs to ask again.
    world.visibleIn.add('eu-west-1');
    await world.clock(5);
    expect((await looked(row.id)).state).toBe('provisioning');
  });

  test('a connection whose service is not visible in the region that was chosen stays in a region that the caller named', async () => {
    world.visibleIn = new Set([home, 'us-east-1']);
    const row = await looked(await request({ regionFixed: true }));
    expect(row).toMatchObject({ region: 'eu-west-1', reason: { code: 'service_region_not_supported' } });
    expect(world.asked).toEqual(['eu-west-1', home]);
  });

  test('a connection whose service is not visible in the region that was chosen asks for the principal when the service is not visible anywhere, in two calls', async () => {
    world.visibleIn = new Set();
    const row = await looked(await request());
    expect(row.reason).toMatchObject({ code: 'service_not_visible' });
    expect(row.reason?.message).toContain('in its own region eu-central-1 either');
    expect(world.asked).toEqual(['eu-west-1', home]);
  });

  test('a connection whose service is not visible in the region that was chosen names every candidate where its own region cannot be asked', async () => {
    world.visibleIn = new Set();
    world.closed = new Set([home]);
    const row = await looked(await request());
    expect(row.reason?.message).toMatch(
      /could not be asked in eu-central-1: it does not allow .*, it does not list eu-west-1 .*--add-supported-regions eu-west-1.*, or it does not exist/,
    );
  });

  test('a connection whose service is not visible in the region that was chosen is found in the next region even where its own cannot be asked', async () => {
    world.visibleIn = new Set(['ap-southeast-2']);
    world.closed = new Set([home]);
    expect((await looked(await request())).region).toBe('ap-southeast-2');
  });

  test('a connection whose service is not visible in the region that was chosen says so when it belongs to somebody else, whatever its regions', async () => {
    world.visibleIn = new Set([home]);
    world.owner = '999999999999';
    expect(await looked(await request())).toMatchObject({
      state: 'failed',
      reason: { code: 'owner_mismatch' },
    });
  });
});

describe('a network', () => {
  test('a network that is full is waited for with number, limit and remedy, and of two that ask for the last place one gets it', async () => {
    world.visibleIn = new Set([home, 'us-east-1']);
    world.quotas = { interfaceEndpointsPerVpc: 4 };
    const ids = await Promise.all([request(), request(), request(), request(), request()]);
    for (const id of ids) await world.work(id);
    await Promise.all(ids.map((id) => world.work(id)));
    const rows = await Promise.all(ids.map((id) => world.row(id)));
    const full = rows.filter(({ reason }) => reason?.code === 'network_full');
    const inside = await database.store.networks.occupants('net-acme-us-east-1');
    expect(inside).toHaveLength(4);
    expect(full.length).toBeGreaterThan(0);
    expect(full[0]).toMatchObject({ state: 'checking', network_id: null });
    expect(full[0]?.reason?.message).toMatch(
      /has 4 interface endpoints, and a VPC takes 4; delete connections/,
    );
    expect(full[0]?.next_attempt_at).not.toBeNull();
  });
});
