import { type Kysely, sql } from 'kysely';
import { translating } from './errors.ts';
import type { Database } from './schema.ts';

export interface StateVersion {
  readonly version: number;
  readonly serial: number;
  readonly lineage: string;
  readonly body: Buffer;
  /** Who wrote it. */
  readonly runId: string | null;
}

export interface HeldLock {
  readonly lockId: string;
  readonly runId: string | null;
  readonly info: Readonly<Record<string, unknown>>;
  readonly leaseExpiresAt: Date;
}

/** States of Terraform stacks, every version kept, and their locks. */
export class TerraformStates {
  readonly #db: Kysely<Database>;

  constructor(db: Kysely<Database>) {
    this.#db = db;
  }

  /** The version that counts; undefined when there is none. */
  read(stack: string): Promise<StateVersion | undefined> {
    return translating(() =>
      this.#db
        .selectFrom('terraform_states as state')
        .innerJoin('terraform_state_versions as version', (join) =>
          join
            .onRef('version.stack', '=', 'state.stack')
            .onRef('version.version', '=', 'state.current_version'),
        )
        .select([
          'version.version',
          'version.serial',
          'version.lineage',
          'version.body',
          'version.run_id as runId',
        ])
        .where('state.stack', '=', stack)
        .executeTakeFirst(),
    );
  }

  /**
   * Of an organization's other stacks, the current states in which one of these texts occurs: who asks whether a resource is held
   * elsewhere need not read them all.
   */
  mentioning(query: {
    readonly organizationId: string;
    readonly exceptStack: string;
    readonly texts: readonly string[];
  }): Promise<{ stack: string; body: Buffer }[]> {
    return translating(async () => {
      if (query.texts.length === 0) return [];
      const { rows } = await sql<{ stack: string; body: Buffer }>`
        select state.stack, version.body
        from terraform_states state
        join terraform_state_versions version
          on version.stack = state.stack and version.version = state.current_version
        where state.stack <> ${query.exceptStack}
          and state.stack in (
            select ${`org-${query.organizationId}`}
            union all select id from networks where organization_id = ${query.organizationId}
            union all select 'connectors' || substr(id, 4) from networks where organization_id = ${query.organizationId}
            union all select 'conn-' || id from connections where organization_id = ${query.organizationId}
          )
          and exists (
            select from unnest(${query.texts}::text[]) as wanted (text)
            where position(convert_to(wanted.text, 'UTF8') in version.body) > 0
          )`.execute(this.#db);
      return rows;
    });
  }

  /** Inside a transaction: adds a version and makes it the one that counts. */
  async write(
    stack: string,
    state: {
      readonly serial: number;
      readonly lineage: string;
      readonly body: Buffer;
      readonly runId?: string;
    },
  ): Promise<number> {
    await this.#db
      .insertInto('terraform_states')
      .values({ stack, current_version: null })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    await this.#db
      .selectFrom('terraform_states')
      .select('stack')
      .where('stack', '=', stack)
      .forUpdate()
      .executeTakeFirstOrThrow();
    const { version } = await this.#db
      .insertInto('terraform_state_versions')
      .values({
        stack,
        version: sql<number>`(select coalesce(max(version), 0) + 1 from terraform_state_versions where stack = ${stack})`,
        serial: state.serial,
        lineage: state.lineage,
        body: state.body,
        run_id: state.runId ?? null,
      })
      .returning('version')
      .executeTakeFirstOrThrow();
    await this.#db
      .updateTable('terraform_states')
      .set({ current_version: version })
      .where('stack', '=', stack)
      .execute();
    return version;
  }

  /** Nothing counts any more; the versions stay. */
  forget(stack: string): Promise<void> {
    return translating(async () => {
      await this.#db
        .updateTable('terraform_states')
        .set({ current_version: null })
        .where('stack', '=', stack)
        .execute();
    });
  }

  /**
   * Takes the lock when it is free, or its lease has run out, or it is this lock already.
   *
   * @returns undefined when it is taken, else who has it.
   */
  lock(
    stack: string,
    lock: {
      readonly lockId: string;
      readonly runId?: string;
      readonly info: Readonly<Record<string, unknown>>;
      readonly leaseSeconds: number;
    },
  ): Promise<HeldLock | undefined> {
    return translating(async () => {
      const { rows } = await sql<{ stack: string }>`
        insert into terraform_locks (stack, lock_id, run_id, info, lease_expires_at)
        values (${stack}, ${lock.lockId}, ${lock.runId ?? null}, ${JSON.stringify(lock.info)}::jsonb,
          clock_timestamp() + make_interval(secs => ${lock.leaseSeconds}))
        on conflict (stack) do update
          set lock_id = excluded.lock_id, run_id = excluded.run_id, info = excluded.info,
            acquired_at = clock_timestamp(), lease_expires_at = excluded.lease_expires_at
          where terraform_locks.lease_expires_at < clock_timestamp()
            or terraform_locks.lock_id = excluded.lock_id
        returning stack`.execute(this.#db);
      if (rows.length > 0) return undefined;
      // Between the two statements it may have been given back: then it is ours to take after all.
      return (await this.lockOf(stack)) ?? (await this.lock(stack, lock));
    });
  }

  /** Who has the lock, with a lease that still runs. */
  lockOf(stack: string): Promise<HeldLock | undefined> {
    return translating(async () => {
      const row = await this.#db
        .selectFrom('terraform_locks')
        .selectAll()
        .where('stack', '=', stack)
        .where('lease_expires_at', '>=', sql<Date>`clock_timestamp()`)
        .executeTakeFirst();
      return (
        row && {
          lockId: row.lock_id,
          runId: row.run_id,
          info: row.info,
          leaseExpiresAt: row.lease_expires_at,
        }
      );
    });
  }

  /** Prolongs the lease of a run's locks. @returns false when the run holds none: somebody else took it. */
  renewLocks(runId: string, leaseSeconds: number): Promise<boolean> {
    return translating(async () => {
      const { numUpdatedRows } = await this.#db
        .updateTable('terraform_locks')
        .set({ lease_expires_at: sql<Date>`clock_timestamp() + make_interval(secs => ${leaseSeconds})` })
        .where('run_id', '=', runId)
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    });
  }

  /** @returns false when the lock is not (any more) this one. */
  unlock(stack: string, lockId: string): Promise<boolean> {
    return translating(async () => {
      const { numDeletedRows } = await this.#db
        .deleteFrom('terraform_locks')
        .where('stack', '=', stack)
        .where('lock_id', '=', lockId)
        .executeTakeFirst();
      return numDeletedRows > 0n;
    });
  }

  /** The lock of a run that was lost is void. */
  dropLock(stack: string): Promise<void> {
    return translating(async () => {
      await this.#db.deleteFrom('terraform_locks').where('stack', '=', stack).execute();
    });
  }
}
