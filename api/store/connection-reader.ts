import { type Kysely, sql } from 'kysely';
import { type ConnectionQuery, listConnections } from './connection-list.ts';
import { translating } from './errors.ts';
import type { Connection, Database } from './schema.ts';

/** What can be asked of connections. */
export class ConnectionReader {
  readonly #db: Kysely<Database>;

  constructor(db: Kysely<Database>) {
    this.#db = db;
  }

  get(id: string): Promise<Connection | undefined> {
    return translating(() =>
      this.#db.selectFrom('connections').selectAll().where('id', '=', id).executeTakeFirst(),
    );
  }

  /** Those of these ids that there are, in whatever state. */
  some(ids: readonly string[]): Promise<Connection[]> {
    return translating(() => this.#these(ids).execute());
  }

  /** Inside a transaction: the same, and nobody changes their state until it ends. */
  share(ids: readonly string[]): Promise<Connection[]> {
    return translating(() => this.#these(ids).forShare().execute());
  }

  #these(ids: readonly string[]) {
    return this.#db
      .selectFrom('connections')
      .selectAll()
      .where('id', '=', sql<string>`any(${[...ids]}::text[])`)
      .orderBy('id');
  }

  /** One page, newest first. */
  list(query: ConnectionQuery): Promise<Connection[]> {
    return translating(() => listConnections(this.#db, query));
  }

  /** The current versions of some connections, for those who wait for a change. */
  versions(ids: readonly string[]): Promise<{ id: string; version: number }[]> {
    return translating(() =>
      this.#db
        .selectFrom('connections')
        .select(['id', 'version'])
        .where('id', '=', sql<string>`any(${ids})`)
        .execute(),
    );
  }

  /** The organization that a service was proven to belong to: see `claim` in service-claims.ts. */
  claimantOf(serviceName: string): Promise<string | undefined> {
    return translating(async () => {
      const row = await this.#db
        .selectFrom('connections')
        .select('organization_id')
        .where('service_name', '=', serviceName)
        .where('service_kind', '=', 'customer')
        .where('claim_proven_at', 'is not', null)
        .where('state', '<>', 'deleted')
        .where((claim) =>
          claim.or([
            claim('endpoint_id', 'is not', null),
            claim('state', 'not in', ['failed', 'rejected', 'expired', 'deleting']),
          ]),
        )
        .limit(1)
        .executeTakeFirst();
      return row?.organization_id;
    });
  }

  /** The connection that answers for the name in the network, or did until a moment ago. */
  holderOf(name: {
    readonly organizationId: string;
    readonly region: string;
    readonly hostname: string;
  }): Promise<string | undefined> {
    return translating(async () => {
      const row = await this.#db
        .selectFrom('hostname_claims')
        .select('connection_id')
        .where('organization_id', '=', name.organizationId)
        .where('region', '=', name.region)
        .where('hostname', '=', name.hostname)
        .executeTakeFirst();
      return row?.connection_id;
    });
  }

  /** Those that have an endpoint in the region. */
  withEndpointIn(region: string): Promise<Connection[]> {
    return translating(() =>
      this.#db
        .selectFrom('connections')
        .selectAll()
        .where('region', '=', region)
        .where('state', '<>', 'deleted')
        .where('endpoint_id', 'is not', null)
        .execute(),
    );
  }

  /** Names that connections of a network answer for, or may. */
  namesIn(networkId: string): Promise<Pick<Connection, 'id' | 'hostname'>[]> {
    return translating(() =>
      this.#db
        .selectFrom('connections')
        .select(['id', 'hostname'])
        .where('network_id', '=', networkId)
        .where('state', '<>', 'deleted')
        .execute(),
    );
  }

  /** Services of an organization's connections whose owner AWS gives by an alias, each once. */
  servicesOfOthers(
    organizationId: string,
  ): Promise<Pick<Connection, 'service_name' | 'service_kind' | 'service_region'>[]> {
    return translating(() =>
      this.#db
        .selectFrom('connections')
        .select(['service_name', 'service_kind', 'service_region'])
        .distinct()
        .where('organization_id', '=', organizationId)
        .where('state', '<>', 'deleted')
        .where('service_kind', '<>', 'customer')
        .orderBy('service_name')
        .execute(),
    );
  }
}
