import type { Kysely } from 'kysely';
import type { ConnectionState } from '../../domain/connection-state.ts';
import { translating } from './errors.ts';
import type {
  Actor,
  Connection,
  ConnectionEvent,
  Database,
  EventType,
  HealthChange,
  Reason,
} from './schema.ts';
import type { WebhookDeliveries } from './webhook-deliveries.ts';

/** What is known about a happening beside the row it happened to. */
export interface Cause {
  readonly actor: Actor;
  readonly reason?: Reason | null;
  readonly awsRequestId?: string;
  readonly runId?: string;
  /** Of a change of health. */
  readonly health?: HealthChange;
}

/** A connection's history. It grows and never changes: the database refuses anything else. */
export class ConnectionEvents {
  readonly #db: Kysely<Database>;
  readonly #deliveries: WebhookDeliveries;

  constructor(db: Kysely<Database>, deliveries: WebhookDeliveries) {
    this.#db = db;
    this.#deliveries = deliveries;
  }

  /** Inside the transaction that changed the row. `connection` is the row afterwards. */
  async append(
    connection: Pick<Connection, 'id' | 'version' | 'state'>,
    event: Cause & { readonly type: EventType; readonly from: ConnectionState | null },
  ): Promise<void> {
    const { id } = await this.#db
      .insertInto('connection_events')
      .values({
        connection_id: connection.id,
        connection_version: connection.version,
        type: event.type,
        from_state: event.from,
        to_state: connection.state,
        reason: event.reason ? JSON.stringify(event.reason) : null,
        actor: JSON.stringify(event.actor),
        aws_request_id: event.awsRequestId ?? null,
        run_id: event.runId ?? null,
        health: event.health ? JSON.stringify(event.health) : null,
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    if (event.from !== connection.state || event.type === 'health_changed')
      await this.#deliveries.enqueue(id, connection.id);
  }

  /** One page of a connection's history. `after` is the id of the last event of the page before. */
  list(query: {
    readonly connectionId: string;
    readonly order: 'asc' | 'desc';
    readonly limit: number;
    readonly after?: number;
  }): Promise<ConnectionEvent[]> {
    let rows = this.#db
      .selectFrom('connection_events')
      .selectAll()
      .where('connection_id', '=', query.connectionId)
      .orderBy('id', query.order)
      .limit(query.limit);
    if (query.after !== undefined) rows = rows.where('id', query.order === 'asc' ? '>' : '<', query.after);
    return translating(() => rows.execute());
  }
}
