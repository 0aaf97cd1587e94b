import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { slow } from '../../support/api.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';

/** All that is known of one endpoint, as columns. */
const fields = [
  'endpoint_account_id',
  'aws_state',
  'endpoint_dns_name',
  'endpoint_zonal_dns_names',
  'dns_configured',
  'host',
  'acceptance_requested_at',
  'expires_at',
] as const;
const none = {
  endpoint_account_id: null,
  aws_state: null,
  endpoint_dns_name: null,
  endpoint_zonal_dns_names: [],
  dns_configured: false,
  host: null,
  acceptance_requested_at: null,
  expires_at: null,
};

describe('what belongs to an endpoint', () => {
  let database: TestDatabase;
  let id: string;
  let number = 0;
  beforeAll(async () => {
    database = await createTestDatabase();
    await database.store.transaction((store) =>
      store.organizations.put('acme', {
        customerName: 'Acme',
        awsAccountIds: ['222222222222'],
        partition: 'aws',
        declaredCidrs: [],
      }),
    );
  }, slow);
  afterAll(() => database.close());
  beforeEach(async () => {
    id = `c${++number}`;
    await database.store.connections.create(
      {
        id,
        organizationId: 'acme',
        service: { name: `com.example.${id}`, kind: 'customer', region: 'eu-west-1', zoneIds: [] },
        ports: [{ port: 5432, protocol: 'TCP' }],
        region: 'eu-west-1',
        regionChoice: { crossRegion: false, reason: 'test' },
        hostname: null,
        description: null,
      },
      { actor: { kind: 'system', component: 'test' } },
    );
    await database.store.connections.observe(id, {
      endpointId: `vpce-0${number}aaaa`,
      endpointAccountId: '111111111111',
      awsState: 'pendingAcceptance',
      endpointDnsName: 'old.example',
      endpointZonalDnsNames: [{ dnsName: 'old-a.example' }],
      dnsConfigured: true,
      host: 'old.tray.internal',
      acceptanceRequestedAt: new Date('2030-01-01T00:00:00Z'),
      expiresAt: new Date('2030-01-15T00:00:00Z'),
    });
  });

  const shown = async () => {
    const row = (await database.store.connections.get(id)) as unknown as Record<string, unknown>;
    return Object.fromEntries(fields.map((field) => [field, row[field]]));
  };

  test('what belongs to an endpoint goes when another endpoint takes its place', async () => {
    await database.store.connections.observe(id, { endpointId: `vpce-0${number}bbbb` });
    expect(await shown()).toEqual(none);
  });

  test('what belongs to an endpoint goes when the endpoint goes', async () => {
    await database.store.connections.observe(id, { endpointId: null });
    expect(await shown()).toEqual(none);
  });

  test('what belongs to an endpoint is kept where the same update says it of the new one, even when it says the same', async () => {
    await database.store.connections.observe(id, {
      endpointId: `vpce-0${number}bbbb`,
      endpointAccountId: '111111111111',
      awsState: 'pendingAcceptance',
    });
    expect(await shown()).toEqual({
      ...none,
      endpoint_account_id: '111111111111',
      aws_state: 'pendingAcceptance',
    });
  });

  test('what belongs to an endpoint stays as long as the endpoint is the same', async () => {
    const before = await shown();
    await database.store.connections.observe(id, { endpointId: `vpce-0${number}aaaa`, attempts: 1 });
    expect(await shown()).toEqual(before);
  });

  test.each(fields)('what belongs to an endpoint cannot be carried over by hand: %s', async (field) => {
    await database.query('update connections set endpoint_id = $1 where id = $2', [
      `vpce-0${number}cccc`,
      id,
    ]);
    expect((await shown())[field]).toEqual(none[field]);
  });

  test('what belongs to an endpoint is told apart row by row where one statement changes many', async () => {
    await database.query(
      `update connections set endpoint_id = case id when $1 then null else endpoint_id end, aws_state = 'available'`,
      [id],
    );
    expect(await shown()).toEqual({ ...none, aws_state: 'available' });
    const others = await database.query<{ endpoint_dns_name: string | null; endpoint_id: string | null }>(
      'select endpoint_id, endpoint_dns_name from connections where id <> $1 and endpoint_id is not null',
      [id],
    );
    for (const other of others) expect(other.endpoint_id).not.toBeNull();
  });
});
