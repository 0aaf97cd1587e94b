import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Database } from './schema.ts';

export interface ConnectOptions {
  /** `postgres://…` */
  readonly url: string;
  /** Connections at most; 16 by default. */
  readonly poolSize?: number;
  /** Shown in pg_stat_activity. */
  readonly applicationName?: string;
  /** Told of connections that break while nobody uses them; the pool replaces them by itself. */
  readonly onIdleError?: (error: Error) => void;
}

/** How busy the connections of the pool are. */
export type PoolUsage = Pick<pg.Pool, 'totalCount' | 'idleCount' | 'waitingCount'>;

export interface Connected {
  readonly db: Kysely<Database>;
  readonly pool: pg.Pool;
}

const int8 = 20;

/** bigint columns here are counters, far below 2^53: they are read as numbers. */
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    oid === int8
      ? (text: string) => Number(text)
      : pg.types.getTypeParser(oid, format as 'text')) as pg.CustomTypesConfig['getTypeParser'],
};

/** What every connection to the database has in common, the pool's and the listener's. */
export function clientConfig(options: ConnectOptions): pg.ClientConfig {
  return {
    connectionString: options.url,
    application_name: options.applicationName ?? 'tray-privatelink',
    types,
    keepAlive: true,
    connectionTimeoutMillis: 3_000,
  };
}

/** Opens nothing yet: the pool connects with the first query, and again after every outage. */
export function connect(options: ConnectOptions): Connected {
  const pool = new pg.Pool({
    ...clientConfig(options),
    max: options.poolSize ?? 16,
    idleTimeoutMillis: 30_000,
    // The server cancels what takes longer; the client gives up a little later, when the server is gone without a word.
    statement_timeout: 10_000,
    query_timeout: 12_000,
    idle_in_transaction_session_timeout: 30_000,
  });
  pool.on('error', (error) => options.onIdleError?.(error));
  return { pool, db: new Kysely<Database>({ dialect: new PostgresDialect({ pool }) }) };
}

/**
 * One session for work that takes as long as it takes, such as a migration: no statement of it is cancelled, whatever the
 * database or the role set as a default.
 */
export function connectPatiently(options: Omit<ConnectOptions, 'poolSize'>): Connected {
  const pool = new pg.Pool({
    ...clientConfig(options),
    max: 1,
    idleTimeoutMillis: 0,
    onConnect: (client: pg.ClientBase): Promise<unknown> =>
      client.query(
        'set statement_timeout = 0; set lock_timeout = 0; set idle_in_transaction_session_timeout = 0',
      ),
  });
  pool.on('error', (error) => options.onIdleError?.(error));
  return { pool, db: new Kysely<Database>({ dialect: new PostgresDialect({ pool }) }) };
}
