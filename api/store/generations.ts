import { sql } from 'kysely';

/** Something new is wanted of a row: its worker starts afresh, and at once. The same for all kinds of rows. */
export function wanted() {
  return {
    desired_generation: sql<number>`desired_generation + 1`,
    next_attempt_at: sql<Date>`now()`,
    attempts: 0,
  };
}
