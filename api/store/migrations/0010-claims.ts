import { type Kysely, sql } from 'kysely';

/** Who may use which name: services from the moment that they are proven to be theirs, host names from the request on. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await services(db);
  await hostnames(db);
}

async function services(db: Kysely<unknown>): Promise<void> {
  await sql`alter table connections add column claim_proven_at timestamptz`.execute(db);
  // What has come past the check was proven then. No change that a reader sees: versions and histories stay.
  await sql`alter table connections disable trigger user`.execute(db);
  await sql`
    update connections set claim_proven_at = coalesce(acceptance_requested_at, updated_at)
    where state <> 'deleted' and (endpoint_id is not null or state in
      ('provisioning', 'pending_acceptance', 'connecting', 'configuring', 'available'))`.execute(db);
  await sql`alter table connections enable trigger user`.execute(db);

  // A service of a customer's belongs to one organization: the first that AWS showed it to and that owns it. Naming a service
  // proves nothing, so that nobody keeps its owner away. A product of the AWS Marketplace has many buyers.
  await sql`alter table connections drop constraint connections_one_organization_per_service`.execute(db);
  await sql`
    alter table connections add constraint connections_one_organization_per_service
      exclude using gist (service_name with =, organization_id with <>)
      where (claim_proven_at is not null and service_kind = 'customer' and state <> 'deleted'
        and (endpoint_id is not null or state not in ('failed', 'rejected', 'expired', 'deleting')))`.execute(
    db,
  );

  // The lock keeps a request from slipping in while somebody proves the claim: requests share it, a proof has it alone.
  await sql`
    create function claim_service() returns trigger language plpgsql as $$
    declare
      asks constant boolean := new.state = 'requested' and (tg_op = 'INSERT' or old.state <> 'requested');
    begin
      if tg_op = 'INSERT' then
        new.claim_proven_at := null;
      elsif old.state = 'checking' and new.state = 'provisioning' then
        new.claim_proven_at := coalesce(old.claim_proven_at, clock_timestamp());
      elsif asks and new.endpoint_id is null then
        new.claim_proven_at := null;
      else
        new.claim_proven_at := old.claim_proven_at;
      end if;
      if new.claim_proven_at is null and new.state in
          ('provisioning', 'pending_acceptance', 'connecting', 'configuring', 'available') then
        raise exception 'connection % has not been checked', new.id using errcode = 'TP001';
      end if;
      if asks and new.service_kind = 'customer' then
        perform pg_advisory_xact_lock_shared(hashtextextended('service ' || new.service_name, 0));
        if exists (
          select from connections
          where service_name = new.service_name and organization_id <> new.organization_id
            and claim_proven_at is not null and service_kind = 'customer' and state <> 'deleted'
            and (endpoint_id is not null or state not in ('failed', 'rejected', 'expired', 'deleting'))
        ) then
          raise exclusion_violation using
            message = 'the service belongs to another organization',
            constraint = 'connections_one_organization_per_service';
        end if;
      end if;
      return new;
    end $$`.execute(db);
  // After the check of the move itself: triggers fire in the order of their names.
  await sql`
    create trigger connections_b_claim before insert or update of state, claim_proven_at on connections
      for each row execute function claim_service()`.execute(db);
  await sql`
    create index connections_unproven on connections (service_name, id)
      where claim_proven_at is null and state in ('requested', 'checking')`.execute(db);
}

async function hostnames(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table hostname_claims (
      organization_id text not null,
      region text not null,
      hostname text not null check (hostname = lower(hostname) and hostname !~ '\\.$'),
      connection_id text not null references connections (id),
      -- One owner for each name in a network, which is an organization's in a region.
      primary key (organization_id, region, hostname)
    )`.execute(db);
  await sql`create index hostname_claims_of_connection on hostname_claims (connection_id)`.execute(db);
  // Where two have one name already, it belongs to the one that answers for it, or else came first.
  await sql`
    insert into hostname_claims (organization_id, region, hostname, connection_id)
    select distinct on (organization_id, region, hostname) organization_id, region, hostname, id
    from connections
    where hostname is not null and state <> 'deleted' and hostname = lower(hostname) and hostname !~ '\\.$'
    order by organization_id, region, hostname, dns_configured desc, seq`.execute(db);

  // A name that is given up stays claimed until it is gone from the network: until then it would resolve to two endpoints.
  await sql`
    create function claim_hostname() returns trigger language plpgsql as $$
    declare
      holder text;
    begin
      if new.state = 'deleted' then
        delete from hostname_claims where connection_id = new.id;
        return null;
      end if;
      if new.hostname is not null and (tg_op = 'INSERT' or new.hostname is distinct from old.hostname
          or new.region is distinct from old.region
          or (new.state = 'requested' and old.state <> 'requested')) then
        insert into hostname_claims (organization_id, region, hostname, connection_id)
        values (new.organization_id, new.region, new.hostname, new.id)
        on conflict (organization_id, region, hostname) do update set connection_id = excluded.connection_id
          where hostname_claims.connection_id = excluded.connection_id;
        if not found then
          select connection_id into holder from hostname_claims
          where organization_id = new.organization_id and region = new.region and hostname = new.hostname;
          raise unique_violation using
            message = 'the host name is taken in the network',
            detail = holder,
            constraint = 'hostname_claims_pkey';
        end if;
      end if;
      if tg_op = 'UPDATE' and (new.observed_generation = new.desired_generation
          or (new.endpoint_id is null and new.state in ('requested', 'checking'))) then
        delete from hostname_claims
        where connection_id = new.id and (hostname is distinct from new.hostname or region <> new.region);
      end if;
      return null;
    end $$`.execute(db);
  await sql`
    create trigger connections_hostname_on_insert after insert on connections
      for each row execute function claim_hostname()`.execute(db);
  await sql`
    create trigger connections_hostname_on_update after update on connections
      for each row when (old.version is distinct from new.version)
      execute function claim_hostname()`.execute(db);
}
