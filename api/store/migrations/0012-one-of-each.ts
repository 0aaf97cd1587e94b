import { type Kysely, sql } from 'kysely';

/** What happens once however often it is asked for: intakes, and requests with an Idempotency-Key. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table connections add column from_intake boolean not null default false`.execute(db);
  await sql`
    create unique index connections_one_per_intake on connections (organization_id, service_name)
      where from_intake`.execute(db);
  // One that is on its way out makes room for the next, and never comes back for its place.
  await sql`
    create function release_intake() returns trigger language plpgsql as $$
    begin
      new.from_intake := false;
      return new;
    end $$`.execute(db);
  await sql`
    create trigger connections_b_intake before update of state on connections
      for each row when (new.state in ('deleting', 'deleted') and new.from_intake)
      execute function release_intake()`.execute(db);

  // A key belongs to a caller and an organization, so that it tells nothing of organizations which the caller's token does not list.
  await sql`alter table idempotency_keys add column organization_id text not null default ''`.execute(db);
  await sql`
    update idempotency_keys set organization_id =
      coalesce(body::jsonb ->> 'organizationId', body::jsonb -> 'organization' ->> 'id', '')
    where body like '{%'`.execute(db);
  await sql`alter table idempotency_keys alter column organization_id drop default`.execute(db);
  await sql`alter table idempotency_keys drop constraint idempotency_keys_pkey`.execute(db);
  await sql`alter table idempotency_keys add primary key (subject, organization_id, key)`.execute(db);
}
