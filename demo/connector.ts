/**
 * A connector as Tray would ship it in an image: it finds its connection in its environment, reads the first order through every port
 * of it, and says so. When it cannot, it says why and tries again: it may be
 * deployed before its connection is accepted, and a task that ends again and again fails its deployment.
 *
 *     CONNECTION        id of the connection
 *     DATABASE          name of the database
 *     DATABASE_LOGIN    `{"user": "…", "password": "…"}`, a secret
 */
import { setTimeout } from 'node:timers/promises';
import pg from 'pg';

const connectTimeoutMs = 5_000;
const pauseMs = 30_000;
const retryMs = 2_000;

const say = (line: Readonly<Record<string, unknown>>) => console.log(JSON.stringify(line));
const stop = new AbortController();
process.once('SIGTERM', () => stop.abort());

const { CONNECTION = '', DATABASE = '', DATABASE_LOGIN = '{}' } = process.env;
const prefix = `TRAY_CONNECTION_${CONNECTION.toUpperCase().replaceAll('-', '_')}`;
const host = process.env[`${prefix}_HOST`] ?? '';
const ports = (process.env[`${prefix}_PORTS`] ?? '').split(',').map((port) => Number.parseInt(port, 10));
const login = JSON.parse(DATABASE_LOGIN) as { readonly user: string; readonly password: string };

while (!stop.signal.aborted) {
  let pause = pauseMs;
  try {
    for (const port of ports) say({ event: 'row', host, port, row: await firstOrder(port) });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    say({ event: 'error', host, code, message });
    pause = retryMs;
  }
  // Aborted when the task is to end.
  await setTimeout(pause, undefined, { signal: stop.signal }).catch(() => undefined);
}

async function firstOrder(port: number): Promise<unknown> {
  const client = new pg.Client({
    host,
    port,
    ...login,
    database: DATABASE,
    connectionTimeoutMillis: connectTimeoutMs,
    query_timeout: connectTimeoutMs,
  });
  try {
    await client.connect();
    const { rows } = await client.query('select id, item, quantity from orders order by id limit 1');
    return rows[0];
  } finally {
    await client.end().catch(() => undefined); // what broke it is what is told
  }
}
