import { type Kysely, sql } from 'kysely';
import { defined } from '../../domain/defined.ts';
import { networkStackId } from '../../domain/stack-ids.ts';
import { ConflictError, translating } from './errors.ts';
import { wanted } from './generations.ts';
import type { Visible } from './organizations.ts';
import type { Connection, Database, Network, NetworkState, Reason } from './schema.ts';
import type { WorkTarget } from './wake.ts';

/** Picks a free range, given those in use. */
export type Allocate = (taken: readonly string[]) => string;

export type NetworkOccupant = Pick<Connection, 'id' | 'region' | 'service_region' | 'service_zone_ids'>;

export class Networks {
  readonly #db: Kysely<Database>;
  readonly #wake: (target: WorkTarget) => Promise<void>;

  constructor(db: Kysely<Database>, wake: (target: WorkTarget) => Promise<void>) {
    this.#db = db;
    this.#wake = wake;
  }

  get(id: string): Promise<Network | undefined> {
    return translating(() => this.#live().where('id', '=', id).executeTakeFirst());
  }

  /** Newest first. `before` is the `seq` of the last row of the page before. */
  list(query: { visible: Visible; region?: string; limit: number; before?: number }): Promise<Network[]> {
    let rows = this.#live().orderBy('seq', 'desc').limit(query.limit);
    if (query.visible !== 'all')
      rows = rows.where('organization_id', '=', sql<string>`any(${query.visible})`);
    if (query.region !== undefined) rows = rows.where('region', '=', query.region);
    if (query.before !== undefined) rows = rows.where('seq', '<', query.before);
    return translating(() => rows.execute());
  }

  /**
   * Inside a transaction: the organization's network in the region, made when there is none. `allocate` is asked for a
   * range while nobody else is given one; the exclusion constraint stands behind it.
   *
   * @throws ConflictError `illegal_state` while the network is being deleted: try again when it is gone.
   */
  async ensure(
    at: { readonly organizationId: string; readonly region: string; readonly zoneIds: readonly string[] },
    allocate: Allocate,
  ): Promise<Network> {
    const id = networkStackId(at.organizationId, at.region);
    await sql`select pg_advisory_xact_lock(hashtext('tray networks'))`.execute(this.#db);
    const known = await this.#db
      .selectFrom('networks')
      .selectAll()
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst();
    if (known?.state === 'deleting') {
      throw new ConflictError('illegal_state', `network ${id} is being deleted`);
    }
    if (known && known.state !== 'deleted') return known;
    const cidr = allocate(await this.takenCidrs());
    const values = { cidr, zone_ids: [...at.zoneIds], vpc_id: null, reason: null };
    const network = known
      ? await this.#db
          .updateTable('networks')
          .set({
            ...values,
            state: 'requested',
            ...wanted(),
          })
          .where('id', '=', id)
          .returningAll()
          .executeTakeFirstOrThrow()
      : await this.#db
          .insertInto('networks')
          .values({ id, organization_id: at.organizationId, region: at.region, ...values })
          .returningAll()
          .executeTakeFirstOrThrow();
    await this.#wake({ kind: 'network', id });
    return network;
  }

  /** Inside a transaction: the row, locked until it ends. */
  lock(id: string): Promise<Network> {
    return translating(() =>
      this.#db.selectFrom('networks').selectAll().where('id', '=', id).forUpdate().executeTakeFirstOrThrow(),
    );
  }

  /** Inside a transaction: the network gets a subnet in each of these zones; those that it has stay where they are. */
  extend(id: string, zoneIds: readonly string[]): Promise<void> {
    return translating(async () => {
      const { zone_ids: known } = await this.lock(id);
      const all = [...new Set([...known, ...zoneIds])].sort();
      if (all.length === known.length) return;
      await this.#db
        .updateTable('networks')
        .set({ ...wanted(), zone_ids: all })
        .where('id', '=', id)
        .execute();
      await this.#wake({ kind: 'network', id });
    });
  }

  /** Connections that have, or are about to have, an endpoint in the network. */
  occupants(id: string, except?: string): Promise<NetworkOccupant[]> {
    return translating(() =>
      this.#db
        .selectFrom('connections')
        .select(['id', 'region', 'service_region', 'service_zone_ids'])
        .where('network_id', '=', id)
        .where('state', '<>', 'deleted')
        .where((occupant) =>
          occupant.or([
            occupant('endpoint_id', 'is not', null),
            occupant('state', 'in', ['provisioning', 'deleting']),
          ]),
        )
        .$if(except !== undefined, (query) => query.where('id', '<>', except ?? ''))
        .execute(),
    );
  }

  /** How many networks there are in a region, whoever they are for. */
  async countIn(region: string): Promise<number> {
    const { count } = await translating(() =>
      this.#db
        .selectFrom('networks')
        .select((row) => row.fn.countAll<string>().as('count'))
        .where('region', '=', region)
        .where('state', '<>', 'deleted')
        .executeTakeFirstOrThrow(),
    );
    return Number(count);
  }

  /** The ranges of all networks that exist. */
  async takenCidrs(): Promise<string[]> {
    const rows = await this.#db
      .selectFrom('networks')
      .select('cidr')
      .where('state', '<>', 'deleted')
      .execute();
    return rows.map((row) => row.cidr);
  }

  /**
   * Inside a transaction: gives the network up when no live connection is in it.
   *
   * @returns whether the network is now on its way out.
   */
  async releaseIfUnused(id: string): Promise<boolean> {
    const network = await this.#live().where('id', '=', id).forUpdate().executeTakeFirst();
    if (!network) return false;
    if (network.state === 'deleting') return true;
    const user = await this.#db
      .selectFrom('connections')
      .select('id')
      .where('network_id', '=', id)
      .where('state', '<>', 'deleted')
      .limit(1)
      .executeTakeFirst();
    if (user) return false;
    await this.#db
      .updateTable('networks')
      .set({
        state: 'deleting',
        reason: null,
        ...wanted(),
      })
      .where('id', '=', id)
      .execute();
    await this.#wake({ kind: 'network', id });
    return true;
  }

  /** For workers: records how far the network's stack is. */
  settle(
    id: string,
    outcome: {
      readonly state: NetworkState;
      readonly observedGeneration?: number;
      readonly vpcId?: string | null;
      readonly zoneIds?: readonly string[];
      readonly reason?: Reason | null;
      readonly nextAttemptAt: Date | null;
      readonly attempts: number;
    },
  ): Promise<Network> {
    return translating(() =>
      this.#db
        .updateTable('networks')
        .set({
          state: outcome.state,
          ...defined({ observed_generation: outcome.observedGeneration, vpc_id: outcome.vpcId }),
          ...defined({ zone_ids: outcome.zoneIds && [...outcome.zoneIds] }),
          reason: outcome.reason ? JSON.stringify(outcome.reason) : null,
          next_attempt_at: outcome.nextAttemptAt,
          attempts: outcome.attempts,
        })
        .where('id', '=', id)
        .returningAll()
        .executeTakeFirstOrThrow(),
    );
  }

  #live() {
    return this.#db.selectFrom('networks').selectAll().where('state', '<>', 'deleted');
  }
}
