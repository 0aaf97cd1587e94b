import { type Kysely, sql } from 'kysely';
import type { Database } from '../../store/schema.ts';
import { fateOf, type ProcessIdentity } from './process-identity.ts';

/** The right to work on one stack, until `expiresAt` passes or somebody takes over. */
export interface Lease {
  readonly stack: string;
  /** Counts up with every holder: whoever comes with an older one is refused (fencing). */
  readonly token: number;
}

/** Who holds a lease: enough to tell from the same host whether it still lives, and whether what it started does. */
export interface LeaseHolder {
  /** The name of the worker, for people. */
  readonly worker: string;
  readonly process: ProcessIdentity;
  /** The supervisor of the Terraform that runs at the moment. */
  readonly child?: ProcessIdentity;
  /** That Terraform itself. */
  readonly program?: ProcessIdentity;
}

/** A lease, and who had it before. */
export interface AcquiredLease extends Lease {
  readonly before?: LeaseHolder;
}

interface LeaseRow {
  stack: string;
  token: number;
  holder: LeaseHolder;
}

/**
 * One lease per stack, in the database and by the database's clock. It is what keeps two workers from running one
 * stack at a time; wake-ups may come twice, late or never.
 */
export class Leases {
  readonly #db: Kysely<Database>;
  readonly #ttlMs: number;

  constructor(db: Kysely<Database>, ttlMs: number) {
    this.#db = db;
    this.#ttlMs = ttlMs;
  }

  /** Undefined when somebody else holds it. */
  async acquire(stack: string, holder: LeaseHolder): Promise<AcquiredLease | undefined> {
    const { rows } = await sql<{ token: number; before: LeaseHolder | null }>`
      with before as (select holder from stack_leases where stack = ${stack})
      insert into stack_leases (stack, token, holder, expires_at)
      values (${stack}, 1, ${JSON.stringify(holder)}, ${this.#expiry()})
      on conflict (stack) do update
        set token = stack_leases.token + 1, holder = excluded.holder, expires_at = excluded.expires_at
        where stack_leases.expires_at <= clock_timestamp()
      returning token, (select holder from before) as before`.execute(this.#db);
    const [row] = rows;
    return row && { stack, token: row.token, ...(row.before ? { before: row.before } : {}) };
  }

  /** Says who works on the stack at the moment, and prolongs the lease. @returns false when it has been taken over. */
  async prolong(lease: Lease, holder: LeaseHolder): Promise<boolean> {
    const { numAffectedRows } = await sql`
      update stack_leases set expires_at = ${this.#expiry()}, holder = ${JSON.stringify(holder)}
      where stack = ${lease.stack} and token = ${lease.token}`.execute(this.#db);
    return numAffectedRows === 1n;
  }

  async release(lease: Lease): Promise<void> {
    await sql`
      update stack_leases set expires_at = clock_timestamp()
      where stack = ${lease.stack} and token = ${lease.token}`.execute(this.#db);
  }

  /**
   * Within a transaction: nobody else takes the lease until it ends, and it has not been taken by anybody.
   *
   * @throws LeaseLostError when it has.
   */
  async hold(transaction: Kysely<Database>, lease: Lease): Promise<void> {
    const { rows } = await sql`
      select from stack_leases where stack = ${lease.stack} and token = ${lease.token} for share
    `.execute(transaction);
    if (rows.length === 0) throw new LeaseLostError(lease.stack);
  }

  /**
   * Frees the leases of this host's dead processes at once: nobody needs to wait until they expire. One whose Terraform is
   * still being interrupted stays, since what it does until then must be seen by the next run.
   *
   * @returns the stacks that became free.
   */
  async releaseThoseOfTheDead(host: string): Promise<string[]> {
    const { rows } = await sql<LeaseRow>`
      select stack, token, holder from stack_leases
      where expires_at > clock_timestamp() and holder->'process'->>'host' = ${host}`.execute(this.#db);
    const freed: string[] = [];
    for (const { stack, token, holder } of rows) {
      const { process, child, program } = holder;
      if (![process, child, program].every((one) => one === undefined || fateOf(one) === 'dead')) continue;
      await this.release({ stack, token });
      freed.push(stack);
    }
    return freed;
  }

  #expiry() {
    return sql`clock_timestamp() + ${this.#ttlMs} * interval '1 millisecond'`;
  }
}

/** Another worker has the stack now: whatever this one still wants to write about it is out of date. */
export class LeaseLostError extends Error {
  override readonly name = 'LeaseLostError';

  constructor(stack: string) {
    super(`the lease of ${stack} was taken over by another worker`);
  }
}
