import { describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { type LockHolder, migrateApart } from '../../../../api/store/migrate-apart.ts';
import { migrations } from '../../../../api/store/migrations/index.ts';
import { until } from '../../../support/eventually.ts';
import { slow } from '../../support/api.ts';
import { createTestDatabase } from '../../support/database.ts';

describe('a migration that has to wait', () => {
  test(
    'a migration that has to wait is not ended by statement_timeout, and says again and again what it waits for',
    async () => {
      const database = await createTestDatabase({ empty: true });
      const name = new URL(database.url).pathname.slice(1);
      await database.query(`alter database ${name} set statement_timeout = '150ms'`);
      await database.query(`alter database ${name} set lock_timeout = '150ms'`);
      // Another process in the middle of its migration holds the lock of Kysely's migrator.
      const other = new pg.Client({ connectionString: database.url, application_name: 'another process' });
      await other.connect();
      await other.query('begin; create table in_progress ()');
      await other.query('select pg_advisory_xact_lock(3853314791062309107)');
      const notices: (readonly LockHolder[])[] = [];
      const migrated = migrateApart(
        { url: database.url },
        { onWait: (holders) => notices.push(holders), noticeMilliseconds: 200 },
      );
      await until(() => notices.length >= 3);
      expect(notices[0]).toMatchObject([{ application: 'another process' }]);
      await other.query('commit');
      expect(await migrated).toEqual(Object.keys(migrations));
      await other.end();
      await database.close();
    },
    slow,
  );
});
