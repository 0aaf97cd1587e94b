export interface RetryBudgetOptions {
  /** How many retries may be made in one go before successes must pay for more. @default 50 */
  readonly capacity?: number;
  /** How much of a retry every successful call pays for. @default 0.1 */
  readonly perSuccess?: number;
  /** How much of a retry every second pays for, so that a quiet client recovers too. @default 0.5 */
  readonly perSecond?: number;
}

/**
 * What all calls of a client may spend on retries together. In an outage every call fails: without a common budget each
 * of them would be sent several times, and the API would come back to a multiple of its load.
 */
export class RetryBudget {
  readonly #capacity: number;
  readonly #perSuccess: number;
  readonly #perSecond: number;
  #available: number;
  #updatedAt: number;

  constructor(options: RetryBudgetOptions = {}) {
    this.#capacity = options.capacity ?? 50;
    this.#perSuccess = options.perSuccess ?? 0.1;
    this.#perSecond = options.perSecond ?? 0.5;
    this.#available = this.#capacity;
    this.#updatedAt = performance.now();
  }

  /** How many retries it would pay for now. */
  get available(): number {
    this.#refill();
    return this.#available;
  }

  /** Takes one retry out of the budget; false when there is none left. */
  spend(): boolean {
    this.#refill();
    if (this.#available < 1) return false;
    this.#available -= 1;
    return true;
  }

  success(): void {
    if (this.#available < this.#capacity) {
      this.#available = Math.min(this.#capacity, this.#available + this.#perSuccess);
    }
  }

  #refill(): void {
    const now = performance.now();
    const earned = ((now - this.#updatedAt) / 1000) * this.#perSecond;
    this.#available = Math.min(this.#capacity, this.#available + earned);
    this.#updatedAt = now;
  }
}
