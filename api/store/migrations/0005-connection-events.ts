import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table connection_events (
      id bigint generated always as identity primary key,
      connection_id text not null references connections (id),
      connection_version bigint not null,
      type text not null,
      at timestamptz not null default clock_timestamp(),
      from_state text,
      to_state text not null,
      reason jsonb,
      actor jsonb not null,
      aws_request_id text,
      run_id uuid
    )`.execute(db);
  await sql`create index connection_events_of_connection on connection_events (connection_id, id)`.execute(
    db,
  );
  await sql`
    create trigger connection_events_append_only before update or delete on connection_events
      for each row execute function refuse_change()`.execute(db);
  await sql`
    create trigger connection_events_no_truncate before truncate on connection_events
      for each statement execute function refuse_change()`.execute(db);

  // Deferred: the event is written after the row, in the same transaction.
  await sql`
    create function require_event() returns trigger language plpgsql as $$
    begin
      if not exists (
        select from connection_events
        where connection_id = new.id and connection_version = new.version and to_state = new.state
      ) then
        raise exception 'connection % became % without an event in its history', new.id, new.state
          using errcode = 'TP003';
      end if;
      return null;
    end $$`.execute(db);
  await sql`
    create constraint trigger connections_history_on_insert after insert on connections
      deferrable initially deferred for each row execute function require_event()`.execute(db);
  await sql`
    create constraint trigger connections_history_on_move after update on connections
      deferrable initially deferred for each row
      when (old.state is distinct from new.state) execute function require_event()`.execute(db);
}
