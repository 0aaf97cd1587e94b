import pg from 'pg';
import { asError } from '../faults.ts';
import { type ConnectOptions, clientConfig } from '../store/connect.ts';
import type { Store } from '../store/store.ts';
import { type Waiter, type WaitLimits, WaitSlots } from './wait-slots.ts';

const channel = 'tray_connection_changed';
const sweepMilliseconds = 2_000;
const longestPause = 5_000;

export interface ChangeFeedOptions extends ConnectOptions, Partial<WaitLimits> {
  readonly store: Store;
}

/** One who waits for a connection to change. */
export interface Watch {
  /** Resolves with the next change, or with one that came since the last call; or when the time is over, or aborted. */
  next(milliseconds: number, signal: AbortSignal): Promise<void>;
  /** Others need the slot: what is known by now is the answer. */
  readonly over: boolean;
  end(): void;
}

interface Watcher {
  changed: boolean;
  over: boolean;
  wake: () => void;
}

/**
 * Tells who waits that a connection has changed. All waits of the process share one session of PostgreSQL that listens;
 * when it breaks, or sits behind a pooler that does not pass notifications on, a sweep every two seconds finds what
 * was missed.
 */
export class ChangeFeed {
  readonly #options: ChangeFeedOptions;
  readonly #watchers = new Map<string, Set<Watcher>>();
  readonly #seen = new Map<string, number>();
  readonly #slots: WaitSlots;
  #client: pg.Client | undefined;
  #sweep: NodeJS.Timeout | undefined;
  #reconnect: NodeJS.Timeout | undefined;
  #sweeping = false;
  #pause = 250;
  #closed = false;

  constructor(options: ChangeFeedOptions) {
    this.#options = options;
    this.#slots = new WaitSlots(options);
  }

  /** How many wait. */
  get size(): number {
    return this.#slots.size;
  }

  /** Whether notifications arrive, or the sweep alone does the work. */
  get listening(): boolean {
    return this.#client !== undefined;
  }

  async open(): Promise<void> {
    await this.#listen();
    this.#sweep = setInterval(() => void this.#runSweep(), sweepMilliseconds);
    this.#sweep.unref();
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#sweep);
    clearTimeout(this.#reconnect);
    for (const watchers of this.#watchers.values()) for (const watcher of watchers) watcher.wake();
    const client = this.#client;
    this.#client = undefined;
    await client?.end().catch(() => undefined); // it is broken already
  }

  /**
   * Begins to watch; call it before reading the row, so that no change falls in between.
   *
   * @throws ProblemError `rate_limited`, `overloaded` when those who ask have their share of waits already.
   */
  watch(id: string, waiter: Waiter): Watch {
    const watcher: Watcher = { changed: false, over: false, wake: () => undefined };
    const release = this.#slots.take(waiter, () => {
      watcher.over = true;
      watcher.wake();
    });
    const watchers = this.#watchers.get(id) ?? new Set();
    watchers.add(watcher);
    this.#watchers.set(id, watchers);
    return {
      next: (milliseconds, signal) => waitFor(watcher, milliseconds, signal),
      get over() {
        return watcher.over;
      },
      end: () => {
        if (!watchers.delete(watcher)) return;
        release();
        if (watchers.size > 0 || this.#watchers.get(id) !== watchers) return;
        this.#watchers.delete(id);
        this.#seen.delete(id);
      },
    };
  }

  #tell(id: string): void {
    for (const watcher of this.#watchers.get(id) ?? []) {
      watcher.changed = true;
      watcher.wake();
    }
  }

  async #listen(): Promise<void> {
    if (this.#closed) return;
    const client = new pg.Client({
      ...clientConfig(this.#options),
      application_name: `${this.#options.applicationName ?? 'tray-privatelink'} listener`,
    });
    client.on('notification', ({ payload }) => this.#tell(payload ?? ''));
    client.on('error', (error) => this.#options.onIdleError?.(error));
    client.on('end', () => {
      if (this.#client === client) this.#client = undefined;
      this.#listenLater();
    });
    try {
      await client.connect();
      await client.query(`listen ${channel}`);
      this.#client = client;
      this.#pause = 250;
    } catch (error) {
      this.#options.onIdleError?.(asError(error));
      await client.end().catch(() => undefined); // never opened
      this.#listenLater();
    }
  }

  #listenLater(): void {
    if (this.#closed) return;
    clearTimeout(this.#reconnect);
    this.#reconnect = setTimeout(() => void this.#listen(), this.#pause);
    this.#reconnect.unref();
    this.#pause = Math.min(this.#pause * 2, longestPause);
  }

  async #runSweep(): Promise<void> {
    if (this.#sweeping || this.#watchers.size === 0) return;
    this.#sweeping = true;
    try {
      for (const { id, version } of await this.#options.store.connections.versions([
        ...this.#watchers.keys(),
      ])) {
        const seen = this.#seen.get(id);
        if (this.#watchers.has(id)) this.#seen.set(id, version);
        if (seen !== version) this.#tell(id);
      }
    } catch (error) {
      // The database is away: those who wait find out when they read.
      this.#options.onIdleError?.(asError(error));
    } finally {
      this.#sweeping = false;
    }
  }
}

function waitFor(watcher: Watcher, milliseconds: number, signal: AbortSignal): Promise<void> {
  if (watcher.changed || watcher.over || signal.aborted) {
    watcher.changed = false;
    return Promise.resolve();
  }
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      watcher.wake = () => undefined;
      watcher.changed = false;
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener('abort', done, { once: true });
    watcher.wake = done;
  });
}
