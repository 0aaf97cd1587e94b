/** One call as the log keeps it. */
export interface CallRecord {
  readonly at: string;
  readonly requestId: string;
  readonly service: string;
  readonly action: string;
  readonly accountId: string;
  readonly region: string;
  /** ARN of the caller; empty when the credentials were not accepted. */
  readonly caller: string;
  /** HTTP status, or 0 when the connection was dropped. */
  readonly status: number;
  readonly errorCode?: string;
  /** Parameters that the emulator took no notice of. */
  readonly ignoredParameters?: readonly string[];
}

/** The last calls, and how often every action was called. Bounded: old calls are forgotten, counts are kept. */
export class CallLog {
  static readonly MAX_CALLS = 2_000;
  readonly #calls: CallRecord[] = [];
  readonly #counts = new Map<string, number>();

  add(record: CallRecord): void {
    this.#calls.push(record);
    if (this.#calls.length > CallLog.MAX_CALLS) this.#calls.shift();
    const key = `${record.service}:${record.action}`;
    // Names come from the request: nonsense must not grow the table without end.
    if (this.#counts.has(key) || this.#counts.size < CallLog.MAX_CALLS) {
      this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
    }
  }

  calls(): readonly CallRecord[] {
    return this.#calls;
  }

  counts(): Record<string, number> {
    return Object.fromEntries([...this.#counts].sort(([a], [b]) => a.localeCompare(b)));
  }

  clear(): void {
    this.#calls.length = 0;
    this.#counts.clear();
  }
}
