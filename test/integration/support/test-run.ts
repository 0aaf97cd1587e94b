import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { connect } from '../../../api/store/connect.ts';
import { EmbeddedPostgres } from '../../../api/store/embedded/embedded-postgres.ts';
import { migrate } from '../../../api/store/migrate.ts';

/** Name of the migrated database that tests copy. */
export const templateName = 'tray_template';

let embedded: EmbeddedPostgres | undefined;
let folder: string | undefined;

/** Before all tests: one PostgreSQL for the run. Each test file makes a database of its own in it. */
export async function setup(): Promise<void> {
  folder = await mkdtemp(join(tmpdir(), 'tray-privatelink-tests-'));
  embedded = await EmbeddedPostgres.start({ folder });
  const client = new pg.Client({ connectionString: embedded.url });
  await client.connect();
  // Tests do not survive a power cut; without syncing they are several times faster.
  await client.query('alter system set fsync = off');
  await client.query('alter system set synchronous_commit = off');
  await client.query('select pg_reload_conf()');
  await client.query(`create database ${templateName}`);
  await client.end();
  const url = new URL(embedded.url);
  url.pathname = `/${templateName}`;
  const { db } = connect({ url: url.href });
  await migrate(db);
  await db.destroy();
  process.env.TRAY_TEST_DATABASE_URL = embedded.url;
}

/** After all tests. */
export async function teardown(): Promise<void> {
  await embedded?.stop();
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
}
