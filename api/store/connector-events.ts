import type { Kysely } from 'kysely';
import type { Cause } from './connection-events.ts';
import { translating } from './errors.ts';
import type { Connector, ConnectorEvent, ConnectorEventsTable, Database } from './schema.ts';

/** A connector's history. It grows and never changes: the database refuses anything else. */
export class ConnectorEvents {
  readonly #db: Kysely<Database>;

  constructor(db: Kysely<Database>) {
    this.#db = db;
  }

  /** Inside the transaction that changed the row. `connector` is the row afterwards. */
  async append(
    connector: Pick<Connector, 'network_id' | 'id' | 'version' | 'state'>,
    event: Cause & { readonly type: ConnectorEventsTable['type']; readonly from: Connector['state'] | null },
  ): Promise<void> {
    await this.#db
      .insertInto('connector_events')
      .values({
        network_id: connector.network_id,
        connector_id: connector.id,
        connector_version: connector.version,
        type: event.type,
        from_state: event.from,
        to_state: connector.state,
        reason: event.reason ? JSON.stringify(event.reason) : null,
        actor: JSON.stringify(event.actor),
        aws_request_id: event.awsRequestId ?? null,
        run_id: event.runId ?? null,
      })
      .execute();
  }

  /** One page of a connector's history. `after` is the id of the last event of the page before. */
  list(query: {
    readonly networkId: string;
    readonly connectorId: string;
    readonly order: 'asc' | 'desc';
    readonly limit: number;
    readonly after?: number;
  }): Promise<ConnectorEvent[]> {
    let rows = this.#db
      .selectFrom('connector_events')
      .selectAll()
      .where('network_id', '=', query.networkId)
      .where('connector_id', '=', query.connectorId)
      .orderBy('id', query.order)
      .limit(query.limit);
    if (query.after !== undefined) rows = rows.where('id', query.order === 'asc' ? '>' : '<', query.after);
    return translating(() => rows.execute());
  }
}
