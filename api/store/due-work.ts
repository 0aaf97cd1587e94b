import { type Kysely, sql } from 'kysely';
import {
  connectionStackId,
  connectorsStackId,
  networkStackId,
  organizationStackId,
} from '../../domain/stack-ids.ts';
import { translating } from './errors.ts';
import type { Database, Reason } from './schema.ts';
import type { WorkTarget } from './wake.ts';

/** A row whose time has come, and the stack that realises it. */
export interface DueWork extends WorkTarget {
  readonly stack: string;
}

const ours = {
  code: 'internal_error',
  message: 'A fault of ours stands in the way; the logs have the details.',
} satisfies Reason;

const tables = { organization: 'organizations', network: 'networks', connection: 'connections' } as const;

/** What ids of networks and of their connectors' stacks begin with, before the organization and region that they share. */
const prefixes = {
  network: networkStackId('', '').replace(/-$/, ''),
  connectors: connectorsStackId('', '').replace(/-$/, ''),
} as const;

/** What there is to do, over all kinds of rows. */
export class DueWorkQueue {
  readonly #db: Kysely<Database>;

  constructor(db: Kysely<Database>) {
    this.#db = db;
  }

  /**
   * Rows whose time has come and whose stack nobody holds, the longest overdue first.
   *
   * @param except stacks that this process need not hear of.
   */
  list(limit: number, except: readonly string[]): Promise<DueWork[]> {
    return translating(async () => {
      const { rows } = await sql<DueWork>`
        select kind, id, stack from (
          select 'organization' as kind, id, ${organizationStackId('')} || id as stack, next_attempt_at from organizations
          union all
          select 'network', id, id, next_attempt_at from networks
          union all
          select 'connection', id, ${connectionStackId('')} || id, next_attempt_at from connections
          union all
          select 'connectors', network_id, ${prefixes.connectors} || substr(network_id, ${prefixes.network.length + 1}::int),
            min(next_attempt_at)
          from connectors where next_attempt_at is not null group by network_id
        ) as work
        where next_attempt_at <= clock_timestamp()
          and not exists (
            select from stack_leases as lease
            where lease.stack = work.stack and lease.expires_at > clock_timestamp()
          )
          and stack <> all(${[...except]}::text[])
        order by next_attempt_at
        limit ${limit}`.execute(this.#db);
      return rows;
    });
  }

  /** Requests whose deadline has passed become due. @returns how many. */
  callOverdue(): Promise<number> {
    return translating(async () => {
      const { numAffectedRows } = await sql`
        update connections set next_attempt_at = clock_timestamp()
        where state = 'pending_acceptance' and expires_at <= clock_timestamp() and next_attempt_at is null
      `.execute(this.#db);
      return Number(numAffectedRows ?? 0n);
    });
  }

  /**
   * When a pass ended in a fault of ours: later, and every time a little later. The row says so, unless it has a reason already, or it
   * is the database that was away.
   *
   * @param delayMs by the attempts so far.
   */
  postpone(work: DueWork, delayMs: (attempts: number) => number, outage = false): Promise<void> {
    return translating(async () => {
      if (work.kind === 'connectors') return this.#postponeConnectors(work.id, delayMs, outage);
      const table = tables[work.kind];
      const row = await this.#db
        .selectFrom(table)
        .select('attempts')
        .where('id', '=', work.id)
        .executeTakeFirst();
      const delay = delayMs(row?.attempts ?? 0);
      await this.#db
        .updateTable(table)
        .set({
          attempts: sql<number>`attempts + 1`,
          ...(outage ? {} : { reason: sql<string>`coalesce(reason, ${JSON.stringify(ours)}::jsonb)` }),
          next_attempt_at: sql<Date>`clock_timestamp() + ${delay} * interval '1 millisecond'`,
        })
        .where('id', '=', work.id)
        .execute();
    });
  }

  async #postponeConnectors(
    networkId: string,
    delayMs: (attempts: number) => number,
    outage: boolean,
  ): Promise<void> {
    const due = this.#db
      .selectFrom('connectors')
      .select((row) => row.fn.max('attempts').as('attempts'))
      .where('network_id', '=', networkId)
      .where('next_attempt_at', 'is not', null);
    const delay = delayMs((await due.executeTakeFirst())?.attempts ?? 0);
    await this.#db
      .updateTable('connectors')
      .set({
        attempts: sql<number>`attempts + 1`,
        ...(outage ? {} : { reason: sql<string>`coalesce(reason, ${JSON.stringify(ours)}::jsonb)` }),
        next_attempt_at: sql<Date>`clock_timestamp() + ${delay} * interval '1 millisecond'`,
      })
      .where('network_id', '=', networkId)
      .where('next_attempt_at', 'is not', null)
      .execute();
  }
}
