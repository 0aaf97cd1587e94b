import pg from 'pg';
import { asError } from '../faults.ts';
import { type ConnectOptions, clientConfig, connectPatiently } from './connect.ts';
import { migrate } from './migrate.ts';

/** A session that holds a lock which the migration needs. */
export interface LockHolder {
  readonly pid: number;
  readonly application: string;
  /** Address of the client; null for a local socket. */
  readonly client: string | null;
  /** How long its transaction has been open. */
  readonly transactionSeconds: number;
  readonly state: string;
}

export interface MigrateApartOptions {
  /** Told soon after the migration has begun to wait for others, and at an interval while it does. */
  readonly onWait?: (holders: readonly LockHolder[]) => void;
  /** The interval; ten seconds by default. */
  readonly noticeMilliseconds?: number;
}

const firstLookMilliseconds = 500;

/**
 * Brings the schema up to date over a session of its own, which no `statement_timeout` ends: a large table takes its time, and
 * so does another process that is at it. Whom it waits for is what PostgreSQL says (`pg_blocking_pids`), be it another
 * migration or somebody's open transaction.
 *
 * @returns the names of the migrations that this call ran.
 */
export async function migrateApart(
  connection: Omit<ConnectOptions, 'poolSize'>,
  options: MigrateApartOptions = {},
): Promise<string[]> {
  const { db, pool } = connectPatiently(connection);
  const done = new AbortController();
  try {
    const { rows } = await pool.query<{ pid: number }>('select pg_backend_pid() as pid');
    const watching = watch(rows[0]?.pid ?? 0, connection, options, done.signal);
    try {
      return await migrate(db);
    } finally {
      done.abort();
      await watching;
    }
  } finally {
    await db.destroy();
  }
}

async function watch(
  pid: number,
  connection: Omit<ConnectOptions, 'poolSize'>,
  options: MigrateApartOptions,
  done: AbortSignal,
): Promise<void> {
  const { onWait, noticeMilliseconds = 10_000 } = options;
  if (!onWait) return;
  let pause = Math.min(firstLookMilliseconds, noticeMilliseconds);
  while (await passes(pause, done)) {
    try {
      const holders = await holdersOf(pid, connection);
      if (holders.length === 0) continue;
      onWait(holders);
      pause = noticeMilliseconds;
    } catch (error) {
      // Without a second session nobody can tell; the migration itself goes on.
      connection.onIdleError?.(asError(error));
      return;
    }
  }
}

async function holdersOf(
  pid: number,
  connection: Omit<ConnectOptions, 'poolSize'>,
): Promise<readonly LockHolder[]> {
  const client = new pg.Client({ ...clientConfig(connection), query_timeout: 5_000 });
  client.on('error', (error) => connection.onIdleError?.(error));
  try {
    await client.connect();
    const { rows } = await client.query<LockHolder>(
      `select pid, application_name as application, host(client_addr) as client, coalesce(state, 'unknown') as state,
              coalesce(extract(epoch from clock_timestamp() - xact_start), 0)::integer as "transactionSeconds"
       from pg_stat_activity where pid = any(pg_blocking_pids($1))`,
      [pid],
    );
    return rows;
  } finally {
    await client.end();
  }
}

/** @returns false when the signal came first. */
function passes(milliseconds: number, done: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    if (done.aborted) {
      resolve(false);
      return;
    }
    const stop = () => {
      clearTimeout(timer);
      resolve(false);
    };
    const timer = setTimeout(() => {
      done.removeEventListener('abort', stop);
      resolve(true);
    }, milliseconds);
    done.addEventListener('abort', stop, { once: true });
  });
}
