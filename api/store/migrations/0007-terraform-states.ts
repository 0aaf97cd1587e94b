import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table terraform_states (
      stack text primary key,
      current_version bigint
    )`.execute(db);
  await sql`
    create table terraform_state_versions (
      stack text not null references terraform_states (stack),
      version bigint not null check (version > 0),
      serial bigint not null check (serial >= 0),
      lineage text not null,
      body bytea not null,
      run_id uuid references runs (id),
      created_at timestamptz not null default clock_timestamp(),
      primary key (stack, version)
    )`.execute(db);
  await sql`
    alter table terraform_states
      add foreign key (stack, current_version) references terraform_state_versions (stack, version)
      deferrable initially deferred`.execute(db);
  await sql`
    create trigger terraform_state_versions_append_only before update or delete on terraform_state_versions
      for each row execute function refuse_change()`.execute(db);

  // A lock belongs to a run and lives as long as its lease: a dead worker's lock frees itself.
  await sql`
    create table terraform_locks (
      stack text primary key,
      lock_id text not null,
      run_id uuid references runs (id),
      info jsonb not null,
      acquired_at timestamptz not null default clock_timestamp(),
      lease_expires_at timestamptz not null
    )`.execute(db);
}
