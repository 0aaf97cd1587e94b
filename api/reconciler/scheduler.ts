import type { Logger } from 'pino';
import type { DueWork } from '../store/due-work.ts';
import { DatabaseUnavailableError, translate } from '../store/errors.ts';
import { type Lease, type LeaseHolder, LeaseLostError, type Leases } from '../store/leases.ts';
import type { Store } from '../store/store.ts';
import { steadyNow } from '../terraform/steady-clock.ts';
import { type Backoff, nextAttemptAt } from './backoff.ts';
import { HeldLease } from './lease/held-lease.ts';
import { endLeftBehind } from './lease/left-behind.ts';
import type { Pass } from './work/context.ts';

export interface SchedulerOptions {
  readonly store: Store;
  readonly leases: Leases;
  readonly holder: LeaseHolder;
  readonly leaseMs: number;
  /** Passes at the same time. */
  readonly concurrency: number;
  readonly backoff: Backoff;
  readonly logger: Logger;
  readonly reconcile: (work: DueWork, pass: Pass) => Promise<void>;
}

/** A row that is due again straight after a pass waits this long: a mistake of ours must not become a storm. */
const coolDownMs = 500;

/**
 * Gives due rows to free hands. It asks the database what is due and remembers nothing: a wake-up only makes it ask sooner,
 * and what another worker holds is not offered to it.
 */
export class Scheduler {
  readonly #options: SchedulerOptions;
  readonly #passes = new Map<string, Promise<void>>();
  readonly #coolingDown = new Map<string, NodeJS.Timeout>();
  readonly #stop = new AbortController();
  #stopping = false;
  #asking: Promise<void> | undefined;
  #askAgain = false;

  constructor(options: SchedulerOptions) {
    this.#options = options;
  }

  /** Looks for work as far as there are free hands. Safe to call at any time, as often as one likes. */
  wake(): void {
    if (this.#stopping) return;
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

  get busy(): number {
    return this.#passes.size;
  }

  /**
   * Takes no more work. What is under way may finish within `graceMs`; then it is interrupted, writes down how far it came, and
   * is left to the next worker.
   */
  async stop(graceMs: number): Promise<void> {
    this.#stopping = true;
    for (const timer of this.#coolingDown.values()) clearTimeout(timer);
    await this.#asking;
    const impatience = setTimeout(() => this.#stop.abort(), graceMs);
    await Promise.all(this.#passes.values());
    clearTimeout(impatience);
  }

  async #ask(): Promise<void> {
    const { store, concurrency, logger } = this.#options;
    const free = concurrency - this.#passes.size;
    if (free <= 0) return;
    try {
      // A few more than there are hands: other workers ask at the same time.
      const except = [...this.#passes.keys(), ...this.#coolingDown.keys()];
      for (const work of await store.dueWork.list(free + 4, except)) {
        if (this.#passes.size >= concurrency || this.#stopping) return;
        await this.#begin(work);
      }
    } catch (error) {
      if (!(translate(error) instanceof DatabaseUnavailableError))
        logger.error({ err: error }, 'work could not be found');
      else logger.warn('the database does not answer; work waits');
    }
  }

  async #begin(work: DueWork): Promise<void> {
    const { leases, holder, leaseMs, logger } = this.#options;
    const since = steadyNow();
    const lease = await leases.acquire(work.stack, holder);
    if (lease === undefined) return;
    const held = new HeldLease({ leases, lease, holder, ttlMs: leaseMs, since, logger });
    const pass = this.#work(work, held, lease.before).finally(() => {
      this.#passes.delete(work.stack);
      this.#coolDown(work.stack);
      this.wake();
    });
    this.#passes.set(work.stack, pass);
  }

  async #work(work: DueWork, held: HeldLease, before: LeaseHolder | undefined): Promise<void> {
    const { store, logger, reconcile, backoff } = this.#options;
    try {
      if (!(await endLeftBehind(before))) {
        logger.error({ stack: work.stack, before }, 'what the last worker has left running cannot be ended');
        return;
      }
      await this.#abandonRuns(held.lease);
      await reconcile(work, { lease: held, stop: this.#stop.signal });
    } catch (error) {
      if (error instanceof LeaseLostError) {
        logger.warn({ stack: work.stack }, error.message);
        return;
      }
      logger.error({ err: error, ...work }, 'a pass failed');
      const delayMs = (attempts: number) => nextAttemptAt(attempts, backoff).getTime() - Date.now();
      const outage = translate(error) instanceof DatabaseUnavailableError;
      await store.dueWork
        .postpone(work, delayMs, outage)
        .catch((fault: unknown) =>
          logger.warn({ err: fault, ...work }, 'a failed pass could not be postponed'),
        );
    } finally {
      await held
        .release()
        .catch((error: unknown) => logger.warn({ err: error }, 'a lease could not be given back'));
    }
  }

  #coolDown(stack: string): void {
    if (this.#stopping) return;
    const timer = setTimeout(() => {
      this.#coolingDown.delete(stack);
      this.wake();
    }, coolDownMs);
    this.#coolingDown.set(stack, timer.unref());
  }

  /** What the last holder ran and never finished: nobody knows how far it came, and its lock is void. */
  async #abandonRuns(lease: Lease): Promise<void> {
    const { store, logger } = this.#options;
    const { stack } = lease;
    await store.underLease(lease, async (transaction) => {
      for (const { id, state } of await transaction.runs.unended(stack)) {
        if (state === 'queued') {
          await transaction.runs.finish(id, { state: 'canceled' });
          continue;
        }
        logger.warn({ stack, runId: id }, 'the worker of a run was lost');
        await transaction.runs.finish(id, {
          state: 'unknown',
          reason: {
            code: 'run_unknown',
            message: 'Its worker was lost during the run; the next run finds out what had been done.',
          },
        });
      }
      await transaction.terraformStates.dropLock(stack);
    });
  }
}
