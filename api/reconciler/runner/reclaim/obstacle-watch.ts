import type { Logger } from 'pino';
import type { Reason } from '../../../store/schema.ts';
import type { StateDocument } from '../../../terraform-state/document.ts';
import { deletionBlocked } from './obstacles.ts';
import type { Reclaimer, ReclaimTarget } from './reclaimer.ts';
import type { Surplus } from './search.ts';

export interface ObstacleWatchOptions {
  readonly reclaimer: Reclaimer;
  readonly logger: Logger;
  readonly obstacleMs?: number;
}

/**
 * Looks at what a destroy waits for. Terraform goes on asking for up to a quarter of an hour, without a word, where something hangs on
 * what is to go: what is our own is removed meanwhile; what is not, seen twice, ends the run, so that people learn of it.
 */
export class ObstacleWatch {
  readonly #options: ObstacleWatchOptions;
  readonly #target: ReclaimTarget;
  readonly #blocked = new AbortController();
  readonly #end = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> = Promise.resolve();
  #before: ReadonlySet<string> = new Set();
  #reason: Reason | undefined;

  constructor(options: ObstacleWatchOptions, target: ReclaimTarget) {
    this.#options = options;
    this.#target = target;
  }

  /** Aborted when waiting is of no use. */
  get blocked(): AbortSignal {
    return this.#blocked.signal;
  }

  /** Why it is of no use. */
  get reason(): Reason | undefined {
    return this.#reason;
  }

  start(state: StateDocument, surplus: readonly Surplus[], signal: AbortSignal): void {
    const within = AbortSignal.any([signal, this.#end.signal]);
    const again = () => {
      this.#timer = setTimeout(() => {
        this.#looking = this.#look(state, surplus, within).then(() => {
          if (!within.aborted && !this.#blocked.signal.aborted) again();
        });
      }, this.#options.obstacleMs ?? 30_000);
    };
    again();
  }

  async stop(): Promise<void> {
    this.#end.abort();
    clearTimeout(this.#timer);
    await this.#looking;
  }

  async #look(state: StateDocument, surplus: readonly Surplus[], signal: AbortSignal): Promise<void> {
    const { reclaimer, logger } = this.#options;
    const { stack } = this.#target;
    try {
      const { foreign } = await reclaimer.clear(this.#target, { state, surplus }, signal);
      const lasting = foreign.filter((what) => this.#before.has(what));
      this.#before = new Set(foreign);
      if (lasting.length === 0 || signal.aborted) return;
      this.#reason = deletionBlocked(lasting);
      this.#blocked.abort();
    } catch (error) {
      // Terraform goes on, and has the last word; the next look may say more.
      if (!signal.aborted)
        logger.warn({ stack, err: error }, 'what a destroy waits for could not be looked at');
    }
  }
}
