import { type Kysely, sql } from 'kysely';
import type { Database, Reason } from '../store/schema.ts';
import type { WorkTarget } from '../store/wake.ts';

/** A row whose time has come, and the stack that realises it. */
export interface DueWork extends WorkTarget {
  readonly stack: string;
}

/**
 * Rows whose time has come and whose stack nobody holds, the longest overdue first. `except`: stacks that this process need
 * not hear of.
 */
export async function dueWork(
  db: Kysely<Database>,
  limit: number,
  except: readonly string[],
): Promise<DueWork[]> {
  const { rows } = await sql<DueWork>`
    select kind, id, stack from (
      select 'organization' as kind, id, 'org-' || id as stack, next_attempt_at from organizations
      union all
      select 'network', id, id, next_attempt_at from networks
      union all
      select 'connection', id, 'conn-' || id, next_attempt_at from connections
    ) as work
    where next_attempt_at <= clock_timestamp()
      and not exists (
        select from stack_leases as lease
        where lease.stack = work.stack and lease.expires_at > clock_timestamp()
      )
      and stack <> all(${[...except]}::text[])
    order by next_attempt_at
    limit ${limit}`.execute(db);
  return rows;
}

/** Requests whose deadline has passed become due. @returns how many. */
export async function callOverdue(db: Kysely<Database>): Promise<number> {
  const { numAffectedRows } = await sql`
    update connections set next_attempt_at = clock_timestamp()
    where state = 'pending_acceptance' and expires_at <= clock_timestamp() and next_attempt_at is null
  `.execute(db);
  return Number(numAffectedRows ?? 0n);
}

const ours = {
  code: 'internal_error',
  message: 'A fault of ours stands in the way; the logs have the details.',
} satisfies Reason;

/**
 * When a look ended in a fault of ours: later, and every time a little later. The row says so, unless it has a reason already, or it
 * is the database that was away.
 */
export async function postpone(
  db: Kysely<Database>,
  work: DueWork,
  delayMs: (attempts: number) => number,
  outage = false,
): Promise<void> {
  const table = ({ organization: 'organizations', network: 'networks', connection: 'connections' } as const)[
    work.kind
  ];
  const row = await db.selectFrom(table).select('attempts').where('id', '=', work.id).executeTakeFirst();
  const delay = delayMs(row?.attempts ?? 0);
  await db
    .updateTable(table)
    .set({
      attempts: sql<number>`attempts + 1`,
      ...(outage ? {} : { reason: sql<string>`coalesce(reason, ${JSON.stringify(ours)}::jsonb)` }),
      next_attempt_at: sql<Date>`clock_timestamp() + ${delay} * interval '1 millisecond'`,
    })
    .where('id', '=', work.id)
    .execute();
}
