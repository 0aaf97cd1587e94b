import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  // The token outlives every lease: it only ever counts up, so a row is never deleted.
  await sql`
    create table stack_leases (
      stack text primary key,
      token bigint not null check (token > 0),
      holder jsonb not null,
      expires_at timestamptz not null
    )`.execute(db);
  await sql`create index stack_leases_expiry on stack_leases (expires_at)`.execute(db);

  // Whose turn it is to look at a region: whoever moves the time ahead first.
  await sql`
    create table region_observations (
      region text primary key,
      next_at timestamptz not null default now()
    )`.execute(db);
}
