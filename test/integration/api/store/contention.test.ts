import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { connect } from '../../../../api/store/connect.ts';
import { ContentionError, DatabaseUnavailableError } from '../../../../api/store/errors.ts';
import { KeyedMutex } from '../../../../api/store/keyed-mutex.ts';
import { Store } from '../../../../api/store/store.ts';
import { slow } from '../../support/api.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';

describe('transactions that get in each other’s way', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
    await database.query('create table counters (name text primary key, value integer not null)');
    await database.query("insert into counters values ('a', 0), ('b', 0)");
  }, slow);
  afterAll(() => database.close());

  /** Resolves when as many have come to the same point; so none goes on alone. */
  function rendezvous(count: number): () => Promise<void> {
    let arrived = 0;
    let open: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    return async () => {
      arrived += 1;
      if (arrived === count) open();
      if (arrived <= count) await gate;
    };
  }

  const add = (store: Store, name: string) =>
    sql`update counters set value = value + 1 where name = ${name}`.execute(store.db);
  const values = () =>
    database.query<{ name: string; value: number }>('select * from counters order by name');

  test('transactions that get in each other’s way are done again after a deadlock, and each takes effect once', async () => {
    const meet = rendezvous(2);
    let runs = 0;
    const crosswise = (first: string, second: string) =>
      database.store.transaction(async (held) => {
        runs += 1;
        await add(held, first);
        await meet();
        await add(held, second);
      });
    await Promise.all([crosswise('a', 'b'), crosswise('b', 'a')]);
    expect(runs).toBeGreaterThan(2);
    expect(await values()).toEqual([
      { name: 'a', value: 2 },
      { name: 'b', value: 2 },
    ]);
  });

  test('transactions that get in each other’s way are done again after a serialization failure', async () => {
    await database.query('update counters set value = 0');
    const url = new URL(database.url);
    url.searchParams.set('options', '-c default_transaction_isolation=serializable');
    const { db } = connect({ url: url.href, poolSize: 2 });
    const store = new Store(db);
    const meet = rendezvous(2);
    const increase = () =>
      store.transaction(async (held) => {
        const { rows } = await sql<{ value: number }>`select value from counters where name = 'a'`.execute(
          held.db,
        );
        await meet();
        await sql`update counters set value = ${(rows[0]?.value ?? 0) + 1} where name = 'a'`.execute(held.db);
      });
    await Promise.all([increase(), increase()]);
    await db.destroy();
    expect((await values())[0]).toEqual({ name: 'a', value: 2 });
  });

  test('give up in the end, as something that may work in a moment', async () => {
    let runs = 0;
    await expect(
      database.store.transaction(async (held) => {
        runs += 1;
        await sql`do $$ begin raise exception 'again' using errcode = '40001'; end $$`.execute(held.db);
      }),
    ).rejects.toThrow(ContentionError);
    expect(runs).toBe(6);
    expect(new ContentionError('x')).toBeInstanceOf(DatabaseUnavailableError);
  });

  test('transactions that get in each other’s way are not done again for any other reason', async () => {
    let runs = 0;
    await expect(
      database.store.transaction(async () => {
        runs += 1;
        throw new Error('mine');
      }),
    ).rejects.toThrow('mine');
    expect(runs).toBe(1);
  });

  test('transactions that get in each other’s way of one name take one connection: others go on with the rest of the pool', async () => {
    const { db, pool } = connect({ url: database.url, poolSize: 2 });
    const store = new Store(db);
    let letGo: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const waiting = Array.from({ length: 50 }, () => store.transaction(() => held, ['service x']));
    // With all of them in the pool's queue this would never come to its turn.
    await store.transaction((free) => sql`select 1`.execute(free.db), ['service y']);
    await store.ping();
    expect(pool.waitingCount).toBe(0);
    letGo();
    await Promise.all(waiting);
    await db.destroy();
  });
});

describe('turns', () => {
  test('turns are given one at a time, in the order of asking, and by name', async () => {
    const turns = new KeyedMutex();
    const done: number[] = [];
    let active = 0;
    const work = (index: number) =>
      turns.run(['a'], async () => {
        active += 1;
        expect(active).toBe(1);
        await new Promise(setImmediate);
        done.push(index);
        active -= 1;
      });
    await Promise.all(Array.from({ length: 20 }, (_, index) => work(index)));
    expect(done).toEqual(Array.from({ length: 20 }, (_, index) => index));
  });

  test('turns of several names do not wait in a circle', async () => {
    const turns = new KeyedMutex({ patienceMs: 5_000 });
    const work = (names: string[]) => turns.run(names, () => new Promise<void>(setImmediate));
    await Promise.all(
      Array.from({ length: 30 }, (_, index) => work(index % 2 === 0 ? ['a', 'b', 'a'] : ['b', 'a'])),
    );
  });

  test('end for those who fail, too, and are refused when too many wait or one waits too long', async () => {
    const turns = new KeyedMutex({ waitersAtMost: 1, patienceMs: 20 });
    await expect(turns.run(['a'], () => Promise.reject(new Error('mine')))).rejects.toThrow('mine');
    let letGo: () => void = () => undefined;
    const first = turns.run(['a'], () => new Promise<void>((resolve) => (letGo = resolve)));
    const second = turns.run(['a'], () => Promise.resolve());
    await expect(turns.run(['a'], () => Promise.resolve())).rejects.toThrow(ContentionError);
    await expect(second).rejects.toThrow(ContentionError);
    letGo();
    await first;
    expect(await turns.run(['a'], () => Promise.resolve('free'))).toBe('free');
  });
});
