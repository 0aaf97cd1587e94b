import { asError } from '../faults.ts';
import { ChangeListener } from '../store/change-listener.ts';
import type { ConnectOptions } from '../store/connect.ts';
import type { Store } from '../store/store.ts';
import { type Waiter, type WaitLimits, WaitSlots } from './wait-slots.ts';

const sweepMilliseconds = 2_000;

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
  readonly #listener: ChangeListener;
  #sweep: NodeJS.Timeout | undefined;
  #sweeping = false;

  constructor(options: ChangeFeedOptions) {
    this.#options = options;
    this.#slots = new WaitSlots(options);
    this.#listener = new ChangeListener({ ...options, onChange: (id) => this.#tell(id) });
  }

  /** How many wait. */
  get size(): number {
    return this.#slots.size;
  }

  /** Whether notifications arrive, or the sweep alone does the work. */
  get listening(): boolean {
    return this.#listener.listening;
  }

  async open(): Promise<void> {
    await this.#listener.open();
    this.#sweep = setInterval(() => void this.#runSweep(), sweepMilliseconds);
    this.#sweep.unref();
  }

  async close(): Promise<void> {
    clearInterval(this.#sweep);
    for (const watchers of this.#watchers.values()) for (const watcher of watchers) watcher.wake();
    await this.#listener.close();
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
