import type { Logger } from 'pino';
import { imagesOf } from '../core/images.ts';
import type { Child, Program, Runner } from '../core/runner.ts';
import type { World } from '../core/world.ts';
import { type Surroundings, startChild } from './child.ts';

/** Of the wall clock. Whether anything is due is the emulator's clock's business. */
const TICK_MILLISECONDS = 250;
/** More than a machine runs side by side: a bound for whoever asks for ten thousand tasks. */
const MAX_CHILDREN = 200;

/** Every program that the emulator runs, so that none outlives it. */
export class Workloads implements Runner {
  readonly #children = new Map<Child, Promise<void>>();
  readonly #world: World;
  readonly #logger: Logger;
  #surroundings: Surroundings | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(parts: { world: World; logger: Logger }) {
    this.#world = parts.world;
    this.#logger = parts.logger;
  }

  /** From now on programs can be started. */
  open(surroundings: Surroundings): void {
    this.#surroundings = surroundings;
    // A program ends when it likes, and what follows from that waits for no request.
    this.#timer = setInterval(() => this.#tick(), TICK_MILLISECONDS);
    this.#timer.unref();
  }

  start(program: Program): Child {
    if (this.#surroundings === undefined || this.#isClosed)
      throw new Error('the emulator runs no programs now');
    if (this.#children.size >= MAX_CHILDREN) {
      throw new Error(`the emulator runs ${MAX_CHILDREN} programs, and no more at once`);
    }
    const child = startChild({ ...program, ...this.#surroundings });
    this.#logger.debug({ pid: child.pid, command: program.command }, 'a program was started');
    this.#children.set(
      child,
      child.exit.then((exit) => {
        this.#children.delete(child);
        this.#logger.debug({ pid: child.pid, ...exit }, 'a program ended');
      }),
    );
    return child;
  }

  /** Ends every program at once; resolves when they are gone. */
  async killAll(): Promise<void> {
    for (const child of this.#children.keys()) child.stop(0);
    await Promise.all(this.#children.values());
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#timer);
    await this.killAll();
  }

  #tick(): void {
    if (this.#children.size === 0 && imagesOf(this.#world).size === 0) return;
    try {
      this.#world.agenda.runDue(this.#world.clock.now());
    } catch (error) {
      this.#logger.error({ err: error }, 'something that was due failed: this is a bug in the emulator');
    }
  }
}
