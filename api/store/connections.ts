import { type Kysely, sql, type UpdateObject } from 'kysely';
import { type ConnectionState, retryableStates } from '../../domain/connection-state.ts';
import { defined } from '../../domain/defined.ts';
import type { Cause, ConnectionEvents } from './connection-events.ts';
import { columns, type Observation } from './connection-observation.ts';
import { ConnectionReader } from './connection-reader.ts';
import { type ConnectionPatch, type ConnectionRequest, requested } from './connection-requests.ts';
import { ConflictError, StaleError, translating } from './errors.ts';
import { wanted } from './generations.ts';
import type { Connection, ConnectionChanges, Database, EventType, Health, Reason } from './schema.ts';
import { lockServiceOf, takenOver, unprovenRivals } from './service-claims.ts';
import { assertVersion, type IfVersions } from './versions.ts';
import type { WorkTarget } from './wake.ts';

export type { Observation } from './connection-observation.ts';
export type { ConnectionPatch, ConnectionRequest } from './connection-requests.ts';

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
export class Connections extends ConnectionReader {
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
    super(db);
    this.#db = db;
    this.#events = events;
    this.#wake = wake;
    this.#atomically = (work) => (db.isTransaction ? work(this) : atomically(work));
  }

  /** Inside a transaction: the row, locked until it ends. */
  lock(id: string): Promise<Connection | undefined> {
    return translating(() =>
      this.#db.selectFrom('connections').selectAll().where('id', '=', id).forUpdate().executeTakeFirst(),
    );
  }

  /**
   * @throws ConflictError `connection_exists`; `service_name_taken`; `hostname_taken`, with the connection that has the name as
   * its subject; `intake_exists` when an intake made a connection to the service already.
   */
  create(request: ConnectionRequest, cause: Cause): Promise<Connection> {
    return this.#atomically((connections) => connections.#insert(request, cause));
  }

  /**
   * @returns undefined when there is none.
   * @throws StaleError when the current version is not among `ifVersions`, ConflictError `illegal_state` on its way out,
   * `hostname_taken` with the connection that has the name as its subject.
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

  /**
   * Starts again. @returns undefined when there is none.
   * @throws ConflictError `illegal_state`, `service_name_taken`, `hostname_taken`; StaleError
   */
  retry(id: string, cause: Cause, ifVersions?: IfVersions): Promise<Connection | undefined> {
    return this.#atomically(async (connections) => {
      await lockServiceOf(connections.#db, id, 'share');
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
   * the domain does not know; `service_name_taken` when the check is passed for a service that another organization has
   * passed it for. Passing it is what makes the service the organization's: see service-claims.ts.
   */
  transition(id: string, step: Transition): Promise<Connection> {
    return this.#atomically(async (connections) => {
      const expected: readonly ConnectionState[] = typeof step.from === 'string' ? [step.from] : step.from;
      const proves = step.to === 'provisioning' && expected.includes('checking');
      if (proves) await lockServiceOf(connections.#db, id, 'update');
      const known = await connections.lock(id);
      if (!known || !expected.includes(known.state)) {
        throw new StaleError(
          `connection ${id} is ${known?.state ?? 'unknown'}, not ${expected.join(' or ')}`,
          known?.version ?? 0,
        );
      }
      const changes = { ...columns(step), reason: step.reason ? JSON.stringify(step.reason) : null };
      // Staying where it is, for another reason, is worth a line, and no change of state.
      const type = known.state === step.to ? 'noted' : 'state_changed';
      const changed = await connections.#change(known, { ...changes, state: step.to }, type, step);
      if (proves && known.state === 'checking') {
        for (const ended of await unprovenRivals(connections.#db, changed)) {
          await connections.#change(
            ended,
            { state: 'failed', reason: JSON.stringify(takenOver), next_attempt_at: null, attempts: 0 },
            'state_changed',
            { actor: step.actor, reason: takenOver },
          );
        }
      }
      return changed;
    });
  }

  /**
   * Inside a transaction, before a row of the service is held: nobody else asks for the service, or proves to own it, until the
   * end. Those who hold a row first and ask then would wait for those who do it the other way round.
   */
  lockService(id: string): Promise<void> {
    return lockServiceOf(this.#db, id, 'update');
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
      const known = await connections.lock(id);
      if (known) await connections.#events.append(known, { ...cause, type: 'noted', from: known.state });
    });
  }

  /**
   * For workers, inside a transaction: what a test found of an available connection. A change is an event.
   *
   * @returns whether it is one.
   */
  async recordHealth(id: string, to: Health, testId: string, cause: Cause): Promise<boolean> {
    const known = await this.lock(id);
    if (known?.state !== 'available' || known.health === to) return false;
    const change = { from: known.health, to, testId };
    await this.#change(
      known,
      { health: to, health_since: sql<Date>`clock_timestamp()`, health_test_id: testId },
      'health_changed',
      { ...cause, health: change },
    );
    return true;
  }

  /** For workers: why the connection stays where it is; null when nothing holds it up. Without a line in the history. */
  setReason(id: string, reason: Reason | null): Promise<void> {
    return translating(async () => {
      await this.#db
        .updateTable('connections')
        .set({ reason: reason === null ? null : JSON.stringify(reason) })
        .where('id', '=', id)
        .execute();
    });
  }

  /** Inside a transaction: connections that waited for something which has happened now are due, and their workers woken up. */
  call(which: {
    readonly organizationId: string;
    readonly region?: string;
    readonly states: readonly ConnectionState[];
  }): Promise<void> {
    return translating(async () => {
      let update = this.#db
        .updateTable('connections')
        .set({ next_attempt_at: sql<Date>`now()` })
        .where('organization_id', '=', which.organizationId)
        .where('state', 'in', which.states);
      if (which.region !== undefined) update = update.where('region', '=', which.region);
      for (const { id } of await update.returning('id').execute())
        await this.#wake({ kind: 'connection', id });
    });
  }

  async #insert(request: ConnectionRequest, cause: Cause): Promise<Connection> {
    const connection = await translating(() =>
      this.#db
        .insertInto('connections')
        .values(requested(request))
        // Those who insert the same at once wait for the first instead of for each other, and the transaction goes on.
        .onConflict((conflict) => conflict.doNothing())
        .returningAll()
        .executeTakeFirst(),
    );
    if (!connection) throw await this.#collision(request);
    await this.#events.append(connection, { ...cause, type: 'created', from: null });
    await this.#wake({ kind: 'connection', id: connection.id });
    return connection;
  }

  async #collision(request: ConnectionRequest): Promise<ConflictError> {
    if (await this.get(request.id))
      return new ConflictError('connection_exists', 'the connection id is taken');
    return new ConflictError('intake_exists', 'an intake made a connection to the service already');
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
      ...defined({ ports, hostname: patch.hostname, description: patch.description }),
    };
    if (!rollsOut) return this.#change(known, changes, 'updated', cause);
    const changed = await this.#change(
      known,
      { ...changes, ...wanted(), failing_since: null },
      'updated',
      cause,
    );
    await this.#wake({ kind: 'connection', id });
    return changed;
  }

  async #ask(known: Connection, to: ConnectionState, type: EventType, cause: Cause): Promise<Connection> {
    const changed = await this.#change(
      known,
      { state: to, reason: null, ...wanted(), failing_since: null },
      type,
      cause,
    );
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
    const known = await this.lock(id);
    if (known) assertVersion(`connection ${id}`, known.version, ifVersions);
    return known;
  }
}
