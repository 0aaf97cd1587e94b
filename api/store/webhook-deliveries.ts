import { type Kysely, sql } from 'kysely';
import { translating } from './errors.ts';
import type { ConnectionEvent, Database } from './schema.ts';

/** An event that somebody must be told of, with what the message says. */
export interface DueDelivery {
  readonly event: ConnectionEvent;
  readonly organizationId: string;
  readonly endpointId: string | null;
  /** Attempts made before this one. */
  readonly attempts: number;
}

/** Changes of state on their way to the webhook: written with the change, removed from the queue when delivered. */
export class WebhookDeliveries {
  readonly #db: Kysely<Database>;
  readonly #enabled: boolean;

  constructor(db: Kysely<Database>, options: { readonly enabled: boolean }) {
    this.#db = db;
    this.#enabled = options.enabled;
  }

  /** Inside the transaction that wrote the event. */
  async enqueue(eventId: number, connectionId: string): Promise<void> {
    if (!this.#enabled) return;
    await this.#db
      .insertInto('webhook_deliveries')
      .values({
        event_id: eventId,
        connection_id: connectionId,
        delivered_at: null,
        abandoned_at: null,
        last_error: null,
      })
      .execute();
  }

  /**
   * Takes the deliveries that are due, the oldest of each connection only, so that a connection's changes arrive in
   * order; and puts them off by `leaseSeconds`, so that another process does not take them meanwhile.
   */
  take(limit: number, leaseSeconds: number): Promise<DueDelivery[]> {
    return translating(async () => {
      const { rows } = await sql<{ event_id: number; attempts: number }>`
        update webhook_deliveries d
        set next_attempt_at = now() + make_interval(secs => ${leaseSeconds}), attempts = attempts + 1
        where d.event_id in (
          select event_id from webhook_deliveries w
          where delivered_at is null and abandoned_at is null and next_attempt_at <= now()
            and not exists (
              select from webhook_deliveries earlier
              where earlier.connection_id = w.connection_id and earlier.event_id < w.event_id
                and earlier.delivered_at is null and earlier.abandoned_at is null)
          order by event_id limit ${limit} for update skip locked)
        returning d.event_id, d.attempts`.execute(this.#db);
      if (rows.length === 0) return [];
      const events = await this.#db
        .selectFrom('connection_events')
        .innerJoin('connections', 'connections.id', 'connection_events.connection_id')
        .selectAll('connection_events')
        .select(['connections.organization_id', 'connections.endpoint_id'])
        .where(
          'connection_events.id',
          'in',
          rows.map((row) => row.event_id),
        )
        .orderBy('connection_events.id')
        .execute();
      const attempts = new Map(rows.map((row) => [row.event_id, row.attempts]));
      return events.map(({ organization_id, endpoint_id, ...event }) => ({
        event,
        organizationId: organization_id,
        endpointId: endpoint_id,
        attempts: (attempts.get(event.id) ?? 1) - 1,
      }));
    });
  }

  delivered(eventId: number): Promise<void> {
    return this.#update(eventId, sql`delivered_at = now(), last_error = null`);
  }

  failed(eventId: number, error: string, retryInSeconds: number): Promise<void> {
    return this.#update(
      eventId,
      sql`last_error = ${error}, next_attempt_at = now() + make_interval(secs => ${retryInSeconds})`,
    );
  }

  abandoned(eventId: number, error: string): Promise<void> {
    return this.#update(eventId, sql`last_error = ${error}, abandoned_at = now()`);
  }

  #update(eventId: number, changes: ReturnType<typeof sql>): Promise<void> {
    return translating(async () => {
      await sql`update webhook_deliveries set ${changes} where event_id = ${eventId}`.execute(this.#db);
    });
  }
}
