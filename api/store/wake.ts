import { type Kysely, sql } from 'kysely';
import type { Database } from './schema.ts';

/** A row that has work to do. */
export interface WorkTarget {
  readonly kind: 'organization' | 'network' | 'connection';
  readonly id: string;
}

/**
 * Tells the workers that a row has work, in the transaction that made the work: either both happen or neither.
 * It only rings a bell. The row remembers (`next_attempt_at`), so a bell that nobody hears costs time, never work.
 */
export type Wake = (db: Kysely<Database>, target: WorkTarget) => Promise<void>;

export const workChannel = 'tray_work';

/** The bell that needs nothing but PostgreSQL: `LISTEN tray_work`, payload `<kind>:<id>`. */
export const wakeByNotify: Wake = async (db, target) => {
  await sql`select pg_notify(${workChannel}, ${`${target.kind}:${target.id}`})`.execute(db);
};
