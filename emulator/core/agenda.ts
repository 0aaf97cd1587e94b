interface Entry {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
  readonly isHeld: () => boolean;
}

/**
 * Things that AWS does a while after a call: an endpoint that becomes available, a request that expires. There are no
 * timers: whatever is due runs, in order, before the next request is looked at, so that a moved clock takes effect at
 * once and nothing happens behind a test's back.
 */
export class Agenda {
  #entries: Entry[] = [];
  #order = 0;

  /** `at` in milliseconds since the epoch. An entry that is held stays due until it is let go. */
  schedule(at: number, run: () => void, isHeld: () => boolean = () => false): void {
    this.#entries.push({ at, order: this.#order++, run, isHeld });
  }

  /** Runs what is due at `now`, and what those entries in turn schedule for a time that has passed. */
  runDue(now: number): void {
    for (;;) {
      const due = this.#entries
        .filter((entry) => entry.at <= now && !entry.isHeld())
        .sort((a, b) => a.at - b.at || a.order - b.order)[0];
      if (due === undefined) return;
      this.#entries.splice(this.#entries.indexOf(due), 1);
      due.run();
    }
  }

  clear(): void {
    this.#entries = [];
  }

  get size(): number {
    return this.#entries.length;
  }
}
