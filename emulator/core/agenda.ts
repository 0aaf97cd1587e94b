interface Entry {
  readonly at: number;
  readonly run: () => void;
  readonly isHeld: () => boolean;
}

/** Takes an entry off the agenda. Afterwards, or a second time, it does nothing. */
export type Cancel = () => void;

/**
 * Things that AWS does a while after a call: an endpoint that becomes available, a request that expires. There are no
 * timers: whatever is due runs, in order, before the next request is looked at, so that a moved clock takes effect at
 * once and nothing happens behind a test's back.
 */
export class Agenda {
  /** By time, and by order of arrival within one time. */
  #entries: Entry[] = [];

  /** `at` in milliseconds since the epoch. An entry that is held stays due until it is let go. */
  schedule(at: number, run: () => void, isHeld: () => boolean = () => false): Cancel {
    const entry: Entry = { at, run, isHeld };
    const next = this.#entries.findIndex((other) => other.at > at);
    this.#entries.splice(next === -1 ? this.#entries.length : next, 0, entry);
    return () => this.#remove(entry);
  }

  /** Runs what is due at `now`, and what those entries in turn schedule for a time that has passed. */
  runDue(now: number): void {
    for (;;) {
      const due = this.#firstDue(now);
      if (due === undefined) return;
      this.#remove(due);
      due.run();
    }
  }

  clear(): void {
    this.#entries = [];
  }

  get size(): number {
    return this.#entries.length;
  }

  #firstDue(now: number): Entry | undefined {
    for (const entry of this.#entries) {
      if (entry.at > now) return undefined;
      if (!entry.isHeld()) return entry;
    }
    return undefined;
  }

  #remove(entry: Entry): void {
    const index = this.#entries.indexOf(entry);
    if (index !== -1) this.#entries.splice(index, 1);
  }
}
