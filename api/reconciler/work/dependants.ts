import { sql } from 'kysely';
import type { ConnectionState } from '../../../domain/connection-state.ts';
import type { Store } from '../../store/store.ts';
import type { Wake } from '../../store/wake.ts';

/** Inside a transaction: connections that waited for something which has happened now. */
export async function wakeConnections(
  store: Store,
  wake: Wake,
  which: {
    readonly organizationId: string;
    readonly region?: string;
    readonly states: readonly ConnectionState[];
  },
): Promise<void> {
  let update = store.db
    .updateTable('connections')
    .set({ next_attempt_at: sql<Date>`now()` })
    .where('organization_id', '=', which.organizationId)
    .where('state', 'in', which.states);
  if (which.region !== undefined) update = update.where('region', '=', which.region);
  for (const { id } of await update.returning('id').execute())
    await wake(store.db, { kind: 'connection', id });
}
