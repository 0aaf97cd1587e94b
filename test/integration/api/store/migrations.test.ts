import { describe, expect, test } from '@jest/globals';
import { Migrator } from 'kysely';
import { connect } from '../../../../api/store/connect.ts';
import { migrate } from '../../../../api/store/migrate.ts';
import { migrations } from '../../../../api/store/migrations/index.ts';
import { Store } from '../../../../api/store/store.ts';
import { slow } from '../../support/api.ts';
import { createTestDatabase } from '../../support/database.ts';

describe('migrations', () => {
  test(
    'run once, however many processes start at the same time',
    async () => {
      const database = await createTestDatabase({ empty: true });
      const processes = Array.from({ length: 5 }, () => connect({ url: database.url, poolSize: 2 }));
      const ran = await Promise.all(processes.map(({ db }) => migrate(db)));
      expect(ran.flat().sort()).toEqual(Object.keys(migrations).sort());
      expect(ran.filter((names) => names.length > 0)).toHaveLength(1);
      expect(await migrate(database.db)).toEqual([]);
      await Promise.all(processes.map(({ db }) => db.destroy()));
      await database.close();
    },
    slow,
  );

  test(
    'bring the legal moves back in line with the domain',
    async () => {
      const database = await createTestDatabase();
      const count = async () => (await database.query('select from state_moves')).length;
      const before = await count();
      await database.query("delete from state_moves where from_state = 'requested'");
      await database.query("insert into state_moves values ('connection', 'deleted', 'available')");
      await migrate(database.db);
      expect(await count()).toBe(before);
      expect(
        await database.query(
          "select from state_moves where entity = 'connection' and from_state = 'deleted'",
        ),
      ).toEqual([]);
      await database.close();
    },
    slow,
  );

  test(
    'take over what was there before names and accounts were claimed',
    async () => {
      const database = await createTestDatabase({ empty: true });
      const provider = { getMigrations: async () => ({ ...migrations }) };
      await new Migrator({ db: database.db, provider }).migrateTo('0009-stack-leases');
      const client = await database.pool.connect();
      await client.query('set session_replication_role = replica');
      await client.query(`
        insert into organizations (id, customer_name, aws_account_ids, partition) values
          ('a', 'A', '{111111111112,222222222222}', 'aws'), ('b', 'B', '{222222222222}', 'aws')`);
      await client.query(`
        insert into connections (id, organization_id, service_name, service_kind, service_region, ports, region,
          region_choice, hostname, state, endpoint_id, dns_configured)
        select id, org, service, 'customer', 'r', '[{}]', 'r', '{}', hostname, state, endpoint, dns from (values
          ('later', 'a', 's1', 'db.x.example', 'requested', null, false),
          ('live', 'a', 's1', 'db.x.example', 'available', 'vpce-0a', true),
          ('rejected', 'b', 's2', null, 'rejected', 'vpce-0b', false),
          ('failed', 'b', 's3', null, 'failed', null, false),
          ('gone', 'a', 's4', 'gone.x.example', 'deleted', 'vpce-0c', false)
        ) rows (id, org, service, hostname, state, endpoint, dns)`);
      await client.query(`
        insert into idempotency_keys (subject, key, request_hash, status, headers, body, expires_at) values
          ('s', 'k1', '', 201, '{}', '{"id":"live","organizationId":"a"}', now()),
          ('s', 'k2', '', 201, '{}', '{"organization":{"id":"b"}}', now())`);
      client.release(true);
      await migrate(database.db);

      expect(
        await database.query(
          'select id, version from connections where claim_proven_at is not null order by id',
        ),
      ).toEqual([
        { id: 'live', version: 1 },
        { id: 'rejected', version: 1 },
      ]);
      // The one that answers for the name has it; the other is told so when it is tried again.
      expect(await database.query('select hostname, connection_id from hostname_claims')).toEqual([
        { hostname: 'db.x.example', connection_id: 'live' },
      ]);
      const { store } = database;
      const put = (id: string, awsAccountIds: string[]) =>
        store.transaction((held) =>
          new Store(held.db).organizations.put(id, {
            customerName: id,
            awsAccountIds,
            partition: 'aws',
            declaredCidrs: [],
          }),
        );
      // What is shared already stays shared; what is not belongs to one from now on.
      await put('b', ['222222222222', '333333333333']);
      for (const account of ['222222222222', '111111111112']) {
        await expect(put('c', [account])).rejects.toMatchObject({ code: 'aws_account_taken' });
      }
      expect(await database.query('select key, organization_id from idempotency_keys order by key')).toEqual([
        { key: 'k1', organization_id: 'a' },
        { key: 'k2', organization_id: 'b' },
      ]);
      await database.close();
    },
    slow,
  );
});
