import { type Kysely, sql } from 'kysely';
import type { Diagnosis } from '../../domain/troubleshooting/finding.ts';
import { translating } from './errors.ts';
import type { Actor, ConnectionTest, Database, Reason } from './schema.ts';

/** Tests of one connection that are kept; older ones go when another ends. */
export const testsKept = 100;

/** A test that this worker may run until its claim is over. */
export interface ClaimedTest {
  readonly id: string;
  readonly connectionId: string;
  /** Counts up with every worker that takes it: an older one's result is refused. */
  readonly claim: number;
  readonly attempts: number;
}

export interface TestOutcome {
  readonly state: 'finished' | 'failed';
  readonly diagnosis?: Diagnosis;
  readonly reason?: Reason;
}

/** Tests of connections: asked for, taken by one worker at a time, kept for a while. */
export class ConnectionTests {
  readonly #db: Kysely<Database>;

  constructor(db: Kysely<Database>) {
    this.#db = db;
  }

  /** Asks for a test. One that is queued and has not begun serves everybody who asks. */
  request(connectionId: string, trigger: ConnectionTest['trigger'], by: Actor): Promise<ConnectionTest> {
    return translating(async () => {
      const values = { connection_id: connectionId, trigger, requested_by: JSON.stringify(by) };
      for (let attempt = 1; ; attempt += 1) {
        const made = await this.#db
          .insertInto('connection_tests')
          .values(values)
          .onConflict((conflict) => conflict.doNothing())
          .returningAll()
          .executeTakeFirst();
        const test =
          made ??
          (await this.#db
            .selectFrom('connection_tests')
            .selectAll()
            .where('connection_id', '=', connectionId)
            .where('state', '=', 'queued')
            .executeTakeFirst());
        if (test) return test;
        // It began between the two: the next look makes another one.
        if (attempt >= 3) throw new Error(`a test of ${connectionId} could not be queued`);
      }
    });
  }

  get(connectionId: string, id: string): Promise<ConnectionTest | undefined> {
    return translating(() =>
      this.#db
        .selectFrom('connection_tests')
        .selectAll()
        .where('id', '=', id)
        .where('connection_id', '=', connectionId)
        .executeTakeFirst(),
    );
  }

  /** Newest first. `before` is the `seq` of the last row of the page before. */
  list(query: { connectionId: string; limit: number; before?: number }): Promise<ConnectionTest[]> {
    let rows = this.#db
      .selectFrom('connection_tests')
      .selectAll()
      .where('connection_id', '=', query.connectionId)
      .orderBy('seq', 'desc')
      .limit(query.limit);
    if (query.before !== undefined) rows = rows.where('seq', '<', query.before);
    return translating(() => rows.execute());
  }

  /**
   * Asks for the tests whose time has come, and sets the next time of each: of several workers one does.
   *
   * @param intervalMs 0: none but the one that follows upon `available`. The next time is up to a tenth earlier or later.
   * @returns how many were asked for.
   */
  schedule(intervalMs: number, limit: number, by: Actor): Promise<number> {
    return translating(async () => {
      const next = sql`case when ${intervalMs}::float8 = 0 then 'infinity'::timestamptz
        else clock_timestamp() + ${intervalMs}::float8 * (0.9 + 0.2 * random()) * interval '1 millisecond' end`;
      if (intervalMs > 0) {
        // They were put to rest while the interval was off.
        await sql`update connection_test_schedules set next_at = ${next} where next_at = 'infinity'`.execute(
          this.#db,
        );
      }
      const { rows } = await sql`
        with due as (
          select connection_id, trigger from connection_test_schedules
          where next_at <= clock_timestamp() order by next_at limit ${limit} for update skip locked
        ), set_next as (
          update connection_test_schedules s set next_at = ${next}, trigger = 'interval'
          from due where s.connection_id = due.connection_id
        )
        insert into connection_tests (connection_id, trigger, requested_by)
          select connection_id, trigger, ${JSON.stringify(by)}::jsonb from due
          on conflict do nothing returning id`.execute(this.#db);
      return rows.length;
    });
  }

  /** Takes tests that nobody has, or whose worker has been silent for the time of its claim. */
  claim(limit: number, claimMs: number): Promise<ClaimedTest[]> {
    return translating(async () => {
      const { rows } = await sql<ClaimedTest>`
        update connection_tests set
          state = 'running', claim = claim + 1, attempts = attempts + 1,
          started_at = coalesce(started_at, clock_timestamp()),
          next_attempt_at = clock_timestamp() + ${claimMs}::float8 * interval '1 millisecond'
        where id in (
          select id from connection_tests
          where next_attempt_at <= clock_timestamp()
          order by next_attempt_at limit ${limit} for update skip locked)
        returning id, connection_id as "connectionId", claim, attempts`.execute(this.#db);
      return rows;
    });
  }

  /** Gives it back, to be taken again after a pause. @returns false when another worker has taken it. */
  postpone(test: ClaimedTest, delayMs: number): Promise<boolean> {
    return translating(async () => {
      const { numAffectedRows } = await sql`
        update connection_tests set next_attempt_at = clock_timestamp() + ${delayMs}::float8 * interval '1 millisecond'
        where id = ${test.id} and claim = ${test.claim} and state = 'running'`.execute(this.#db);
      return numAffectedRows === 1n;
    });
  }

  /** Inside a transaction: ends it, and forgets the oldest. @returns false when another worker has taken it. */
  end(test: ClaimedTest, outcome: TestOutcome): Promise<boolean> {
    return translating(async () => {
      const { diagnosis, reason } = outcome;
      const { numAffectedRows } = await sql`
        update connection_tests set
          state = ${outcome.state}, verdict = ${diagnosis?.verdict ?? null},
          matrix = ${JSON.stringify(diagnosis?.matrix ?? [])}::jsonb,
          findings = ${JSON.stringify(diagnosis?.findings ?? [])}::jsonb,
          reason = ${reason ? JSON.stringify(reason) : null}::jsonb,
          finished_at = clock_timestamp(), next_attempt_at = null
        where id = ${test.id} and claim = ${test.claim} and state = 'running'`.execute(this.#db);
      if (numAffectedRows !== 1n) return false;
      await sql`
        delete from connection_tests where connection_id = ${test.connectionId} and finished_at is not null
          and seq <= (select seq from connection_tests where connection_id = ${test.connectionId}
            order by seq desc offset ${testsKept} limit 1)`.execute(this.#db);
      // Those who wait for the test look again.
      await sql`select pg_notify('tray_connection_changed', ${test.connectionId})`.execute(this.#db);
      return true;
    });
  }
}
