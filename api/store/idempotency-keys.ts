import { createHash } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import { translating } from './errors.ts';
import type { Database } from './schema.ts';

/** An answer as it was sent. */
export interface RememberedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON text. */
  readonly body: string;
}

export interface RememberedRequest {
  /** The caller: keys of different callers have nothing to do with each other. */
  readonly subject: string;
  /** What the request is about: keys of different organizations have nothing to do with each other either. */
  readonly organizationId: string;
  readonly key: string;
  readonly requestHash: Buffer;
}

export type Recollection =
  | { readonly kind: 'new' }
  | { readonly kind: 'in_progress' }
  | { readonly kind: 'other_request' }
  | { readonly kind: 'answered'; readonly answer: RememberedAnswer };

/**
 * Answers to requests that carry an Idempotency-Key. Claim, work and answer share one transaction, so a crash at any
 * moment leaves either all of it or nothing: there is no half-done request that a lease would have to free.
 */
export class IdempotencyKeys {
  readonly #db: Kysely<Database>;

  constructor(db: Kysely<Database>) {
    this.#db = db;
  }

  /** Inside a transaction: holds the key until it ends, or says who has it. Never waits. */
  async claim(request: RememberedRequest): Promise<Recollection> {
    const { rows } = await sql<{ held: boolean }>`
      select pg_try_advisory_xact_lock(${lockId(request)}::bigint) as held`.execute(this.#db);
    if (rows[0]?.held !== true) return { kind: 'in_progress' };
    const known = await this.#db
      .selectFrom('idempotency_keys')
      .selectAll()
      .where('subject', '=', request.subject)
      .where('organization_id', '=', request.organizationId)
      .where('key', '=', request.key)
      .where('expires_at', '>', sql<Date>`now()`)
      .executeTakeFirst();
    if (!known) return { kind: 'new' };
    if (!known.request_hash.equals(request.requestHash)) return { kind: 'other_request' };
    return { kind: 'answered', answer: { status: known.status, headers: known.headers, body: known.body } };
  }

  /** Inside the same transaction: keeps the answer. */
  async remember(
    request: RememberedRequest,
    answer: RememberedAnswer,
    lifetimeSeconds: number,
  ): Promise<void> {
    const values = {
      request_hash: request.requestHash,
      status: answer.status,
      headers: JSON.stringify(answer.headers),
      body: answer.body,
      expires_at: sql<Date>`now() + make_interval(secs => ${lifetimeSeconds})`,
    };
    await this.#db
      .insertInto('idempotency_keys')
      .values({
        subject: request.subject,
        organization_id: request.organizationId,
        key: request.key,
        ...values,
      })
      // What is left under this key has expired, or `claim` would have found it.
      .onConflict((conflict) => conflict.columns(['subject', 'organization_id', 'key']).doUpdateSet(values))
      .execute();
  }

  /** Forgets what has expired. @returns how many answers. */
  forgetExpired(limit = 1_000): Promise<number> {
    return translating(async () => {
      const result = await sql`
        delete from idempotency_keys where ctid in (
          select ctid from idempotency_keys where expires_at <= now() order by expires_at limit ${limit}
        )`.execute(this.#db);
      return Number(result.numAffectedRows ?? 0);
    });
  }
}

/** Advisory locks are numbers: 64 bits of a hash. Two keys that meet in one only make one of them wait its turn. */
function lockId(request: RememberedRequest): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([request.subject, request.organizationId, request.key]))
    .digest();
  return hash.readBigInt64BE(0).toString();
}
