import { type Kysely, sql } from 'kysely';

/** What the other tables rest on: extensions, the table of legal moves, and the trigger functions. */
export async function up(db: Kysely<unknown>): Promise<void> {
  // Exclusion constraints mix text with operators that only GiST has.
  await sql`create extension if not exists btree_gist`.execute(db);

  await sql`
    create table state_moves (
      entity text not null,
      from_state text not null,
      to_state text not null,
      primary key (entity, from_state, to_state)
    )`.execute(db);

  // Argument: the entity. One SQLSTATE of our own, so that the store can tell it from other faults.
  await sql`
    create function refuse_illegal_move() returns trigger language plpgsql as $$
    begin
      if new.state is distinct from old.state and not exists (
        select from state_moves
        where entity = tg_argv[0] and from_state = old.state and to_state = new.state
      ) then
        raise exception 'a % that is % cannot become %', tg_argv[0], old.state, new.state
          using errcode = 'TP001';
      end if;
      return new;
    end $$`.execute(db);

  await sql`
    create function refuse_change() returns trigger language plpgsql as $$
    begin
      raise exception '% is append-only', tg_table_name using errcode = 'TP002';
    end $$`.execute(db);

  // The worker's diary (attempts, next_attempt_at) is not what a reader sees: it must not move the ETag.
  await sql`
    create function stamp_version() returns trigger language plpgsql as $$
    declare
      diary constant text[] := array['attempts', 'next_attempt_at', 'version', 'updated_at', 'state_since'];
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

  await sql`
    create table secrets (
      name text primary key,
      value bytea not null
    )`.execute(db);
}
