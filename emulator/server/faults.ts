import { randomUUID } from 'node:crypto';

/**
 * throttle: AWS's throttling error. error: a 5xx, or `code`, `message` and `status`. latency: `milliseconds` longer, `when` before the
 * call is carried out or after it.
 * drop: the connection is cut, `when` before the call is carried out or after it, when only the answer is lost.
 * stuck: the call works, but what it started never leaves its transitional state while the fault exists.
 */
export const faultKinds = ['throttle', 'error', 'latency', 'drop', 'stuck'] as const;
export type FaultKind = (typeof faultKinds)[number];

/** A fault as it is asked for. What is absent matches every call. */
export interface FaultRequest {
  readonly kind: FaultKind;
  readonly service?: string;
  readonly action?: string;
  readonly accountId?: string;
  readonly region?: string;
  /** How many calls it hits; without it, every one until it is removed. */
  readonly count?: number;
  /** How many matching calls it lets pass first. */
  readonly skip?: number;
  readonly milliseconds?: number;
  readonly when?: 'before' | 'after';
  readonly code?: string;
  readonly message?: string;
  readonly status?: number;
}

export interface Fault extends FaultRequest {
  readonly id: string;
  /** Calls that it has hit. */
  readonly hits: number;
}

export interface FaultTarget {
  readonly service: string;
  readonly action: string;
  readonly accountId: string;
  readonly region: string;
}

type Entry = { -readonly [K in keyof Fault]: Fault[K] } & { skipped: number };

/** The faults that are in force. At most `MAX_FAULTS`, so that a runaway test cannot fill the memory. */
export class Faults {
  static readonly MAX_FAULTS = 1_000;
  readonly #faults = new Map<string, Entry>();

  add(request: FaultRequest): Fault {
    if (this.#faults.size >= Faults.MAX_FAULTS) throw new RangeError(`more than ${Faults.MAX_FAULTS} faults`);
    const entry: Entry = { ...request, id: randomUUID(), hits: 0, skipped: 0 };
    this.#faults.set(entry.id, entry);
    return present(entry);
  }

  /** True while a stuck fault holds things back. One that has used up its count goes on holding what it holds. */
  has(id: string): boolean {
    return this.#faults.has(id);
  }

  list(): Fault[] {
    return [...this.#faults.values()].map(present);
  }

  remove(id: string): boolean {
    return this.#faults.delete(id);
  }

  clear(): void {
    this.#faults.clear();
  }

  /** The faults that hit this call; their counts go down. */
  strike(target: FaultTarget): Fault[] {
    const struck: Fault[] = [];
    for (const fault of this.#faults.values()) {
      if (!matches(fault, target)) continue;
      if (fault.skipped < (fault.skip ?? 0)) {
        fault.skipped++;
        continue;
      }
      if (fault.count !== undefined && fault.hits >= fault.count) continue;
      fault.hits++;
      struck.push(present(fault));
    }
    return struck;
  }
}

function matches(fault: FaultRequest, target: FaultTarget): boolean {
  const same = (wanted: string | undefined, actual: string) =>
    wanted === undefined || wanted.toLowerCase() === actual.toLowerCase();
  return (
    same(fault.service, target.service) &&
    same(fault.action, target.action) &&
    same(fault.accountId, target.accountId) &&
    same(fault.region, target.region)
  );
}

function present({ skipped: _skipped, ...fault }: Entry): Fault {
  return fault;
}
