import type { Logger } from 'pino';
import type { ClaimedTest } from '../store/connection-tests.ts';
import { DatabaseUnavailableError, translate } from '../store/errors.ts';
import type { Store } from '../store/store.ts';
import { reconciler } from './work/context.ts';

export interface TestSchedulerOptions {
  readonly store: Store;
  readonly logger: Logger;
  /** Tests at the same time. */
  readonly concurrency: number;
  /** Between two tests of a connection that nobody asks for; 0 for none but the first. */
  readonly intervalMs: number;
  /** How long a test is its worker's. */
  readonly claimMs: number;
  readonly run: (test: ClaimedTest, stop: AbortSignal) => Promise<void>;
}

/** Connections whose turn has come, at one time: the next look finds the others. */
const scheduledAtOnce = 50;

/** Gives tests to free hands. Like the scheduler of stacks it remembers nothing: what is due, the database says. */
export class TestScheduler {
  readonly #options: TestSchedulerOptions;
  readonly #running = new Set<Promise<void>>();
  readonly #stop = new AbortController();
  #asking: Promise<void> | undefined;
  #askAgain = false;

  constructor(options: TestSchedulerOptions) {
    this.#options = options;
  }

  get busy(): number {
    return this.#running.size;
  }

  /** Looks for tests as far as there are free hands. Safe to call at any time. */
  wake(): void {
    if (this.#stop.signal.aborted) return;
    if (this.#asking !== undefined) {
      this.#askAgain = true;
      return;
    }
    this.#asking = this.#ask().finally(() => {
      this.#asking = undefined;
      if (!this.#askAgain) return;
      this.#askAgain = false;
      this.wake();
    });
  }

  /** Takes no more tests; those under way are given back. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#asking;
    await Promise.all(this.#running);
  }

  async #ask(): Promise<void> {
    const { store, logger, concurrency, intervalMs, claimMs } = this.#options;
    try {
      await store.connectionTests.schedule(intervalMs, scheduledAtOnce, reconciler);
      const free = concurrency - this.#running.size;
      if (free <= 0) return;
      for (const test of await store.connectionTests.claim(free, claimMs)) this.#begin(test);
    } catch (error) {
      if (translate(error) instanceof DatabaseUnavailableError)
        logger.warn('the database does not answer; tests wait');
      else logger.error({ err: error }, 'tests could not be found');
    }
  }

  #begin(test: ClaimedTest): void {
    const { run, logger } = this.#options;
    const running = run(test, this.#stop.signal)
      .catch((error: unknown) => {
        // Its claim ends by itself, and the next worker takes it.
        logger.warn({ err: error, testId: test.id }, 'a test could not be written down');
      })
      .finally(() => {
        this.#running.delete(running);
        this.wake();
      });
    this.#running.add(running);
  }
}
