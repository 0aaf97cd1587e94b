import { ContentionError } from './errors.ts';

export interface KeyedMutexOptions {
  /** How many may wait for one name; 1,000 by default. */
  readonly waitersAtMost?: number;
  /** How long each waits at most; 10 seconds by default. */
  readonly patienceMs?: number;
}

interface Waiter {
  readonly begin: () => void;
}

/**
 * One at a time for each name, in the order in which they came, within this process. Those who would only wait for each other
 * in the database wait here, where they take no connection that others need. What is right does not depend on it: rows,
 * constraints and locks hold between processes.
 */
export class KeyedMutex {
  readonly #waitersAtMost: number;
  readonly #patienceMs: number;
  /** Names that somebody has, with those who wait for them. */
  readonly #taken = new Map<string, Waiter[]>();

  constructor(options: KeyedMutexOptions = {}) {
    this.#waitersAtMost = options.waitersAtMost ?? 1_000;
    this.#patienceMs = options.patienceMs ?? 10_000;
  }

  /**
   * Does the work while nobody else has one of the names.
   *
   * @throws ContentionError when too many wait already, or the wait takes too long.
   */
  async run<T>(names: readonly string[], work: () => Promise<T>): Promise<T> {
    const held: string[] = [];
    try {
      // In one order for all, so that nobody waits for somebody who waits for them.
      for (const name of [...new Set(names)].sort()) {
        await this.#take(name);
        held.push(name);
      }
      return await work();
    } finally {
      for (const name of held) this.#release(name);
    }
  }

  #take(name: string): Promise<void> | void {
    const waiters = this.#taken.get(name);
    if (!waiters) {
      this.#taken.set(name, []);
      return;
    }
    if (waiters.length >= this.#waitersAtMost)
      throw new ContentionError('too many requests wait for one name');
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        waiters.splice(waiters.indexOf(waiter), 1);
        reject(new ContentionError('requests for one name take too long'));
      }, this.#patienceMs);
      const waiter: Waiter = {
        begin: () => {
          clearTimeout(timer);
          resolve();
        },
      };
      waiters.push(waiter);
    });
  }

  #release(name: string): void {
    const next = this.#taken.get(name)?.shift();
    if (next) next.begin();
    else this.#taken.delete(name);
  }
}
