import type { Logger } from 'pino';
import type { Lease, LeaseHolder, Leases } from './leases.ts';
import { identify, type ProcessIdentity } from './process-identity.ts';

export interface HeldLeaseOptions {
  readonly leases: Leases;
  readonly lease: Lease;
  readonly holder: LeaseHolder;
  readonly ttlMs: number;
  readonly logger: Logger;
  /** Called with each sign of life, for what lives as long as the lease. */
  readonly onBeat?: () => Promise<void>;
}

/**
 * A lease that is prolonged as long as this process works on the stack. `lost` fires when somebody has it already, or when the
 * database has not heard of this process for half of its time. With six signs of life in that time this is noticed when two thirds
 * are over, and an interrupted run has the last third to end, before anybody else may begin.
 */
export class HeldLease {
  readonly lease: Lease;
  readonly #options: HeldLeaseOptions;
  readonly #lost = new AbortController();
  readonly #timer: NodeJS.Timeout;
  #child: ProcessIdentity | undefined;
  #lastBeat = performance.now();
  #beating: Promise<void> = Promise.resolve();
  #inFlight = false;
  #onBeat: (() => Promise<void>) | undefined;

  constructor(options: HeldLeaseOptions) {
    this.#options = options;
    this.lease = options.lease;
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

  /** Names the process that does the work, so that its end can be waited for should this one die. */
  async setChild(pid: number | undefined): Promise<void> {
    this.#child = pid === undefined ? undefined : identify(pid);
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
    return performance.now() - this.#lastBeat > this.#options.ttlMs / 2;
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
    const began = performance.now();
    try {
      const child = this.#child;
      const kept = await leases.prolong(this.lease, { ...holder, ...(child ? { child } : {}) });
      if (!kept) return this.#lose('another worker took it over');
      this.#lastBeat = began;
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
