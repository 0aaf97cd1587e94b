import { type Kysely, sql } from 'kysely';
import type { Database, LeaseHolder } from './schema.ts';

export type { LeaseHolder } from './schema.ts';

/** The right to work on one stack, until `expiresAt` passes or somebody takes over. */
export interface Lease {
  readonly stack: string;
  /** Counts up with every holder: whoever comes with an older one is refused (fencing). */
  readonly token: number;
}

/** A lease, and who had it before. */
export interface AcquiredLease extends Lease {
  readonly before?: LeaseHolder;
}

/** A lease that somebody holds. */
export interface HeldLeaseRow extends Lease {
  readonly holder: LeaseHolder;
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

  /** @returns undefined when somebody else holds it. */
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

  /** Those that processes of a host hold. */
  async heldOn(host: string): Promise<HeldLeaseRow[]> {
    const { rows } = await sql<HeldLeaseRow>`
      select stack, token, holder from stack_leases
      where expires_at > clock_timestamp() and holder->'process'->>'host' = ${host}`.execute(this.#db);
    return rows;
  }

  #expiry() {
    return sql`clock_timestamp() + ${this.#ttlMs} * interval '1 millisecond'`;
  }
}

/**
 * Within a transaction: nobody else takes the lease until it ends, and it has not been taken by anybody.
 *
 * @throws LeaseLostError when it has.
 */
export async function lockLease(transaction: Kysely<Database>, lease: Lease): Promise<void> {
  const { rows } = await sql`
    select from stack_leases where stack = ${lease.stack} and token = ${lease.token} for share
  `.execute(transaction);
  if (rows.length === 0) throw new LeaseLostError(lease.stack);
}

/** Another worker has the stack now: whatever this one still wants to write about it is out of date. */
export class LeaseLostError extends Error {
  override readonly name = 'LeaseLostError';

  constructor(stack: string) {
    super(`the lease of ${stack} was taken over by another worker`);
  }
}
