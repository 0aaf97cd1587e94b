import { sql } from 'kysely';
import type { Connection } from '../../store/schema.ts';
import type { Store } from '../../store/store.ts';
import type { Wake } from '../../store/wake.ts';

const wantedAgain = {
  desired_generation: sql<number>`desired_generation + 1`,
  next_attempt_at: sql<Date>`now()`,
  attempts: 0,
};

/**
 * Inside a transaction: the principal may reach services of the AWS Marketplace by name alone, so that a new one is written into
 * its policy first.
 */
export async function refreshPrincipal(store: Store, wake: Wake, connection: Connection): Promise<void> {
  if (connection.service_kind === 'customer') return;
  const id = connection.organization_id;
  await store.db
    .updateTable('organizations')
    .set({ ...wantedAgain, state: 'provisioning' })
    .where('id', '=', id)
    .where('state', 'in', ['provisioning', 'ready', 'failed'])
    .execute();
  await wake(store.db, { kind: 'organization', id });
}

/** Inside a transaction: the network gets a subnet in each of these zones; those that it has stay where they are. */
export async function extendNetwork(
  store: Store,
  wake: Wake,
  id: string,
  zoneIds: readonly string[],
): Promise<void> {
  const { zone_ids: known } = await store.db
    .selectFrom('networks')
    .select('zone_ids')
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirstOrThrow();
  const wanted = [...new Set([...known, ...zoneIds])].sort();
  if (wanted.length === known.length) return;
  await store.db
    .updateTable('networks')
    .set({ ...wantedAgain, zone_ids: wanted })
    .where('id', '=', id)
    .execute();
  await wake(store.db, { kind: 'network', id });
}
