import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { EmbeddedPostgres } from '../../api/store/embedded/embedded-postgres.ts';

/** The row that the connector is to read. */
export const order = { id: 1042, item: 'Hex bolts M6', quantity: 250 } as const;

export interface CustomerDatabase {
  /** On loopback; in the customer's VPC it has an address of that VPC. */
  readonly port: number;
  /** What the customer gives to Tray beside the six facts. */
  readonly login: { readonly user: string; readonly password: string; readonly database: string };
  close(): Promise<void>;
}

/** A real PostgreSQL with one table, and a user who may read it and nothing else. */
export async function startCustomerDatabase(folder: string): Promise<CustomerDatabase> {
  const server = await EmbeddedPostgres.start({ folder });
  try {
    const login = { user: 'reader', password: randomBytes(18).toString('base64url'), database: 'orders' };
    const { port, password } = new URL(server.url);
    await query(server.url, [
      `create role ${login.user} login password '${login.password}'`,
      `create database ${login.database}`,
    ]);
    const url = `postgres://tray:${password}@127.0.0.1:${port}/${login.database}`;
    await query(url, [
      'create table orders (id integer primary key, item text not null, quantity integer not null)',
      `insert into orders values (${order.id}, '${order.item}', ${order.quantity})`,
      `grant select on orders to ${login.user}`,
    ]);
    return { port: Number(port), login, close: () => server.stop() };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

async function query(url: string, statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}
