import type { Logger } from 'pino';
import type { Lease } from '../../store/leases.ts';
import type { Store } from '../../store/store.ts';
import type { WaitingReason } from '../../store/waiting.ts';
import type { TerraformMessage } from '../../terraform/messages.ts';

/** The row that a run is for. */
export interface RunTarget {
  readonly organizationId: string;
  readonly networkId?: string;
  readonly connectionId?: string;
  /** The network whose connectors it is for. */
  readonly connectorsOf?: string;
}

export interface StallWatchOptions {
  readonly store: Store;
  readonly lease: Lease;
  readonly target: RunTarget;
  /** How long a run may show no progress before that is said. */
  readonly stallMs: number;
  readonly logger: Logger;
}

/**
 * While a run shows no progress, its row says what is waited for: AWS may be slow, or throttle, and Terraform repeats its calls
 * without a word. Whatever else the row says stays. It goes by itself, at the latest with the run.
 */
export class StallWatch {
  readonly #options: StallWatchOptions;
  #timer: NodeJS.Timeout | undefined;
  #under: string | undefined;
  #since = performance.now();
  #said = false;
  #writing: Promise<void> = Promise.resolve();

  constructor(options: StallWatchOptions) {
    this.#options = options;
    this.#arm();
  }

  /** Told of every message of the run. */
  see(message: TerraformMessage): void {
    // "Still creating" is no progress.
    if (message.type === 'apply_progress') return;
    this.#under =
      message.type === 'apply_start' || message.type === 'refresh_start'
        ? message.hook?.resource?.addr
        : undefined;
    this.#since = performance.now();
    this.#arm();
    if (this.#said) this.#say(undefined);
  }

  /** The run is over. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    if (this.#said) this.#say(undefined);
    await this.#writing;
  }

  #arm(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const seconds = Math.round((performance.now() - this.#since) / 1_000);
      this.#say({
        code: 'waiting_for_aws',
        message: `AWS has reported nothing new for ${seconds} s${this.#under === undefined ? '' : `, at ${this.#under}`}: it may be slow, or throttling the account. The run goes on.`,
      });
    }, this.#options.stallMs);
  }

  #say(reason: WaitingReason | undefined): void {
    this.#said = reason !== undefined;
    const { store, lease, target, logger } = this.#options;
    this.#writing = this.#writing.then(async () => {
      try {
        await store.underLease(lease, async (transaction) => {
          await transaction.waiting.say(target, reason);
        });
      } catch (error) {
        // The row is as it was; a run is not lost for it.
        logger.warn({ err: error, stack: lease.stack }, 'what a run waits for could not be said');
      }
    });
  }
}
