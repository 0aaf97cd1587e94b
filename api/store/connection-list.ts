import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { ConnectionState } from '../../domain/connection-state.ts';
import type { Visible } from './organizations.ts';
import type { Connection, Database } from './schema.ts';

export interface ConnectionQuery {
  readonly visible: Visible;
  /** Absent: all but `deleted`. */
  readonly states?: readonly ConnectionState[];
  readonly region?: string;
  readonly serviceName?: string;
  readonly limit: number;
  /** The `seq` of the last row of the page before. */
  readonly before?: number;
}

/**
 * One page, newest first, at a cost that does not depend on how many connections there are.
 *
 * A filter on several organizations or states has no single index in the right order: PostgreSQL would sort all that
 * match, or walk past all that do not. So each combination is read from its own index, a page at most, and the pages
 * are merged.
 */
export async function listConnections(db: Kysely<Database>, query: ConnectionQuery): Promise<Connection[]> {
  const conditions: RawBuilder<unknown>[] = [];
  const lanes: RawBuilder<unknown>[] = [];
  if (query.visible !== 'all') {
    if (query.visible.length === 1) conditions.push(sql`organization_id = ${query.visible[0]}`);
    else {
      lanes.push(sql`unnest(${[...query.visible]}::text[]) as o (organization)`);
      conditions.push(sql`organization_id = o.organization`);
    }
  }
  if (query.states === undefined) conditions.push(sql`state <> 'deleted'`);
  else if (query.states.length === 1) conditions.push(sql`state = ${query.states[0]}`);
  else {
    lanes.push(sql`unnest(${[...new Set(query.states)]}::text[]) as s (wanted)`);
    conditions.push(sql`state = s.wanted`);
  }
  if (query.region !== undefined) conditions.push(sql`region = ${query.region}`);
  if (query.serviceName !== undefined) conditions.push(sql`service_name = ${query.serviceName}`);
  // The list of everything has an index of its own, on -seq.
  const filtered = conditions.length > 1 || query.states !== undefined;
  if (query.before !== undefined) {
    conditions.push(filtered ? sql`seq < ${query.before}` : sql`- seq > ${-query.before}`);
  }

  const lane = sql`
    select * from connections where ${sql.join(conditions, sql` and `)}
    order by ${filtered ? sql`seq desc` : sql`- seq`} limit ${query.limit}`;
  const statement =
    lanes.length === 0
      ? sql<Connection>`${lane}`
      : sql<Connection>`
          select c.* from ${sql.join(lanes, sql` cross join `)} cross join lateral (${lane}) c
          order by c.seq desc limit ${query.limit}`;
  const { rows } = await statement.execute(db);
  return rows;
}
