import { type Kysely, sql } from 'kysely';
import { defined } from '../../domain/defined.ts';
import { constraintOf } from '../faults.ts';
import { translating } from './errors.ts';
import type { Database, Reason, Run, RunProgressLine, RunState, RunSummary } from './schema.ts';

export interface NewRun {
  readonly stack: string;
  readonly organizationId: string;
  readonly networkId?: string;
  readonly connectionId?: string;
  /** The network whose connectors it is for. */
  readonly connectorsOf?: string;
  readonly action: Run['action'];
  /** What it carries out: for a destroy, what it is to remove. */
  readonly document?: Readonly<Record<string, unknown>>;
  readonly imports?: NonNullable<Run['imports']>;
}

/** What runs of a stack may have done since the last one that succeeded, without anybody having seen its end. */
export interface UnfinishedRuns {
  readonly any: boolean;
  /** What they were to carry out, newest first, each once. */
  readonly documents: readonly Readonly<Record<string, unknown>>[];
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
    const document = run.document === undefined ? null : JSON.stringify(run.document);
    return translating(() =>
      this.#db
        .insertInto('runs')
        .values({
          stack: run.stack,
          organization_id: run.organizationId,
          network_id: run.networkId ?? null,
          connection_id: run.connectionId ?? null,
          connectors_of: run.connectorsOf ?? null,
          action: run.action,
          document,
          imports: run.imports === undefined || run.imports.length === 0 ? null : JSON.stringify(run.imports),
          worker: null,
          lease_expires_at: null,
          started_at: null,
          finished_at: null,
        })
        .returningAll()
        .executeTakeFirstOrThrow(),
    );
  }

  /**
   * Earlier runs that did not succeed and wanted the same give their documents up for this one's.
   *
   * @returns undefined when another run has the stack, or this one has begun already.
   */
  start(id: string, worker: string, leaseSeconds: number): Promise<Run | undefined> {
    return translating(async () => {
      try {
        return await this.#db
          .with('begun', (db) =>
            db
              .updateTable('runs')
              .set({
                state: 'running',
                worker,
                lease_expires_at: inSeconds(leaseSeconds),
                started_at: sql<Date>`clock_timestamp()`,
              })
              .where('id', '=', id)
              .where('state', '=', 'queued')
              .returningAll(),
          )
          .with('same', (db) =>
            db
              .updateTable('runs as earlier')
              .from('begun')
              .set({ document: null })
              .whereRef('earlier.stack', '=', 'begun.stack')
              .whereRef('earlier.document', '=', 'begun.document')
              .where('earlier.state', 'in', ['failed', 'canceled', 'unknown']),
          )
          .selectFrom('begun')
          .selectAll()
          .executeTakeFirst();
      } catch (fault) {
        if (constraintOf(fault) === 'runs_one_per_stack') return undefined;
        throw fault;
      }
    });
  }

  /** Keeps which version of the state the run starts from; undefined when there is none. */
  startFrom(id: string, stateVersion: number | undefined): Promise<void> {
    return translating(async () => {
      await this.#db
        .updateTable('runs')
        .set({ base_state_version: stateVersion ?? 0 })
        .where('id', '=', id)
        .execute();
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

  /** What must be looked for before the stack is touched again. */
  unfinished(stack: string): Promise<UnfinishedRuns> {
    return translating(async () => {
      const rows = await this.#db
        .selectFrom('runs')
        .select('document')
        .where('stack', '=', stack)
        .where('state', 'in', ['failed', 'canceled', 'unknown'])
        .where('started_at', 'is not', null)
        .where(
          'seq',
          '>',
          sql<number>`coalesce((select max(seq) from runs where stack = ${stack} and state = 'succeeded'), 0)`,
        )
        // Those without a document tell only that there are some: one of them is enough.
        .orderBy(sql`document is null`)
        .orderBy('seq', 'desc')
        .limit(unfinishedAtMost)
        .execute();
      return {
        any: rows.length > 0,
        documents: rows.flatMap(({ document }) => (document === null ? [] : [document])),
      };
    });
  }

  /** Nothing is left of what unfinished runs of the stack wanted. */
  async forgetDocuments(stack: string): Promise<void> {
    await translating(() =>
      this.#db
        .updateTable('runs')
        .set({ document: null })
        .where('stack', '=', stack)
        .where('document', 'is not', null)
        .where('state', 'in', ['failed', 'canceled', 'unknown'])
        .execute(),
    );
  }

  /** Those of a stack that have not ended, oldest first. */
  unended(stack: string): Promise<Pick<Run, 'id' | 'state'>[]> {
    return translating(() =>
      this.#db
        .selectFrom('runs')
        .select(['id', 'state'])
        .where('stack', '=', stack)
        .where('state', 'in', ['running', 'queued'])
        .orderBy('seq')
        .execute(),
    );
  }

  /** A run that succeeds settles what those before it left open: their documents go. @returns undefined when the run had ended already. */
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
        .with('ended', (db) =>
          db
            .updateTable('runs')
            .set({
              state: outcome.state,
              lease_expires_at: null,
              finished_at: sql<Date>`clock_timestamp()`,
              summary: outcome.summary ? JSON.stringify(outcome.summary) : null,
              reason: outcome.reason ? JSON.stringify(outcome.reason) : null,
              ...(outcome.state === 'succeeded' ? { document: null } : {}),
            })
            .where('id', '=', id)
            .where('state', 'in', ['queued', 'running', 'unknown'])
            .returningAll(),
        )
        .with('settled', (db) =>
          db
            .updateTable('runs as earlier')
            .from('ended')
            .set({ document: null })
            .whereRef('earlier.stack', '=', 'ended.stack')
            .whereRef('earlier.seq', '<', 'ended.seq')
            .where('ended.state', '=', 'succeeded')
            .where('earlier.document', 'is not', null),
        )
        .selectFrom('ended')
        .selectAll()
        .executeTakeFirst(),
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
            ...defined({ at: line.at }),
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

/** More wishes than a stack has ever had between two runs that succeeded. */
const unfinishedAtMost = 200;

function inSeconds(seconds: number) {
  return sql<Date>`clock_timestamp() + make_interval(secs => ${seconds})`;
}
