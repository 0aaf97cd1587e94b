import { isDeepStrictEqual } from 'node:util';
import { type Kysely, sql } from 'kysely';
import { defined } from '../../domain/defined.ts';
import type { GatewayAllowLists } from '../../domain/gateway-access.ts';
import { networkStackId } from '../../domain/stack-ids.ts';
import { ConflictError, translating } from './errors.ts';
import { wanted } from './generations.ts';
import type { Visible } from './organizations.ts';
import type { Connection, Database, GatewayEndpointIds, Network, NetworkState, Reason } from './schema.ts';
import { assertVersion, type IfVersions } from './versions.ts';
import type { WorkTarget } from './wake.ts';

/** Picks a free range, given those in use. */
export type Allocate = (taken: readonly string[]) => string;

/** Where a network is, and whose. */
export interface NetworkPlace {
  readonly organizationId: string;
  readonly region: string;
  readonly zoneIds: readonly string[];
}

/** What a network holds besides connections, and whether it stays without any. */
export interface NetworkContent {
  readonly gateways: GatewayAllowLists;
  /** Short names. */
  readonly awsServices: readonly string[];
  readonly retained: boolean;
}

/** What keeps a network from being deleted. */
export interface NetworkUsers {
  /** Ids of connections that are in it, or on their way into it. */
  readonly connections: readonly string[];
  /** Ids of connectors that run in it. */
  readonly connectors: readonly string[];
}

const nothing: NetworkContent = { gateways: {}, awsServices: [], retained: false };

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
   * Inside a transaction: the organization's network in the region, made when there is none, for what needs it. `allocate` is asked
   * for a range while nobody else is given one; the exclusion constraint stands behind it.
   *
   * @throws ConflictError `illegal_state` while the network is being deleted: try again when it is gone.
   */
  async ensure(
    at: NetworkPlace,
    allocate: Allocate,
    content: Partial<NetworkContent> = {},
  ): Promise<Network> {
    const known = await this.#begin(at);
    if (known && known.state !== 'deleted') return known;
    return this.#make(at, known, allocate, { ...nothing, ...content });
  }

  /**
   * Inside a transaction: a network that somebody asks for.
   *
   * @throws ConflictError `network_exists` with its id as the subject; `illegal_state` while it is being deleted;
   * `address_pool_conflict` when the range is another network's.
   */
  create(at: NetworkPlace, allocate: Allocate, content: NetworkContent): Promise<Network> {
    return translating(async () => {
      const known = await this.#begin(at);
      if (known && known.state !== 'deleted') {
        const message = `${at.organizationId} has a network in ${at.region}: ${known.id}`;
        throw new ConflictError('network_exists', message, { subject: known.id });
      }
      return this.#make(at, known, allocate, content);
    });
  }

  /** The row of the network, locked, and with it the address pool, whatever the row's state. */
  async #begin({ organizationId, region }: NetworkPlace): Promise<Network | undefined> {
    const id = networkStackId(organizationId, region);
    await this.lockPool();
    const known = await this.#db
      .selectFrom('networks')
      .selectAll()
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst();
    if (known?.state === 'deleting') {
      throw new ConflictError('illegal_state', `network ${id} is being deleted`);
    }
    return known;
  }

  async #make(
    at: NetworkPlace,
    known: Network | undefined,
    allocate: Allocate,
    content: NetworkContent,
  ): Promise<Network> {
    const id = networkStackId(at.organizationId, at.region);
    const values = {
      cidr: allocate(await this.takenCidrs()),
      zone_ids: [...at.zoneIds],
      vpc_id: null,
      reason: null,
      ...columns(content),
    };
    const network = known
      ? await this.#db
          .updateTable('networks')
          .set({ ...values, state: 'requested', ...wanted() })
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

  /**
   * Inside a transaction, and before the row of any network: nobody else makes a network until the end, so that each gets a range
   * of its own.
   */
  async lockPool(): Promise<void> {
    await sql`select pg_advisory_xact_lock(hashtext('tray networks'))`.execute(this.#db);
  }

  /**
   * Inside a transaction: changes what the network holds. The same content changes nothing; `retained` alone needs no run.
   *
   * @returns undefined when there is no such network.
   * @throws ConflictError `illegal_state` while it is being deleted; StaleError.
   */
  change(
    id: string,
    content: Partial<NetworkContent>,
    ifVersions?: IfVersions,
  ): Promise<Network | undefined> {
    return translating(async () => {
      const known = await this.#live().where('id', '=', id).forUpdate().executeTakeFirst();
      if (!known) return undefined;
      assertVersion(`network ${id}`, known.version, ifVersions);
      if (known.state === 'deleting') {
        throw new ConflictError('illegal_state', `network ${id} is being deleted and cannot be changed`);
      }
      const next = { ...contentOf(known), ...content };
      const { retained, ...values } = columns(next);
      // Keys of an object in jsonb have an order of their own.
      const rollsOut =
        !isDeepStrictEqual(next.gateways, known.gateways) ||
        !isDeepStrictEqual(values.aws_services, known.aws_services);
      if (!rollsOut && retained === known.retained) return known;
      const changed = await this.#db
        .updateTable('networks')
        .set({ retained, ...(rollsOut ? { ...values, ...wanted() } : {}) })
        .where('id', '=', id)
        .returningAll()
        .executeTakeFirstOrThrow();
      if (rollsOut) await this.#wake({ kind: 'network', id });
      return changed;
    });
  }

  /**
   * Inside a transaction: begins the deletion, retained or not. One that is being deleted already stays as it is.
   *
   * @returns undefined when there is no such network.
   * @throws ConflictError `network_in_use`, StaleError.
   */
  requestDeletion(id: string, ifVersions?: IfVersions): Promise<Network | undefined> {
    return translating(async () => {
      const known = await this.#live().where('id', '=', id).forUpdate().executeTakeFirst();
      if (!known) return undefined;
      assertVersion(`network ${id}`, known.version, ifVersions);
      if (known.state === 'deleting') return known;
      const { connections, connectors } = await this.users(id);
      if (connections.length + connectors.length > 0) {
        throw new ConflictError('network_in_use', `network ${id} is in use`);
      }
      return this.#end(id);
    });
  }

  /** What is in the network, or about to be: while there is any, it cannot be deleted. */
  users(id: string): Promise<NetworkUsers> {
    return translating(async () => {
      const rows = await this.#db
        .selectFrom('connections as user')
        .innerJoin('networks as network', (join) =>
          join
            .onRef('network.organization_id', '=', 'user.organization_id')
            .onRef('network.region', '=', 'user.region'),
        )
        .select('user.id')
        .where('network.id', '=', id)
        .where('user.state', '<>', 'deleted')
        .where((user) =>
          user.or([user('user.network_id', '=', id), user('user.state', 'in', ['requested', 'checking'])]),
        )
        .orderBy('user.seq')
        .execute();
      const connectors = await this.#db
        .selectFrom('connectors')
        .select('id')
        .where('network_id', '=', id)
        .where('state', '<>', 'deleted')
        .orderBy('seq')
        .execute();
      return { connections: rows.map((row) => row.id), connectors: connectors.map((row) => row.id) };
    });
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

  /** Has a network that stands brought in line with what networks are made of now. Not while a run is outstanding anyway. */
  renew(id: string): Promise<void> {
    return translating(async () => {
      const renewed = await this.#db
        .updateTable('networks')
        .set(wanted())
        .where('id', '=', id)
        .where('state', '=', 'available')
        .whereRef('observed_generation', '=', 'desired_generation')
        .returning('id')
        .execute();
      if (renewed.length > 0) await this.#wake({ kind: 'network', id });
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
   * Inside a transaction: gives the network up when it is not retained and neither a live connection nor a connector is in it.
   *
   * @returns whether the network is now on its way out.
   */
  async releaseIfUnused(id: string): Promise<boolean> {
    const network = await this.#live().where('id', '=', id).forUpdate().executeTakeFirst();
    if (!network) return false;
    if (network.state === 'deleting') return true;
    if (network.retained) return false;
    const user = await this.#db
      .selectFrom('connections')
      .select('id')
      .where('network_id', '=', id)
      .where('state', '<>', 'deleted')
      .limit(1)
      .executeTakeFirst();
    if (user) return false;
    const connector = await this.#db
      .selectFrom('connectors')
      .select('id')
      .where('network_id', '=', id)
      .where('state', '<>', 'deleted')
      .limit(1)
      .executeTakeFirst();
    if (connector) return false;
    await this.#end(id);
    return true;
  }

  async #end(id: string): Promise<Network> {
    const ending = await this.#db
      .updateTable('networks')
      .set({ state: 'deleting', reason: null, ...wanted() })
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirstOrThrow();
    await this.#wake({ kind: 'network', id });
    return ending;
  }

  /** For workers: records how far the network's stack is. */
  settle(
    id: string,
    outcome: {
      readonly state: NetworkState;
      readonly observedGeneration?: number;
      readonly vpcId?: string | null;
      readonly zoneIds?: readonly string[];
      readonly gatewayEndpointIds?: GatewayEndpointIds | null;
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
          ...(outcome.gatewayEndpointIds === undefined
            ? {}
            : {
                gateway_endpoint_ids:
                  outcome.gatewayEndpointIds && JSON.stringify(outcome.gatewayEndpointIds),
              }),
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

/** What a row says of its content. */
export function contentOf(row: Network): NetworkContent {
  return { gateways: row.gateways, awsServices: row.aws_services, retained: row.retained };
}

function columns(content: NetworkContent) {
  return {
    gateways: JSON.stringify(content.gateways),
    aws_services: [...content.awsServices].sort(),
    retained: content.retained,
  };
}
