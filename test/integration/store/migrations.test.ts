import { describe, expect, test } from '@jest/globals';
import { connect } from '../../../api/store/connect.ts';
import { migrate } from '../../../api/store/migrate.ts';
import { migrations } from '../../../api/store/migrations/index.ts';
import { slow } from '../support/api.ts';
import { createTestDatabase } from '../support/database.ts';

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
      expect(await database.query("select from state_moves where from_state = 'deleted'")).toEqual([]);
      await database.close();
    },
    slow,
  );
});
