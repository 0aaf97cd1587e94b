import { type Kysely, sql } from 'kysely';

/** Columns that tell something of one endpoint, and what they say when there is none, or a new one. */
const endpointFields: Readonly<Record<string, string>> = {
  endpoint_account_id: 'null',
  aws_state: 'null',
  endpoint_dns_name: 'null',
  endpoint_zonal_dns_names: `'[]'`,
  dns_configured: 'false',
  host: 'null',
  acceptance_requested_at: 'null',
  expires_at: 'null',
};

export async function up(db: Kysely<unknown>): Promise<void> {
  // Whatever belongs to an endpoint lives and dies with its id. An update that changes the id resets every field that it does
  // not set itself. A row trigger cannot see what was set to the value that it had before (the state of the new endpoint is
  // often that of the old one), and a trigger on a column can: it fires when the column is named, whatever its value.
  // https://www.postgresql.org/docs/current/sql-createtrigger.html ("UPDATE OF column_name")
  await sql`
    create function begin_endpoint_fields() returns trigger language plpgsql as $$
    begin
      perform set_config('tray.endpoint_fields', '', true);
      return new;
    end $$`.execute(db);
  await sql`
    create function keep_endpoint_field() returns trigger language plpgsql as $$
    begin
      perform set_config('tray.endpoint_fields', current_setting('tray.endpoint_fields') || tg_argv[0] || ' ', true);
      return new;
    end $$`.execute(db);
  const resets = Object.entries(endpointFields)
    .map(([column, empty]) => `if not '${column}' = any(given) then new.${column} := ${empty}; end if;`)
    .join('\n      ');
  await sql`
    create function reset_endpoint_fields() returns trigger language plpgsql as $$
    declare
      given constant text[] := string_to_array(current_setting('tray.endpoint_fields'), ' ');
    begin
      ${sql.raw(resets)}
      return new;
    end $$`.execute(db);

  // Triggers fire in the order of their names: after the one that checks the move, before the one that counts versions.
  const changed = sql`when (old.endpoint_id is distinct from new.endpoint_id)`;
  await sql`
    create trigger connections_b_endpoint_1 before update of endpoint_id on connections
      for each row ${changed} execute function begin_endpoint_fields()`.execute(db);
  for (const column of Object.keys(endpointFields)) {
    await sql`
      create trigger ${sql.id(`connections_b_endpoint_2_${column}`)} before update of ${sql.id(column)} on connections
        for each row ${changed} execute function keep_endpoint_field(${sql.lit(column)})`.execute(db);
  }
  await sql`
    create trigger connections_b_endpoint_3 before update of endpoint_id on connections
      for each row ${changed} execute function reset_endpoint_fields()`.execute(db);

  // Whether the caller named the region. One that was chosen may give way to the next that the service supports.
  await sql`alter table connections add column region_fixed boolean not null default false`.execute(db);
  // Earlier requests do not say; the reason of a choice does. No change that a reader sees: versions and histories stay.
  await sql`alter table connections disable trigger user`.execute(db);
  await sql`
    update connections set region_fixed =
      coalesce(region_choice ->> 'reason' not like '% is the nearest enabled region to %', true)
  `.execute(db);
  await sql`alter table connections enable trigger user`.execute(db);
}
