import type { Logger } from 'pino';

/** What was started, to be ended in the opposite order. */
export class Started {
  readonly #stops: (() => Promise<void> | void)[] = [];

  add(stop: () => Promise<void> | void): void {
    this.#stops.unshift(stop);
  }

  async stop(logger: Logger): Promise<void> {
    for (const stop of this.#stops.splice(0)) {
      try {
        await stop();
      } catch (error) {
        logger.error({ err: error }, 'something did not stop cleanly');
      }
    }
  }
}
