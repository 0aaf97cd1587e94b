/** The events of log streams, kept beside the streams so that a list of resources does not carry every line. */
import type { LogGroup, LogStream } from './state.ts';

export interface LogEvent {
  /** Orders events: by timestamp, and by arrival within one. Tokens and ids are made of it. */
  readonly key: string;
  /** Milliseconds since the epoch, as is `ingestionTime`. */
  readonly timestamp: number;
  readonly ingestionTime: number;
  readonly message: string;
}

/** What AWS adds to the UTF-8 bytes of each event when it counts. */
export const EVENT_OVERHEAD_BYTES = 26;
/** What one stream keeps: the oldest events go first. AWS keeps everything for the group's retention. */
export const KEPT_EVENTS = 10_000;
export const KEPT_BYTES = 8 * 1024 * 1024;

interface Kept {
  readonly events: LogEvent[];
  bytes: number;
  arrivals: number;
  /** Of all that ever came. */
  firstTimestamp: number | undefined;
  lastTimestamp: number | undefined;
  lastIngestion: number | undefined;
}

const stores = new WeakMap<LogStream, Kept>();

export function keptOf(stream: LogStream): Readonly<Kept> {
  let kept = stores.get(stream);
  if (kept === undefined) {
    kept = {
      events: [],
      bytes: 0,
      arrivals: 0,
      firstTimestamp: undefined,
      lastTimestamp: undefined,
      lastIngestion: undefined,
    };
    stores.set(stream, kept);
  }
  return kept;
}

export function bytesOf(message: string): number {
  return Buffer.byteLength(message) + EVENT_OVERHEAD_BYTES;
}

/** Adds an event at the place that its timestamp gives it. */
export function append(stream: LogStream, event: { timestamp: number; message: string }, now: number): void {
  const kept = keptOf(stream) as Kept;
  kept.arrivals += 1;
  const key = `${String(event.timestamp).padStart(16, '0')}${String(kept.arrivals).padStart(16, '0')}`;
  let at = kept.events.length;
  while (at > 0 && (kept.events[at - 1]?.timestamp ?? 0) > event.timestamp) at -= 1;
  kept.events.splice(at, 0, { key, ingestionTime: now, ...event });
  kept.bytes += bytesOf(event.message);
  kept.firstTimestamp = Math.min(kept.firstTimestamp ?? event.timestamp, event.timestamp);
  kept.lastTimestamp = Math.max(kept.lastTimestamp ?? event.timestamp, event.timestamp);
  kept.lastIngestion = now;
  while (kept.events.length > KEPT_EVENTS || kept.bytes > KEPT_BYTES) {
    const oldest = kept.events.shift();
    if (oldest === undefined) return;
    kept.bytes -= bytesOf(oldest.message);
  }
}

/** The events of a stream that are not older than the group's retention. */
export function eventsOf(group: LogGroup, stream: LogStream, now: number): readonly LogEvent[] {
  const { events } = keptOf(stream);
  if (group.retentionInDays === undefined) return events;
  const oldest = now - group.retentionInDays * 24 * 3600 * 1000;
  return events.filter(({ timestamp }) => timestamp >= oldest);
}
