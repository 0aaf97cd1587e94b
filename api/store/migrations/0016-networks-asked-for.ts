import { type Kysely, sql } from 'kysely';

/** Networks that callers make and change: what they hold, whether they stay without connections, and who may end them. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table networks
      add column gateways jsonb not null default '{}' check (jsonb_typeof(gateways) = 'object'),
      add column aws_services text[] not null default '{}',
      -- Stays when its last connection goes.
      add column retained boolean not null default false,
      add column gateway_endpoint_ids jsonb check (jsonb_typeof(gateway_endpoint_ids) = 'object')`.execute(
    db,
  );
  // Networks that were made before have their gateways, too: their states know the ids.
  await sql`
    update networks set gateway_endpoint_ids = known.ids
    from (
      select state.stack, convert_from(version.body, 'UTF8')::jsonb #> '{outputs,gateway_endpoint_ids,value}' as ids
      from terraform_states state
      join terraform_state_versions version
        on version.stack = state.stack and version.version = state.current_version
      where state.stack like 'net-%'
    ) known
    where known.stack = networks.id and networks.state <> 'deleted' and jsonb_typeof(known.ids) = 'object'
  `.execute(db);
  await moves(db);
  await occupancy(db);
  await regions(db);
}

async function moves(db: Kysely<unknown>): Promise<void> {
  await sql`
    create function check_network_move() returns trigger language plpgsql as $$
    begin
      if old.state = 'deleting' and new.state not in ('deleting', 'deleted')
        or old.state = 'deleted' and new.state not in ('deleted', 'requested') then
        raise exception 'network % is % and cannot become %', new.id, old.state, new.state using errcode = 'TP001';
      end if;
      if old.state in ('deleting', 'deleted') and new.state <> 'requested'
        and (old.gateways, old.aws_services, old.retained, old.zone_ids)
          is distinct from (new.gateways, new.aws_services, new.retained, new.zone_ids) then
        raise exception 'network % is % and cannot be changed', new.id, old.state using errcode = 'TP001';
      end if;
      -- The ids are those of endpoints in the VPC that was: a network that begins anew has none yet.
      if old.state = 'deleted' and new.state = 'requested' then new.gateway_endpoint_ids := null; end if;
      return new;
    end $$`.execute(db);
  // Triggers fire in the order of their names: first whether it may, the version last.
  await sql`
    create trigger networks_a_moves before update on networks
      for each row execute function check_network_move()`.execute(db);
}

/** A network does not go while something is in it, and nothing comes into one that is going. */
async function occupancy(db: Kysely<unknown>): Promise<void> {
  await sql`
    create function refuse_end_of_used_network() returns trigger language plpgsql as $$
    begin
      if exists (select from connections where network_id = new.id and state <> 'deleted') then
        raise exception 'network % is in use', new.id using errcode = 'TP004';
      end if;
      return new;
    end $$`.execute(db);
  await sql`
    create trigger networks_b_in_use before update of state on networks
      for each row when (new.state in ('deleting', 'deleted') and old.state not in ('deleting', 'deleted'))
      execute function refuse_end_of_used_network()`.execute(db);
  // The foreign key does not conflict with a change of the network's state; this lock does, so that of a connection that comes
  // and a network that goes one sees the other.
  await sql`
    create function refuse_ending_network() returns trigger language plpgsql as $$
    declare
      network_state text;
    begin
      select state into network_state from networks where id = new.network_id for share;
      if network_state in ('deleting', 'deleted') then
        raise exception 'network % is %', new.network_id, network_state using errcode = 'TP001';
      end if;
      return new;
    end $$`.execute(db);
  await sql`
    create trigger connections_b_network_on_change before update of network_id on connections
      for each row when (new.network_id is not null and new.network_id is distinct from old.network_id)
      execute function refuse_ending_network()`.execute(db);
  await sql`
    create trigger connections_b_network_on_insert before insert on connections
      for each row when (new.network_id is not null)
      execute function refuse_ending_network()`.execute(db);
}

/** Regions in which an organization wants a network, connections or not. */
async function regions(db: Kysely<unknown>): Promise<void> {
  await sql`alter table organizations add column regions text[] not null default '{}'`.execute(db);
  await sql`drop trigger organizations_history_on_change on organizations`.execute(db);
  await sql`
    create constraint trigger organizations_history_on_change after update on organizations
      deferrable initially deferred for each row
      when (old.aws_account_ids is distinct from new.aws_account_ids
        or old.customer_name is distinct from new.customer_name
        or old.partition is distinct from new.partition
        or old.declared_cidrs is distinct from new.declared_cidrs
        or old.regions is distinct from new.regions
        or (old.state is distinct from new.state and (new.state in ('deleting', 'deleted') or old.state = 'deleted')))
      execute function require_organization_event()`.execute(db);
}
