import type { Caller } from '../operations/caller.ts';
import { ProblemError } from '../operations/problem.ts';

/** Who waits, and for whose resource. */
export interface Waiter {
  readonly caller: Pick<Caller, 'subject' | 'organizations'>;
  /** The organization of what is waited for. */
  readonly organizationId: string;
}

/** How many may wait at one time. Callers that see all organizations are Tray's own: half of all is theirs. */
export interface WaitLimits {
  /** 1,000 by default. */
  readonly limit: number;
  /** Of those whose tokens list the same organizations, and of those who wait for one organization; all by default. */
  readonly perTenant: number;
  /** All by default. */
  readonly perCaller: number;
}

interface Slot {
  readonly keys: readonly string[];
  readonly giveUp: () => void;
}

/**
 * Who may wait. Budgets are per caller and per tenant first. When all slots are taken nevertheless, a newcomer gets one from
 * whoever holds most: ending a wait early is always right, since its answer is the resource as it is.
 */
export class WaitSlots {
  readonly #limits: WaitLimits;
  /** Oldest first, by everything they count for: caller, list of organizations, organization. */
  readonly #held = new Map<string, Set<Slot>>();
  readonly #all = new Set<Slot>();

  constructor(limits: Partial<WaitLimits>) {
    const limit = limits.limit ?? 1_000;
    this.#limits = { limit, perTenant: limits.perTenant ?? limit, perCaller: limits.perCaller ?? limit };
  }

  get size(): number {
    return this.#all.size;
  }

  /**
   * @param giveUp called when the slot is needed by somebody who has fewer; release it soon.
   * @returns releases the slot.
   * @throws ProblemError `rate_limited` when caller or tenant have their share, `overloaded` when nobody has more.
   */
  take(waiter: Waiter, giveUp: () => void): () => void {
    const budgets = this.#budgets(waiter);
    for (const { key, most, whose } of budgets) {
      if (most < this.#limits.limit && this.#count(key) >= most) {
        throw new ProblemError(
          'rate_limited',
          `At most ${most} requests of one ${whose} wait for changes at one time. Ask again without waiting, or after the seconds in Retry-After.`,
          { headers: { 'retry-after': '5' } },
        );
      }
    }
    const keys = budgets.map(({ key }) => key);
    if (
      this.#all.size >= this.#limits.limit &&
      !this.#makeRoom(Math.max(...keys.map((key) => this.#count(key))))
    ) {
      throw new ProblemError(
        'overloaded',
        'Too many requests wait for changes. Ask again, without waiting.',
        {
          headers: { 'retry-after': '5' },
        },
      );
    }
    const slot: Slot = { keys, giveUp };
    this.#all.add(slot);
    for (const key of keys) {
      const held = this.#held.get(key) ?? new Set();
      this.#held.set(key, held.add(slot));
    }
    return () => this.#release(slot);
  }

  #budgets({ caller, organizationId }: Waiter): { key: string; most: number; whose: string }[] {
    const { limit, perCaller, perTenant } = this.#limits;
    const subject = `caller ${caller.subject}`;
    if (caller.organizations === 'all') {
      // Nobody but Tray has such a token, and a service of Tray's may wait for many: never for all, so that others can.
      const half = perTenant < limit ? Math.ceil(limit / 2) : limit;
      return [
        { key: subject, most: half, whose: 'caller' },
        { key: 'tenant *', most: half, whose: 'tenant' },
      ];
    }
    const organizations = [...caller.organizations].sort().join(' ');
    return [
      { key: subject, most: perCaller, whose: 'caller' },
      { key: `tenant ${organizations}`, most: perTenant, whose: 'tenant' },
      // Tokens of one customer may list different organizations: what counts then is what they wait for.
      { key: `organization ${organizationId}`, most: perTenant, whose: 'organization' },
    ];
  }

  #count(key: string): number {
    return this.#held.get(key)?.size ?? 0;
  }

  /** Takes the oldest slot of whoever holds most. @returns false when nobody holds clearly more than the newcomer. */
  #makeRoom(newcomers: number): boolean {
    let largest: Set<Slot> | undefined;
    for (const held of this.#held.values()) if (held.size > (largest?.size ?? 0)) largest = held;
    if (largest === undefined || largest.size <= newcomers + 1) return false;
    const [oldest] = largest;
    if (oldest === undefined) return false;
    this.#release(oldest);
    oldest.giveUp();
    return true;
  }

  #release(slot: Slot): void {
    if (!this.#all.delete(slot)) return;
    for (const key of slot.keys) {
      const held = this.#held.get(key);
      held?.delete(slot);
      if (held?.size === 0) this.#held.delete(key);
    }
  }
}
