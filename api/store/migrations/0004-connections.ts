import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table connections (
      id text primary key check (id ~ '^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$'),
      seq bigint generated always as identity,
      organization_id text not null references organizations (id),
      service_name text not null,
      service_kind text not null check (service_kind in ('customer', 'marketplace')),
      service_region text not null,
      service_zone_ids text[] not null default '{}',
      service_owner_account_id text check (service_owner_account_id ~ '^\\d{12}$'),
      ports jsonb not null check (jsonb_typeof(ports) = 'array' and jsonb_array_length(ports) > 0),
      region text not null,
      region_choice jsonb not null,
      hostname text,
      description text,
      state text not null default 'requested',
      state_since timestamptz not null default now(),
      reason jsonb,
      network_id text,
      endpoint_id text unique check (endpoint_id ~ '^vpce-[0-9a-f]+$'),
      endpoint_account_id text check (endpoint_account_id ~ '^\\d{12}$'),
      aws_state text,
      endpoint_dns_name text,
      endpoint_zonal_dns_names jsonb not null default '[]',
      dns_configured boolean not null default false,
      host text,
      acceptance_requested_at timestamptz,
      expires_at timestamptz,
      desired_generation integer not null default 1 check (desired_generation > 0),
      observed_generation integer not null default 0 check (observed_generation between 0 and desired_generation),
      next_attempt_at timestamptz default now(),
      attempts integer not null default 0 check (attempts >= 0),
      version bigint not null default 1,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      foreign key (network_id, organization_id, region) references networks (id, organization_id, region),
      -- A service belongs to one organization, whoever asks first and at the same moment. A request that failed
      -- before it had an endpoint does not hold the name: otherwise naming somebody else's service would block its owner.
      constraint connections_one_organization_per_service
        exclude using gist (service_name with =, organization_id with <>)
        where (state <> 'deleted' and (endpoint_id is not null
          or state not in ('failed', 'rejected', 'expired', 'deleting')))
    )`.execute(db);

  await sql`
    create function check_new_connection() returns trigger language plpgsql as $$
    begin
      if new.state <> 'requested' then
        raise exception 'a connection begins as requested, not as %', new.state using errcode = 'TP001';
      end if;
      return new;
    end $$`.execute(db);
  await sql`
    create trigger connections_begin before insert on connections
      for each row execute function check_new_connection()`.execute(db);
  // Triggers fire in the order of their names: first whether it may, then what follows from it.
  await sql`
    create trigger connections_a_moves before update of state on connections
      for each row execute function refuse_illegal_move('connection')`.execute(db);
  await sql`
    create function stamp_state() returns trigger language plpgsql as $$
    begin
      if new.state is distinct from old.state then new.state_since := clock_timestamp(); end if;
      return new;
    end $$`.execute(db);
  await sql`
    create trigger connections_b_state before update on connections
      for each row execute function stamp_state()`.execute(db);
  await sql`
    create trigger connections_c_version before update on connections
      for each row execute function stamp_version()`.execute(db);
  // Wakes those who wait for a change; sent when the transaction commits.
  await sql`
    create function announce_connection() returns trigger language plpgsql as $$
    begin
      perform pg_notify('tray_connection_changed', new.id);
      return null;
    end $$`.execute(db);
  await sql`
    create trigger connections_announce after update on connections
      for each row when (old.version is distinct from new.version)
      execute function announce_connection()`.execute(db);

  // A list page reads one index from its end, whatever the filter and however many rows there are. The index of the
  // list without a filter is on -seq, so that nothing else can use it: the planner would take a filter's value for a
  // common one, walk backwards through all connections, and find the ten of a rare one at the very end.
  await sql`create index connections_live on connections ((- seq)) where state <> 'deleted'`.execute(db);
  for (const column of ['organization_id', 'region', 'service_name']) {
    await sql`
      create index ${sql.id(`connections_live_by_${column}`)} on connections (${sql.id(column)}, seq desc)
        where state <> 'deleted'`.execute(db);
  }
  await sql`
    create index connections_live_by_organization_and_region on connections (organization_id, region, seq desc)
      where state <> 'deleted'`.execute(db);
  await sql`create index connections_by_state on connections (state, seq desc)`.execute(db);
  await sql`create index connections_by_state_and_region on connections (state, region, seq desc)`.execute(
    db,
  );
  await sql`
    create index connections_by_organization_and_state on connections (organization_id, state, seq desc)
  `.execute(db);
  await sql`create index connections_of_network on connections (network_id) where state <> 'deleted'`.execute(
    db,
  );
  await sql`
    create index connections_due on connections (next_attempt_at) where next_attempt_at is not null
  `.execute(db);
  await sql`
    create index connections_expiring on connections (expires_at) where state = 'pending_acceptance'
  `.execute(db);
}
