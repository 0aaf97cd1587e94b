import pg from 'pg';
import { asError } from '../faults.ts';
import { type ConnectOptions, clientConfig } from './connect.ts';

const channel = 'tray_connection_changed';
const firstPause = 250;
const longestPause = 5_000;

export interface ChangeListenerOptions extends ConnectOptions {
  /** Told of the id of every connection that changes, in any process. */
  readonly onChange: (connectionId: string) => void;
}

/**
 * One session of PostgreSQL that listens for changes of connections. When it breaks it is opened again, for as long as it takes; what
 * changes meanwhile is not told.
 */
export class ChangeListener {
  readonly #options: ChangeListenerOptions;
  #client: pg.Client | undefined;
  #reconnect: NodeJS.Timeout | undefined;
  #pause = firstPause;
  #closed = false;

  constructor(options: ChangeListenerOptions) {
    this.#options = options;
  }

  /** Whether changes are told at the moment. */
  get listening(): boolean {
    return this.#client !== undefined;
  }

  /** Resolves after the first attempt, whether or not it succeeded. */
  async open(): Promise<void> {
    if (this.#closed) return;
    const client = new pg.Client({
      ...clientConfig(this.#options),
      application_name: `${this.#options.applicationName ?? 'tray-privatelink'} listener`,
    });
    client.on('notification', ({ payload }) => this.#options.onChange(payload ?? ''));
    client.on('error', (error) => this.#options.onIdleError?.(error));
    client.on('end', () => {
      if (this.#client === client) this.#client = undefined;
      this.#openLater();
    });
    try {
      await client.connect();
      await client.query(`listen ${channel}`);
      this.#client = client;
      this.#pause = firstPause;
    } catch (error) {
      this.#options.onIdleError?.(asError(error));
      await client.end().catch(() => undefined); // never opened
      this.#openLater();
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#reconnect);
    const client = this.#client;
    this.#client = undefined;
    await client?.end().catch(() => undefined); // it is broken already
  }

  #openLater(): void {
    if (this.#closed) return;
    clearTimeout(this.#reconnect);
    this.#reconnect = setTimeout(() => void this.open(), this.#pause);
    this.#reconnect.unref();
    this.#pause = Math.min(this.#pause * 2, longestPause);
  }
}
