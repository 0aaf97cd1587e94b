import { type Kysely, sql } from 'kysely';
import { translating } from './errors.ts';
import type { Connection, Database, Reason } from './schema.ts';

/*
 * A customer's service belongs to the organization that was first seen to own it: AWS showed it to that organization's
 * principal, and its owner is one of the organization's accounts. That is what the step from `checking` to `provisioning`
 * means; the database stamps `claim_proven_at` with it, and excludes a second organization from then on. Asking for a service
 * proves nothing: any organization may, until one has proven its claim. Then the requests of others end.
 */

/** Those that are left after so many end when a worker looks at them. */
const rivalsAtOnce = 500;

/** Why a request ends whose service has been proven to be another organization's. Says nothing about which. */
export const takenOver: Reason = {
  code: 'service_name_taken',
  message: 'the service is connected to another organization, and a service belongs to one',
};

/** Inside a transaction: `share` while a connection to the service is asked for, `update` while a claim is proven. */
export async function lockServiceOf(
  db: Kysely<Database>,
  connectionId: string,
  mode: 'share' | 'update',
): Promise<void> {
  // The same lock as in the trigger claim_service.
  const lock = sql.raw(mode === 'share' ? 'pg_advisory_xact_lock_shared' : 'pg_advisory_xact_lock');
  await translating(() =>
    sql`
      select ${lock}(hashtextextended('service ' || service_name, 0)) from connections
      where id = ${connectionId} and service_kind = 'customer'`.execute(db),
  );
}

/** Inside the transaction that proves a claim: what other organizations ask of the service, held in one order. */
export async function unprovenRivals(db: Kysely<Database>, proven: Connection): Promise<Connection[]> {
  if (proven.service_kind !== 'customer') return [];
  return translating(() =>
    db
      .selectFrom('connections')
      .selectAll()
      .where('service_name', '=', proven.service_name)
      .where('organization_id', '<>', proven.organization_id)
      .where('service_kind', '=', 'customer')
      .where('claim_proven_at', 'is', null)
      .where('state', 'in', ['requested', 'checking'])
      .orderBy('id')
      .limit(rivalsAtOnce)
      .forUpdate()
      .execute(),
  );
}
