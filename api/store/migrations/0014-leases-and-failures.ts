import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  // Which version of its stack's state a run started from: 0 when there was none, null when nobody knows. What a run leaves behind
  // counts only as long as nobody else has written since.
  await sql`alter table runs add column base_state_version bigint check (base_state_version >= 0)`.execute(
    db,
  );

  // Since when a connection has done nothing but fail: the worker's diary as well.
  await sql`alter table connections add column failing_since timestamptz`.execute(db);
  await sql`
    create or replace function stamp_version() returns trigger language plpgsql as $$
    declare
      diary constant text[] :=
        array['attempts', 'next_attempt_at', 'failing_since', 'version', 'updated_at', 'state_since'];
    begin
      new.created_at := old.created_at;
      if to_jsonb(new) - diary is distinct from to_jsonb(old) - diary then
        new.version := old.version + 1;
        new.updated_at := clock_timestamp();
      else
        new.version := old.version;
        new.updated_at := old.updated_at;
      end if;
      return new;
    end $$`.execute(db);
}
