import { type Kysely, sql } from 'kysely';
import type { Database } from '../../store/schema.ts';

/**
 * Takes the turn to look at a region, when it is due: of several workers one gets it. Looking twice would do no harm, so
 * there is no lease to give back.
 */
export async function takeTurn(db: Kysely<Database>, region: string, intervalMs: number): Promise<boolean> {
  const { rows } = await sql`
    insert into region_observations (region, next_at)
    values (${region}, clock_timestamp() + ${intervalMs} * interval '1 millisecond')
    on conflict (region) do update set next_at = excluded.next_at
      where region_observations.next_at <= clock_timestamp()
    returning region`.execute(db);
  return rows.length > 0;
}

/** Whoever looks next need not wait for the interval. */
export async function callForTurn(db: Kysely<Database>, region: string): Promise<void> {
  await sql`update region_observations set next_at = clock_timestamp() where region = ${region}`.execute(db);
}
