import { type Kysely, sql } from 'kysely';

/** Workloads in networks, their history, and what they keep from being taken away. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await connectors(db);
  await history(db);
  await guards(db);
  await runs(db);
}

async function connectors(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table connectors (
      network_id text not null references networks (id),
      id text not null check (id ~ '^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$'),
      seq bigint generated always as identity unique,
      organization_id text not null references organizations (id),
      region text not null,
      image text not null,
      command text[],
      cpu integer not null check (cpu > 0),
      memory integer not null check (memory > 0),
      task_count integer not null check (task_count >= 0),
      environment jsonb not null check (jsonb_typeof(environment) = 'object'),
      secrets jsonb not null check (jsonb_typeof(secrets) = 'object'),
      connections text[] not null,
      aws_services text not null check (aws_services in ('auto', 'existing')),
      state text not null default 'provisioning'
        check (state in ('provisioning', 'running', 'degraded', 'failed', 'deleting', 'deleted')),
      state_since timestamptz not null default now(),
      reason jsonb,
      desired_tasks integer not null default 0 check (desired_tasks >= 0),
      running_tasks integer not null default 0 check (running_tasks >= 0),
      log_group text,
      service_arn text,
      task_definition_arn text,
      desired_generation integer not null default 1 check (desired_generation > 0),
      observed_generation integer not null default 0 check (observed_generation between 0 and desired_generation),
      next_attempt_at timestamptz default now(),
      attempts integer not null default 0 check (attempts >= 0),
      version bigint not null default 1,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      primary key (network_id, id),
      foreign key (network_id, organization_id, region) references networks (id, organization_id, region)
    )`.execute(db);
  // Triggers fire in the order of their names: first whether it may, the version last.
  await sql`
    create trigger connectors_a_moves before update of state on connectors
      for each row execute function refuse_illegal_move('connector')`.execute(db);
  await sql`
    create trigger connectors_b_state before update on connectors
      for each row execute function stamp_state()`.execute(db);
  await sql`
    create trigger connectors_c_version before update on connectors
      for each row execute function stamp_version()`.execute(db);
  await sql`
    create index connectors_of_network on connectors (network_id, seq desc) where state <> 'deleted'
  `.execute(db);
  await sql`
    create index connectors_deployed on connectors (region) where service_arn is not null and state <> 'deleted'
  `.execute(db);
  await sql`
    create index connectors_by_connection on connectors using gin (connections)
      where state not in ('deleting', 'deleted')`.execute(db);
  await sql`
    create index connectors_due on connectors (next_attempt_at) where next_attempt_at is not null
  `.execute(db);
}

async function history(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table connector_events (
      id bigint generated always as identity primary key,
      network_id text not null,
      connector_id text not null,
      connector_version bigint not null,
      type text not null,
      at timestamptz not null default clock_timestamp(),
      from_state text,
      to_state text not null,
      reason jsonb,
      actor jsonb not null,
      aws_request_id text,
      run_id uuid,
      foreign key (network_id, connector_id) references connectors (network_id, id)
    )`.execute(db);
  await sql`
    create index connector_events_of_connector on connector_events (network_id, connector_id, id)
  `.execute(db);
  await sql`
    create trigger connector_events_append_only before update or delete on connector_events
      for each row execute function refuse_change()`.execute(db);
  await sql`
    create trigger connector_events_no_truncate before truncate on connector_events
      for each statement execute function refuse_change()`.execute(db);
  // Deferred: the event is written after the row, in the same transaction.
  await sql`
    create function require_connector_event() returns trigger language plpgsql as $$
    begin
      if not exists (
        select from connector_events
        where network_id = new.network_id and connector_id = new.id
          and connector_version = new.version and to_state = new.state
      ) then
        raise exception 'connector % of % became % without an event in its history', new.id, new.network_id, new.state
          using errcode = 'TP003';
      end if;
      return null;
    end $$`.execute(db);
  await sql`
    create constraint trigger connectors_history_on_insert after insert on connectors
      deferrable initially deferred for each row execute function require_connector_event()`.execute(db);
  await sql`
    create constraint trigger connectors_history_on_move after update on connectors
      deferrable initially deferred for each row
      when (old.state is distinct from new.state) execute function require_connector_event()`.execute(db);
}

async function guards(db: Kysely<unknown>): Promise<void> {
  // A connector that comes, and a network that goes: one of them sees the other.
  await sql`
    create trigger connectors_b_network_on_insert before insert on connectors
      for each row execute function refuse_ending_network()`.execute(db);
  await sql`
    create trigger connectors_b_network_on_return before update of state on connectors
      for each row when (old.state = 'deleted' and new.state <> 'deleted')
      execute function refuse_ending_network()`.execute(db);
  await sql`
    create or replace function refuse_end_of_used_network() returns trigger language plpgsql as $$
    begin
      if exists (select from connections where network_id = new.id and state <> 'deleted')
        or exists (select from connectors where network_id = new.id and state <> 'deleted') then
        raise exception 'network % is in use', new.id using errcode = 'TP004';
      end if;
      return new;
    end $$`.execute(db);
  // Whoever puts a connector shares the rows of its connections: of that and a deletion one sees the other.
  await sql`
    create function refuse_end_of_used_connection() returns trigger language plpgsql as $$
    declare
      users text;
    begin
      select string_agg(id, ', ' order by id) into users from connectors
      where connections @> array[new.id] and state not in ('deleting', 'deleted');
      if users is not null then
        raise exception 'connection % is in use', new.id using errcode = 'TP005', detail = users;
      end if;
      return new;
    end $$`.execute(db);
  await sql`
    create trigger connections_b_in_use before update of state on connections
      for each row when (new.state = 'deleting' and old.state <> 'deleting')
      execute function refuse_end_of_used_connection()`.execute(db);
}

async function runs(db: Kysely<unknown>): Promise<void> {
  // The network whose connectors a run is for.
  await sql`alter table runs add column connectors_of text references networks (id)`.execute(db);
  await sql`alter table runs drop constraint runs_have_one_target`.execute(db);
  await sql`
    alter table runs add constraint runs_have_one_target
      check (num_nonnulls(network_id, connection_id, connectors_of) <= 1)`.execute(db);
}
