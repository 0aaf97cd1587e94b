import { type Kysely, sql, type UpdateObject } from 'kysely';
import { type ConnectionState, retryableStates } from '../../domain/connection-state.ts';
import type { ServicePort } from '../../domain/ports.ts';
import type { Cause, ConnectionEvents } from './connection-events.ts';
import { type ConnectionQuery, listConnections } from './connection-list.ts';
import { ConflictError, StaleError, translating } from './errors.ts';
import type {
  Connection,
  ConnectionChanges,
  Database,
  EventType,
  RegionChoice,
  ZonalDnsName,
} from './schema.ts';
import { assertVersion, type IfVersions } from './versions.ts';
import type { WorkTarget } from './wake.ts';

export interface ConnectionRequest {
  readonly id: string;
  readonly organizationId: string;
  readonly service: {
    readonly name: string;
    readonly kind: Connection['service_kind'];
    readonly region: string;
    readonly zoneIds: readonly string[];
  };
  readonly ports: readonly ServicePort[];
  readonly region: string;
  readonly regionChoice: RegionChoice;
  readonly hostname: string | null;
  readonly description: string | null;
}

/** What a caller may change. Absent means: as it is. */
export interface ConnectionPatch {
  readonly ports?: readonly ServicePort[];
  readonly hostname?: string | null;
  readonly description?: string | null;
}

/** What a worker finds out or brings about. Absent means: as it is. */
export interface Observation {
  readonly networkId?: string | null;
  readonly serviceZoneIds?: readonly string[];
  readonly serviceOwnerAccountId?: string | null;
  readonly endpointId?: string | null;
  readonly endpointAccountId?: string | null;
  readonly awsState?: string | null;
  readonly endpointDnsName?: string | null;
  readonly endpointZonalDnsNames?: readonly ZonalDnsName[];
  readonly dnsConfigured?: boolean;
  readonly host?: string | null;
  readonly acceptanceRequestedAt?: Date | null;
  readonly expiresAt?: Date | null;
  readonly observedGeneration?: number;
  /** When a worker shall look again; null when there is nothing to do until somebody asks. */
  readonly nextAttemptAt?: Date | null;
  /** Attempts since the last success. */
  readonly attempts?: number;
}

export interface Transition extends Cause, Observation {
  /** Where the connection was when the worker decided. Elsewhere by now: StaleError, and nothing happens. */
  readonly from: ConnectionState | readonly ConnectionState[];
  readonly to: ConnectionState;
}

type Atomically = <T>(work: (connections: Connections) => Promise<T>) => Promise<T>;

/**
 * Connections, and the only ways to change them. Each change writes the row, its event, and rings the bell in one
 * transaction; which moves are legal, and that history is complete, the database checks by itself.
 */
export class Connections {
  readonly #db: Kysely<Database>;
  readonly #events: ConnectionEvents;
  readonly #wake: (target: WorkTarget) => Promise<void>;
  readonly #atomically: Atomically;

  constructor(
    db: Kysely<Database>,
    events: ConnectionEvents,
    wake: (target: WorkTarget) => Promise<void>,
    atomically: Atomically,
  ) {
    this.#db = db;
    this.#events = events;
    this.#wake = wake;
    this.#atomically = (work) => (db.isTransaction ? work(this) : atomically(work));
  }

  get(id: string): Promise<Connection | undefined> {
    return translating(() =>
      this.#db.selectFrom('connections').selectAll().where('id', '=', id).executeTakeFirst(),
    );
  }

  /** Inside a transaction: the row, held until it ends. */
  hold(id: string): Promise<Connection | undefined> {
    return translating(() =>
      this.#db.selectFrom('connections').selectAll().where('id', '=', id).forUpdate().executeTakeFirst(),
    );
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

  /** The organization that a service name belongs to by now. */
  claimantOf(serviceName: string): Promise<string | undefined> {
    return translating(async () => {
      const row = await this.#db
        .selectFrom('connections')
        .select('organization_id')
        .where('service_name', '=', serviceName)
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

  /** @throws ConflictError `connection_exists`, `service_name_taken`. */
  create(request: ConnectionRequest, cause: Cause): Promise<Connection> {
    return this.#atomically((connections) => connections.#insert(request, cause));
  }

  /**
   * @returns undefined when there is none.
   * @throws StaleError when the current version is not among `ifVersions`, ConflictError `illegal_state` on its way out.
   */
  update(
    id: string,
    patch: ConnectionPatch,
    cause: Cause,
    ifVersions?: IfVersions,
  ): Promise<Connection | undefined> {
    return this.#atomically((connections) => connections.#patch(id, patch, cause, ifVersions));
  }

  /** One that is on its way out, or gone, stays as it is. @returns undefined when there is none. @throws StaleError */
  requestDeletion(id: string, cause: Cause, ifVersions?: IfVersions): Promise<Connection | undefined> {
    return this.#atomically(async (connections) => {
      const known = await connections.#current(id, ifVersions);
      if (!known || known.state === 'deleting' || known.state === 'deleted') return known;
      return connections.#ask(known, 'deleting', 'deletion_requested', cause);
    });
  }

  /** Starts again. @returns undefined when there is none. @throws ConflictError `illegal_state`, StaleError */
  retry(id: string, cause: Cause, ifVersions?: IfVersions): Promise<Connection | undefined> {
    return this.#atomically(async (connections) => {
      const known = await connections.#current(id, ifVersions);
      if (!known) return undefined;
      if (!retryableStates.includes(known.state)) {
        throw new ConflictError('illegal_state', `connection ${id} is ${known.state} and cannot be retried`);
      }
      return connections.#ask(known, 'requested', 'retried', cause);
    });
  }

  /**
   * For workers: moves the connection on, and records what was found out on the way. The reason is that of the new
   * state: without one, the old reason goes.
   *
   * @throws StaleError when the connection is not (any more) in `from`; ConflictError `illegal_state` for a move that
   * the domain does not know.
   */
  transition(id: string, step: Transition): Promise<Connection> {
    return this.#atomically(async (connections) => {
      const known = await connections.hold(id);
      const expected: readonly ConnectionState[] = typeof step.from === 'string' ? [step.from] : step.from;
      if (!known || !expected.includes(known.state)) {
        throw new StaleError(
          `connection ${id} is ${known?.state ?? 'unknown'}, not ${expected.join(' or ')}`,
          known?.version ?? 0,
        );
      }
      const changes = { ...columns(step), reason: step.reason ? JSON.stringify(step.reason) : null };
      // Staying where it is, for another reason, is worth a line, and no change of state.
      const type = known.state === step.to ? 'noted' : 'state_changed';
      return connections.#change(known, { ...changes, state: step.to }, type, step);
    });
  }

  /** For workers: records what was found out, without a move and without a line in the history. */
  async observe(id: string, observation: Observation): Promise<Connection> {
    return translating(() =>
      this.#db
        .updateTable('connections')
        .set(columns(observation))
        .where('id', '=', id)
        .returningAll()
        .executeTakeFirstOrThrow(),
    );
  }

  /** For workers: a line in the history that changes nothing, such as an attempt that will be repeated. */
  note(id: string, cause: Cause): Promise<void> {
    return this.#atomically(async (connections) => {
      const known = await connections.hold(id);
      if (known) await connections.#events.append(known, { ...cause, type: 'noted', from: known.state });
    });
  }

  /** For the sweep: rows whose time has come, the longest overdue first. */
  due(limit: number): Promise<Connection[]> {
    return translating(() =>
      this.#db
        .selectFrom('connections')
        .selectAll()
        .where('next_attempt_at', '<=', sql<Date>`now()`)
        .orderBy('next_attempt_at')
        .limit(limit)
        .execute(),
    );
  }

  /** For the sweep: requests that nobody accepted in time. */
  overdueForAcceptance(limit: number): Promise<Connection[]> {
    return translating(() =>
      this.#db
        .selectFrom('connections')
        .selectAll()
        .where('state', '=', 'pending_acceptance')
        .where('expires_at', '<=', sql<Date>`now()`)
        .orderBy('expires_at')
        .limit(limit)
        .execute(),
    );
  }

  async #insert(request: ConnectionRequest, cause: Cause): Promise<Connection> {
    const connection = await translating(() =>
      this.#db
        .insertInto('connections')
        .values({
          id: request.id,
          organization_id: request.organizationId,
          service_name: request.service.name,
          service_kind: request.service.kind,
          service_region: request.service.region,
          service_zone_ids: [...request.service.zoneIds],
          ports: JSON.stringify(request.ports),
          region: request.region,
          region_choice: JSON.stringify(request.regionChoice),
          hostname: request.hostname,
          description: request.description,
        })
        .returningAll()
        .executeTakeFirstOrThrow(),
    );
    await this.#events.append(connection, { ...cause, type: 'created', from: null });
    await this.#wake({ kind: 'connection', id: connection.id });
    return connection;
  }

  async #patch(
    id: string,
    patch: ConnectionPatch,
    cause: Cause,
    ifVersions: IfVersions | undefined,
  ): Promise<Connection | undefined> {
    const known = await this.#current(id, ifVersions);
    if (!known) return undefined;
    if (known.state === 'deleting' || known.state === 'deleted') {
      throw new ConflictError('illegal_state', `connection ${id} is ${known.state} and cannot be changed`);
    }
    const ports = patch.ports === undefined ? undefined : JSON.stringify(patch.ports);
    const rollsOut =
      (ports !== undefined && ports !== JSON.stringify(known.ports)) ||
      (patch.hostname !== undefined && patch.hostname !== known.hostname);
    const describes = patch.description !== undefined && patch.description !== known.description;
    if (!rollsOut && !describes) return known;
    const changes: ConnectionChanges = {
      ...(ports === undefined ? {} : { ports }),
      ...(patch.hostname === undefined ? {} : { hostname: patch.hostname }),
      ...(patch.description === undefined ? {} : { description: patch.description }),
    };
    if (!rollsOut) return this.#change(known, changes, 'updated', cause);
    const changed = await this.#change(known, { ...changes, ...wanted() }, 'updated', cause);
    await this.#wake({ kind: 'connection', id });
    return changed;
  }

  async #ask(known: Connection, to: ConnectionState, type: EventType, cause: Cause): Promise<Connection> {
    const changed = await this.#change(known, { state: to, reason: null, ...wanted() }, type, cause);
    await this.#wake({ kind: 'connection', id: known.id });
    return changed;
  }

  async #change(
    known: Connection,
    changes: UpdateObject<Database, 'connections'>,
    type: EventType,
    cause: Cause,
  ): Promise<Connection> {
    const changed = await translating(() =>
      this.#db
        .updateTable('connections')
        .set(changes)
        .where('id', '=', known.id)
        .returningAll()
        .executeTakeFirstOrThrow(),
    );
    await this.#events.append(changed, { ...cause, type, from: known.state });
    return changed;
  }

  async #current(id: string, ifVersions: IfVersions | undefined): Promise<Connection | undefined> {
    const known = await this.hold(id);
    if (known) assertVersion(`connection ${id}`, known.version, ifVersions);
    return known;
  }
}

/** Something new is wanted: the worker starts afresh and at once. */
function wanted() {
  return {
    desired_generation: sql<number>`desired_generation + 1`,
    next_attempt_at: sql<Date>`now()`,
    attempts: 0,
  };
}

function columns(seen: Observation): ConnectionChanges {
  const all = {
    network_id: seen.networkId,
    service_zone_ids: seen.serviceZoneIds && [...seen.serviceZoneIds],
    service_owner_account_id: seen.serviceOwnerAccountId,
    endpoint_id: seen.endpointId,
    endpoint_account_id: seen.endpointAccountId,
    aws_state: seen.awsState,
    endpoint_dns_name: seen.endpointDnsName,
    endpoint_zonal_dns_names: seen.endpointZonalDnsNames && JSON.stringify(seen.endpointZonalDnsNames),
    dns_configured: seen.dnsConfigured,
    host: seen.host,
    acceptance_requested_at: seen.acceptanceRequestedAt,
    expires_at: seen.expiresAt,
    observed_generation: seen.observedGeneration,
    next_attempt_at: seen.nextAttemptAt,
    attempts: seen.attempts,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}
