import { defined } from '../domain/defined.ts';
/** Who did something: the consumer, the producer, or AWS itself. */
export type Side = 'tray' | 'customer' | 'aws';

export interface TimelineEntry {
  /** RFC 3339, UTC. */
  readonly at: string;
  readonly side: Side;
  readonly event: string;
  /** State of the connection after it (the API's words), or of its endpoint where the side is `aws` (AWS's words). */
  readonly state?: string;
}

/** What happened, in the order of time, whoever reports it and whenever. */
export class Timeline {
  readonly #entries: TimelineEntry[] = [];

  add(side: Side, event: string, options: { readonly state?: string; readonly at?: string } = {}): void {
    const { state, at = new Date().toISOString() } = options;
    this.#entries.push({ at, side, event, ...defined({ state }) });
  }

  get entries(): readonly TimelineEntry[] {
    return this.#entries.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
  }
}
