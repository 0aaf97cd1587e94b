import { randomBytes } from 'node:crypto';
import type { Kysely } from 'kysely';
import { translating } from './errors.ts';
import type { Database } from './schema.ts';

/** Keys that all processes on one database share, made by whoever needs one first. */
export class Secrets {
  readonly #db: Kysely<Database>;

  constructor(db: Kysely<Database>) {
    this.#db = db;
  }

  /** @returns 32 random bytes, the same for every caller and for ever. */
  getOrCreate(name: string): Promise<Buffer> {
    return translating(async () => {
      await this.#db
        .insertInto('secrets')
        .values({ name, value: randomBytes(32) })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
      const row = await this.#db
        .selectFrom('secrets')
        .select('value')
        .where('name', '=', name)
        .executeTakeFirstOrThrow();
      return row.value;
    });
  }
}
