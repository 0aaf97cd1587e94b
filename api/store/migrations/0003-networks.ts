import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table networks (
      id text primary key,
      seq bigint generated always as identity unique,
      organization_id text not null references organizations (id),
      region text not null,
      cidr cidr not null,
      zone_ids text[] not null default '{}',
      vpc_id text,
      state text not null default 'requested'
        check (state in ('requested', 'provisioning', 'available', 'failed', 'deleting', 'deleted')),
      reason jsonb,
      desired_generation integer not null default 1 check (desired_generation > 0),
      observed_generation integer not null default 0 check (observed_generation between 0 and desired_generation),
      next_attempt_at timestamptz default now(),
      attempts integer not null default 0 check (attempts >= 0),
      version bigint not null default 1,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      constraint networks_id_of_organization_and_region check (id = 'net-' || organization_id || '-' || region),
      -- What a connection refers to, so that it cannot be in another organization's network or another region's.
      unique (id, organization_id, region),
      constraint networks_do_not_overlap exclude using gist (cidr inet_ops with &&) where (state <> 'deleted')
    )`.execute(db);
  await sql`
    create trigger networks_version before update on networks
      for each row execute function stamp_version()`.execute(db);
  await sql`create index networks_live on networks (seq desc) where state <> 'deleted'`.execute(db);
  await sql`
    create index networks_of_organization on networks (organization_id, seq desc) where state <> 'deleted'
  `.execute(db);
  await sql`create index networks_of_region on networks (region, seq desc) where state <> 'deleted'`.execute(
    db,
  );
  await sql`
    create index networks_due on networks (next_attempt_at) where next_attempt_at is not null
  `.execute(db);
}
