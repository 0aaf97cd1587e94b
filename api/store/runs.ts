import { type Kysely, sql } from 'kysely';
import { constraintOf } from '../faults.ts';
import { translating } from './errors.ts';
import type { Database, Reason, Run, RunProgressLine, RunState, RunSummary } from './schema.ts';

export interface NewRun {
  readonly stack: string;
  readonly organizationId: string;
  readonly networkId?: string;
  readonly connectionId?: string;
  readonly action: Run['action'];
}

/** A line of Terraform's, without its place. */
export type NewProgressLine = Pick<RunProgressLine, 'level' | 'type' | 'message'> & {
  readonly at?: Date;
  readonly resource?: string;
};

/**
 * Terraform runs. A run that is `running` belongs to a worker as long as its lease: when it is silent for longer, the
 * run is `unknown`, and whoever comes next must find out what was done.
 */
export class Runs {
  readonly #db: Kysely<Database>;

  constructor(db: Kysely<Database>) {
    this.#db = db;
  }

  get(id: string): Promise<Run | undefined> {
    return translating(() => this.#db.selectFrom('runs').selectAll().where('id', '=', id).executeTakeFirst());
  }

  /** Newest first. `before` is the `seq` of the last row of the page before. */
  listOfConnection(query: { connectionId: string; limit: number; before?: number }): Promise<Run[]> {
    let rows = this.#db
      .selectFrom('runs')
      .selectAll()
      .where('connection_id', '=', query.connectionId)
      .orderBy('seq', 'desc')
      .limit(query.limit);
    if (query.before !== undefined) rows = rows.where('seq', '<', query.before);
    return translating(() => rows.execute());
  }

  create(run: NewRun): Promise<Run> {
    return translating(() =>
      this.#db
        .insertInto('runs')
        .values({
          stack: run.stack,
          organization_id: run.organizationId,
          network_id: run.networkId ?? null,
          connection_id: run.connectionId ?? null,
          action: run.action,
          worker: null,
          lease_expires_at: null,
          started_at: null,
          finished_at: null,
        })
        .returningAll()
        .executeTakeFirstOrThrow(),
    );
  }

  /** @returns undefined when another run has the stack, or this one has begun already. */
  start(id: string, worker: string, leaseSeconds: number): Promise<Run | undefined> {
    return translating(async () => {
      try {
        return await this.#db
          .updateTable('runs')
          .set({
            state: 'running',
            worker,
            lease_expires_at: inSeconds(leaseSeconds),
            started_at: sql<Date>`clock_timestamp()`,
          })
          .where('id', '=', id)
          .where('state', '=', 'queued')
          .returningAll()
          .executeTakeFirst();
      } catch (fault) {
        if (constraintOf(fault) === 'runs_one_per_stack') return undefined;
        throw fault;
      }
    });
  }

  /** Sign of life. @returns false when the run is not this worker's any more: stop at once. */
  renew(id: string, worker: string, leaseSeconds: number): Promise<boolean> {
    return translating(async () => {
      const { numUpdatedRows } = await this.#db
        .updateTable('runs')
        .set({ lease_expires_at: inSeconds(leaseSeconds) })
        .where('id', '=', id)
        .where('worker', '=', worker)
        .where('state', '=', 'running')
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    });
  }

  /** @returns undefined when the run had ended already. */
  finish(
    id: string,
    outcome: {
      readonly state: Exclude<RunState, 'queued' | 'running'>;
      readonly summary?: RunSummary;
      readonly reason?: Reason;
    },
  ): Promise<Run | undefined> {
    return translating(() =>
      this.#db
        .updateTable('runs')
        .set({
          state: outcome.state,
          lease_expires_at: null,
          finished_at: sql<Date>`clock_timestamp()`,
          summary: outcome.summary ? JSON.stringify(outcome.summary) : null,
          reason: outcome.reason ? JSON.stringify(outcome.reason) : null,
        })
        .where('id', '=', id)
        .where('state', 'in', ['queued', 'running', 'unknown'])
        .returningAll()
        .executeTakeFirst(),
    );
  }

  /** Runs whose worker has been silent for longer than its lease become `unknown`. @returns them. */
  abandonSilent(reason: Reason): Promise<Run[]> {
    return translating(() =>
      this.#db
        .updateTable('runs')
        .set({
          state: 'unknown',
          lease_expires_at: null,
          finished_at: sql<Date>`clock_timestamp()`,
          reason: JSON.stringify(reason),
        })
        .where('state', '=', 'running')
        .where('lease_expires_at', '<', sql<Date>`clock_timestamp()`)
        .returningAll()
        .execute(),
    );
  }

  /** Adds lines after those that are there. One writer per run: its worker. */
  appendProgress(runId: string, firstSequence: number, lines: readonly NewProgressLine[]): Promise<void> {
    return translating(async () => {
      if (lines.length === 0) return;
      await this.#db
        .insertInto('run_progress')
        .values(
          lines.map((line, index) => ({
            run_id: runId,
            sequence: firstSequence + index,
            level: line.level,
            type: line.type,
            message: line.message,
            resource: line.resource ?? null,
            ...(line.at === undefined ? {} : { at: line.at }),
          })),
        )
        .execute();
    });
  }

  /** Oldest first, after `after`. */
  progress(query: { runId: string; limit: number; after: number }): Promise<RunProgressLine[]> {
    return translating(() =>
      this.#db
        .selectFrom('run_progress')
        .selectAll()
        .where('run_id', '=', query.runId)
        .where('sequence', '>', query.after)
        .orderBy('sequence')
        .limit(query.limit)
        .execute(),
    );
  }
}

function inSeconds(seconds: number) {
  return sql<Date>`clock_timestamp() + make_interval(secs => ${seconds})`;
}
