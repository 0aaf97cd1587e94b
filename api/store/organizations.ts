import { type Kysely, sql } from 'kysely';
import { defined } from '../../domain/defined.ts';
import { ConflictError, StaleError, translating } from './errors.ts';
import { wanted } from './generations.ts';
import type { OrganizationEvents } from './organization-events.ts';
import { changesTo, type OrganizationFacts, sameFacts, sameOfPrincipal } from './organization-facts.ts';
import type { Actor, Database, Organization, OrganizationState, Reason } from './schema.ts';
import { assertVersion, type IfVersions } from './versions.ts';
import type { WorkTarget } from './wake.ts';

export type { OrganizationFacts } from './organization-facts.ts';

/** Which rows a caller may see: all, or those of the named organizations. */
export type Visible = 'all' | readonly string[];

/** Who changes an organization when nobody asks for it. */
const reconciler: Actor = { kind: 'system', component: 'reconciler' };

export class Organizations {
  readonly #db: Kysely<Database>;
  readonly #events: OrganizationEvents;
  readonly #wake: (target: WorkTarget) => Promise<void>;
  readonly #options: { readonly sharedAwsAccounts: boolean };

  constructor(
    db: Kysely<Database>,
    events: OrganizationEvents,
    wake: (target: WorkTarget) => Promise<void>,
    options: { readonly sharedAwsAccounts: boolean },
  ) {
    this.#db = db;
    this.#events = events;
    this.#wake = wake;
    this.#options = options;
  }

  /** @returns undefined for one that is not registered, or not any more. */
  get(id: string): Promise<Organization | undefined> {
    return translating(() => this.#live().where('id', '=', id).executeTakeFirst());
  }

  /** Newest first. `before` is the `seq` of the last row of the page before. */
  list(query: { visible: Visible; limit: number; before?: number }): Promise<Organization[]> {
    let rows = this.#live().orderBy('seq', 'desc').limit(query.limit);
    if (query.visible !== 'all') rows = rows.where('id', '=', sql<string>`any(${query.visible})`);
    if (query.before !== undefined) rows = rows.where('seq', '<', query.before);
    return translating(() => rows.execute());
  }

  /**
   * Inside a transaction: the row, locked until it ends so that nobody deletes or changes it meanwhile.
   * `share` lets others read it in the same way.
   */
  lock(id: string, mode: 'share' | 'update'): Promise<Organization | undefined> {
    const row = this.#live().where('id', '=', id);
    return (mode === 'share' ? row.forShare() : row.forUpdate()).executeTakeFirst();
  }

  /**
   * Inside a transaction: registers the organization, or replaces what is known. The same facts change nothing.
   *
   * @throws ConflictError `organization_deleting`; `aws_account_taken`, with the account as its subject, when another
   * organization has one; `organization_in_use` when an account is taken away that owns the service of a live connection. StaleError when the current version is not among those of `condition`, or when there is
   * an organization already and `condition` is `'none'`.
   */
  async put(
    id: string,
    facts: OrganizationFacts,
    condition?: IfVersions | 'none',
    actor: Actor = reconciler,
  ): Promise<{ organization: Organization; created: boolean }> {
    return translating(() => this.#put(id, facts, condition, actor));
  }

  async #put(
    id: string,
    facts: OrganizationFacts,
    condition: IfVersions | 'none' | undefined,
    actor: Actor,
  ): Promise<{ organization: Organization; created: boolean }> {
    if (this.#options.sharedAwsAccounts) {
      await sql`select set_config('tray.shared_aws_accounts', 'on', true)`.execute(this.#db);
    }
    const values = {
      customer_name: facts.customerName,
      aws_account_ids: [...facts.awsAccountIds],
      partition: facts.partition,
      declared_cidrs: [...facts.declaredCidrs],
      regions: [...(facts.regions ?? [])],
    };
    const inserted = await this.#db
      .insertInto('organizations')
      .values({ id, ...values, reason: null })
      .onConflict((conflict) => conflict.column('id').doNothing())
      .returningAll()
      .executeTakeFirst();
    if (inserted) {
      if (condition !== undefined && condition !== 'none')
        throw new StaleError(`there is no organization ${id}`, 0);
      await this.#events.append(inserted, { type: 'created', actor, changes: changesTo(undefined, facts) });
      await this.#wake({ kind: 'organization', id });
      return { organization: inserted, created: true };
    }
    const known = await this.#db
      .selectFrom('organizations')
      .selectAll()
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirstOrThrow();
    const revived = known.state === 'deleted';
    if (known.state === 'deleting') {
      throw new ConflictError('organization_deleting', `organization ${id} is being deleted`);
    }
    if (condition === 'none') {
      if (!revived) throw new StaleError(`there is an organization ${id}`, known.version);
    } else if (condition !== undefined) {
      assertVersion(`organization ${id}`, revived ? 0 : known.version, condition);
    }
    if (!revived && sameFacts(known, facts)) return { organization: known, created: false };
    if (!revived) await this.#assertAccountsUnused(known, facts);
    const principalStays = !revived && sameOfPrincipal(known, facts);
    const organization = await this.#db
      .updateTable('organizations')
      .set({
        ...values,
        ...(principalStays ? {} : { state: 'provisioning' as const, reason: null, ...wanted() }),
      })
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirstOrThrow();
    await this.#events.append(organization, {
      type: revived ? 'created' : 'updated',
      actor,
      changes: changesTo(revived ? undefined : known, facts),
    });
    if (!principalStays) await this.#wake({ kind: 'organization', id });
    return { organization, created: revived };
  }

  /**
   * Inside a transaction: begins the deletion. One that is being deleted already stays as it is.
   *
   * @returns undefined when there is no such organization.
   * @throws ConflictError `organization_in_use`, StaleError.
   */
  async requestDeletion(
    id: string,
    ifVersions?: IfVersions,
    actor: Actor = reconciler,
  ): Promise<Organization | undefined> {
    const known = await this.lock(id, 'update');
    if (!known) return undefined;
    assertVersion(`organization ${id}`, known.version, ifVersions);
    if (known.state === 'deleting') return known;
    const { connections, networks } = await this.#dependants(id);
    if (connections + networks > 0) {
      throw new ConflictError(
        'organization_in_use',
        `${id} has ${count(connections, 'connection')} and ${count(networks, 'network')}`,
      );
    }
    const organization = await this.#db
      .updateTable('organizations')
      .set({
        state: 'deleting',
        reason: null,
        ...wanted(),
      })
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirstOrThrow();
    await this.#events.append(organization, { type: 'deletion_requested', actor });
    await this.#wake({ kind: 'organization', id });
    return organization;
  }

  /** Inside a transaction: what the principal may reach has changed, and is written into its policy. */
  renew(id: string): Promise<void> {
    return translating(async () => {
      await this.#db
        .updateTable('organizations')
        .set({ ...wanted(), state: 'provisioning' })
        .where('id', '=', id)
        .where('state', 'in', ['provisioning', 'ready', 'failed'])
        .execute();
      await this.#wake({ kind: 'organization', id });
    });
  }

  /** For workers: records how far the organization's stack is. Null as the next attempt means: nothing to do. */
  settle(
    id: string,
    outcome: {
      readonly state: OrganizationState;
      readonly observedGeneration?: number;
      readonly reason?: Reason | null;
      readonly nextAttemptAt: Date | null;
      readonly attempts: number;
    },
  ): Promise<Organization> {
    return translating(() =>
      this.#db
        .with('settled', (db) =>
          db
            .updateTable('organizations')
            .set({
              state: outcome.state,
              ...defined({ observed_generation: outcome.observedGeneration }),
              reason: outcome.reason ? JSON.stringify(outcome.reason) : null,
              next_attempt_at: outcome.nextAttemptAt,
              attempts: outcome.attempts,
            })
            .where('id', '=', id)
            .returningAll(),
        )
        // The end of an organization is part of its history.
        .with('told', (db) =>
          db
            .insertInto('organization_events')
            .columns(['organization_id', 'organization_version', 'type', 'changes', 'actor'])
            .expression((ended) =>
              ended
                .selectFrom('settled')
                .select([
                  'settled.id',
                  'settled.version',
                  sql<'deleted'>`'deleted'`.as('type'),
                  sql<string>`'{}'::jsonb`.as('changes'),
                  sql<string>`${JSON.stringify(reconciler)}::jsonb`.as('actor'),
                ])
                .where('settled.state', '=', 'deleted'),
            ),
        )
        .selectFrom('settled')
        .selectAll()
        .executeTakeFirstOrThrow(),
    );
  }

  #live() {
    return this.#db.selectFrom('organizations').selectAll().where('state', '<>', 'deleted');
  }

  async #dependants(id: string): Promise<{ connections: number; networks: number }> {
    const { rows } = await sql<{ connections: number; networks: number }>`
      select
        (select count(*) from connections where organization_id = ${id} and state <> 'deleted') as connections,
        (select count(*) from networks where organization_id = ${id} and state <> 'deleted') as networks
    `.execute(this.#db);
    return rows[0] ?? { connections: 0, networks: 0 };
  }

  async #assertAccountsUnused(known: Organization, facts: OrganizationFacts): Promise<void> {
    const removed = known.aws_account_ids.filter((account) => !facts.awsAccountIds.includes(account));
    const partitionMoved = known.partition !== facts.partition;
    if (removed.length === 0 && !partitionMoved) return;
    const user = await this.#db
      .selectFrom('connections')
      .select(['id', 'service_owner_account_id'])
      .where('organization_id', '=', known.id)
      .where('state', '<>', 'deleted')
      .$if(!partitionMoved, (query) =>
        query.where('service_owner_account_id', '=', sql<string>`any(${removed})`),
      )
      .limit(1)
      .executeTakeFirst();
    if (!user) return;
    const what = partitionMoved
      ? `partition ${known.partition}`
      : `AWS account ${user.service_owner_account_id}`;
    throw new ConflictError('organization_in_use', `connection ${user.id} uses ${what}`);
  }
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
