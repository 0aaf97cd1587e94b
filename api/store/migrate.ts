import { type Kysely, Migrator, sql } from 'kysely';
import { legalMoves } from '../../domain/connection-state.ts';
import { legalConnectorMoves } from '../../domain/connector-state.ts';
import { migrations } from './migrations/index.ts';
import type { Database, RunState, StateMovesTable } from './schema.ts';

/** From each state of a run, the states that may follow. What became of an `unknown` run can be found out later. */
export const legalRunMoves: Readonly<Record<RunState, readonly RunState[]>> = {
  queued: ['running', 'canceled'],
  running: ['succeeded', 'failed', 'canceled', 'unknown'],
  unknown: ['succeeded', 'failed'],
  succeeded: [],
  failed: [],
  canceled: [],
};

/**
 * Brings the schema up to date. Any number of processes may call it at once: Kysely's migrator takes an advisory lock,
 * and those who come second find nothing to do.
 *
 * @returns the names of the migrations that this call ran.
 */
export async function migrate(db: Kysely<Database>): Promise<string[]> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => ({ ...migrations }) } });
  const { error, results = [] } = await migrator.migrateToLatest();
  if (error !== undefined) {
    const failed = results.find((result) => result.status === 'Error');
    throw new Error(`migration ${failed?.migrationName ?? ''} failed`.replace('  ', ' '), { cause: error });
  }
  await writeLegalMoves(db);
  return results.map((result) => result.migrationName);
}

/** The domain's moves are the database's: rewritten at every start, so that the two cannot drift apart. */
async function writeLegalMoves(db: Kysely<Database>): Promise<void> {
  const rows = [
    ...movesOf('connection', legalMoves),
    ...movesOf('connector', legalConnectorMoves),
    ...movesOf('run', legalRunMoves),
  ];
  await db.transaction().execute(async (transaction) => {
    await sql`lock table state_moves in share row exclusive mode`.execute(transaction);
    const known = await transaction.selectFrom('state_moves').selectAll().execute();
    const key = (row: StateMovesTable) => `${row.entity} ${row.from_state} ${row.to_state}`;
    const wanted = new Set(rows.map(key));
    for (const row of known) {
      if (wanted.delete(key(row))) continue;
      await transaction
        .deleteFrom('state_moves')
        .where('entity', '=', row.entity)
        .where('from_state', '=', row.from_state)
        .where('to_state', '=', row.to_state)
        .execute();
    }
    const missing = rows.filter((row) => wanted.has(key(row)));
    if (missing.length > 0) await transaction.insertInto('state_moves').values(missing).execute();
  });
}

function movesOf(
  entity: StateMovesTable['entity'],
  moves: Readonly<Record<string, readonly string[]>>,
): StateMovesTable[] {
  return Object.entries(moves).flatMap(([from, targets]) =>
    targets.map((to) => ({ entity, from_state: from, to_state: to })),
  );
}
