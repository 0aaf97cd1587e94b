import { isDeepStrictEqual } from 'node:util';
import { type Kysely, sql } from 'kysely';
import { awsServicesOfConnectors } from '../../domain/connector-surroundings.ts';
import type { Cause } from './connection-events.ts';
import type { ConnectorEvents } from './connector-events.ts';
import { ConflictError, StaleError, translating } from './errors.ts';
import { wanted } from './generations.ts';
import type { Connector, ConnectorChanges, ConnectorEventsTable, Database } from './schema.ts';
import { assertVersion, type IfVersions } from './versions.ts';
import type { WorkTarget } from './wake.ts';

/** What is wanted of a connector, complete. */
export interface ConnectorSpec {
  readonly image: string;
  /** Null: the image's own. */
  readonly command: readonly string[] | null;
  readonly cpu: number;
  readonly memory: number;
  readonly count: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
  /** Ids; whoever writes them holds their rows. */
  readonly connections: readonly string[];
  readonly awsServices: Connector['aws_services'];
}

/** The network that it is in. */
export interface ConnectorPlace {
  readonly networkId: string;
  readonly organizationId: string;
  readonly region: string;
}

/** Which connector: ids are a network's own. */
export interface ConnectorKey {
  readonly networkId: string;
  readonly id: string;
}

/**
 * Connectors, and the only ways to change them. Each change writes the row, its event, and rings the bell in one transaction. All of a
 * network are realised by one stack, so a bell rings for the network.
 */
export class Connectors {
  readonly #db: Kysely<Database>;
  readonly #events: ConnectorEvents;
  readonly #wake: (target: WorkTarget) => Promise<void>;

  constructor(db: Kysely<Database>, events: ConnectorEvents, wake: (target: WorkTarget) => Promise<void>) {
    this.#db = db;
    this.#events = events;
    this.#wake = wake;
  }

  get({ networkId, id }: ConnectorKey): Promise<Connector | undefined> {
    return translating(() =>
      this.#live().where('network_id', '=', networkId).where('id', '=', id).executeTakeFirst(),
    );
  }

  /** One page of a network's, newest first. `before` is the `seq` of the last row of the page before. */
  list(query: {
    readonly networkId: string;
    readonly limit: number;
    readonly before?: number;
  }): Promise<Connector[]> {
    let rows = this.#live()
      .where('network_id', '=', query.networkId)
      .orderBy('seq', 'desc')
      .limit(query.limit);
    if (query.before !== undefined) rows = rows.where('seq', '<', query.before);
    return translating(() => rows.execute());
  }

  /** All of a network that are not deleted, in the order of their ids. */
  ofNetwork(networkId: string): Promise<Connector[]> {
    return translating(() => this.#live().where('network_id', '=', networkId).orderBy('id').execute());
  }

  /** The AWS services that the network's connectors cannot do without, each with the connectors that need it. */
  async servicesInUse(networkId: string): Promise<ReadonlyMap<string, readonly string[]>> {
    const users = new Map<string, string[]>();
    for (const connector of await this.ofNetwork(networkId)) {
      if (connector.state === 'deleting') continue;
      for (const service of awsServicesOfConnectors([connector]).keys())
        users.set(service, [...(users.get(service) ?? []), connector.id]);
    }
    return users;
  }

  /** Those in a region that have an ECS service. */
  deployedIn(region: string): Promise<Connector[]> {
    return translating(() =>
      this.#live().where('region', '=', region).where('service_arn', 'is not', null).execute(),
    );
  }

  /** Inside a transaction: the row, locked until it ends, whatever its state. */
  lock({ networkId, id }: ConnectorKey): Promise<Connector | undefined> {
    return translating(() =>
      this.#db
        .selectFrom('connectors')
        .selectAll()
        .where('network_id', '=', networkId)
        .where('id', '=', id)
        .forUpdate()
        .executeTakeFirst(),
    );
  }

  /**
   * Inside a transaction that holds the network's row: creates or replaces. The same again changes nothing.
   *
   * @throws StaleError when the condition is not met; ConflictError `illegal_state` while it is being deleted.
   */
  async put(
    place: ConnectorPlace,
    id: string,
    spec: ConnectorSpec,
    cause: Cause,
    condition?: IfVersions | 'none',
  ): Promise<{ connector: Connector; created: boolean }> {
    const { networkId } = place;
    const known = await this.lock({ networkId, id });
    const live = known?.state === 'deleted' ? undefined : known;
    const what = `connector ${id}`;
    if (condition === 'none') {
      if (live) throw new StaleError(`${what} exists`, live.version);
    } else if (condition !== undefined && live === undefined) {
      throw new StaleError(`${what} does not exist`, 0);
    } else if (live !== undefined) {
      assertVersion(what, live.version, condition);
    }
    if (live?.state === 'deleting')
      throw new ConflictError('illegal_state', `${what} is being deleted and cannot be changed`);
    if (live !== undefined && isDeepStrictEqual(specOf(live), spec))
      return { connector: live, created: false };
    const connector = known
      ? await this.#change(
          known,
          {
            ...columns(spec),
            ...wanted(),
            state: 'provisioning',
            reason: null,
            ...(live ? {} : { desired_tasks: 0, running_tasks: 0 }),
          },
          live ? 'updated' : 'created',
          cause,
        )
      : await this.#insert(place, id, spec, cause);
    await this.#wake({ kind: 'connectors', id: networkId });
    return { connector, created: live === undefined };
  }

  /** Inside a transaction. One that is on its way out stays as it is. @returns undefined when there is none. @throws StaleError */
  async requestDeletion(
    key: ConnectorKey,
    cause: Cause,
    ifVersions?: IfVersions,
  ): Promise<Connector | undefined> {
    const known = await this.lock(key);
    if (known === undefined || known.state === 'deleted') return undefined;
    assertVersion(`connector ${key.id}`, known.version, ifVersions);
    if (known.state === 'deleting') return known;
    const changes = { ...wanted(), state: 'deleting' as const, reason: null };
    const connector = await this.#change(known, changes, 'deletion_requested', cause);
    await this.#wake({ kind: 'connectors', id: key.networkId });
    return connector;
  }

  /**
   * For workers, inside a transaction that holds the row: what was carried out or seen. The history gets a line when the state moves,
   * and when there is another reason.
   */
  async settle(known: Connector, changes: ConnectorChanges, cause: Cause): Promise<Connector> {
    const state = changes.state ?? known.state;
    const reason = cause.reason ?? null;
    const news = state !== known.state || (reason !== null && reason.code !== known.reason?.code);
    const type = state !== known.state ? 'state_changed' : 'noted';
    const all = { ...changes, reason: reason === null ? null : JSON.stringify(reason) };
    return news ? this.#change(known, all, type, cause) : this.#update(known, all);
  }

  /** Inside a transaction: the network's connectors that have something to do are due now. */
  call(networkId: string): Promise<void> {
    return translating(async () => {
      const { numUpdatedRows } = await this.#db
        .updateTable('connectors')
        .set({ next_attempt_at: sql<Date>`now()` })
        .where('network_id', '=', networkId)
        .where('state', '<>', 'deleted')
        .where('next_attempt_at', 'is not', null)
        .executeTakeFirst();
      if (numUpdatedRows > 0n) await this.#wake({ kind: 'connectors', id: networkId });
    });
  }

  /** Inside a transaction: a connection has other ports or another name, which those who use it are told by their environment. */
  renewUsersOf(connectionId: string): Promise<void> {
    return translating(async () => {
      const rows = await this.#db
        .updateTable('connectors')
        .set(wanted())
        .where(sql<boolean>`connections @> array[${connectionId}]`)
        .where('state', 'not in', ['deleting', 'deleted'])
        .returning('network_id')
        .execute();
      for (const id of new Set(rows.map((row) => row.network_id)))
        await this.#wake({ kind: 'connectors', id });
    });
  }

  async #insert(place: ConnectorPlace, id: string, spec: ConnectorSpec, cause: Cause): Promise<Connector> {
    const connector = await translating(() =>
      this.#db
        .insertInto('connectors')
        .values({
          id,
          network_id: place.networkId,
          organization_id: place.organizationId,
          region: place.region,
          ...columns(spec),
          log_group: null,
          service_arn: null,
          task_definition_arn: null,
        })
        .returningAll()
        .executeTakeFirstOrThrow(),
    );
    await this.#events.append(connector, { ...cause, type: 'created', from: null });
    return connector;
  }

  async #change(
    known: Connector,
    changes: ConnectorChanges,
    type: ConnectorEventsTable['type'],
    cause: Cause,
  ): Promise<Connector> {
    const changed = await this.#update(known, changes);
    await this.#events.append(changed, { ...cause, type, from: type === 'created' ? null : known.state });
    return changed;
  }

  #update(known: Connector, changes: ConnectorChanges): Promise<Connector> {
    return translating(() =>
      this.#db
        .updateTable('connectors')
        .set(changes)
        .where('network_id', '=', known.network_id)
        .where('id', '=', known.id)
        .returningAll()
        .executeTakeFirstOrThrow(),
    );
  }

  #live() {
    return this.#db.selectFrom('connectors').selectAll().where('state', '<>', 'deleted');
  }
}

function specOf(row: Connector): ConnectorSpec {
  return {
    image: row.image,
    command: row.command,
    cpu: row.cpu,
    memory: row.memory,
    count: row.task_count,
    environment: row.environment,
    secrets: row.secrets,
    connections: row.connections,
    awsServices: row.aws_services,
  };
}

function columns(spec: ConnectorSpec) {
  return {
    image: spec.image,
    command: spec.command === null ? null : [...spec.command],
    cpu: spec.cpu,
    memory: spec.memory,
    task_count: spec.count,
    environment: JSON.stringify(spec.environment),
    secrets: JSON.stringify(spec.secrets),
    connections: [...spec.connections],
    aws_services: spec.awsServices,
  };
}
