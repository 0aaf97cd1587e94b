import type { Kysely } from 'kysely';
import type { Database } from './schema.ts';

/** A row that has work to do; for `connectors` all those of a network, whose id it is: one stack realises them. */
export interface WorkTarget {
  readonly kind: 'organization' | 'network' | 'connection' | 'connectors';
  readonly id: string;
}

/**
 * Tells the workers that a row has work, in the transaction that made the work: either both happen or neither.
 * The row remembers (`next_attempt_at`), so a wake-up that is lost costs time, never work.
 */
export type Wake = (db: Kysely<Database>, target: WorkTarget) => Promise<void>;

/** Where nobody is woken up: a sweep finds the work. */
export const wakeNobody: Wake = async () => undefined;
