import { type Kysely, sql } from 'kysely';

/** Which AWS account belongs to which organization, and what was ever changed about an organization. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await accounts(db);
  await history(db);
}

async function accounts(db: Kysely<unknown>): Promise<void> {
  await sql`create sequence organization_account_shares`.execute(db);
  await sql`
    create table organization_accounts (
      organization_id text not null references organizations (id),
      aws_account_id text not null,
      -- Everything: the account is this organization's alone. One number, different in each row: it is shared. Ranges that meet
      -- exclude each other, so an account is either shared by all that list it, or listed once.
      share int8range not null default '(,)',
      primary key (organization_id, aws_account_id),
      constraint organization_accounts_have_one_organization
        exclude using gist (aws_account_id with =, organization_id with <>, share with &&)
    )`.execute(db);
  await sql`
    insert into organization_accounts (organization_id, aws_account_id, share)
    select id, account, case when count(*) over (partition by account) = 1 then '(,)'::int8range
      else int8range(seq, seq, '[]') end
    from (select distinct id, seq, unnest(aws_account_ids) as account from organizations where state <> 'deleted') known
  `.execute(db);
  await sql`
    select setval('organization_account_shares', greatest((select max(seq) from organizations), 1) + 1)
  `.execute(db);

  // Sharing is what the operator allows to the session that asks: tray.shared_aws_accounts = on.
  await sql`
    create function claim_accounts() returns trigger language plpgsql as $$
    declare
      account text;
      shared constant boolean := coalesce(current_setting('tray.shared_aws_accounts', true), '') = 'on';
    begin
      if new.state = 'deleted' then
        delete from organization_accounts where organization_id = new.id;
        return null;
      end if;
      delete from organization_accounts
      where organization_id = new.id and aws_account_id <> all (new.aws_account_ids);
      -- In one order for all, so that two that claim the same accounts do not wait for each other.
      for account in select distinct unnest(new.aws_account_ids) order by 1 loop
        continue when exists (
          select from organization_accounts where organization_id = new.id and aws_account_id = account);
        if shared then
          update organization_accounts set share = int8range(n, n, '[]')
          from nextval('organization_account_shares') n
          where aws_account_id = account and upper_inf(share);
        end if;
        insert into organization_accounts (organization_id, aws_account_id, share)
        select new.id, account, case when shared then int8range(n, n, '[]') else '(,)'::int8range end
        from nextval('organization_account_shares') n
        on conflict do nothing;
        if not found then
          raise exclusion_violation using
            message = 'the AWS account belongs to another organization',
            detail = account,
            constraint = 'organization_accounts_have_one_organization';
        end if;
      end loop;
      return null;
    end $$`.execute(db);
  await sql`
    create trigger organizations_accounts after insert or update of aws_account_ids, state on organizations
      for each row execute function claim_accounts()`.execute(db);
}

async function history(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table organization_events (
      id bigint generated always as identity primary key,
      organization_id text not null references organizations (id),
      organization_version bigint not null,
      type text not null,
      at timestamptz not null default clock_timestamp(),
      changes jsonb not null default '{}',
      actor jsonb not null
    )`.execute(db);
  await sql`create index organization_events_of_organization on organization_events (organization_id, id)`.execute(
    db,
  );
  await sql`
    create trigger organization_events_append_only before update or delete on organization_events
      for each row execute function refuse_change()`.execute(db);
  await sql`
    create trigger organization_events_no_truncate before truncate on organization_events
      for each statement execute function refuse_change()`.execute(db);

  // Deferred: the event is written after the row, in the same transaction.
  await sql`
    create function require_organization_event() returns trigger language plpgsql as $$
    begin
      if not exists (
        select from organization_events
        where organization_id = new.id and organization_version = new.version
      ) then
        raise exception 'organization % was changed without an event in its history', new.id
          using errcode = 'TP003';
      end if;
      return null;
    end $$`.execute(db);
  await sql`
    create constraint trigger organizations_history_on_insert after insert on organizations
      deferrable initially deferred for each row execute function require_organization_event()`.execute(db);
  await sql`
    create constraint trigger organizations_history_on_change after update on organizations
      deferrable initially deferred for each row
      when (old.aws_account_ids is distinct from new.aws_account_ids
        or old.customer_name is distinct from new.customer_name
        or old.partition is distinct from new.partition
        or old.declared_cidrs is distinct from new.declared_cidrs
        or (old.state is distinct from new.state and (new.state in ('deleting', 'deleted') or old.state = 'deleted')))
      execute function require_organization_event()`.execute(db);
}
