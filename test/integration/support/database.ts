import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import pg from 'pg';
import { connect } from '../../../api/store/connect.ts';
import type { Database } from '../../../api/store/schema.ts';
import { Store, type StoreOptions } from '../../../api/store/store.ts';

export interface TestDatabase {
  readonly url: string;
  readonly db: Kysely<Database>;
  readonly pool: pg.Pool;
  readonly store: Store;
  /** Statements as they are, without the store in between. */
  query<Row extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<Row[]>;
  close(): Promise<void>;
}

/** A fresh database with the whole schema, in the PostgreSQL of the test run. */
export async function createTestDatabase(
  options: StoreOptions & { readonly empty?: boolean } = {},
): Promise<TestDatabase> {
  const server = process.env.TRAY_TEST_DATABASE_URL;
  if (server === undefined) throw new Error('the test run has no database: run the tests through jest');
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await administrate(server, `create database ${name}${options.empty ? '' : ' template tray_template'}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  const { db, pool } = connect({ url: url.href, poolSize: 8, onIdleError: () => undefined });
  return {
    url: url.href,
    db,
    pool,
    // Most tests give all their organizations one account; that it belongs to one is a subject of its own.
    store: new Store(db, { sharedAwsAccounts: true, ...options }),
    query: async <Row extends pg.QueryResultRow>(text: string, values: unknown[] = []) =>
      (await pool.query<Row>(text, values)).rows,
    close: async () => {
      await db.destroy();
      await administrate(server, `drop database if exists ${name} with (force)`);
    },
  };
}

async function administrate(server: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
