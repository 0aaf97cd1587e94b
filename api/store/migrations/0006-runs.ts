import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table runs (
      id uuid primary key default gen_random_uuid(),
      seq bigint generated always as identity unique,
      stack text not null,
      organization_id text not null references organizations (id),
      network_id text references networks (id),
      connection_id text references connections (id),
      action text not null check (action in ('apply', 'destroy')),
      state text not null default 'queued'
        check (state in ('queued', 'running', 'succeeded', 'failed', 'canceled', 'unknown')),
      worker text,
      lease_expires_at timestamptz,
      summary jsonb,
      reason jsonb,
      created_at timestamptz not null default clock_timestamp(),
      started_at timestamptz,
      finished_at timestamptz,
      constraint runs_have_one_target check (network_id is null or connection_id is null),
      constraint runs_running_have_a_lease
        check (state <> 'running' or (worker is not null and lease_expires_at is not null and started_at is not null)),
      constraint runs_finished_have_a_time
        check ((state in ('succeeded', 'failed', 'canceled', 'unknown')) = (finished_at is not null))
    )`.execute(db);
  // Two workers cannot run one stack at a time, whatever they believe.
  await sql`create unique index runs_one_per_stack on runs (stack) where state = 'running'`.execute(db);
  await sql`create index runs_of_connection on runs (connection_id, seq desc)`.execute(db);
  await sql`create index runs_of_stack on runs (stack, seq desc)`.execute(db);
  await sql`create index runs_leases on runs (lease_expires_at) where state = 'running'`.execute(db);
  await sql`
    create trigger runs_moves before update of state on runs
      for each row execute function refuse_illegal_move('run')`.execute(db);

  await sql`
    create table run_progress (
      run_id uuid not null references runs (id) on delete cascade,
      sequence integer not null check (sequence > 0),
      at timestamptz not null default clock_timestamp(),
      level text not null check (level in ('info', 'warn', 'error')),
      type text not null,
      message text not null,
      resource text,
      primary key (run_id, sequence)
    )`.execute(db);
}
