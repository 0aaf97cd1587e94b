import type { Logger } from 'pino';
import type { Lease, LeaseHolder, Leases } from '../../store/leases.ts';
import { identify, type ProcessIdentity } from '../../terraform/process-identity.ts';
import { steadyNow } from '../../terraform/steady-clock.ts';
import type { Lifeline } from '../../terraform/supervision.ts';

export interface HeldLeaseOptions {
  readonly leases: Leases;
  readonly lease: Lease;
  readonly holder: LeaseHolder;
  readonly ttlMs: number;
  /** Time of the steady clock before the lease was asked for. @default now */
  readonly since?: number;
  readonly logger: Logger;
  /** Called with each sign of life, for what lives as long as the lease. */
  readonly onBeat?: () => Promise<void>;
}

/**
 * How much of a lease is left when the last that it allowed must be dead: a tenth, and never less than a second. Supervisors look at
 * the clock ten times a second, and a busy machine is late.
 */
const reserve = { part: 0.1, leastMs: 1_000 };

/**
 * A lease that is prolonged as long as this process works on the stack. `lost` fires when somebody has it already, or when the
 * database has not heard of this process for half of its time. With six signs of life in that time this is noticed when two thirds
 * are over, and an interrupted run has the last third to end, before anybody else may begin.
 *
 * A process that stands still notices nothing. So what works under the lease is told how long it may go on (`lifeline`), counted
 * from before the database was asked: whatever happens to the answer, or to this process, it is over before the lease is.
 */
export class HeldLease {
  readonly lease: Lease;
  readonly #options: HeldLeaseOptions;
  readonly #lost = new AbortController();
  readonly #timer: NodeJS.Timeout;
  readonly #listeners = new Set<(deadline: number) => void>();
  #child: ProcessIdentity | undefined;
  #program: ProcessIdentity | undefined;
  /** When the last sign of life that was heard had been on its way. */
  #lastBeat: number;
  #beating: Promise<void> = Promise.resolve();
  #inFlight = false;
  #onBeat: (() => Promise<void>) | undefined;

  constructor(options: HeldLeaseOptions) {
    this.#options = options;
    this.lease = options.lease;
    this.#lastBeat = options.since ?? steadyNow();
    this.#onBeat = options.onBeat;
    this.#timer = setInterval(() => {
      if (this.#isSilent()) this.#lose('the database was silent for too long');
      // One that is still unanswered says as much as two.
      if (!this.#inFlight) this.#beat();
    }, options.ttlMs / 6);
  }

  /** Aborted when the work must stop, because it is not this process's any more. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  /** For what must not outlive the lease. */
  get lifeline(): Lifeline {
    const deadline = () => this.#deadline();
    return {
      get deadline() {
        return deadline();
      },
      onExtended: (listener) => {
        this.#listeners.add(listener);
        return () => this.#listeners.delete(listener);
      },
    };
  }

  /** Names the process that does the work, so that its end can be waited for should this one die. */
  async setChild(pid: number | undefined): Promise<void> {
    this.#child = pid === undefined ? undefined : identify(pid);
    if (pid === undefined) this.#program = undefined;
    this.#beat();
    await this.#beating;
  }

  /** Names the process that `child` watches over, should that one be killed alone. */
  async setProgram(pid: number): Promise<void> {
    this.#program = identify(pid);
    this.#beat();
    await this.#beating;
  }

  set onBeat(beat: (() => Promise<void>) | undefined) {
    this.#onBeat = beat;
  }

  async release(): Promise<void> {
    clearInterval(this.#timer);
    await this.#beating;
    await this.#options.leases.release(this.lease);
  }

  #isSilent(): boolean {
    return steadyNow() - this.#lastBeat > this.#options.ttlMs / 2;
  }

  #deadline(): number {
    const { ttlMs } = this.#options;
    return this.#lastBeat + ttlMs - Math.max(reserve.leastMs, ttlMs * reserve.part);
  }

  #beat(): void {
    this.#beating = this.#beating.then(async () => {
      this.#inFlight = true;
      await this.#prolong();
      this.#inFlight = false;
    });
  }

  async #prolong(): Promise<void> {
    const { leases, holder, logger } = this.#options;
    const began = steadyNow();
    try {
      const child = this.#child;
      const program = this.#program;
      const kept = await leases.prolong(this.lease, {
        ...holder,
        ...(child ? { child } : {}),
        ...(program ? { program } : {}),
      });
      if (!kept) return this.#lose('another worker took it over');
      this.#lastBeat = began;
      const deadline = this.#deadline();
      for (const extend of this.#listeners) extend(deadline);
      await this.#onBeat?.();
    } catch (error) {
      logger.warn({ err: error, stack: this.lease.stack }, 'a lease could not be prolonged');
    }
  }

  #lose(why: string): void {
    if (this.#lost.signal.aborted) return;
    this.#options.logger.error({ stack: this.lease.stack, why }, 'a lease was lost');
    this.#lost.abort();
  }
}
