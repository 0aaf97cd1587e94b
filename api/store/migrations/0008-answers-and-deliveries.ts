import { type Kysely, sql } from 'kysely';

/** What is remembered of requests (idempotency), and what is still to be told to others (webhooks). */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table idempotency_keys (
      subject text not null,
      key text not null,
      request_hash bytea not null,
      status smallint not null,
      headers jsonb not null,
      body text not null,
      created_at timestamptz not null default clock_timestamp(),
      expires_at timestamptz not null,
      primary key (subject, key)
    )`.execute(db);
  await sql`create index idempotency_keys_expiry on idempotency_keys (expires_at)`.execute(db);

  await sql`
    create table webhook_deliveries (
      event_id bigint primary key references connection_events (id),
      connection_id text not null references connections (id),
      attempts integer not null default 0,
      next_attempt_at timestamptz not null default now(),
      delivered_at timestamptz,
      abandoned_at timestamptz,
      last_error text
    )`.execute(db);
  await sql`
    create index webhook_deliveries_open on webhook_deliveries (connection_id, event_id)
      where delivered_at is null and abandoned_at is null`.execute(db);
}
