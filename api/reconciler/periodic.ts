import type { Logger } from 'pino';
import { DatabaseUnavailableError, translate } from '../store/errors.ts';

/** Does something again and again, never twice at a time, whatever it throws. */
export class Periodic {
  readonly #intervalMs: number;
  readonly #logger: Logger;
  readonly #name: string;
  readonly #work: (signal: AbortSignal) => Promise<void>;
  readonly #stop = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();

  constructor(
    intervalMs: number,
    logger: Logger,
    name: string,
    work: (signal: AbortSignal) => Promise<void>,
  ) {
    this.#intervalMs = intervalMs;
    this.#logger = logger;
    this.#name = name;
    this.#work = work;
  }

  start(): void {
    this.#running = this.#once();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    clearTimeout(this.#timer);
    await this.#running;
  }

  async #once(): Promise<void> {
    try {
      await this.#work(this.#stop.signal);
    } catch (error) {
      const outage = translate(error) instanceof DatabaseUnavailableError;
      this.#logger.warn(
        outage ? {} : { err: error },
        outage ? `${this.#name}: the database does not answer` : `${this.#name} failed`,
      );
    }
    if (this.#stop.signal.aborted) return;
    this.#timer = setTimeout(() => this.start(), this.#intervalMs);
  }
}
