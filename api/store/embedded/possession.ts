import pg from 'pg';

/** "tray" in ASCII: the advisory lock that says who uses an embedded database. */
const lockKey = 0x74726179;

/**
 * The right to use an embedded database, held by a session of PostgreSQL: it ends with the process, however that
 * dies, and no file has to be cleaned up.
 */
export class Possession {
  readonly #url: string;
  readonly #onLost: () => void;
  #client: pg.Client | undefined;
  #released = false;

  private constructor(url: string, onLost: () => void) {
    this.#url = url;
    this.#onLost = onLost;
  }

  /**
   * @param onLost called when the session breaks while the database is in use.
   * @returns undefined when another process has it.
   */
  static async take(url: string, onLost: () => void): Promise<Possession | undefined> {
    const possession = new Possession(url, onLost);
    return (await possession.#acquire()) ? possession : undefined;
  }

  async release(): Promise<void> {
    this.#released = true;
    await this.#client?.end().catch(() => undefined); // the session is gone already: so is the lock
  }

  async #acquire(): Promise<boolean> {
    const client = new pg.Client({
      connectionString: this.#url,
      application_name: `tray-privatelink owner ${process.pid}`,
      connectionTimeoutMillis: 5_000,
      keepAlive: true,
    });
    client.on('error', () => undefined); // `end` follows
    await client.connect();
    const { rows } = await client.query<{ held: boolean }>('select pg_try_advisory_lock($1) as held', [
      lockKey,
    ]);
    if (rows[0]?.held !== true) {
      await client.end();
      return false;
    }
    client.on('end', () => {
      if (!this.#released) this.#onLost();
    });
    this.#client = client;
    return true;
  }
}
