import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table organizations (
      id text primary key check (id ~ '^[a-z0-9]([a-z0-9-]{0,34}[a-z0-9])?$'),
      seq bigint generated always as identity unique,
      customer_name text not null check (customer_name <> ''),
      aws_account_ids text[] not null check (cardinality(aws_account_ids) > 0),
      partition text not null check (partition in ('aws', 'aws-cn', 'aws-us-gov')),
      declared_cidrs cidr[] not null default '{}',
      state text not null default 'provisioning'
        check (state in ('provisioning', 'ready', 'failed', 'deleting', 'deleted')),
      reason jsonb,
      desired_generation integer not null default 1 check (desired_generation > 0),
      observed_generation integer not null default 0 check (observed_generation between 0 and desired_generation),
      next_attempt_at timestamptz default now(),
      attempts integer not null default 0 check (attempts >= 0),
      version bigint not null default 1,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now()
    )`.execute(db);
  await sql`
    create trigger organizations_version before update on organizations
      for each row execute function stamp_version()`.execute(db);
  await sql`create index organizations_live on organizations (seq desc) where state <> 'deleted'`.execute(db);
  await sql`
    create index organizations_due on organizations (next_attempt_at) where next_attempt_at is not null
  `.execute(db);
}
