/** Where the emulator takes the time from. Nothing else in it may read the wall clock, sessions' expiry apart. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Moves the clock forward. */
  advance(milliseconds: number): void;
}

/** A clock that runs with the wall clock and can be moved ahead of it. */
export class RunningClock implements Clock {
  #offset = 0;

  now(): number {
    return Date.now() + this.#offset;
  }

  advance(milliseconds: number): void {
    this.#offset += milliseconds;
  }
}

/** A clock that stands still until it is moved: for tests whose outcome must not depend on the speed of the machine. */
export class ManualClock implements Clock {
  #now: number;

  constructor(start = Date.UTC(2025, 0, 1)) {
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  advance(milliseconds: number): void {
    this.#now += milliseconds;
  }
}
