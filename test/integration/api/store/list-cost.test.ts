import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type CompiledQuery, Kysely, PostgresDialect } from 'kysely';
import { type ConnectionQuery, listConnections } from '../../../../api/store/connection-list.ts';
import type { Database } from '../../../../api/store/schema.ts';
import { slow } from '../../support/api.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';

/** A page's cost is the blocks it reads: unlike time, that is the same on every machine. */
describe('a list page', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
    await fill(2_000);
  }, slow);
  afterAll(() => database.close());

  /** 20 organizations, 3 regions; nearly all connections are available. */
  async function fill(count: number): Promise<void> {
    const client = await database.pool.connect();
    try {
      // A busy machine may need longer for so many rows than a request may take.
      await client.query('set statement_timeout = 0');
      // Without triggers: the rows are old, and nobody asks how they came about.
      await client.query('set session_replication_role = replica');
      await client.query(`
        insert into organizations (id, customer_name, aws_account_ids, partition)
        select 'org' || i, 'Customer', '{222222222222}', 'aws' from generate_series(0, 19) i
        on conflict do nothing`);
      await client.query(
        `insert into connections (id, organization_id, service_name, service_kind, service_region, ports, region, region_choice, state)
         select 'c' || i, 'org' || (i % 20), 'com.example.s' || (i % 200), 'customer', 'eu-west-1', '[{}]',
           (array['eu-west-1', 'us-east-1', 'ap-southeast-2'])[1 + i % 3], '{}',
           case when i % 997 = 0 then 'failed' when i % 991 = 0 then 'pending_acceptance' else 'available' end
         from generate_series((select count(*) from connections)::int, $1 - 1) i`,
        [count],
      );
      await client.query('set session_replication_role = default');
      await client.query('vacuum analyze connections');
    } finally {
      client.release(true);
    }
  }

  async function blocks(query: ConnectionQuery): Promise<number> {
    const compiled: CompiledQuery[] = [];
    const recording = new Kysely<Database>({
      dialect: new PostgresDialect({ pool: database.pool }),
      log: (event) => {
        compiled.push(event.query);
      },
    });
    await listConnections(recording, query);
    const [{ sql, parameters } = { sql: '', parameters: [] }] = compiled;
    const [row] = await database.query<{ 'QUERY PLAN': [{ Plan: Record<string, number> }] }>(
      `explain (analyze, buffers, format json) ${sql}`,
      [...parameters],
    );
    const plan = row?.['QUERY PLAN'][0].Plan ?? {};
    return (plan['Shared Hit Blocks'] ?? 0) + (plan['Shared Read Blocks'] ?? 0);
  }

  const limit = 51;
  const some = ['org1', 'org2', 'org3'];
  const queries: Record<string, ConnectionQuery> = {
    'of all': { visible: 'all', limit },
    'of one organization': { visible: ['org1'], limit },
    'of several organizations': { visible: some, limit },
    'of none': { visible: [], limit },
    'in one state': { visible: 'all', states: ['available'], limit },
    'in a rare state': { visible: 'all', states: ['failed'], limit },
    'in several states': { visible: 'all', states: ['failed', 'pending_acceptance', 'available'], limit },
    'of several organizations in several states': { visible: some, states: ['failed', 'available'], limit },
    'in one region': { visible: 'all', region: 'us-east-1', limit },
    'in one region and state': { visible: 'all', region: 'us-east-1', states: ['available'], limit },
    'of one organization in one region': { visible: ['org1'], region: 'us-east-1', limit },
    'to one service': { visible: 'all', serviceName: 'com.example.s7', limit },
    'from the middle': { visible: 'all', before: 1_000, limit },
  };

  test(
    'a list page reads as much with thirty times as many connections',
    async () => {
      const few = new Map<string, number>();
      for (const [name, query] of Object.entries(queries)) few.set(name, await blocks(query));
      await fill(60_000);
      for (const [name, query] of Object.entries(queries)) {
        const now = await blocks(query);
        // Deeper indexes, and rows that lie further apart: a constant, where a scan would read thirty times as much.
        expect([name, now, now <= Math.max(few.get(name) ?? 0, limit * 3) * 1.5 + 20]).toEqual([
          name,
          now,
          true,
        ]);
      }
    },
    slow,
  );
});
