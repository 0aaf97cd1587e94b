/** Who did something: the consumer, the producer, or AWS itself. */
export type Side = 'tray' | 'customer' | 'aws';

export interface TimelineEntry {
  /** RFC 3339, UTC. */
  readonly at: string;
  /** Milliseconds since the first entry. */
  readonly elapsedMs: number;
  readonly side: Side;
  readonly event: string;
  /** State of the endpoint as AWS names it, from the moment there is an endpoint. */
  readonly state?: string;
}

/** What happened, in order. */
export class Timeline {
  readonly #started = Date.now();
  readonly #entries: TimelineEntry[] = [];

  add(side: Side, event: string, state?: string): void {
    const now = Date.now();
    this.#entries.push({
      at: new Date(now).toISOString(),
      elapsedMs: now - this.#started,
      side,
      event,
      ...(state === undefined ? {} : { state }),
    });
  }

  get entries(): readonly TimelineEntry[] {
    return this.#entries;
  }
}
