import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table connection_tests (
      id uuid primary key default gen_random_uuid(),
      seq bigint generated always as identity,
      connection_id text not null references connections (id),
      trigger text not null check (trigger in ('caller', 'available', 'interval')),
      state text not null default 'queued' check (state in ('queued', 'running', 'finished', 'failed')),
      verdict text check (verdict in ('healthy', 'degraded', 'unreachable', 'undetermined')),
      matrix jsonb not null default '[]',
      findings jsonb not null default '[]',
      reason jsonb,
      requested_by jsonb,
      attempts integer not null default 0 check (attempts >= 0),
      claim bigint not null default 0,
      -- When it may be taken: by anybody while it is queued, and by another worker once the one that has it is silent.
      next_attempt_at timestamptz default clock_timestamp(),
      created_at timestamptz not null default clock_timestamp(),
      started_at timestamptz,
      finished_at timestamptz,
      check ((state = 'finished') = (verdict is not null)),
      check ((state in ('finished', 'failed')) = (finished_at is not null)),
      check ((state in ('queued', 'running')) = (next_attempt_at is not null))
    )`.execute(db);
  await sql`create index connection_tests_of_connection on connection_tests (connection_id, seq desc)`.execute(
    db,
  );
  await sql`
    create index connection_tests_due on connection_tests (next_attempt_at) where next_attempt_at is not null
  `.execute(db);
  // Whoever asks while one waits to begin gets that one: nobody can fill the queue.
  await sql`
    create unique index connection_tests_one_queued on connection_tests (connection_id) where state = 'queued'
  `.execute(db);

  await sql`
    alter table connections
      add column health text not null default 'unknown'
        check (health in ('unknown', 'healthy', 'degraded', 'unreachable')),
      add column health_since timestamptz not null default clock_timestamp(),
      add column health_test_id uuid`.execute(db);
  await sql`alter table connection_events add column health jsonb`.execute(db);

  await sql`
    create table connection_test_schedules (
      connection_id text primary key references connections (id),
      trigger text not null default 'available',
      next_at timestamptz not null
    )`.execute(db);
  await sql`create index connection_test_schedules_due on connection_test_schedules (next_at)`.execute(db);
  // Only what is available has a health, and is tested without anybody asking. Here, since several writers move connections.
  await sql`
    create function follow_availability() returns trigger language plpgsql as $$
    begin
      if new.state = 'available' then
        insert into connection_test_schedules (connection_id, trigger, next_at)
          values (new.id, 'available', clock_timestamp())
          on conflict (connection_id) do update set trigger = excluded.trigger, next_at = excluded.next_at;
      else
        delete from connection_test_schedules where connection_id = new.id;
        new.health := 'unknown';
        new.health_since := clock_timestamp();
        new.health_test_id := null;
      end if;
      return new;
    end $$`.execute(db);
  await sql`
    create trigger connections_b_health before update of state on connections
      for each row when (old.state is distinct from new.state and 'available' in (old.state, new.state))
      execute function follow_availability()`.execute(db);
  // Spread over the first hour, so that an upgrade does not test everything at once.
  await sql`
    insert into connection_test_schedules (connection_id, trigger, next_at)
      select id, 'interval', clock_timestamp() + random() * interval '1 hour' from connections where state = 'available'
  `.execute(db);
}
