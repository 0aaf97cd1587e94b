import { type Kysely, sql } from 'kysely';
import { translating } from './errors.ts';
import type { Database } from './schema.ts';

/** When each region is observed next, over all workers. */
export class RegionObservations {
  readonly #db: Kysely<Database>;

  constructor(db: Kysely<Database>) {
    this.#db = db;
  }

  /**
   * Claims the next observation of a region when it is due: of several workers one gets it. Observing twice would do no harm, so
   * there is no lease to give back.
   */
  claim(region: string, intervalMs: number): Promise<boolean> {
    return translating(async () => {
      const { rows } = await sql`
        insert into region_observations (region, next_at)
        values (${region}, clock_timestamp() + ${intervalMs} * interval '1 millisecond')
        on conflict (region) do update set next_at = excluded.next_at
          where region_observations.next_at <= clock_timestamp()
        returning region`.execute(this.#db);
      return rows.length > 0;
    });
  }
}
